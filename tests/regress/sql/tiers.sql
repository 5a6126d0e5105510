-- Tiers and service classes: what is stored, what is refused, and what the reports say. Their effect on schedules has tests of its own.
create table a (id int primary key, v int);
insert into a values (1, 1);
select pgtrickle.create_stream_table('s', 'select count(*) as n from a', schedule => '5s');
select refresh_tier, service_class from pgtrickle.pgt_stream_tables;

select pgtrickle.alter_stream_table('s', tier => 'Cold', sla_tier => 'CRITICAL');
select refresh_tier, service_class, schedule from pgtrickle.pgt_stream_tables;
select refresh_tier from pgtrickle.pg_stat_stream_tables;
select cadence_seconds from pgtrickle.freshness();
-- NULL changes nothing.
select pgtrickle.alter_stream_table('s', tier => null, sla_tier => null);
select refresh_tier, service_class from pgtrickle.pgt_stream_tables;

-- A change that is rolled back.
begin;
select pgtrickle.alter_stream_table('s', tier => 'warm');
savepoint p;
select pgtrickle.alter_stream_table('s', tier => 'frozen', sla_tier => 'background');
rollback to p;
select refresh_tier, service_class from pgtrickle.pgt_stream_tables;
rollback;
select refresh_tier, service_class from pgtrickle.pgt_stream_tables;

-- Without tiers the schedule holds.
set pg_trickle.tiered_scheduling = off;
select cadence_seconds from pgtrickle.freshness();
reset pg_trickle.tiered_scheduling;

-- A frozen table is never stale, and is refreshed by hand.
select pgtrickle.alter_stream_table('s', tier => 'frozen');
insert into a values (2, 2);
select stale from pgtrickle.pg_stat_stream_tables;
select pgtrickle.refresh_stream_table('s');
select n from s;

-- What is refused changes nothing.
select test.error($$ select pgtrickle.alter_stream_table('s', tier => 'lukewarm') $$);
select test.error($$ select pgtrickle.alter_stream_table('s', tier => '') $$);
select test.error($$ select pgtrickle.alter_stream_table('s', sla_tier => 'gold') $$);
select test.error($$ select pgtrickle.alter_stream_table('nowhere', tier => 'hot') $$);
select pgtrickle.create_stream_table('at_once', 'select count(*) as n from a', schedule => null, refresh_mode => 'IMMEDIATE');
select test.error($$ select pgtrickle.alter_stream_table('at_once', tier => 'cold') $$);
select pgt_name, refresh_tier, service_class from pgtrickle.pgt_stream_tables order by 1;

-- Reports of workers and drains, where no scheduler runs.
select active_workers, max_workers, per_db_cap, parallel_mode, idle_workers from pgtrickle.worker_pool_status();
select count(*) from pgtrickle.parallel_job_status(0);
select test.error($$ select * from pgtrickle.parallel_job_status(-1) $$);
select test.error($$ select * from pgtrickle.parallel_job_status(null) $$);
select test.error($$ select pgtrickle.drain(-1) $$);
select test.error($$ select pgtrickle.drain(null) $$);
select pgtrickle.is_draining(), pgtrickle.is_drained(), pgtrickle.undrain();
select pgtrickle.drain(), pgtrickle.is_draining(), pgtrickle.is_drained(), pgtrickle.drain();
select pgtrickle.undrain(), pgtrickle.is_draining(), pgtrickle.is_drained(), pgtrickle.undrain();
