-- get_refresh_history() and refresh_timeline(): the newest first, as many as asked for.
select * from pgtrickle.refresh_timeline();
create table a (id int primary key, k int);
insert into a values (1, 1), (2, 2);
call test.create('t', 'select k, count(*) as n from a group by k');
call test.create('"u ""1"""', 'select k from a', refresh_mode => 'FULL');
select * from pgtrickle.get_refresh_history('t') where duration_ms < 0 or start_time > end_time or data_timestamp > end_time;
insert into a values (3, 3);
delete from a where id = 1;
select test.refresh('t');
select pgtrickle.refresh_stream_table('"u ""1"""');
-- A refresh that finds nothing leaves nothing.
select test.refresh('t');
select action, status, rows_inserted, rows_deleted, duration_ms > 0 as took_time, error_message from pgtrickle.get_refresh_history('t');
select stream_table, action, status, rows_inserted, rows_deleted, duration_ms > 0 as took_time, error_message from pgtrickle.refresh_timeline(3);
select count(*) from pgtrickle.refresh_timeline();
select count(*) from pgtrickle.refresh_timeline(max_rows => 0);
select count(*) from pgtrickle.get_refresh_history('t', 1);
select count(*) from pgtrickle.get_refresh_history(name => 't', max_rows => 0);
-- Wrong arguments.
select test.error($$ select * from pgtrickle.refresh_timeline(-1) $$);
select test.error($$ select * from pgtrickle.refresh_timeline(null) $$);
select test.error($$ select * from pgtrickle.get_refresh_history('t', -1) $$);
select test.error($$ select * from pgtrickle.get_refresh_history('t', null) $$);
select test.error($$ select * from pgtrickle.get_refresh_history('nix') $$);
select test.error($$ select * from pgtrickle.get_refresh_history('a') $$);
select test.error($$ select * from pgtrickle.get_refresh_history(null) $$);
-- Every role may look. The history of a dropped table is deleted.
create role regress_monitor;
set role regress_monitor;
select count(*) from pgtrickle.refresh_timeline();
select count(*) from pgtrickle.get_refresh_history('t');
reset role;
drop role regress_monitor;
select pgtrickle.drop_stream_table('t');
select distinct stream_table from pgtrickle.refresh_timeline();
