-- A refresh inside a statement that is changing a source, before its capture has fired, is refused: it would apply twice what
-- it sees. After the capture, and where nothing is being changed, it works.
create table a (id int primary key, k int);
create table b (id int primary key, a int references a on delete cascade, k int);
insert into a values (1, 1);
insert into b values (1, 1, 1);
call test.create('pairs', 'select a.k, count(*) as n from a join b on a.k = b.k group by a.k');
call test.create('sums', 'select count(*) as n, sum(k) as s from a');
call test.create('children', 'select count(*) as n from b');
create function refresh() returns trigger language plpgsql as $$
begin
    perform pgtrickle.refresh_stream_table(tg_argv[0]);
    return coalesce(new, old);
end $$;
-- Triggers that fire before the capture, of every kind.
create trigger a_refresh after insert on a for each row execute function refresh('sums');
select * from test.error('insert into a values (2, 1)');
drop trigger a_refresh on a;
create trigger a_refresh after insert on a for each statement execute function refresh('pairs');
select * from test.error('insert into a values (2, 1)');
select * from test.error($$copy a from program 'printf "2\t1\n"'$$);
drop trigger a_refresh on a;
create trigger a_refresh before update on a for each row execute function refresh('sums');
select * from test.error('update a set k = 5');
drop trigger a_refresh on a;
create trigger a_refresh before truncate on b for each statement execute function refresh('children');
select * from test.error('truncate b');
drop trigger a_refresh on b;
-- INSERT ... ON CONFLICT and MERGE fire the capture of each kind of change.
create trigger z_refresh after update on a for each statement execute function refresh('sums');
select * from test.error('insert into a values (1, 2) on conflict (id) do update set k = 2');
select * from test.error($$merge into a using (values (1), (7)) as v (id) on a.id = v.id
    when matched then update set k = 3 when not matched then insert values (v.id, 7)$$);
drop trigger z_refresh on a;
-- After the capture has fired, all of it is seen.
create trigger z_refresh after insert on a for each statement execute function refresh('sums');
copy a from program 'printf "2\t10\n"';
select n, s from sums;
delete from a where id = 2;
insert into a values (2, 10);
select n, s from sums;
select test.refresh('sums');
insert into a values (2, 11) on conflict (id) do update set k = 11;
select test.refresh('sums');
merge into a using (values (1), (3)) as v (id) on a.id = v.id
    when matched then update set k = 3 when not matched then insert values (v.id, 7);
select test.refresh('sums');
drop trigger z_refresh on a;
-- Deferred triggers fire when everything is captured.
create constraint trigger a_refresh after insert or update on a deferrable initially deferred for each row execute function refresh('sums');
begin;
insert into a values (4, 4);
update a set k = k + 1;
commit;
select n, s from sums;
select test.refresh('sums');
begin;
insert into a values (5, 5);
set constraints all immediate;
select n, s from sums;
insert into a values (6, 6) on conflict do nothing;
rollback;
drop trigger a_refresh on a;
-- What a foreign key does in the wake of a statement is captured at the end of that statement.
create trigger z_refresh after delete on a for each row execute function refresh('children');
select * from test.error('delete from a where id = 1');
drop trigger z_refresh on a;
-- Functions that are called by the statement, and statements within it.
create function refreshed(name text) returns int language plpgsql as $$ begin perform pgtrickle.refresh_stream_table(name, 'FULL'); return 1; end $$;
select * from test.error($$with x as (insert into a values (9, 9) returning id) select id, refreshed('sums') from x$$);
select * from test.error($$insert into a select 9, refreshed('sums')$$);
select * from test.error($$update a set k = refreshed('sums')$$);
-- Those of other tables are no hindrance.
create table log (id int, n int);
insert into log select 1, refreshed('sums');
select test.refresh('sums');
-- Reading a source, by a cursor or otherwise, is none; nor is what was written before.
begin;
insert into a values (8, 8);
declare c cursor for select id from a order by id;
fetch 1 from c;
select test.refresh('sums');
update a set k = k + 1 where id = 8;
select test.refresh('sums');
fetch 1 from c;
close c;
select count(pgtrickle.refresh_stream_table('sums')) > 0 as refreshed from a;
commit;
do $$
declare
    one record;
begin
    for one in select id from a order by id loop
        update a set k = k + 1 where id = one.id;
        perform pgtrickle.refresh_stream_table('sums');
    end loop;
end $$;
select test.refresh('sums');
-- An error leaves nothing behind.
do $$
begin
    begin
        insert into a select 100, 1 / 0;
    exception when division_by_zero then
        perform pgtrickle.refresh_stream_table('sums');
    end;
end $$;
select test.refresh('sums');
-- Partitions are part of their source.
create table p (id int, k int) partition by range (id);
create table p1 partition of p for values from (0) to (100);
call test.create('parts', 'select k, count(*) as n from p group by k');
create trigger a_refresh after insert on p1 for each row execute function refresh('parts');
select * from test.error('insert into p values (1, 1)');
select * from test.error('insert into p1 values (1, 1)');
drop trigger a_refresh on p1;
create trigger z_refresh after insert on p1 for each statement execute function refresh('parts');
insert into p1 values (1, 1);
select test.refresh('parts');
-- Chains: the stream table below is a source that its own refresh is changing.
call test.create('upper', 'select n, count(*) as groups from pairs group by n');
create trigger a_refresh after insert or update on pairs for each row execute function refresh('public.upper');
insert into b select 10 + id, id, k from a;
select * from test.error($$select pgtrickle.refresh_stream_table('pairs')$$);
drop trigger a_refresh on pairs;
-- A table that is just being refreshed is not refreshed again.
create trigger z_refresh after insert or update on pairs for each statement execute function refresh('public.pairs');
select * from test.error($$select pgtrickle.refresh_stream_table('pairs')$$);
drop trigger z_refresh on pairs;
select test.refresh('pairs');
select test.refresh('upper');
-- Nor is a stream table made in the middle of a change.
create function made() returns trigger language plpgsql as $$
begin
    perform pgtrickle.create_stream_table('late', 'select k from a');
    return null;
end $$;
create trigger a_made after insert on a for each row execute function made();
select * from test.error('insert into a values (50, 50)');
