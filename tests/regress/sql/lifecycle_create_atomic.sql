-- A creation that fails leaves no trace; neither does one that is rolled back.
create table a (id int primary key, k int);
insert into a values (1, 0), (2, 2);
create view traces as
    select (select count(*) from pgtrickle.pgt_stream_tables) as tables,
           (select count(*) from pgtrickle.pgt_dependencies) as dependencies,
           (select count(*) from pg_trigger where tgrelid = 'a'::regclass) as triggers,
           (select count(*) from pg_class c join pg_namespace n on n.oid = relnamespace where nspname = 'pgtrickle_changes') as buffers,
           to_regclass('t') as storage;
select test.error($$ select pgtrickle.create_stream_table('t', 'select id, 1 / k as q from a') $$);
select * from traces;
select test.error($$ select pgtrickle.create_stream_table('t', 'select id from missing') $$);
select test.error($$ select pgtrickle.create_stream_table('t', 'select id from a', schedule => 'nonsense') $$);
select test.error($$ select pgtrickle.create_stream_table('t', 'select random() as r from a', refresh_mode => 'DIFFERENTIAL') $$);
select * from traces;
begin;
select pgtrickle.create_stream_table('t', 'select id, k from a', refresh_mode => 'DIFFERENTIAL');
insert into a values (3, 3);
select test.refresh('t');
rollback;
select * from traces;
begin;
savepoint s;
select pgtrickle.create_stream_table('t', 'select id, k from a', refresh_mode => 'DIFFERENTIAL');
rollback to s;
select pgtrickle.create_stream_table('t', 'select k from a', refresh_mode => 'DIFFERENTIAL');
commit;
insert into a values (4, 4);
select test.refresh('t');
begin;
select pgtrickle.drop_stream_table('t');
rollback;
insert into a values (5, 5);
select test.refresh('t');
-- The same name again, at once.
select pgtrickle.drop_stream_table('t');
select * from traces;
call test.create('t', 'select k, count(*) as n from a group by k');
insert into a values (6, 5);
select test.refresh('t');
