-- Shadow mode: each refresh that applies changes is compared with a full computation; what was applied stays.
create table a (id int primary key, k int, v int);
insert into a select g, g % 3, g from generate_series(1, 9) as g;
call test.create('t', 'select k, sum(v) as s from a group by k', 'AUTO');
select pgtrickle.alter_stream_table('t', shadow_mode => true);
select shadow_mode from pgtrickle.pgt_stream_tables;
insert into a values (10, 1, 10);
select test.refresh('t');
select result, initiated_by from pgtrickle.audit_status();
-- A row is wrong already: the refresh applies its changes, warns, and keeps the rows.
set session_replication_role = replica;
update t set s = 1000 where k = 2;
reset session_replication_role;
insert into a values (11, 0, 100);
listen pgtrickle_alert;
\set SHOW_CONTEXT never
select pgtrickle.refresh_stream_table('t');
select k, s from t order by k;
select difference, contents from pgtrickle.pgt_audit_differences order by 1;
select severity from pgtrickle.health_check() where check_name = 'audit';
select action from pgtrickle.pgt_refresh_history order by refresh_id desc limit 1;
-- Once it is off, nothing is compared.
select pgtrickle.alter_stream_table('t', shadow_mode => false);
insert into a values (12, 0, 100);
select pgtrickle.refresh_stream_table('t');
select count(*) from pgtrickle.verify_stream_table('t', repair => true);
select test.check('t');
-- Not for tables that are recomputed, or that transactions maintain, or in cycles.
call test.create('f', 'select id, random() < 2 as r from a', 'FULL');
call test.create('i', 'select id from a', 'IMMEDIATE');
select test.error($$ select pgtrickle.alter_stream_table('f', shadow_mode => true) $$);
select test.error($$ select pgtrickle.alter_stream_table('i', shadow_mode => true) $$);
select pgtrickle.alter_stream_table('t', shadow_mode => true);
select test.error($$ select pgtrickle.alter_stream_table('t', refresh_mode => 'FULL') $$);
select pgtrickle.alter_stream_table('t', refresh_mode => 'FULL', shadow_mode => false);
select refresh_mode, shadow_mode from pgtrickle.pgt_stream_tables where pgt_name = 't';
