-- Having changes of a table captured takes the right to put triggers on it.
create role regress_owner;
create role regress_reader;
grant create, usage on schema public to regress_owner, regress_reader;
set role regress_owner;
create table a (id int primary key, k int);
insert into a values (1, 1);
grant select on a to regress_reader;
set role regress_reader;
select test.error($$ select pgtrickle.create_stream_table('t', 'select id, k from a', refresh_mode => 'DIFFERENTIAL') $$);
select pgtrickle.create_stream_table('t', 'select id, k from a');
select refresh_mode, downgrade_reason from pgtrickle.pgt_stream_tables;
select count(*) from pg_trigger where tgrelid = 'a'::regclass;
-- With the privilege granted, asking again is enough. Without it, the capture stays until the table is re-initialised.
set role regress_owner;
grant trigger on a to regress_reader;
set role regress_reader;
select pgtrickle.alter_stream_table('t', refresh_mode => 'DIFFERENTIAL');
set role regress_owner;
insert into a values (2, 2);
set role regress_reader;
select test.refresh('t');
select pgtrickle.alter_stream_table('t', refresh_mode => 'AUTO');
-- The owner of the source ends the capture.
set role regress_owner;
revoke trigger on a from regress_reader;
do $$ begin execute format('drop trigger %I on a', (select tgname from pg_trigger where tgrelid = 'a'::regclass and starts_with(tgname, 'pgt_capture_insert'))); end $$;
insert into a values (3, 3);
set role regress_reader;
select test.refresh('t');
select refresh_mode from pgtrickle.pgt_stream_tables;
reset role;
select count(*) from pg_trigger where tgrelid = 'a'::regclass;
drop owned by regress_owner, regress_reader cascade;
drop role regress_owner, regress_reader;
