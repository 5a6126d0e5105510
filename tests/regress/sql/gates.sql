-- Gates and watermarks: what the functions do, refuse and report. What the scheduler does with them is in tests/tap/watermarks.py.
create table a (id int primary key, v int);
create table b (id int primary key, v int);
create table parts (id int primary key, v int) partition by range (id);
create table part1 partition of parts for values from (0) to (100);
create view seen as select id, v from a where v > 0;
insert into a values (1, 1), (2, null);
insert into b values (1, 1);
insert into part1 values (1, 1);
call test.create('of_a', 'select id, v from a');
call test.create('of_view', 'select count(*) as n from seen');
call test.create('of_both', 'select a.id, b.v from a join b using (id)');
call test.create('of_parts', 'select id from parts');
call test.create('of_part', 'select id from part1', 'FULL');
call test.create('upon', 'select id from of_a');
call test.create('at_once', 'select id from a', 'IMMEDIATE');

-- A gate concerns what reads the source: through views and partitions, not through stream tables, nor what writers maintain.
select pgtrickle.gate_source('a');
select source_table, schema_name, gated, gated_at > now() - interval '1 minute' as at, ungated_at, gated_by = current_user as by from pgtrickle.source_gates();
select source_table, gated, gate_duration < interval '1 minute' as short, affected_stream_tables from pgtrickle.bootstrap_gate_status();
select name, status, waits_for from pgtrickle.pgt_status();
select severity, detail from pgtrickle.health_check() where check_name = 'waiting_tables';
-- Again: nothing, with a notice.
select pgtrickle.gate_source('public.a');
select pgtrickle.ungate_source('b');
-- A manual refresh, and writers in mode IMMEDIATE, do not wait.
insert into a values (3, 3);
select test.refresh('of_a'), test.refresh('upon'), test.check('at_once');
-- A gate in a transaction that is rolled back, or to a savepoint.
begin;
select pgtrickle.ungate_source('a');
savepoint one;
select pgtrickle.gate_source('b');
select source_table, gated from pgtrickle.source_gates();
rollback to one;
select source_table, gated from pgtrickle.source_gates();
rollback;
select source_table, gated from pgtrickle.source_gates();
select pgtrickle.ungate_source('a');
select source_table, gated, ungated_at >= gated_at as later from pgtrickle.source_gates();
select pgtrickle.gate_source('part1');
select name, waits_for from pgtrickle.pgt_status() where waits_for is not null;
select pgtrickle.ungate_source('part1');
select pgtrickle.gate_source('parts');
select name, waits_for from pgtrickle.pgt_status() where waits_for is not null;
select pgtrickle.ungate_source('parts');
-- Stream tables and views are sources, too.
select pgtrickle.gate_source('of_a');
select pgtrickle.gate_source('seen');
select name, waits_for from pgtrickle.pgt_status() where waits_for is not null;
select pgtrickle.ungate_source('of_a');
select pgtrickle.ungate_source('seen');

-- Bad arguments.
create temp table t (id int);
create sequence s;
create index i on a (v);
select test.error($$ select pgtrickle.gate_source('nix') $$);
select test.error($$ select pgtrickle.gate_source('') $$);
select test.error($$ select pgtrickle.gate_source(null) $$);
select test.error($$ select pgtrickle.gate_source('s') $$);
select test.error($$ select pgtrickle.gate_source('i') $$);
select test.error($$ select pgtrickle.gate_source('pg_temp.t') $$) ~ '42809|DETAIL|HINT' as refused;
select test.error($$ select pgtrickle.ungate_source('nix') $$);
select test.error($$ select pgtrickle.ungate_source(null) $$);

-- Watermarks.
select pgtrickle.advance_watermark('a', '2026-01-02 10:00+00');
select pgtrickle.advance_watermark('a', '2026-01-02 10:00+00');
select test.error($$ select pgtrickle.advance_watermark('a', '2026-01-02 09:59:59.999999+00') $$);
select test.error($$ select pgtrickle.advance_watermark('a', null) $$);
select test.error($$ select pgtrickle.advance_watermark('a', 'infinity') $$);
select test.error($$ select pgtrickle.advance_watermark('a', '-infinity') $$);
select test.error($$ select pgtrickle.advance_watermark('nix', now()) $$);
select test.error($$ select pgtrickle.advance_watermark(null, now()) $$);
select test.error($$ select pgtrickle.advance_watermark('of_a', now()) $$);
set timezone = 'UTC';
select source_table, schema_name, watermark, updated_at > now() - interval '1 minute' as at, advanced_by = current_user as by, wal_lsn::pg_lsn > '0/0' as lsn
from pgtrickle.watermarks();

-- Groups. A watermark of one source alone is not enough.
select pgtrickle.create_watermark_group('g', array['a', 'public.b'], 60) > 0 as created;
select group_name, source_count, tolerance_secs, created_at > now() - interval '1 minute' as at, sources from pgtrickle.watermark_groups();
select * from pgtrickle.watermark_status();
select name, waits_for from pgtrickle.pgt_status() where waits_for is not null;
select pgtrickle.advance_watermark('b', '2026-01-02 09:59+00');
select * from pgtrickle.watermark_status();
select name, waits_for from pgtrickle.pgt_status() where waits_for is not null;
select pgtrickle.advance_watermark('a', '2026-01-02 10:00:00.000001+00');
select group_name, lag_secs, aligned from pgtrickle.watermark_status();
select name, waits_for from pgtrickle.pgt_status() where waits_for is not null;
-- Rolled back, it was not advanced.
begin;
select pgtrickle.advance_watermark('b', '2026-01-02 10:00+00');
select aligned from pgtrickle.watermark_status();
rollback;
select aligned from pgtrickle.watermark_status();
-- Several reasons.
select pgtrickle.gate_source('b');
select name, waits_for from pgtrickle.pgt_status() where name = 'public.of_both';
select pgtrickle.ungate_source('b');
-- Tables over one source of the group each are a diamond where they meet.
call test.create('left_', 'select id, v from a');
call test.create('right_', 'select id, v from b');
call test.create('meet', 'select l.id, r.v from left_ l join right_ r using (id)');
select member_name, is_convergence from pgtrickle.diamond_groups() order by 1;

select test.error($$ select pgtrickle.create_watermark_group('g', array['a', 'b']) $$);
select test.error($$ select pgtrickle.create_watermark_group('', array['a', 'b']) $$);
select test.error($$ select pgtrickle.create_watermark_group(null, array['a', 'b']) $$);
select test.error($$ select pgtrickle.create_watermark_group('h', null) $$);
select test.error($$ select pgtrickle.create_watermark_group('h', '{}') $$);
select test.error($$ select pgtrickle.create_watermark_group('h', array['a']) $$);
select test.error($$ select pgtrickle.create_watermark_group('h', array['a', 'public.a']) $$);
select test.error($$ select pgtrickle.create_watermark_group('h', array['a', null]) $$);
select test.error($$ select pgtrickle.create_watermark_group('h', array['a', 'nix']) $$);
select test.error($$ select pgtrickle.create_watermark_group('h', array['a', 'of_a']) $$);
select test.error($$ select pgtrickle.create_watermark_group('h', array['a', 'b'], -1) $$);
select test.error($$ select pgtrickle.create_watermark_group('h', array['a', 'b'], 'NaN') $$);
select test.error($$ select pgtrickle.create_watermark_group('h', array['a', 'b'], 'Infinity') $$);
select test.error($$ select pgtrickle.create_watermark_group('h', array['a', 'b'], null) $$);
select test.error($$ select pgtrickle.drop_watermark_group('nix') $$);
select test.error($$ select pgtrickle.drop_watermark_group(null) $$);
select group_name from pgtrickle.watermark_groups();

-- Others: it takes MAINTAIN. Reports are for everyone.
create role gate_other;
grant usage on schema public to gate_other;
grant select on a, b to gate_other;
set role gate_other;
select test.error($$ select pgtrickle.gate_source('a') $$);
select test.error($$ select pgtrickle.ungate_source('a') $$);
select test.error($$ select pgtrickle.advance_watermark('a', now()) $$);
select test.error($$ select pgtrickle.create_watermark_group('h', array['a', 'b']) $$);
select test.error($$ select pgtrickle.drop_watermark_group('g') $$);
select source_table, gated from pgtrickle.source_gates();
select group_name, aligned from pgtrickle.watermark_status();
reset role;
grant maintain on a to gate_other;
set role gate_other;
select pgtrickle.gate_source('a');
select pgtrickle.advance_watermark('a', '2026-01-03 10:00+00');
select test.error($$ select pgtrickle.drop_watermark_group('g') $$);
reset role;
select source_table, gated, gated_by from pgtrickle.source_gates() where gated;
select advanced_by from pgtrickle.watermarks() where source_table = 'a';
select pgtrickle.ungate_source('a');

select test.error($$select pgtrickle.create_watermark_group('n', array['a', null, 'b'])$$);
-- Watermarks that are further apart than an interval can be: reports and refreshes go on.
begin;
create table first_ (id int primary key);
create table last_ (id int primary key);
call test.create('far', 'select id from first_ union all select id from last_');
select pgtrickle.create_watermark_group('far', array['first_', 'last_']) > 0 as created;
select pgtrickle.advance_watermark('first_', '4714-11-24 00:00:00+00 BC'), pgtrickle.advance_watermark('last_', '294276-12-31 00:00:00+00');
select group_name, lag_secs, aligned from pgtrickle.watermark_status() where group_name = 'far';
select name, waits_for from pgtrickle.pgt_status() where name like '%far';
rollback;

-- Renamed sources stay what they are; dropped ones are forgotten, and a group with fewer than two.
alter table b rename to "B ""b";
create schema other;
alter table "B ""b" set schema other;
select sources from pgtrickle.watermark_groups();
select source_table, schema_name from pgtrickle.watermarks() order by 1;
create table c (id int primary key);
select pgtrickle.create_watermark_group('three', array['c', 'a', 'other."B ""b"']) > 0 as created;
select pgtrickle.advance_watermark('c', now());
select pgtrickle.gate_source('c');
begin;
drop table c;
select group_name, sources from pgtrickle.watermark_groups();
rollback;
select group_name, sources from pgtrickle.watermark_groups();
drop table c;
select group_name, sources from pgtrickle.watermark_groups();
select source_table from pgtrickle.watermarks() order by 1;
select source_table from pgtrickle.source_gates() order by 1;
select pgtrickle.drop_stream_table('meet'), pgtrickle.drop_stream_table('right_'), pgtrickle.drop_stream_table('of_both');
drop table other."B ""b";
select count(*) from pgtrickle.watermark_groups();
select pgtrickle.create_watermark_group('g', array['a', 'parts']) > 0 as created;
select pgtrickle.drop_watermark_group('g');
select count(*) from pgtrickle.watermark_groups();
select count(*) from pgtrickle.watermarks();
drop owned by gate_other;
drop role gate_other;
