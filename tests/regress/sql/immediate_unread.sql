-- Modes IMMEDIATE and ON COMMIT: what is known from one statement to the next, and what changes it.
create role keeper;
grant create on schema public to keeper;
create table a (id int primary key, k int, v int, note text);
insert into a select i, i % 3, i, repeat('long ', 1000) from generate_series(1, 9) as i;
call test.create('sums', 'select k, count(*) as n, sum(v) as s from a group by k', 'IMMEDIATE');
call test.create('late', 'select id, v from a where k > 0', 'ON COMMIT');

create view verdicts as
    select name, verdict from unnest('{sums,late}'::text[]) as name, test.check(name) as verdict where verdict <> 'equal';
-- How often each of them has been maintained, since this was asked last.
create table seen (pgt_name text primary key, calls bigint);
create function upkeeps() returns text language plpgsql as $$
declare
    result text;
begin
    with now as (select pgt_name, sum(calls)::bigint as calls from pgtrickle.pg_stat_upkeep group by pgt_name),
         noted as (insert into seen select * from now on conflict (pgt_name) do update set calls = excluded.calls returning 1)
    select string_agg(format('%s %s', now.pgt_name, now.calls - coalesce(seen.calls, 0)), ', ' order by now.pgt_name)
        filter (where now.calls > coalesce(seen.calls, 0))
    into result from now left join seen using (pgt_name);
    return coalesce(result, 'none');
end
$$;
update a set v = v + 1 where id = 1;
select pg_stat_force_next_flush() \g /dev/null
select upkeeps(), array(select verdicts::text from verdicts);

-- Columns that none of them reads; with the values that they have, and large ones.
update a set note = 'short' where id = 1;
select pg_stat_force_next_flush() \g /dev/null
select upkeeps();
update a set note = note || '!';
select pg_stat_force_next_flush() \g /dev/null
select upkeeps();
update a set v = v, k = k, note = 'x' where id = 2;
select pg_stat_force_next_flush() \g /dev/null
select upkeeps();
update a set id = id where id = 3;
select pg_stat_force_next_flush() \g /dev/null
select upkeeps();
-- One of two rows, and rows that exchange their values.
update a set v = case id when 1 then v else v + 1 end, note = 'y' where id in (1, 2);
select pg_stat_force_next_flush() \g /dev/null
select upkeeps(), array(select verdicts::text from verdicts);
update a set v = case id when 4 then 7 else 4 end where id in (4, 7);
select pg_stat_force_next_flush() \g /dev/null
select upkeeps(), array(select verdicts::text from verdicts);
update a set v = null where id = 5;
select pg_stat_force_next_flush() \g /dev/null
select upkeeps(), array(select verdicts::text from verdicts);
update a set v = null where id = 5;
select pg_stat_force_next_flush() \g /dev/null
select upkeeps();

-- A trigger that changes what the statement does not name.
create function more() returns trigger language plpgsql as $$ begin new.v := coalesce(new.v, 0) + 10; return new; end $$;
create trigger more before update on a for each row execute function more();
update a set note = 'z' where id = 6;
select pg_stat_force_next_flush() \g /dev/null
select upkeeps(), array(select verdicts::text from verdicts);
drop trigger more on a;
-- Two updates of one table in one statement, of which one counts.
with first as (update a set note = 'first' where id = 1 returning 1), second as (update a set v = 100 where id = 2 returning 1)
select count(*) from first, second;
select pg_stat_force_next_flush() \g /dev/null
select upkeeps(), array(select verdicts::text from verdicts);
with first as (update a set v = 200 where id = 1 returning 1), second as (update a set note = 'second' where id = 2 returning 1)
select count(*) from first, second;
select pg_stat_force_next_flush() \g /dev/null
select upkeeps(), array(select verdicts::text from verdicts);
insert into a values (1, 0, 0, 'conflict') on conflict (id) do update set note = excluded.note;
select pg_stat_force_next_flush() \g /dev/null
select upkeeps();
merge into a using (values (1), (20)) as new (id) on a.id = new.id
    when matched then update set note = 'merged' when not matched then insert values (new.id, 1, 1, 'new');
select pg_stat_force_next_flush() \g /dev/null
select upkeeps(), array(select verdicts::text from verdicts);

-- Names that change their columns, types, and columns that come.
alter table a rename v to w;
alter table a rename note to v;
update a set v = 'not read' where id = 1;
select pg_stat_force_next_flush() \g /dev/null
select upkeeps();
update a set w = w + 1 where id = 1;
select pg_stat_force_next_flush() \g /dev/null
select upkeeps();
alter table a rename v to note;
alter table a rename w to v;
select array(select verdicts::text from verdicts);
alter table a add column extra int default 5;
update a set extra = 6 where id = 1;
select pg_stat_force_next_flush() \g /dev/null
select upkeeps();
alter table a add column twice int generated always as (v * 2) stored;
update a set v = v + 1 where id = 1;
select pg_stat_force_next_flush() \g /dev/null
select upkeeps(), array(select verdicts::text from verdicts);
-- A virtual column: its value stands in no row.
create table w (id int primary key, v int, shown int generated always as (v / 10) virtual, note text);
insert into w (id, v) values (1, 10), (2, 20);
call test.create('tens', 'select shown, count(*) as n from w group by shown', 'IMMEDIATE');
update w set note = 'x';
update w set v = v + 1;
select test.check('tens');
update w set v = v + 10;
select test.check('tens');
select pgtrickle.drop_stream_table('tens');
drop table w;
-- Another query, and another reader: what they read counts from then on, in this transaction too.
begin;
update a set note = 'before' where id = 1;
select pgtrickle.alter_stream_table('sums', query => 'select k, count(*) as n, sum(v) as s, max(note) as note from a group by k');
update a set note = 'zzz' where id = 1;
select array(select verdicts::text from verdicts where name = 'sums'), note from sums where k = 1;
rollback;
update a set note = 'zzzz' where id = 1;
select array(select verdicts::text from verdicts);
select pg_stat_force_next_flush() \g /dev/null
select upkeeps() is not null;
call test.create('notes', 'select note, count(*) as n from a group by note', 'IMMEDIATE');
update a set note = 'counted' where id = 1;
select pg_stat_force_next_flush() \g /dev/null
select upkeeps(), test.check('notes');
update a set note = 'counted again' where id = 1;
select pg_stat_force_next_flush() \g /dev/null
select upkeeps(), test.check('notes');
select pgtrickle.drop_stream_table('notes');
update a set note = 'counted no more' where id = 1;
select pg_stat_force_next_flush() \g /dev/null
select upkeeps();
select pgtrickle.drop_stream_table('sums');
call test.create('sums', 'select k, count(*) as n, sum(v) as s from a group by k', 'IMMEDIATE');
update a set v = v + 1 where id = 1;
select array(select verdicts::text from verdicts);

-- Rights that are lost, and come back, between two statements of a session.
alter table a owner to keeper;
alter table sums owner to keeper;
update a set v = v + 1 where id = 1;
revoke all on a from keeper;
update a set v = v + 1 where id = 1;
update a set note = 'rights have changed: what is read is not known until they are there' where id = 1;
grant select on a to keeper;
update a set v = v + 1 where id = 1;
select array(select verdicts::text from verdicts);
alter table sums owner to current_user;
alter table a owner to current_user;
update a set v = v + 1 where id = 1;
select array(select verdicts::text from verdicts);
-- A suspended table, and one that is to be re-initialised.
select pgtrickle.alter_stream_table('sums', upkeep_errors => 'suspend');
create function refuse() returns trigger language plpgsql as $$ begin raise exception 'too large'; end $$;
create trigger refuse after insert or update on sums for each row when (new.s > 100000) execute function refuse();
update a set v = 1000000 where id = 1;
select status from pgtrickle.pgt_status() where name like '%sums';
update a set note = 'nobody reads it' where id = 1;
update a set v = 1 where id = 1;
select array(select verdicts::text from verdicts);
drop trigger refuse on sums;
select pgtrickle.refresh_stream_table('sums');
select status from pgtrickle.pgt_status() where name like '%sums';
update a set note = 'again' where id = 1;
update a set v = 2 where id = 1;
select array(select verdicts::text from verdicts);

-- Rows of the running statement: a trigger on the stream table changes the source again, and reads what the first statement has changed.
create table rounds (left_over int);
insert into rounds values (2);
create function again() returns trigger language plpgsql as $$
begin
    update public.rounds set left_over = left_over - 1 where left_over > 0;
    if found then
        update public.a set v = v + 1 where id = 9;
        update public.a set v = v + 1 where id = 8;
    end if;
    return null;
end
$$;
create trigger again after update on sums for each statement execute function again();
update a set v = v + 1 where id in (1, 2);
select array(select verdicts::text from verdicts), (select left_over from rounds), array(select v from a where id in (8, 9) order by id);
update rounds set left_over = 2;
begin;
savepoint s;
update a set v = v + 1 where id in (1, 2);
rollback to s;
update a set v = v + 1, note = 'both' where id = 3;
select array(select verdicts::text from verdicts where name = 'sums');
commit;
select array(select verdicts::text from verdicts);
drop trigger again on sums;
-- A trigger on the source that changes it again while its own statement is open.
create function once_more() returns trigger language plpgsql as $$
begin
    if pg_trigger_depth() < 2 then update a set v = v + (select count(*) from changed) where id = 4; end if;
    return null;
end
$$;
create trigger a_first after update on a referencing new table as changed for each statement execute function once_more();
create trigger z_last after update on a referencing new table as changed for each statement execute function once_more();
update a set v = v + 1 where id in (1, 2, 3);
select array(select verdicts::text from verdicts);
update a set note = 'only the triggers count' where id in (1, 2, 3);
select array(select verdicts::text from verdicts);
drop trigger a_first on a;
drop trigger z_last on a;

-- Partitions: rows that move.
create table p (id int, part int, v int, note text, primary key (id, part)) partition by list (part);
create table p1 partition of p for values in (1);
create table p2 partition of p for values in (2);
insert into p values (1, 1, 10, 'a'), (2, 2, 20, 'b');
call test.create('of_all', 'select v, count(*) as n from p group by v', 'IMMEDIATE');
update p set note = 'c';
update p set part = 2 where id = 1;
select test.check('of_all');
update p set part = 1;
select test.check('of_all');
update p set part = 3 - part, v = v where id = 2;
select test.check('of_all');
update p1 set note = 'd';
update p1 set v = v + 1;
select test.check('of_all');

select pgtrickle.drop_stream_table(name) from unnest('{sums,late,of_all}'::text[]) as name;
drop view verdicts;
drop table a, p, seen, rounds;
drop function more, again, once_more, refuse, upkeeps;
revoke create on schema public from keeper;
drop role keeper;

-- A source that the query names and whose rows do not matter: the total of no rows is a row, too.
create table whole (id int primary key);
create table named (k int);
insert into whole values (1);
call test.create('total', 'select x.id from whole as x where exists (select max(y.id) from whole as y join named as z on z.k = y.id where y.id = x.id group by rollup (y.id))', 'IMMEDIATE');
insert into named values (1), (2);
update named set k = k + 1;
with more as (insert into named values (5)) insert into whole values (900);
truncate named;
select test.check('total');
select pgtrickle.alter_stream_table('total', refresh_mode => 'ON COMMIT');
begin;
insert into named values (1), (2);
commit;
select test.check('total');
