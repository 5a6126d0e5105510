-- Subqueries as values: in the select list, in WHERE, HAVING and aggregates; counts of nothing; the error of two rows.
create table a (id int primary key, k int, n int);
create table b (id int primary key, k int, n int);
create table bag (k int, n int);
call test.fill('{a,b,bag}');
-- Of tables without a primary key.
set client_min_messages = error;
call test.create('greatest', 'select id, (select max(n) from bag) as m from a');
call test.create('counted', 'select id, (select count(*) from bag where bag.k = a.k) as c, (select sum(n) from bag where bag.k = a.k) as s from a');
call test.create('counted_distinct', 'select id, (select count(distinct n) + count(*) from bag where bag.k = a.k and bag.n <> a.n) as c from a');
call test.create('of_bag', 'select k, n, (select count(*) from a where a.k = bag.k or a.n = bag.n) as c from bag');
call test.create('by_key', 'select k, n, (select n from a where a.id = bag.k) as other from bag');
call test.create('above_average', 'select id from a where n > (select avg(n) from bag)');
call test.create('above_own_average', 'select id from a where n >= (select avg(n) from bag where bag.k = a.k)');
call test.create('in_having', 'select k, count(*) as c from bag group by k having count(*) > (select count(*) from b where b.k = bag.k)');
call test.create('over_groups', 'select k, sum(n) + (select max(n) from b where b.k = bag.k) as s, (select min(id) from a) as m from bag group by k');
call test.create('in_aggregate', 'select k, sum((select count(*) from b where b.k = a.k)) as s from a group by k');
call test.create('in_case', 'select id, case when k = 1 then (select count(*) from bag where bag.k = a.k) else (select max(n) from b where b.k = a.k) end as x from a');
call test.create('nested', 'select id, (select count(*) from b where b.k = a.k and b.n = (select max(n) from bag where bag.k = a.k)) as c from a');
call test.create('distinct_inside', 'select id, (select count(*) from (select distinct n from bag where bag.k = a.k) d) as c from a');
call test.create('of_joins', 'select a.id, (select count(*) from b left join bag on bag.k = b.k and bag.n = a.n where b.k = a.k and bag.n is null) as c from a');
call test.create('with_user', 'with totals as (select k, sum(n) as s from bag group by k) select id, (select s from totals where totals.k = a.k) as s from a');
reset client_min_messages;
call test.rounds('{greatest,counted,counted_distinct,of_bag,by_key,above_average,above_own_average,in_having,over_groups,in_aggregate,in_case,nested,distinct_inside,of_joins,with_user}', '{a,b,bag}', 25);
truncate bag;
select test.refresh('counted'), test.refresh('counted_distinct'), test.refresh('above_average'), test.refresh('nested');
-- Two rows are an error as long as a row asks for them.
truncate a, b;
insert into a values (1, 1, 0), (2, 2, 0);
insert into b values (1, 1, 7), (2, 3, 8), (3, 3, 9);
call test.create('single', 'select id, (select n from b where b.k = a.k) as n from a');
select * from single order by id;
insert into b values (4, 1, 10);
select test.error($$select pgtrickle.refresh_stream_table('single')$$);
delete from b where id = 1;
select test.refresh('single');
select * from single order by id;
insert into a values (3, 3, 0);
select test.error($$select pgtrickle.refresh_stream_table('single')$$);
update a set k = 4 where id = 3;
select test.refresh('single');
-- A second row that goes in the refresh in which a row begins to ask is no error.
delete from a where id = 3;
insert into b values (5, 5, 1), (6, 5, 2);
select test.refresh('single');
insert into a values (4, 5, 0);
delete from b where id = 6;
select test.refresh('single');
-- CASE keeps a subquery from being asked.
call test.create('guarded', 'select id, case when k <> 3 then (select n from b where b.k = a.k) end as n from a');
update a set k = 3 where id = 3;
select test.refresh('guarded');
-- An aggregate inside a subquery that reads the query around it alone is an aggregate of that query, also through a subquery of its own.
call test.create('outer_of_subquery', 'select (select max((select b.n from b where b.id = a.id))) as m from a');
call test.create('outer_alone', 'select (select sum(a.n)) as m from a');
set client_min_messages = error;
call test.create('through_subquery', 'select a.id, (select max((select b.n from b where b.id = bag.k)) from bag where bag.n = a.n) as m from a');
