-- ARRAY(SELECT ...), subqueries with several columns as rows, and subqueries in the conditions of outer joins.
create table a (id int primary key, k int, n int);
create table b (id int primary key, k int, n int);
create table bag (k int, n int);
call test.fill('{a,b,bag}');
-- Of tables without a primary key.
set client_min_messages = error;
call test.create('ordered', 'select id, array(select n from bag where bag.k = a.k order by n desc) as l from a');
call test.create('by_another', 'select id, array(select b.n from b where b.k = a.k order by b.k + b.id desc, 1 nulls first) as l from a');
call test.create('distinct_elements', 'select id, array(select distinct n from bag where bag.k <= a.k order by n) as l from a');
call test.create('of_union', 'select id, array(select n from bag where bag.k = a.k union select a.n order by 1) as l from a');
call test.create('of_groups', 'select id, array(select bag.n from bag where bag.k = a.k group by bag.n order by count(*), bag.n) as l from a');
call test.create('of_all', 'select k, array(select n from bag order by n) as l from a group by k');
call test.create('row_equal', 'select id from a where (k, n) = (select k, n from b where b.id = a.id)');
call test.create('row_below', 'select id, (k, n) < (select max(k), min(n) from bag where bag.n = a.n) as x from a');
call test.create('left_exists', 'select a.id, b.id as other from a left join b on a.k = b.k and exists (select from bag where bag.k = a.n)');
call test.create('right_exists', 'select a.id, b.id as other from a left join b on a.k = b.k and not exists (select from bag where bag.n = b.n)');
call test.create('left_in', 'select a.id, b.id as other from a left join b on a.k = b.k and a.n not in (select n from bag)');
call test.create('right_value', 'select a.id, b.id as other from a right join b on a.k = b.k and a.n > (select avg(n) from bag where bag.k = b.k)');
call test.create('full_value', 'select a.id, b.id as other from a full join b on a.k = b.k and a.n >= (select min(n) from bag)');
call test.create('in_subquery', 'select id, (select count(*) from b left join bag on bag.k = b.k and b.n in (select n from a where k = 1) where b.k = a.k) as c from a');
reset client_min_messages;
call test.rounds('{ordered,by_another,distinct_elements,of_union,of_groups,of_all,row_equal,row_below,left_exists,right_exists,left_in,right_value,full_value,in_subquery}', '{a,b,bag}', 25);
truncate bag;
select test.refresh('ordered'), test.refresh('distinct_elements'), test.refresh('left_in'), test.refresh('right_value');
