-- Whether the changes of each source reach each stream table: check_cdc_health().
create table a (id int primary key, v int);
create table b (id int primary key, v int);
create table p (id int primary key, v int) partition by range (id);
create table "p 1" partition of p for values from (0) to (100);
create view seen as select id from a;
create role health_reader;
call test.create('of_both', 'select a.id, b.v from a join b using (id)');
call test.create('of_view', 'select count(*) as n from seen');
call test.create('of_parts', 'select id from p');
call test.create('upon', 'select id from of_both');
call test.create('whole', 'select id from b', 'FULL');
call test.create('at_once', 'select id from p', 'IMMEDIATE');
select * from (select pgt_schema, pgt_name, source_schema, source_table, source_relid = to_regclass(source_table)::oid as is_id, cdc_mode, buffer_rows, healthy, issue
               from pgtrickle.check_cdc_health()) as h;
-- Changes wait.
insert into a values (1, 1), (2, 2);
insert into b values (1, 1);
select pgt_name, source_table, buffer_rows, healthy from pgtrickle.check_cdc_health() where buffer_rows > 0;
set pg_trickle.buffer_alert_threshold = 1;
select pgt_name, source_table, buffer_rows, healthy, issue from pgtrickle.check_cdc_health() where not healthy;
set pg_trickle.buffer_alert_threshold = 0;
select count(*) filter (where not healthy) from pgtrickle.check_cdc_health();
reset pg_trickle.buffer_alert_threshold;
-- Triggers that are disabled or gone.
set event_triggers = off;
alter table "p 1" disable trigger all;
select pgt_name, source_table, healthy, issue from pgtrickle.check_cdc_health() where not healthy;
reset event_triggers;
select pgtrickle.rebuild_cdc_triggers();
select trigger_name as one from pgtrickle.trigger_inventory() where source_table = 'public.b' and trigger_type = 'TRUNCATE' \gset
set event_triggers = off;
drop trigger :"one" on b;
alter table a disable trigger all;
reset event_triggers;
set pg_trickle.buffer_alert_threshold = 0;
select pgt_name, source_table, healthy, issue from pgtrickle.check_cdc_health() where not healthy;
-- What every role sees: not how much waits for tables of others.
set role health_reader;
select pgt_name, source_table, buffer_rows, healthy from pgtrickle.check_cdc_health() order by 1, 2;
reset role;
select pgtrickle.rebuild_cdc_triggers();
select count(*) filter (where not healthy) from pgtrickle.check_cdc_health();
drop role health_reader;
