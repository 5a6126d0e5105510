-- pgt_status(), get_staleness(), pg_stat_stream_tables and stream_tables_info: nothing, then each state that a table can be in.
select * from pgtrickle.pgt_status();
select * from pgtrickle.pg_stat_stream_tables;
select pgt_name, staleness, stale, is_topk from pgtrickle.stream_tables_info;
create table a (id int primary key, k int);
insert into a values (1, 1), (2, 2);
select pgtrickle.create_stream_table('t', 'select k, count(*) as n from a group by k', schedule => '1h');
select pgtrickle.create_stream_table('reader', 'select sum(n) as n from t', schedule => '@hourly');
select pgtrickle.create_stream_table('top', 'select k from a order by k limit 1', schedule => '1s', refresh_mode => 'FULL');
select pgtrickle.create_stream_table('empty', 'select k from a', initialize => false);
select name, status, refresh_mode, is_populated, consecutive_errors, schedule, last_error, scc_id from pgtrickle.pgt_status();
-- As long as nothing has changed, the contents are up to date, however long ago they were computed. For mode FULL that is not known.
select pg_sleep(0.05);
select name, staleness = '0' as right, staleness < '1 hour' as young, data_timestamp < clock_timestamp() - interval '50 ms' as old from pgtrickle.pgt_status();
-- A change makes stale what reads it, and what reads that; a refresh ends it, in the order of reading.
insert into a values (3, 3);
select name, staleness > '50 ms' as waits from pgtrickle.pgt_status() where name <> 'public.top';
select pgtrickle.get_staleness('t') between 0.05 and 3600 as t, pgtrickle.get_staleness('reader') between 0.05 and 3600 as reader,
       pgtrickle.get_staleness('empty') is null as empty;
select pgtrickle.refresh_stream_table('t');
select pgtrickle.get_staleness('t') as t, pgtrickle.get_staleness('reader') > 0 as reader;
select pgtrickle.refresh_stream_table('reader');
select pgtrickle.get_staleness('t') as t, pgtrickle.get_staleness('reader') as reader;
-- The change of an update that is rolled back was never there.
begin;
update a set k = 9 where id = 1;
select pgtrickle.get_staleness('t') > 0 as inside;
rollback;
select pgtrickle.get_staleness('t') as after;
-- Stale is what is older than its schedule; a cron has no such time. What calculates its schedule has that of its readers.
select pgt_name, stale, cdc_modes, total_refreshes, successful_refreshes, failed_refreshes, total_rows_inserted, total_rows_deleted,
       avg_duration_ms > 0 as took_time, last_action, last_status
from pgtrickle.pg_stat_stream_tables where pgt_name in ('t', 'reader', 'empty') order by pgt_id;
select pgtrickle.create_stream_table('slow', 'select k from a', initialize => true, schedule => '1s');
select pgtrickle.create_stream_table('below', 'select k from slow', schedule => '2h');
select pgtrickle.alter_stream_table('slow', schedule => 'calculated');
insert into a values (4, 4);
select pg_sleep(1.1);
select pgt_name, stale, is_topk from pgtrickle.stream_tables_info order by pgt_id;
-- Names come back as SQL would write them.
create schema "Sales 2026";
do $$
begin
    perform pgtrickle.create_stream_table(format('"Sales 2026".%I', 'x"' || repeat('ä', 30) || '.'), 'select k from a');
    perform pgtrickle.refresh_stream_table(name) from pgtrickle.pgt_status() where name ~ 'Sales';
end
$$;
select name, pgtrickle.get_staleness(name) from pgtrickle.pgt_status() where name ~ 'Sales';
-- A table that failed, or was suspended, says so; its contents grow old.
create table zero (n int);
select pgtrickle.create_stream_table('f', 'select 1 / n as x from zero');
insert into zero values (0);
select test.error($$ select pgtrickle.refresh_stream_table('f') $$);
select pgtrickle.alter_stream_table('f', status => 'SUSPENDED');
select status, staleness > '0' as waits from pgtrickle.pgt_status() where name = 'public.f';
-- Wrong arguments.
select test.error($$ select pgtrickle.get_staleness('nix') $$);
select test.error($$ select pgtrickle.get_staleness('a') $$);
select test.error($$ select pgtrickle.get_staleness(null) $$);
select test.error($$ select pgtrickle.get_staleness('"unfinished') $$);
-- Every role may ask, and no search_path changes the answer.
create role regress_monitor;
create schema evil;
create function evil.make_interval(secs double precision) returns interval language sql as $$ select interval '1 year' $$;
create function evil.format(text, variadic text[]) returns text language sql as $$ select 'evil' $$;
grant usage on schema evil to regress_monitor;
set role regress_monitor;
set search_path = evil, pg_catalog, public;
select name, staleness < '1 hour' as young from pgtrickle.pgt_status() where name = 'public.t';
select stale from pgtrickle.pg_stat_stream_tables where pgt_name = 't';
select is_topk from pgtrickle.stream_tables_info where pgt_name = 't';
select pgtrickle.get_staleness('public.t') < 3600 as young;
reset search_path;
reset role;
drop owned by regress_monitor; drop role regress_monitor;
