-- list_sources(), change_buffer_sizes() and trigger_inventory().
select * from pgtrickle.change_buffer_sizes();
select * from pgtrickle.trigger_inventory();
create table a (id int primary key, k int, unused text);
create table "B, 2" (id int primary key, "the k" int);
create view v as select id, k from a where k > 0;
create table p (id int primary key, k int) partition by range (id);
create table p1 partition of p for values from (0) to (100);
create table p2 partition of p for values from (100) to (200);
call test.create('t', 'select v.k, count(*) as n from v join "B, 2" as b on b."the k" = v.k group by v.k');
call test.create('reader', 'select n from t');
call test.create('f', 'select id from a', refresh_mode => 'FULL');
call test.create('parts', 'select k from p');
create view inventory as select source_table, trigger_name, trigger_type, present, enabled from pgtrickle.trigger_inventory();
select source_table, source_oid = source_table::regclass::oid::bigint as same, source_type, cdc_mode, columns_used from pgtrickle.list_sources('t');
select source_table, source_type, cdc_mode, columns_used from pgtrickle.list_sources('reader');
select source_table, source_type, cdc_mode, columns_used from pgtrickle.list_sources('f');
-- Each of the readers of a source has its own count of what waits; the buffer is one.
insert into a values (1, 1), (2, 2);
insert into "B, 2" values (1, 1);
update a set k = 3 where id = 2;
update a set unused = 'x';
insert into p values (1, 1), (150, 2);
select stream_table, source_table, source_oid = source_table::regclass::oid::bigint as same, cdc_mode, pending_rows, buffer_bytes > 0 as has_bytes
from pgtrickle.change_buffer_sizes();
select pgtrickle.refresh_stream_table('t');
select stream_table, source_table, pending_rows from pgtrickle.change_buffer_sizes() where pending_rows > 0;
select pgtrickle.refresh_stream_table('reader'), pgtrickle.refresh_stream_table('parts');
select stream_table, source_table, pending_rows from pgtrickle.change_buffer_sizes() where pending_rows > 0;
-- That a source was truncated waits like a change.
truncate a;
select stream_table, source_table, pending_rows from pgtrickle.change_buffer_sizes() where pending_rows > 0;
-- What is rolled back does not wait; what this transaction has done does, for itself.
begin;
insert into p values (2, 2);
select pending_rows from pgtrickle.change_buffer_sizes() where stream_table = 'public.parts';
rollback;
select pending_rows from pgtrickle.change_buffer_sizes() where stream_table = 'public.parts';
-- Partitions have triggers of their own; a partitioned table has no rows, and so not the one by row.
select source_table, trigger_type, count(*), bool_and(present) as present, bool_and(enabled) as enabled
from inventory group by 1, 2 order by 1, 2;
select regexp_replace(trigger_name, '_\d+$', '') as trigger_name, trigger_type from inventory where source_table = 'public.a';
-- Disabled and missing triggers are shown, and come back.
set event_triggers = off;
alter table a disable trigger all;
reset event_triggers;
select regexp_replace(trigger_name, '_\d+$', '') as trigger_name, present, enabled from inventory where source_table = 'public.a';
select pgtrickle.rebuild_cdc_triggers();
select bool_and(enabled) from inventory;
set event_triggers = off;
do $$ begin execute (select format('alter table p1 enable always trigger %I', trigger_name) from inventory where source_table = 'public.p1' and trigger_name ~ '_insert'); end $$;
reset event_triggers;
select source_table, count(*) filter (where enabled) as enabled from inventory where source_table ~ 'p1' group by 1;
set event_triggers = off;
alter table p1 enable trigger all;
reset event_triggers;
select pgtrickle.rebuild_cdc_triggers();
select bool_and(enabled) from inventory;
select test.refresh('parts'), test.refresh('t');
set event_triggers = off;
do $$ begin execute (select format('drop trigger %I on a', trigger_name) from inventory where source_table = 'public.a' and trigger_name ~ '_update'); end $$;
reset event_triggers;
select * from inventory where not present;
select pgtrickle.rebuild_cdc_triggers();
select count(*) from inventory where not present;
-- Wrong arguments.
select test.error($$ select * from pgtrickle.list_sources('nix') $$);
select test.error($$ select * from pgtrickle.list_sources('a') $$);
select test.error($$ select * from pgtrickle.list_sources(null) $$);
-- Every role may look, but not repair.
create role regress_monitor;
grant select on inventory to regress_monitor;
set role regress_monitor;
select count(*) from pgtrickle.list_sources('t');
select count(*) from pgtrickle.change_buffer_sizes();
select count(*) from pgtrickle.trigger_inventory();
select test.error($$ select pgtrickle.rebuild_cdc_triggers() $$);
select test.error($$ select pgtrickle.restore_stream_tables() $$);
select test.error($$ select pgtrickle.repair_stream_table('t') $$);
reset role;
drop owned by regress_monitor; drop role regress_monitor;
