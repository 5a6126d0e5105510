-- Variances, deviations, regression: within tolerance after many changes; one row has no sample variance.
create table a (id int primary key, k int, x double precision, y double precision, n numeric, i int);
call test.fill('{a}', 30);
call test.create('deviations', $$
    select k, stddev(x) as sd, stddev_pop(x) as sdp, stddev_samp(n) as sds, variance(i) as v, var_pop(n) as vp, var_samp(x) as vs
    from a group by k
$$, compare_by => 'rounded');
call test.create('regression', $$
    select k, corr(y, x) as c, covar_pop(y, x) as cp, covar_samp(y, x) as cs, regr_avgx(y, x) as ax, regr_avgy(y, x) as ay,
           regr_count(y, x) as n, regr_intercept(y, x) as b, regr_r2(y, x) as r2, regr_slope(y, x) as m, regr_sxx(y, x) as sxx,
           regr_sxy(y, x) as sxy, regr_syy(y, x) as syy
    from a group by k
$$, compare_by => 'rounded');
call test.rounds('{deviations,regression}', '{a}', 20, 'rounded');
delete from a;
insert into a values (1, 1, 2, 3, 4, 5);
select test.refresh('deviations', 'rounded'), test.refresh('regression', 'rounded');
select k, sd, sdp, sds, v, vp, vs from deviations;
-- A thousand changes leave no trace.
insert into a select i, i % 4, random() * 1e6, random(), i, i from generate_series(2, 500) i;
select test.refresh('deviations', 'rounded'), test.refresh('regression', 'rounded');
delete from a where id between 10 and 490;
select test.refresh('deviations', 'rounded'), test.refresh('regression', 'rounded');
update a set x = i, y = 1;
select test.refresh('deviations', 'rounded'), test.refresh('regression', 'rounded');
