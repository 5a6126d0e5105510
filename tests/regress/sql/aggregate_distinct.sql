-- DISTINCT inside aggregates counts a value while any row has it.
create table a (id int primary key, k int, n int, x text);
call test.fill('{a}');
call test.create('distincts', $$
    select k, count(distinct n) as n, sum(distinct n) as s, avg(distinct n) as a, count(distinct x) as x, count(*) as rows,
           count(distinct (n, x)) as both, max(distinct n) as m
    from a group by k
$$);
call test.create('overall', 'select count(distinct k) as k, count(distinct x) filter (where n > 1) as x from a');
call test.rounds('{distincts,overall}', '{a}', 20);
