-- sla_summary() has the values of the history: percentiles of durations, failures, the part of the budget that they leave.
create table a (id int primary key);
call test.create('t', 'select count(*) as n from a');
call test.create('quiet', 'select id from a');
delete from pgtrickle_catalog.pgt_refresh_history;
-- A hundred refreshes of 1 ms to 100 ms, three failures, a row that is no refresh, and refreshes before the window.
insert into pgtrickle_catalog.pgt_refresh_history (pgt_id, start_time, end_time, action, status, initiated_by)
select t.pgt_id, s.at, s.at + s.ms * interval '1 millisecond', 'DIFFERENTIAL', s.status, 'SCHEDULER'
from pgtrickle.pgt_stream_tables as t,
     (select now() - interval '30 minutes', i, 'COMPLETED' from generate_series(1, 100) as i
      union all select now() - interval '20 minutes', 5000, 'FAILED' from generate_series(1, 3)
      union all select now() - interval '10 minutes', 7000, 'SKIPPED'
      union all select now() - interval '3 hours', 9000, s from unnest('{COMPLETED,FAILED}'::text[]) as s) as s (at, ms, status)
where t.pgt_name = 't';
set pg_trickle.sla_error_budget = 0.1;
select stream_table, p50_ms, p99_ms, refresh_count, error_count, round(error_rate::numeric, 4) as error_rate, round(error_budget_remaining::numeric, 4) as remaining,
       round(error_budget_pct::numeric, 2) as percent, window_used
from pgtrickle.sla_summary(time_window => interval '1 hour');
-- As the history says.
select s.p50_ms = h.p50 as p50, s.p99_ms = h.p99 as p99, s.error_count = h.failed as failures
from pgtrickle.sla_summary('t', '1 hour') as s,
     (select percentile_cont(0.5) within group (order by extract(epoch from end_time - start_time) * 1000) filter (where r.status = 'COMPLETED') as p50,
             percentile_cont(0.99) within group (order by extract(epoch from end_time - start_time) * 1000) filter (where r.status = 'COMPLETED') as p99,
             count(*) filter (where r.status = 'FAILED') as failed
      from pgtrickle.pgt_refresh_history as r join pgtrickle.pgt_stream_tables using (pgt_id) where pgt_name = 't' and start_time > now() - interval '1 hour') as h;
-- The window of the setting; a budget that failures have used up.
set pg_trickle.sla_window_hours = 4;
set pg_trickle.sla_error_budget = 0.01;
select refresh_count, error_count, error_budget_remaining, error_budget_pct, window_used from pgtrickle.sla_summary('t');
-- Lag: the age of what is pending.
insert into a values (1);
select freshness_lag_s > 0 as lags from pgtrickle.sla_summary('t');
select test.refresh('t');
select freshness_lag_s from pgtrickle.sla_summary('t');
