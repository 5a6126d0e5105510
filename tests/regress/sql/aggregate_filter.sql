-- FILTER: a group without a passing row stays, with the empty value.
create table a (id int primary key, k int, n int, ok boolean);
insert into a values (1, 1, 10, true), (2, 1, 20, false), (3, 2, 30, false);
call test.create('filtered', $$
    select k, count(*) as rows, count(*) filter (where ok) as good, sum(n) filter (where ok) as total,
           max(n) filter (where not ok) as worst, avg(n) filter (where n > 15) as mean
    from a group by k
$$);
update a set ok = not ok;
select test.refresh('filtered');
select k, rows, good, total, worst, mean from filtered order by k;
update a set ok = null where k = 2;
select test.refresh('filtered');
select k, rows, good, total, worst, mean from filtered order by k;
call test.rounds('{filtered}', '{a}', 20);
