-- Modes, percentiles, hypothetical ranks.
create table a (id int primary key, k int, n int, x text, f double precision);
call test.fill('{a}');
call test.create('sets', $$
    select k, percentile_cont(0.5) within group (order by abs(f)) as median, percentile_disc(0.5) within group (order by x) as middle,
           percentile_cont(array[0.25, 0.75]) within group (order by abs(f)) as quartiles,
           percentile_disc(0.9) within group (order by n desc) filter (where n > 0) as high,
           rank(2) within group (order by n) as r, dense_rank(2) within group (order by n) as dr,
           percent_rank(2) within group (order by n) as pr, cume_dist(2) within group (order by n) as cd
    from a group by k
$$);
call test.create('modes', 'select k, mode() within group (order by n) as m from (select k, n, count(*) as c from a group by k, n) s group by k');
insert into a values (100, 1, 3, 'm', 1024);
delete from a where id < 4;
select test.refresh('sets'), test.refresh('modes');
call test.rounds('{sets,modes}', '{a}', 16);
