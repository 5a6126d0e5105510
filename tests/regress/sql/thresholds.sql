-- Rows that are compared with a value that changes: those between the old and the new value are looked at. Every comparison, from both sides; NULLs,
-- values that come and go, rows that change with the value, and queries that show the value, where all rows change.
create table a (id int primary key, k int, n numeric);
create table b (id int primary key, k bigint, n int);
create table one (n numeric);
call test.fill('{a,b}');
insert into one values (2);
set client_min_messages = error;
call test.create('above', 'select id, k from a where n > (select avg(n) from b)');
call test.create('above_equal', 'select id from a where n >= (select min(n) from b)');
call test.create('below', 'select k, count(*) from a where n < (select avg(k) from b) group by k');
call test.create('below_equal', 'select id from a where (select max(n) from b) >= n');
call test.create('turned', 'select id from a where (select avg(n) from b) < n + 1');
call test.create('shown', 'select id, n, (select avg(n) from b) as mean from a where n > (select avg(n) from b)');
call test.create('without', 'select k, count(*), sum(n) from a where n > (select avg(n) from a where n > 0) and not exists (select from b where b.k = a.k) group by k');
call test.create('with_some', 'select k, count(*) from a where n > (select avg(n) from b) and exists (select from b where b.k = a.k) group by k');
call test.create('twice', 'select id from a where n > (select min(n) from b) and n < (select max(n) from b)');
call test.create('two_of_one', 'select a.id from a, (select min(n) as low, max(n) as high from b) as x where a.n > x.low and a.n < x.high');
call test.create('cross_bag', 'select a.id from a, one where a.n > one.n');
call test.create('floats', 'select id from a where n::float8 > (select avg(n::float8) from b)', compare_by => 'equality');
call test.create('mixed_types', 'select b.id from b where n::float8 > (select avg(n) from a)');
reset client_min_messages;
-- Which of these look at the rows between two values only.
select pgt_name, bool_or(value like '%FROM __pgt_delta_% AS q)%') as bounded
from pgtrickle.pgt_stream_tables, pgtrickle.explain_st(pgt_name) as e(property, value)
where property = 'delta_query' group by pgt_name order by pgt_name;
call test.rounds('{above,above_equal,below,below_equal,turned,shown,without,with_some,twice,two_of_one,cross_bag,floats,mixed_types}', '{a,b,one}', 25, 'equality');
-- The value becomes NULL, and comes back.
delete from b;
select test.refresh('above'), test.refresh('without', 'equality'), test.refresh('two_of_one');
insert into b select i, i, i from generate_series(-3, 3) as i;
select test.refresh('above'), test.refresh('without', 'equality'), test.refresh('two_of_one');
-- Not a number is greater than all.
insert into a values (1001, 1, 'NaN'), (1002, null, null), (1003, 2, 'Infinity');
select test.refresh('above'), test.refresh('below', 'equality'), test.refresh('twice');
update b set n = n + 5;
update a set n = n + 2 where id % 2 = 0;
select test.refresh('above'), test.refresh('without', 'equality'), test.refresh('twice'), test.refresh('turned'), test.refresh('shown', 'equality');
insert into one values (5), (null), (2);
select test.refresh('cross_bag');
delete from one where n = 2;
select test.refresh('cross_bag');
