-- Which expressions may be NULL: a function without arguments may, arithmetic over numbers that may not may not.
create function nothing() returns int language plpgsql immutable as 'begin return null; end';
create table t (id int primary key, k int not null, v numeric(10, 2) not null, w numeric);
insert into t select i, i % 3, i, nullif(i % 4, 0) from generate_series(1, 12) as i;
call test.create('by_nothing', 'select k, nothing() as n, count(*) from t group by k, nothing()');
call test.create('distinct_nothing', 'select distinct k, nothing() as n from t');
call test.create('never', 'select k, sum(v * (1 - v) + id) as s, avg(v * (1 - v) + id) as a from t group by k');
call test.create('sometimes', 'select k, sum(v * (1 - w)) as s, count(v * (1 - w)) as c from t group by k');
-- What is counted beside the rows.
select attrelid::regclass, count(*) as hidden_states from pg_attribute where attrelid in ('never'::regclass, 'sometimes'::regclass) and attname ~ '^__pgt_state' group by 1 order by 1;
insert into t values (13, 1, 1, null), (14, 2, 0.5, 1.234);
select test.refresh('by_nothing'), test.refresh('distinct_nothing'), test.refresh('never'), test.refresh('sometimes');
delete from t where k = 0;
update t set w = null where k = 2;
select test.refresh('by_nothing'), test.refresh('distinct_nothing'), test.refresh('never'), test.refresh('sometimes');
select * from by_nothing order by k;
select * from sometimes order by k;
-- The scale of a numeric is read from how it is stored.
create table numbers (x numeric);
insert into numbers values (0), (1), (-1), (0.5), (1e-20), (-1e-70), (1e70), (12345.678), (1.10), (round(2, 63)), (round(3, 64)), (1e131071), (round(1 / 7.0, 1000)), (-0.001), (repeat('7', 5000)::numeric), (null);
select count(*) filter (where s is distinct from (scale(x)::bigint << 48) + 3) as differ from (select x, (select pgtrickle.scale_count(y, 3) from (values (x)) as v(y)) as s from numbers) as each;
select x, pgtrickle.scale_count(x, 1) = (-9223372036854775808) as is_special from (values ('NaN'::numeric), ('Infinity'), ('-Infinity')) as v(x) group by x order by x;
