-- repair_stream_table(): puts back what is missing; on a table that lacks nothing it does no harm.
create table a (id int primary key, k int);
insert into a values (1, 1), (2, 2);
call test.create('t', 'select k, count(*) as n from a group by k');
call test.create('other', 'select k from a');
select pgtrickle.repair_stream_table('t');
-- Changes that wait are not counted twice.
insert into a values (3, 3);
select test.refresh('t'), test.refresh('other');
insert into a values (4, 1);
select pgtrickle.repair_stream_table('t');
insert into a values (5, 1);
select test.refresh('t'), test.refresh('other');
select test.refresh('t'), test.refresh('other');
-- Changes that were missed.
set event_triggers = off;
alter table a disable trigger all;
reset event_triggers;
insert into a values (6, 6);
select pgtrickle.repair_stream_table('t');
insert into a values (7, 7);
select test.refresh('t'), test.refresh('other');
insert into a values (8, 8);
select test.refresh('t'), test.refresh('other');
-- A buffer that is gone.
do $$ begin execute format('alter extension pg_trickle drop table pgtrickle_changes.changes_%1$s; drop table pgtrickle_changes.changes_%1$s', 'a'::regclass::oid); end $$;
select test.error($$ insert into a values (9, 9) $$) ~ 'pgtrickle' as complains;
select pgtrickle.repair_stream_table('t');
insert into a values (9, 9);
select test.refresh('t'), test.refresh('other');
-- Views over the table, with the columns that it has for itself, do not hinder it.
create view over_t as select * from t;
select pgtrickle.repair_stream_table('t');
select test.refresh('t');
select count(*) from over_t;
-- Errors are forgotten, suspension is not.
update pgtrickle_catalog.pgt_stream_tables set status = 'ERROR', consecutive_errors = 7, last_error_message = 'x', last_error_at = now() where pgt_name = 't';
select pgtrickle.repair_stream_table('t');
select status, consecutive_errors, last_error from pgtrickle.pgt_status() where name = 'public.t';
select pgtrickle.alter_stream_table('t', status => 'SUSPENDED');
select pgtrickle.repair_stream_table('t');
select status from pgtrickle.pgt_status() where name = 'public.t';
select pgtrickle.resume_stream_table('t');
select test.refresh('t');
-- All at once.
select pgtrickle.restore_stream_tables();
select test.refresh('t'), test.refresh('other');
insert into a values (10, 1);
select test.refresh('t'), test.refresh('other');
-- Wrong arguments, and missing privileges.
select test.error($$ select pgtrickle.repair_stream_table('nix') $$);
select test.error($$ select pgtrickle.repair_stream_table('a') $$);
select test.error($$ select pgtrickle.repair_stream_table(null) $$);
create role regress_stranger;
set role regress_stranger;
select test.error($$ select pgtrickle.repair_stream_table('t') $$);
select test.error($$ select pgtrickle.restore_stream_tables() $$);
reset role;
drop role regress_stranger;
-- A refresh notices by itself that changes may have been missed, also if the triggers were restored by hand.
set event_triggers = off;
alter table a disable trigger all;
reset event_triggers;
insert into a values (20, 1);
select test.refresh('t'), test.refresh('other');
select bool_and(enabled) from pgtrickle.trigger_inventory();
set event_triggers = off;
alter table a disable trigger all;
reset event_triggers;
insert into a values (21, 1);
set event_triggers = off;
alter table a enable trigger all;
reset event_triggers;
select test.refresh('t'), test.refresh('other');
select action, reason from pgtrickle.pgt_refresh_history order by refresh_id desc limit 1;
insert into a values (22, 1);
select test.refresh('t'), test.refresh('other');
