-- Many changes are not copied out of the change buffer: the statements of a refresh read them there.
create table a (id int primary key, k int not null, n int, t text);
create table b (id int primary key, name text);
insert into b select i, 'b' || i % 7 from generate_series(0, 99) i;
insert into a select i, i % 100, i, case when i % 50 = 0 then repeat(md5(i::text), 100) else md5(i::text) end from generate_series(1, 6000) i;
call test.create('sums', 'select k, count(*) as c, sum(n) as s from a group by k');
call test.create('joined', 'select b.name, count(*) as c, sum(a.n) as s from a join b on b.id = a.k group by b.name');
call test.create('pairs', 'select x.k, count(*) as c from a x join a y on y.id = x.n group by x.k');
call test.create('largest', 'select k, max(n) as m, min(t) as l from a group by k');
call test.create('bag', 'select n % 10 as r, t from a where n > 100');
call test.create('kinds', 'select distinct k, n % 3 as r from a');
call test.create('lists', 'select k, count(distinct n) as c, string_agg(t, '','' order by id) as l from a where k < 3 group by k');
call test.create('keyed', 'select id, k, t from a where n % 10 < 7');
call test.create('keyed_pairs', 'select a.id, b.name, a.n % 5 as r from a join b on b.id = a.k');
create function names() returns setof text language sql as $$ select pgt_name from pgtrickle.pgt_stream_tables order by pgt_id $$;
create function refreshed() returns table (name text, outcome text, changes bigint) language plpgsql as $$
begin
    for name in select names() loop
        outcome := test.refresh(name);
        changes := (select h.delta_row_count from pgtrickle.pgt_refresh_history h join pgtrickle.pgt_stream_tables t using (pgt_id) where t.pgt_name = name order by refresh_id desc limit 1);
        return next;
    end loop;
end $$;
update a set n = n + 1, k = (k + 1) % 100 where id <= 3000;
delete from a where id % 3 = 0;
insert into a select i, i % 100, i, md5(i::text) from generate_series(7001, 8500) i;
select * from refreshed();
-- Rolled back changes, and changes that cancel out.
begin;
insert into a select i, i % 100, i, md5(i::text) from generate_series(9001, 14000) i;
savepoint s;
update a set n = null where id > 9000;
rollback to s;
delete from a where id between 10000 and 10500;
commit;
begin;
delete from a where id > 5000;
rollback;
select * from refreshed();
insert into a select i, i % 100, i, md5(i::text) from generate_series(20001, 24000) i;
delete from a where id > 20000;
select * from refreshed();
-- Rows that change twice are added up where rows have a key; and identical rows of different keys are not.
update a set t = 'same' where id <= 2500;
update a set k = (k + 1) % 100 where id <= 2500;
select * from refreshed();
update a set t = repeat('large', 1000 + id) where id <= 2500;
select * from refreshed();
-- Consumers that have applied a different part.
insert into a select i, i % 100, i, 'x' from generate_series(30001, 33000) i;
select test.refresh('sums'), test.refresh('bag');
update a set n = n + 7 where id > 30000;
select * from refreshed();
-- Changes of the same transaction, in part applied.
begin;
insert into a select i, i % 100, i, 'y' from generate_series(40001, 43000) i;
select test.refresh('sums');
delete from a where id between 40001 and 42500;
select test.refresh('sums');
commit;
select * from refreshed();
-- Both sides of a join; one that is empty, so that the changes need not be read.
insert into b select i, 'b' || i % 5 from generate_series(100, 5000) i;
update a set k = id % 5000 where id < 10000;
select test.refresh('joined');
create table e (id int primary key);
call test.create('nothing', 'select a.n from a join e on e.id = a.k');
update a set k = k + 1, n = coalesce(n, 0);
select test.refresh('nothing'), test.refresh('nothing');
select * from refreshed();
-- TRUNCATE; an error of one value; the plan.
insert into a select i, i % 100, i, 'z' from generate_series(50001, 53000) i;
truncate a;
insert into a select i, i % 100, i, 'z' from generate_series(60001, 64000) i;
select * from refreshed();
call test.create('quotients', 'select k, sum(1000 / n) as q from a group by k');
insert into a select i, i % 100, i - 71000, 'z' from generate_series(70001, 74000) i;
delete from a where n = 0;
select test.refresh('quotients');
insert into a select i, i % 100, i, 'z' from generate_series(80001, 84000) i;
select substring(value from 'Custom Scan \([^)]*\)'), substring(value from 'Delta: \w+') from pgtrickle.explain_st('sums', true) where property = 'measured sums plan';
-- A fuse counts before anything is applied, and rows that are only added are looked at.
select pgtrickle.alter_stream_table('sums', fuse => 'on', fuse_ceiling => 1000);
select test.refresh('sums');
select pgtrickle.reset_fuse('sums');
select * from refreshed();
