-- Triggers and buffers come with the first stream table that needs them and go with the last.
create table a (id int primary key, k int);
create view triggers as
    select count(*) > 0 as triggers from pg_trigger where tgrelid = 'a'::regclass;
create view buffers as
    select count(*) as buffers from pg_class c join pg_namespace n on n.oid = relnamespace
    where nspname = 'pgtrickle_changes' and relname = 'changes_' || 'a'::regclass::oid;
select * from triggers, buffers;
call test.create('one', 'select * from a');
select * from triggers, buffers;
call test.create('two', 'select count(*) as n from a');
select * from triggers, buffers;
select pgtrickle.drop_stream_table('one');
select * from triggers, buffers;
insert into a values (1, 1);
select test.refresh('two');
select pgtrickle.drop_stream_table('two');
select * from triggers, buffers;
select count(*) as relations_left from pg_class c join pg_namespace n on n.oid = relnamespace where nspname = 'pgtrickle_changes';
-- What the buffer holds of an insert, an update and a delete: weights that add up.
call test.create('one', 'select * from a');
insert into a values (2, 2);
update a set k = 3 where id = 2;
delete from a where id = 2;
create function buffered() returns table (images bigint, weights bigint) language plpgsql as $$
begin
    return query execute format('select count(*), sum(__pgt_weight)::bigint from pgtrickle_changes.%I', 'changes_' || 'a'::regclass::oid);
end
$$;
select * from buffered();
-- No other role may read or write it.
set client_min_messages = warning;
drop role if exists regress_capture_reader;
reset client_min_messages;
create role regress_capture_reader;
select has_schema_privilege('regress_capture_reader', 'pgtrickle_changes', 'usage') as may_use;
-- Yet roles that may write the source need no further privileges.
grant select, insert, update, delete on a to regress_capture_reader;
set role regress_capture_reader;
insert into a values (3, 3);
update a set k = 4 where id = 3;
reset role;
select test.refresh('one');
drop owned by regress_capture_reader;
drop role regress_capture_reader;
