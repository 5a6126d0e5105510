-- Checks of the server, sums, buffers by source, advice on schedules and modes.
-- How many worker processes are free, other tests that run at the same time decide.
select check_name, nullif(severity, case check_name when 'worker_processes' then severity end) as severity from pgtrickle.preflight_checks();
select c ->> 'check' as "check", c ->> 'detail' as detail from jsonb_array_elements(pgtrickle.preflight()::jsonb -> 'checks') as c where c ->> 'check' = 'standby';
select pgtrickle.preflight()::jsonb ->> 'ready' as ready;
set statement_timeout = '1min';
select detail from pgtrickle.preflight_checks() where check_name = 'transaction_timeouts';
reset statement_timeout;
set event_triggers = off;
select severity, detail from pgtrickle.preflight_checks() where check_name = 'event_triggers';
select pgtrickle.preflight()::jsonb ->> 'ready' as ready;
reset event_triggers;
select v ->> 'match' as match, v ->> 'update_available' as update_available, v ->> 'module' = pgtrickle.version() as is_module from cast(pgtrickle.version_check() as jsonb) as v;
-- Nothing yet.
select total_stream_tables, total_refreshes, total_rows_processed, active_workers, max_staleness_seconds, scheduler_running from pgtrickle.metrics_summary();
select * from pgtrickle.shared_buffer_stats();
select * from pgtrickle.schedule_recommendations();
create table a (id int primary key, k int, v int);
create table parts (id int primary key, k int) partition by range (id);
create table part_1 partition of parts for values from (0) to (100);
insert into a select g, g % 5, g from generate_series(1, 1000) as g;
analyze a;
select pgtrickle.create_stream_table('t', 'select k, sum(v) as s from a group by k', schedule => '5m', refresh_mode => 'DIFFERENTIAL');
select pgtrickle.create_stream_table('u', 'select a.id, p.k from a join parts p using (id)', refresh_mode => 'AUTO');
select pgtrickle.create_stream_table('i', 'select id from a', refresh_mode => 'IMMEDIATE');
insert into a values (2000, 1, 1), (2001, 1, 1);
update a set v = 0 where id = 2000;
select pgtrickle.refresh_stream_table('t');
select pgtrickle.alter_stream_table('u', status => 'PAUSED');
insert into a values (2002, 1, 1);
select db_name = current_database() as here, total_stream_tables, active_stream_tables, paused_stream_tables, suspended_stream_tables, error_stream_tables,
       total_refreshes, successful_refreshes, failed_refreshes, total_rows_processed > 1000 as counts_rows, max_staleness_seconds >= 0 as knows_age, total_refresh_seconds > 0 as knows_time
from pgtrickle.metrics_summary();
-- Two inserted rows and an updated one, which counts twice, wait for u, and another one for both: the buffer is there for the slowest.
select source_table, consumer_count, consumers, columns_tracked, buffer_rows, buffer_bytes > 0 as has_size, slowest_consumer, is_partitioned from pgtrickle.shared_buffer_stats();
-- A refresh may take a fifth of the time; a deadline is kept before that.
create function public.took(ms double precision) returns void language sql as $$
    update pgtrickle_catalog.pgt_refresh_history set start_time = '2026-02-03 14:00+00', end_time = '2026-02-03 14:00+00'::timestamptz + make_interval(secs => ms / 1000)
$$;
select took(2000);
select name, current_interval_seconds, recommended_interval_seconds, delta_pct::numeric(10, 1), confidence, reasoning, peak_window_cron from pgtrickle.schedule_recommendations();
select jsonb_pretty(pgtrickle.recommend_schedule('t') - 'delta_pct');
select pgtrickle.set_stream_table_sla('t', '6 seconds');
select pgtrickle.recommend_schedule('t') ->> 'recommended_interval_seconds' as seconds, pgtrickle.recommend_schedule('t') ->> 'reasoning' as reasoning;
select took(1);
select pgtrickle.recommend_schedule('t') ->> 'recommended_interval_seconds' as seconds;
delete from pgtrickle_catalog.pgt_refresh_history;
select pgtrickle.recommend_schedule('t');
select test.error($$ select pgtrickle.recommend_schedule('nothing') $$);
select test.error($$ select pgtrickle.recommend_schedule(null) $$);
-- From which part of the sources on all rows are computed.
select pgtrickle.st_auto_threshold('t'), pgtrickle.st_auto_threshold('i');
set pg_trickle.differential_max_change_ratio = 0.25;
select pgtrickle.st_auto_threshold('t');
set pg_trickle.max_buffer_rows = 100;
select pgtrickle.st_auto_threshold('t');
set pg_trickle.refresh_strategy = 'full';
select pgtrickle.st_auto_threshold('t');
set pg_trickle.refresh_strategy = 'differential';
select pgtrickle.st_auto_threshold('t');
reset all;
-- By what it has cost: 10 ms for all rows, 0.001 ms for a change, 40000 rows.
select pgtrickle.alter_stream_table('t', refresh_mode => 'AUTO');
insert into a select g, g % 5, g from generate_series(10001, 49000) as g;
analyze a;
select pgtrickle.refresh_stream_table('t', 'FULL');
update pgtrickle_catalog.pgt_stream_tables set last_full_ms = 10, last_delta_ms_per_row = 0.001 where pgt_name = 't';
select round(pgtrickle.st_auto_threshold('t')::numeric, 2);
update pgtrickle_catalog.pgt_stream_tables set last_delta_ms_per_row = 1 where pgt_name = 't';
select round(pgtrickle.st_auto_threshold('t')::numeric, 3);
select test.error($$ select pgtrickle.st_auto_threshold('nothing') $$);
-- All of it for everyone; costs of a table for those who may read it.
create role capacity_reader;
set role capacity_reader;
select count(*) from pgtrickle.preflight_checks();
select total_stream_tables from pgtrickle.metrics_summary();
select source_table, consumer_count, buffer_rows from pgtrickle.shared_buffer_stats();
select count(*) from pgtrickle.cluster_worker_summary() where db_name = current_database();
select test.error($$ select pgtrickle.st_auto_threshold('t') $$);
reset role;
drop role capacity_reader;
