-- Statistics of refreshes: updates count everywhere.
select * from pgtrickle.st_refresh_stats();
select total_stream_tables, active_count, stale_count, max_staleness_seconds from pgtrickle.health_summary();
create table a (id int primary key, k int);
insert into a select g, g from generate_series(1, 5) as g;
call test.create('t', 'select id, k + 1 as k from a');
call test.create('f', 'select id, k from a', refresh_mode => 'FULL');
call test.create('i', 'select count(*) as n from a', refresh_mode => 'IMMEDIATE');
update a set k = 0 where id < 3;
select test.refresh('t');
select rows_inserted, rows_updated, rows_deleted from pgtrickle.get_refresh_history('t', 1);
select rows_inserted, rows_updated, rows_deleted from pgtrickle.refresh_timeline(1);
select total_rows_inserted, total_rows_updated, total_rows_deleted from pgtrickle.pg_stat_stream_tables where pgt_name = 't';
select pgt_name, status, refresh_mode, is_populated, total_refreshes, successful_refreshes, failed_refreshes, total_rows_inserted, total_rows_updated,
       total_rows_deleted, avg_duration_ms > 0 as took_time, last_refresh_action, last_refresh_status, consecutive_errors, schedule, failures_in_sessions
from pgtrickle.st_refresh_stats() where pgt_name <> 'i';
-- A refresh that is rolled back counts nowhere.
begin;
update a set k = 7;
select test.refresh('t');
rollback;
select successful_refreshes, total_rows_updated from pgtrickle.st_refresh_stats() where pgt_name = 't';
select stream_table, mode, avg_ms > 0 as mean, p95_ms <= p99_ms as percentiles, refresh_count from pgtrickle.pgtrickle_refresh_stats() where stream_table <> 'public.i';
select pgt_name, refresh_mode, total_refreshes, diff_count, full_count, diff_speedup like '%x' as speedup from pgtrickle.refresh_efficiency() where pgt_name <> 'i';
select pgt_name, current_mode, effective_mode, recommended_mode, confidence, regexp_replace(reason, '[0-9.]+ ms', 'N ms', 'g') as reason, signals ? 'avg_diff_ms' as signals
from pgtrickle.recommend_refresh_mode();
select count(*) from pgtrickle.recommend_refresh_mode('t');
select stream_table, p50_ms <= p99_ms as percentiles, error_rate, error_budget_remaining, refresh_count, error_count, window_used from pgtrickle.sla_summary() where stream_table <> 'public.i';
select window_used, refresh_count from pgtrickle.sla_summary('t', '0 seconds');
set pg_trickle.sla_window_hours = 2;
select window_used from pgtrickle.sla_summary('t', time_window => null);
select test.error(format('select * from pgtrickle.sla_summary(time_window => %L)', span))
from unnest(array['-1 second', '-infinity', 'infinity', '1000000 years']) as span;
select total_stream_tables, active_count, error_count, suspended_count, stale_count, reinit_pending, paused_count, blown_fuses, different_count from pgtrickle.health_summary();
-- refresh_if_stale(), write_and_refresh().
select pgtrickle.refresh_if_stale('t');
insert into a values (6, 6);
select pgtrickle.refresh_if_stale('t', '1 hour');
select pgtrickle.refresh_if_stale(p_name => 't', p_max_age => '0');
select test.check('t');
select test.error($$ select pgtrickle.refresh_if_stale('t', null) $$);
select test.error($$ select pgtrickle.refresh_if_stale('t', '-1 second') $$);
select test.error($$ select pgtrickle.refresh_if_stale('nix') $$);
select test.error($$ select pgtrickle.refresh_if_stale(null) $$);
select pgtrickle.write_and_refresh('insert into a values (7, 7); update a set k = 8 where id = 6', 't');
select test.check('t');
select test.error($$ select pgtrickle.write_and_refresh('delete from a', 'nix') $$);
select test.error($$ select pgtrickle.write_and_refresh('delete from nix', 't') $$);
select test.error($$ select pgtrickle.write_and_refresh('commit', 't') $$);
select test.error($$ select pgtrickle.write_and_refresh('copy a from stdin', 't') $$);
select test.error($$ select pgtrickle.write_and_refresh(null, 't') $$);
select test.error($$ select pgtrickle.write_and_refresh('select 1', null) $$);
select pgtrickle.write_and_refresh('', 't');
select count(*) from a;
-- With the rights of the caller.
create role regress_writer;
grant maintain on t to regress_writer;
set role regress_writer;
select test.error($$ select pgtrickle.write_and_refresh('delete from a', 't') $$);
select test.error($$ select pgtrickle.write_and_refresh('select 1', 'f') $$);
reset role;
drop owned by regress_writer;
drop role regress_writer;
select test.check('t');
select sqlstate, k.* from (values ('22012'), ('42501'), ('42703'), ('40001'), ('53100'), ('XX001'), ('08006'), (null)) as s (sqlstate), pgtrickle.kind_of_error(sqlstate) as k;
