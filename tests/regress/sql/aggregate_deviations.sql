-- Variances and standard deviations of integers and numerics follow changes by sums, and show PostgreSQL's digits.
create table a (id int primary key, k int, s smallint, i int, b bigint, n numeric, m numeric(12, 3));
call test.fill('{a}', 30);
call test.create('deviations', $$
    select k, stddev(s) as ss, variance(i) as vi, var_pop(b) as vb, stddev_samp(n) as sn, var_samp(n) as vn, stddev_pop(m) as sm,
           var_pop(n) filter (where i > 1) as filtered, stddev(i) as si, count(*) as n
    from a group by k
$$);
call test.create('overall', 'select stddev(n) as sd, var_pop(i) as vp, regr_count(i, s) as pairs from a');
call test.create('by_sets', 'select k, s, stddev_pop(n) as sd, variance(b) as v from a group by cube (k, s)');
call test.create('few', 'select k, stddev(i) as sd from a group by k having count(*) > 2 and stddev(i) > 0.5');
call test.create('joined', 'select a.k, variance(a.n + b.i) as v, stddev(distinct b.i) as sd from a left join a b on a.s = b.k group by a.k');
select pgt_name, p.property, p.value from pgtrickle.pgt_stream_tables, pgtrickle.explain_st(pgt_name) p
where p.property ~ '^state \d+$' order by 1, 2;
call test.rounds('{deviations,overall,by_sets,few,joined}', '{a}', 25);
truncate a;
select test.refresh('deviations'), test.refresh('overall'), test.refresh('by_sets'), test.refresh('few'), test.refresh('joined');
-- No value, one value, equal values; nothing of what was deleted remains.
insert into a (id, k, i, n) values (1, 1, null, null), (2, 2, 7, 0.10), (3, 3, 2, 2.000), (4, 3, 2, 2.0);
select test.refresh('deviations'), test.refresh('overall'), test.refresh('by_sets'), test.refresh('few'), test.refresh('joined');
select k, vi, vn, sn, si from deviations order by k;
delete from a where id = 3;
insert into a (id, k, i, n) values (5, 3, -2147483648, 'NaN'), (6, 2, 2147483647, 'Infinity');
select test.refresh('deviations'), test.refresh('overall'), test.refresh('by_sets'), test.refresh('few'), test.refresh('joined');
select k, vi, vn, sn, si from deviations order by k;
delete from a where id >= 5;
select test.refresh('deviations'), test.refresh('overall'), test.refresh('by_sets'), test.refresh('few'), test.refresh('joined');
select k, vi, vn, sn, si from deviations order by k;
-- Large and small numbers: all digits of PostgreSQL.
truncate a;
select setseed(0.125);
insert into a select i, i % 5, (i * 7) % 300, i * 1000003 % 2147483647, i::bigint * 1000000007 * 1009, (random() * 10 ^ (i % 40 - 20))::numeric, round(random()::numeric * 1e6, 3)
from generate_series(1, 400) i;
select test.refresh('deviations'), test.refresh('overall'), test.refresh('by_sets'), test.refresh('few');
update a set n = n * 3, b = -b, k = (k + 1) % 5 where id % 7 = 0;
delete from a where id % 11 = 0;
select test.refresh('deviations'), test.refresh('overall'), test.refresh('by_sets'), test.refresh('few');
-- Terms whose squares would be rounded are recomputed.
insert into a (id, k, n) values (1001, 9, 1e-9000), (1002, 9, 3e-9000);
select test.refresh('deviations'), test.refresh('overall');
delete from a where id = 1001;
select test.refresh('deviations'), test.refresh('overall');
-- The root is rounded once: these variances have roots that lie next to a half.
create table v (id int, n numeric);
insert into v select i, random(0, 999999)::numeric / 10 ^ random(0, 6) * 10 ^ random(-8, 12) from generate_series(1, 40000) i;
select count(*) as differ from (
    select stddev(n) as sd, stddev_pop(n) as sp, var_samp(n) as vs, var_pop(n) as vp,
           pgtrickle.deviation_of(count(n), sum(n), sum(n * n), true) as own_sd, pgtrickle.deviation_of(count(n), sum(n), sum(n * n), false) as own_sp,
           pgtrickle.variance_of(count(n), sum(n), sum(n * n), true) as own_vs, pgtrickle.variance_of(count(n), sum(n), sum(n * n), false) as own_vp
    from v group by id / 3) x
where sd::text <> own_sd::text or sp::text <> own_sp::text or vs::text <> own_vs::text or vp::text <> own_vp::text;
-- In the transaction.
call test.create('at_once', 'select k, stddev(i) as sd, var_pop(n) as v, bit_xor(b) as x from a group by k', 'IMMEDIATE');
insert into a (id, k, i, n, b) values (2001, 1, 5, 1.2345, 77), (2002, 10, 5, 1.2345, 77);
select test.check('at_once');
begin;
update a set i = i + 1, n = -n, b = b + 1 where k = 1;
select test.check('at_once');
savepoint s;
delete from a where k in (1, 10);
select test.check('at_once');
rollback to s;
select test.check('at_once');
rollback;
select test.check('at_once');
truncate a;
select test.check('at_once');
-- The functions themselves, of what no stream table keeps.
select pgtrickle.deviation_of(1, 'NaN', 1e100, false), pgtrickle.variance_of(2, 'Infinity', 'Infinity', true), pgtrickle.deviation_of(2, 1, 'Infinity', true);
