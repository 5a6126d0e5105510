-- What waits in a change buffer for others is not read: a refresh costs what is pending for its own table.
create table a (id int primary key, k int);
call test.create('quick', 'select count(*) as n, sum(k) as s from a');
call test.create('paused', 'select k, count(*) as n from a group by k');
create function buffer() returns regclass language sql as $$ select format('pgtrickle_changes.changes_%s', 'a'::regclass::oid)::regclass $$;
create function blocks() returns bigint language sql volatile as $$ select pg_relation_size(buffer()) / 8192 $$;
create function waiting() returns bigint language plpgsql as $$
declare
    n bigint;
begin
    execute format('select count(*) from %s', buffer()) into n;
    return n;
end $$;
insert into a select i, i % 10 from generate_series(1, 100000) i;
select test.refresh('quick');
select waiting(), blocks() > 500 as large;
-- A large buffer is emptied as a whole, or, if that could not be done just then, by the next refresh.
create sequence more start 1000000;
create procedure settle() language plpgsql as $$
begin
    for i in 1..3 loop
        insert into a select nextval('more'), 1;
        perform pgtrickle.refresh_stream_table(pgt_name) from pgtrickle.pgt_stream_tables order by pgt_name;
        commit;
        exit when waiting() = 0;
    end loop;
    raise notice 'waiting: %', waiting();
end $$;
-- How many blocks of the buffer a refresh looks at.
create function looked_at(name text) returns text language plpgsql as $$
declare
    before constant bigint := pg_stat_get_xact_blocks_fetched(buffer());
    done text;
begin
    perform pgtrickle.refresh_stream_table(name);
    done := pg_stat_get_xact_blocks_fetched(buffer()) - before;
    return case when done::bigint < 20 then 'a few' else 'many' end || ', ' || test.check(name);
end $$;
insert into a values (-1, 1);
select test.refresh('quick');
insert into a values (-2, 1);
select looked_at('quick');
update a set k = 3 where id = -1;
delete from a where id = -2;
select looked_at('quick');
select looked_at('quick');
select test.refresh('quick');
select waiting();
-- When the other one has come after, all of it goes, and the buffer is emptied as a whole.
select test.refresh('paused');
call settle();
insert into a values (-1003, 1);
select test.refresh('quick'), test.refresh('paused');
-- One that will be recomputed anyway retains no changes, and loses none.
update pgtrickle_catalog.pgt_stream_tables set needs_reinit = true, reinit_reason = 'a test' where pgt_name = 'paused';
insert into a select i, i % 10 from generate_series(100001, 101000) i;
select test.refresh('quick'), waiting() <= 1000;
select test.refresh('paused');
insert into a values (-1004, 1);
select test.refresh('paused'), test.refresh('quick');
-- What waited for one that is dropped goes with the next refresh of another.
insert into a select i, i % 10 from generate_series(200001, 210000) i;
select test.refresh('quick'), waiting();
insert into a values (-1005, 1);
select test.refresh('quick'), waiting();
select pgtrickle.drop_stream_table('paused');
call settle();
-- So does what a full refresh made superfluous.
insert into a values (-1007, 1);
select pgtrickle.refresh_stream_table('quick', 'FULL');
call settle();
-- A refresh that is undone leaves everything where it was.
insert into a select i, i % 10 from generate_series(300001, 320000) i;
begin;
savepoint s;
select test.refresh('quick');
rollback to s;
commit;
select waiting();
select test.refresh('quick');
call settle();
begin;
insert into a values (-1009, 1);
select test.refresh('quick');
rollback;
call settle();
-- What is written after a refresh in the same transaction stays.
insert into a select i, i % 10 from generate_series(400001, 420000) i;
begin;
select test.refresh('quick');
insert into a values (-1011, 1);
commit;
select test.refresh('quick');
call settle();
select test.check('quick');
