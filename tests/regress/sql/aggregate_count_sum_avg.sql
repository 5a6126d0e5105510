-- Linear aggregates; the printed digits are those of PostgreSQL.
create table a (id int primary key, k int, i int, l bigint, n numeric(10, 2), x text, v interval);
call test.fill('{a}');
call test.create('sums', $$
    select k, count(*) as rows, count(x) as texts, sum(i) as si, sum(l) as sl, sum(n) as sn, avg(i) as ai, avg(l) as al, avg(n) as an
    from a group by k
$$);
call test.create('intervals', 'select k, sum(v) as s, avg(v) as a from a group by k');
select attname, format_type(atttypid, atttypmod) from pg_attribute
where attrelid = 'sums'::regclass and attnum > 0 and attname !~ '^__pgt_' order by attnum;
call test.rounds('{sums,intervals}', '{a}', 25);
-- The sum of nothing is NULL again, not 0.
create table pay (dept int, salary numeric(10, 2));
insert into pay values (1, 120000), (1, 115000), (2, null), (3, 50);
call test.create('pays', 'select dept, count(*) as n, sum(salary) as total, avg(salary) as mean, coalesce(sum(salary), 0) as shown from pay group by dept');
delete from pay where salary = 115000;
update pay set salary = null where dept = 3;
select test.refresh('pays');
select dept, n, total, mean, shown from pays order by dept;
update pay set salary = 7 where dept = 2;
insert into pay values (3, null), (3, 0);
select test.refresh('pays');
select dept, n, total, mean, shown from pays order by dept;
-- Large numbers neither overflow on the way nor lose digits.
create table large (k int, l bigint, n numeric);
insert into large select 1, 9223372036854775807, 1e30 from generate_series(1, 3);
call test.create('larges', 'select k, sum(l) as sl, avg(l) as al, sum(n) as sn from large group by k');
insert into large values (1, 1, 1e-20), (1, -9223372036854775808, -1e30);
delete from large where ctid = (select min(ctid) from large);
select test.refresh('larges');
select k, sl, al, sn from larges;
