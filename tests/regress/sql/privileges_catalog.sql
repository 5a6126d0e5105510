-- What one sees of stream tables of others follows one's rights.
create role regress_cat_boss;
create role regress_cat_reader;
create role regress_cat_guest;
create role regress_cat_monitor in role pg_monitor;
grant create, usage on schema public to regress_cat_boss;
set role regress_cat_boss;
create table cards (id int primary key, number text);
insert into cards values (1, '5');
select pgtrickle.create_stream_table('cards_read', 'select id, number::int as n from cards where number <> ''0815''', '1h');
grant select (id) on cards_read to regress_cat_reader;
insert into cards values (2, '6');
-- As the scheduler would have left it.
reset role;
update pgtrickle_catalog.pgt_stream_tables set consecutive_errors = 1, last_error_message = 'invalid: "x4111x"', last_error_sqlstate = '22P02',
       last_error_at = now(), downgrade_reason = 'because', reinit_reason = 'value x4111x', failed_refreshes = 1;
insert into pgtrickle_catalog.pgt_refresh_history (pgt_id, start_time, end_time, action, status, initiated_by, reason, error_message, error_sqlstate)
select pgt_id, now(), now(), 'DIFFERENTIAL', 'FAILED', 'SCHEDULER', 'value x4111x', 'invalid: "x4111x"', '22P02' from pgtrickle.pgt_stream_tables;
create view public.shown as
select current_user as who, original_query ~ '0815' as query, defining_query ~ '0815' as definition, functions_used is not null as functions,
       downgrade_reason, last_error_message, last_error_sqlstate, reinit_reason, status, consecutive_errors
from pgtrickle.pgt_stream_tables where pgt_name = 'cards_read';
create function public.told() returns table (place text, told bigint) language sql as $$
    select 'history', count(*) from pgtrickle.pgt_refresh_history h where h::text ~ 'x4111x'
    union all select 'get_refresh_history', count(*) from pgtrickle.get_refresh_history('public.cards_read') h where h::text ~ 'x4111x'
    union all select 'timeline', count(*) from pgtrickle.refresh_timeline() h where h::text ~ 'x4111x'
    union all select 'status', count(*) from pgtrickle.pgt_status() h where h::text ~ 'x4111x'
    union all select 'health', count(*) from pgtrickle.health_check() h where h::text ~ 'x4111x'
    union all select 'info', count(*) from pgtrickle.stream_tables_info h where h::text ~ 'x4111x'
    union all select 'pending', count(*) from pgtrickle.pending_changes()
    union all select 'buffers', count(*) from pgtrickle.change_buffer_sizes()
$$;
alter view public.shown set (security_invoker = true);
grant select on public.shown to public;
set role regress_cat_boss; select * from shown; select * from told();
set role regress_cat_reader; select * from shown; select * from told();
set role regress_cat_guest; select * from shown; select * from told();
set role regress_cat_monitor; select * from shown; select * from told();
-- Every role sees the SQLSTATE.
set role regress_cat_guest;
select status, error_message, error_sqlstate from pgtrickle.get_refresh_history('public.cards_read', 1);
select detail from pgtrickle.health_check() where check_name = 'consecutive_errors';
select successful_refreshes, failed_refreshes, total_refreshes, last_action, last_status from pgtrickle.pg_stat_stream_tables;
-- No role may read or lock the tables behind the views.
select test.error($$ select * from pgtrickle_catalog.pgt_stream_tables $$);
select test.error($$ lock table pgtrickle_catalog.pgt_refresh_history in access share mode $$);
select test.error($$ lock table pgtrickle.pgt_stream_tables in row exclusive mode $$);
select test.error($$ select * from pgtrickle.pgt_stream_tables for update $$);
select test.error($$ update pgtrickle.pgt_stream_tables set status = 'ERROR' $$);
select test.error($$ delete from pgtrickle.pgt_refresh_history $$);
select test.error($$ create trigger mine after update on pgtrickle_catalog.pgt_stream_tables execute function pgtrickle.mark() $$);
reset role;
-- A superuser may put a row right by hand.
update pgtrickle.pgt_stream_tables set consecutive_errors = 0 where pgt_name = 'cards_read';
-- The owner of the database has to be able to dump all of it.
select relname from pg_class where relnamespace = 'pgtrickle_catalog'::regnamespace and relkind in ('r', 'S')
    and not has_table_privilege('pg_database_owner', oid, 'SELECT');
-- Updates are counted.
set role regress_cat_boss;
update cards set number = '7' where id = 2;
select pgtrickle.refresh_stream_table('cards_read');
update cards set number = '8' where id = 2;
select pgtrickle.refresh_stream_table('cards_read');
select rows_inserted, rows_updated, rows_deleted from pgtrickle.get_refresh_history('cards_read', 1);
select rows_inserted, rows_updated, rows_deleted from pgtrickle.refresh_timeline(1);
select total_rows_inserted, total_rows_updated, total_rows_deleted, successful_refreshes from pgtrickle.pg_stat_stream_tables;
-- An error says of which table.
insert into cards values (3, 'x');
\set SHOW_CONTEXT always
select pgtrickle.refresh_stream_table('cards_read');
\set SHOW_CONTEXT never
delete from cards where id = 3;
-- A table suspended by the scheduler is active again after a successful manual refresh; one suspended by hand is not.
reset role;
update pgtrickle.pgt_stream_tables set status = 'SUSPENDED', consecutive_errors = 3 where pgt_name = 'cards_read';
select pgtrickle.refresh_stream_table('cards_read', 'FULL');
select status, consecutive_errors from pgtrickle.pgt_stream_tables where pgt_name = 'cards_read';
select pgtrickle.alter_stream_table('cards_read', status => 'SUSPENDED');
select test.error($$ select pgtrickle.refresh_stream_table('cards_read') $$);
drop view shown;
drop function told();
select pgtrickle.drop_stream_table('cards_read');
drop table cards;
revoke all on schema public from regress_cat_boss;
drop role regress_cat_boss, regress_cat_reader, regress_cat_guest, regress_cat_monitor;
