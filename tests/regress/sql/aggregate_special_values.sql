-- NaN, infinities and minus zero come and go without a trace; so do sums that floating point would let drift.
create table a (id int primary key, k int, f real, d double precision, n numeric);
insert into a values (1, 1, 'NaN', 1e100, 'NaN'), (2, 1, 1, 1, 1), (3, 2, 'Infinity', -0.0, 'Infinity'), (4, 2, '-Infinity', 0.0, 2.50);
call test.create('floats', $$
    select k, sum(f) as sf, avg(f) as af, sum(d) as sd, avg(d) as ad, max(f) as m, sum(n) as sn, avg(n) as an, min(d) as low
    from a group by k
$$);
select k, sf, af, sd, sn, an from floats order by k;
delete from a where id in (1, 3);
select test.refresh('floats');
select k, sf, af, sd, sn, an from floats order by k;
update a set n = 'NaN', f = 'Infinity', d = 1e150 where id = 2;
select test.refresh('floats');
update a set n = '1.00', f = 0.1, d = 0.1 where id = 2;
select test.refresh('floats');
select k, sf, af, sd, sn, an from floats order by k;
insert into a select i, 1, 0.1, 0.1, 0.1 from generate_series(10, 30) i;
select test.refresh('floats', 'rounded');
delete from a where id >= 10;
select test.refresh('floats');
select k, sf, sd, sn from floats order by k;
-- As keys of groups, NaN equals NaN and minus zero equals zero.
create table b (id int primary key, f real, d double precision);
call test.fill('{b}');
call test.create('keys', 'select f, d, count(*) as n from b group by f, d', compare_by => 'equality');
call test.create('distincts', 'select distinct f from b', compare_by => 'equality');
call test.rounds('{floats,keys,distincts}', '{a,b}', 20, 'equality');
