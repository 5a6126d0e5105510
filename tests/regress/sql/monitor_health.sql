-- health_check() and quick_health: each trouble is found, and gone when its remedy was taken. Whether there is a scheduler depends
-- on the server, so it is left out but for its row.
create view health as select check_name, severity, detail from pgtrickle.health_check() where check_name not in ('scheduler_running', 'worker_pool', 'version');
create view troubles as select * from health where severity <> 'OK';
select check_name, severity in ('OK', 'WARNING', 'CRITICAL') as known from pgtrickle.health_check();
select total_stream_tables, error_tables, stale_tables, status from pgtrickle.quick_health;
select * from health;
create role regress_owner;
grant create, usage on schema public to regress_owner;
create table a (id int primary key, k int);
insert into a values (1, 1);
grant select, trigger on a to regress_owner;
select pgtrickle.create_stream_table('t', 'select k, count(*) as n from a group by k', schedule => '1h');
set role regress_owner;
select pgtrickle.create_stream_table('"Of ""other"""', 'select k from a', schedule => '1h');
reset role;
select * from troubles;
-- Errors, suspension and pauses.
update pgtrickle_catalog.pgt_stream_tables set status = 'ERROR', last_error_message = 'division by zero', consecutive_errors = 3 where pgt_name = 't';
select pgtrickle.alter_stream_table('"Of ""other"""', status => 'SUSPENDED');
select * from troubles;
select total_stream_tables, error_tables, stale_tables, status from pgtrickle.quick_health;
select pgtrickle.resume_stream_table('t'), pgtrickle.alter_stream_table('"Of ""other"""', status => 'PAUSED');
select * from troubles;
select pgtrickle.resume_stream_table('"Of ""other"""');
update pgtrickle_catalog.pgt_stream_tables set consecutive_errors = 2, last_error_message = repeat('long ', 50) where pgt_name = 't';
select check_name, severity, length(detail) < 300 as short from troubles;
update pgtrickle_catalog.pgt_stream_tables set consecutive_errors = 3, last_error_message = null where pgt_name = 't';
select * from troubles;
update pgtrickle_catalog.pgt_stream_tables set consecutive_errors = 0 where pgt_name = 't';
-- Stale is only what something waits for, and longer than twice the schedule.
update pgtrickle_catalog.pgt_stream_tables set data_timestamp = now() - interval '125 minutes' where pgt_name = 't';
select * from troubles;
insert into a values (2, 2);
select check_name, severity, regexp_replace(detail, '\d{4} s', 'N s') as detail from troubles;
select total_stream_tables, error_tables, stale_tables, status in ('WARNING', 'CRITICAL') as bad from pgtrickle.quick_health;
select pgtrickle.refresh_stream_table('t'), pgtrickle.refresh_stream_table('"Of ""other"""');
select * from troubles;
-- Never populated; to be re-initialised.
select pgtrickle.create_stream_table('e', 'select k from a', initialize => false, schedule => '1h');
create view v as select k from a;
select pgtrickle.create_stream_table('over_view', 'select k from v', schedule => '1h');
create or replace view v as select k from a where k > 0;
select * from troubles;
select pgtrickle.refresh_stream_table('e'), pgtrickle.refresh_stream_table('over_view');
select * from troubles;
-- Rights that the owner has lost.
revoke select on a from regress_owner;
select * from troubles;
grant select (id) on a to regress_owner;
select check_name, severity, left(detail, 60) as detail from troubles;
grant select (k) on a to regress_owner;
select * from troubles;
-- Triggers that are missing or disabled.
set event_triggers = off;
alter table a disable trigger all;
reset event_triggers;
select * from troubles;
select pgtrickle.rebuild_cdc_triggers();
select check_name, left(detail, 70) from troubles;
select pgtrickle.refresh_stream_table(name) from pgtrickle.pgt_status();
select * from troubles;
-- A rename is no trouble.
alter table a rename column k to "the k";
alter table a rename to renamed;
select * from troubles;
alter table renamed rename to a;
alter table a rename column "the k" to k;
-- Guards and definitions that were removed by force.
set session_replication_role = replica;
delete from pg_depend where deptype = 'i' and refobjid = 't'::regclass and objid = (select definition::oid from pgtrickle.pgt_stream_tables where pgt_name = 't');
set event_triggers = off;
alter table t disable trigger pgtrickle_guard;
reset event_triggers;
reset session_replication_role;
select * from troubles;
select pgtrickle.repair_stream_table('t');
select check_name, left(detail, 70) from troubles;
select test.refresh('t');
select * from troubles;
select test.error($$ insert into t (k, n) values (0, 0) $$);
-- A subscription that writes to a stream table, as it would after it has connected.
set client_min_messages = error;
create subscription regress_copies connection 'dbname=nowhere' publication everything with (connect = false);
insert into pg_subscription_rel (srsubid, srrelid, srsubstate) select oid, '"Of ""other"""'::regclass, 'r' from pg_subscription where subname = 'regress_copies';
reset client_min_messages;
select check_name, detail from troubles where check_name = 'definitions';
alter subscription regress_copies set (slot_name = none);
drop subscription regress_copies;
select check_name, detail from troubles where check_name = 'definitions';

-- Buffers that grow. More than five are counted.
insert into a select g, g % 5 from generate_series(10, 10010) g;
select check_name, severity, regexp_replace(detail, '\d+ kB', 'N kB', 'g') as detail from troubles where check_name = 'buffer_growth';
select pgtrickle.create_stream_table('n' || i, 'select k from a', initialize => false) from generate_series(1, 7) i;
select * from troubles where check_name = 'never_filled';
-- Every role may ask, also whether the scheduler runs.
create role regress_monitor;
set role regress_monitor;
select count(*) from pgtrickle.health_check();
select pgtrickle.scheduler_status() in ('RUNNING', 'STOPPED', 'DISABLED', 'NOT_LOADED') as known;
select total_stream_tables from pgtrickle.quick_health;
reset role;
drop role regress_monitor;
select pgtrickle.drop_stream_table('"Of ""other"""');
drop owned by regress_owner; drop role regress_owner;
