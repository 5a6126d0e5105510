-- Deadlines, pauses of the scheduler, what lasts; alerts that refreshes send.
create table a (id int primary key, n int);
insert into a select g, g from generate_series(1, 10) as g;
call test.create('t', 'select n % 3 as k, sum(n) as s from a group by n % 3');
call test.create('i', 'select id from a', 'IMMEDIATE');
-- pause_scheduler.
select pgtrickle.pause_scheduler(array['t']);
select scheduling_paused, status from pgtrickle.pgt_stream_tables where pgt_name = 't';
select pgtrickle.pause_scheduler(array['t', 'public.t']);
insert into a values (11, 11);
select test.refresh('t');
select test.error($$ select pgtrickle.pause_scheduler(array['t', 'nix']) $$);
select test.error($$ select pgtrickle.pause_scheduler(array['i']) $$);
select test.error($$ select pgtrickle.pause_scheduler(null) $$);
select test.error($$ select pgtrickle.pause_scheduler(array[null]) $$);
select test.error($$ select pgtrickle.pause_scheduler(array['t', null]) $$);
select test.error($$ select pgtrickle.pause_scheduler(array[['t'], ['t']]) $$);
select test.error($$ select pgtrickle.resume_scheduler(array[null]) $$);
select pgtrickle.pause_scheduler('{}');
select pgtrickle.resume_scheduler(array['t']), pgtrickle.resume_scheduler(array['t']);
select scheduling_paused from pgtrickle.pgt_stream_tables where pgt_name = 't';
-- set_stream_table_sla: the schedule is no longer than that, the class follows.
create function public.served() returns table (schedule text, service_class text, deadline bigint) language sql as $$
    select schedule, service_class, freshness_deadline_ms from pgtrickle.pgt_stream_tables where pgt_name = 't'
$$;
select pgtrickle.set_stream_table_sla('t', interval '10 seconds');
select * from served();
select pgtrickle.set_stream_table_sla('t', '2 hours');
select * from served();
select pgtrickle.alter_stream_table('t', schedule => '1 day');
select pgtrickle.set_stream_table_sla('t', interval '2.5 seconds');
select * from served();
select stream_table, freshness_deadline_s, is_within_deadline from pgtrickle.sla_summary('t');
select test.error($$ select pgtrickle.set_stream_table_sla('t', interval '0') $$);
select test.error($$ select pgtrickle.set_stream_table_sla('t', interval '-1 second') $$);
select test.error($$ select pgtrickle.set_stream_table_sla('t', null) $$);
select test.error($$ select pgtrickle.set_stream_table_sla('t', 'infinity') $$);
select test.error($$ select pgtrickle.set_stream_table_sla('t', '2 years') $$);
select test.error($$ select pgtrickle.set_stream_table_sla('nix', '1s') $$);
select test.error($$ select pgtrickle.set_stream_table_sla('i', '1s') $$);
select pgtrickle.alter_stream_table('t', schedule => '@hourly');
select test.error($$ select pgtrickle.set_stream_table_sla('t', '1s') $$);
select * from served();
select test.error($$ select pgtrickle.set_freshness_deadline('t', 'NaN', null) $$);
-- A table that leaves mode IMMEDIATE keeps its deadline.
select pgtrickle.alter_stream_table('t', schedule => '1h');
select pgtrickle.set_stream_table_sla('t', '20 seconds');
select pgtrickle.alter_stream_table('t', refresh_mode => 'IMMEDIATE');
select pgtrickle.alter_stream_table('t', refresh_mode => 'DIFFERENTIAL');
select * from served();
-- Error budgets: how long the contents may be late, and what is left of that.
select test.error($$ select pgtrickle.set_stream_table_sla('t', '10s', error_budget => 0) $$);
select test.error($$ select pgtrickle.set_stream_table_sla('t', '10s', error_budget => 1) $$);
select test.error($$ select pgtrickle.set_stream_table_sla('t', '10s', error_budget => 'NaN') $$);
-- Of such a budget no part can be computed, and sla_summary() failed for all roles.
select test.error($$ select pgtrickle.set_stream_table_sla('t', '10s', error_budget => 1e-320) $$);
select pgtrickle.alter_stream_table('t', schedule => '1h');
select pgtrickle.set_stream_table_sla('t', '2 hours', error_budget => 0.1);
create function public.budget() returns table (budget double precision, late numeric, allowed numeric, remaining numeric, failures numeric) language sql as $$
    select error_budget, round(late_s::numeric, -1), round(late_budget_s::numeric), round(late_budget_remaining::numeric, 1), round(error_budget_remaining::numeric, 3)
    from pgtrickle.sla_summary('t', '1000 seconds')
$$;
select * from budget();
-- Two times that overlap by five seconds, and one that began before the window.
insert into pgtrickle_catalog.pgt_sla_breaches select pgt_id, clock_timestamp() - ago * interval '1 second', late * 1000
from pgtrickle.pgt_stream_tables, (values (100, 20), (85, 20), (994, 60), (2000, 60)) as v (ago, late) where pgt_name = 't';
select * from budget();
select event, relation_name, key, about from pgtrickle.standing_alerts();
select pgtrickle.set_stream_table_sla('t', '2 hours', error_budget => 0.0001);
select * from budget();
set pg_trickle.sla_window_hours = 1;
select event, relation_name, key, about from pgtrickle.standing_alerts();
reset pg_trickle.sla_window_hours;
select pgtrickle.set_stream_table_sla('t', '2 hours');
set pg_trickle.sla_error_budget = 0.5;
select budget, allowed from budget();
reset pg_trickle.sla_error_budget;
delete from pgtrickle_catalog.pgt_sla_breaches;
select pgtrickle.alter_stream_table('t', schedule => '@hourly');
-- Sources that do not change.
set pg_trickle.no_changes_alert_seconds = 3600;
select event, relation_name from pgtrickle.standing_alerts();
update pgtrickle_catalog.pgt_stream_tables set last_refresh_at = last_refresh_at - interval '2 hours' where pgt_name = 't';
select event, relation_name, key from pgtrickle.standing_alerts();
reset pg_trickle.no_changes_alert_seconds;
-- What lasts.
select event, relation_name, key from pgtrickle.standing_alerts();
select pgtrickle.alter_stream_table('t', schedule => '1h', tier => 'frozen');
insert into a values (12, 12), (13, 13);
select event, relation_name, key, about from pgtrickle.standing_alerts();
select pgtrickle.alter_stream_table('t', tier => 'hot');
set pg_trickle.buffer_alert_threshold = 1;
select event, relation_name, key, about from pgtrickle.standing_alerts();
set pg_trickle.buffer_alert_threshold = 0;
select event, relation_name, key, about from pgtrickle.standing_alerts();
-- Only the owner may change how a table is served; what others may not see is not told.
create role service_reader;
set role service_reader;
select test.error($$ select pgtrickle.pause_scheduler(array['t']) $$);
select test.error($$ select pgtrickle.resume_scheduler(array['t']) $$);
select test.error($$ select pgtrickle.set_stream_table_sla('t', '1s') $$);
set pg_trickle.buffer_alert_threshold = 1;
select event, relation_name from pgtrickle.standing_alerts();
reset role;
drop role service_reader;
-- A bound on pending changes: recomputed, nothing is lost.
set pg_trickle.max_buffer_rows = 3;
insert into a select g, g from generate_series(20, 30) as g;
select test.refresh('t');
select reason from pgtrickle.pgt_refresh_history order by refresh_id desc limit 1;
reset pg_trickle.max_buffer_rows;
-- Spills.
set pg_trickle.spill_threshold_blocks = 1;
set pg_trickle.spill_consecutive_limit = 2;
set work_mem = '64kB';
select pgtrickle.create_stream_table('g', 'select n % 20000 as k, string_agg(id::text, ''-'' order by id) as s from a group by n % 20000', refresh_mode => 'DIFFERENTIAL');
insert into a select g, g from generate_series(1001, 21000) as g;
select test.refresh('g');
select consecutive_spills from pgtrickle.pgt_stream_tables where pgt_name = 'g';
update a set n = n + 1 where id > 1000;
select test.refresh('g');
select consecutive_spills from pgtrickle.pgt_stream_tables where pgt_name = 'g';
insert into a values (40, 40);
select test.refresh('g');
select reason from pgtrickle.pgt_refresh_history order by refresh_id desc limit 1;
select consecutive_spills from pgtrickle.pgt_stream_tables where pgt_name = 'g';
insert into a values (41, 41);
select test.refresh('g');
