-- ORDER BY without LIMIT is accepted and means nothing.
create table a (id int primary key, k int);
call test.fill('{a}');
call test.create('ordered', 'select id, k from a order by k desc nulls last, id');
call test.create('grouped', 'select k, count(*) as n from a group by k order by 2, k');
call test.create('inner_order', 'select id from (select id from a order by k) s');
call test.create('everything', 'select id from a order by id limit all offset 0');
call test.rounds('{ordered,grouped,inner_order,everything}', '{a}');
