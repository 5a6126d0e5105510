-- Aggregates with DISTINCT are over the distinct values of a group, which a state keeps with how often each occurs.
create table a (id int primary key, k int, n int, x text, d date);
create table b (k int, name text);
call test.fill('{a,b}');
call test.create('distincts', $$
    select k, count(distinct n) as n, sum(distinct n) as s, avg(distinct n) as a, count(distinct x) as x, count(*) as rows, sum(n) as total,
           count(distinct n) filter (where x <> 'a') as filtered, count(distinct d) as days, stddev(distinct n) as sd, bit_xor(distinct n) as bits,
           max(distinct n) as m, min(x) as least
    from a group by k
$$);
call test.create('overall', 'select count(distinct k) as k, count(distinct x) filter (where n > 1) as x, sum(n) as s from a');
call test.create('by_sets', 'select k, x, count(distinct n) as n, count(distinct id) as ids from a group by rollup (k, x)');
call test.create('above', 'select k, count(distinct n) as n from a group by k having count(distinct n) > 1 and count(*) < 5');
call test.create('joined', 'select b.name, count(distinct a.k) as k, count(distinct a.x) as x, count(*) as n from a full join b on a.k = b.k group by b.name');
call test.create('nested', 'select n, count(*) as groups from (select k, count(distinct x) as n from a group by k) c group by n');
call test.create('outside', 'select a.id, c.n from a left join (select k, count(distinct x) as n from a group by k) c on c.n = a.k');
call test.create('of_window', 'select k, count(distinct r) as r from (select k, rank() over (partition by k order by n) as r from a) w group by k');
call test.create('key_is_expression', 'select n % 2 as parity, count(distinct k) as k from a group by n % 2');
-- Values that are equal but look different, and calls that see the rows of the group: recomputed.
call test.create('recomputed', $$ select k, count(distinct (n, x)) as both, array_agg(distinct n order by n) as list, count(distinct x) as x from a group by k $$);
select pgt_name, p.property, p.value from pgtrickle.pgt_stream_tables, pgtrickle.explain_st(pgt_name) p
where p.property ~ '^state \d+$' order by 1, 2;
call test.rounds('{distincts,overall,by_sets,above,joined,nested,outside,of_window,key_is_expression,recomputed}', '{a,b}', 25);
-- The last row with a value; values of other groups; both at once.
truncate a;
insert into a values (1, 1, 1, 'a'), (2, 1, 1, 'b'), (3, 2, 1, 'a'), (4, 2, null, null);
select test.refresh('distincts'), test.refresh('overall'), test.refresh('above'), test.refresh('joined'), test.refresh('by_sets');
select k, n, s, x, rows, total, filtered from distincts order by k;
delete from a where id = 1;
select test.refresh('distincts'), test.refresh('overall'), test.refresh('above'), test.refresh('joined'), test.refresh('by_sets');
update a set n = 2 where id = 2;
update a set k = 1 where id = 3;
select test.refresh('distincts'), test.refresh('overall'), test.refresh('above'), test.refresh('joined'), test.refresh('by_sets');
select k, n, s, x, rows, total, filtered from distincts order by k;
delete from a;
select test.refresh('distincts'), test.refresh('overall'), test.refresh('above'), test.refresh('joined'), test.refresh('by_sets');
select k, x, s from overall;
-- A full refresh, and a new query, make the states as well.
call test.rounds('{distincts,above}', '{a,b}', 8);
select pgtrickle.refresh_stream_table('distincts', 'FULL') is not null as refreshed, test.check('distincts');
call test.rounds('{distincts,above}', '{a,b}', 8);
-- In the transaction.
call test.create('at_once', 'select k, count(distinct x) as x, sum(distinct n) as s, count(*) as rows from a group by k', 'IMMEDIATE');
insert into a values (1001, 1, 9, 'new'), (1002, 1, 9, 'new'), (1003, 77, 9, 'new');
select test.check('at_once');
begin;
delete from a where id = 1001;
select test.check('at_once');
update a set x = 'other', k = 77 where id = 1002;
select test.check('at_once');
savepoint s;
delete from a where k = 77;
select test.check('at_once');
rollback to s;
select test.check('at_once');
rollback;
select test.check('at_once');
truncate a;
select test.check('at_once');
