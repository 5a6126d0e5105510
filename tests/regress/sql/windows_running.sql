-- Running sums, counts and ranks: computed from the first changed row of a partition on, continuing the results of the row before.
create table a (id int primary key, k int, n int, v numeric, x text, d date, b bool);
create table b (id int primary key, m int not null, t timestamp not null);
call test.fill('{a,b}', 30);
call test.create('sums', 'select id, n, sum(n) over w as s, count(n) over w as c, avg(n) over w as a from a window w as (partition by k order by id)');
call test.create('ranks', 'select id, k, n, rank() over w as r, dense_rank() over w as d, row_number() over (partition by k order by n, id) as i from a window w as (partition by k order by n)');
call test.create('numbers', 'select id, row_number() over (order by id) as i from a');
call test.create('downwards', 'select id, row_number() over (order by d desc, id desc) as i, count(*) over (order by d desc, id desc) as c from a');
call test.create('decimals', 'select id, v, sum(v) over w as s, avg(v) over w as a, min(n) over w as l from a window w as (partition by x order by n, id rows unbounded preceding)');
call test.create('extremes', 'select id, min(n) over w as l, max(d) over w as g, bool_and(b) over w as e, bool_or(b) over w as o, max(x) over w as t from a window w as (partition by k order by n, d)');
call test.create('ends', 'select id, first_value(v) over w as f, last_value(x) over w as l, count(*) filter (where n > 1) over (partition by k order by n) as c from a window w as (partition by k order by n, id)');
call test.create('both', 'select id, lag(n) over w as g, lead(n, 2) over w as l, sum(n) over w as s, row_number() over w as i from a window w as (partition by k order by id)');
call test.create('behind', 'select id, lag(v, 2) over w as g, avg(v) over (partition by k order by n, id rows 1 preceding) as m, rank() over (partition by k order by n) as r from a window w as (partition by k order by n, id)');
call test.create('by_groups', 'select id, sum(n) over (order by n, d groups unbounded preceding) as s, dense_rank() over (order by n, d) as r from a');
call test.create('hidden', 'select x, v - sum(n) over (partition by k order by n, id) as s, upper(x) || rank() over (partition by k order by n, id) as u from a');
call test.create('joined', 'select a.id, b.m, sum(a.n) over (partition by b.m order by b.t, a.id) as s, rank() over (partition by b.m order by b.t) as r from a join b on b.id = a.n');
call test.create('below', 'select r, count(*), max(id) from (select id, rank() over (partition by k order by n) as r from a) q group by r');
create view upkeep as
    select pgt_name, property, substring(value from 'O\((?:frame|group|rest)\)[^[]*') as upkeep
    from pgtrickle.pgt_stream_tables, pgtrickle.explain_st(pgt_name) e where property like '%operator_tree' and value ~ 'O.(frame|group|rest)';
select * from upkeep order by 1, 2;
select tablename, regexp_replace(indexdef, '.* USING', '') from pg_indexes where tablename in ('sums', 'ranks', 'numbers', 'hidden') order by 1, 2;
call test.rounds('{sums,ranks,numbers,downwards,decimals,extremes,ends,both,behind,by_groups,hidden,joined,below}', '{a,b}', 40);
-- Rows before the first changed one are neither read nor written: only those that differ have another version.
truncate a;
insert into a (id, k, n, v) select i, 1, i, i from generate_series(1, 300) i;
select test.refresh('sums'), test.refresh('ranks'), test.refresh('numbers'), test.refresh('decimals');
create table kept as select 'sums' as name, id, xmin::text as version from sums union all select 'ranks', id, xmin::text from ranks union all select 'numbers', id, xmin::text from numbers;
create view rewritten as
    select 'sums' as name, min(s.id) as first, max(s.id) as last, count(*) from sums s left join kept o on o.name = 'sums' and o.id = s.id where o.version is distinct from s.xmin::text
    union all select 'ranks', min(s.id), max(s.id), count(*) from ranks s left join kept o on o.name = 'ranks' and o.id = s.id where o.version is distinct from s.xmin::text
    union all select 'numbers', min(s.id), max(s.id), count(*) from numbers s left join kept o on o.name = 'numbers' and o.id = s.id where o.version is distinct from s.xmin::text;
-- At the end.
insert into a (id, k, n, v) values (301, 1, 301, 1), (302, 1, 301, 1);
select test.refresh('sums'), test.refresh('ranks'), test.refresh('numbers'), test.refresh('decimals');
select * from rewritten order by name;
-- Near the end, and between two rows that change places.
delete from a where id = 290;
update a set n = case n when 100 then 110 else 100 end where id in (100, 110);
select test.refresh('sums'), test.refresh('ranks'), test.refresh('numbers'), test.refresh('decimals');
select * from rewritten order by name;
-- Stretches of rows go and come, partitions change, all at once; NULLs in the order and the partition.
update a set k = 7 where id in (149, 10);
delete from a where id between 100 and 140;
insert into a (id, k, n, v) select i, i % 3, i - 100, i / 3.0 from generate_series(400, 420) i;
update a set id = id + 1000, d = '2020-01-01'::date + id where id between 200 and 210;
select test.refresh('sums'), test.refresh('ranks'), test.refresh('numbers'), test.refresh('downwards'), test.refresh('decimals'), test.refresh('extremes'), test.refresh('ends'), test.refresh('both'), test.refresh('behind'), test.refresh('by_groups'), test.refresh('hidden');
update a set k = null where k = 1;
update a set n = null, d = null where id % 5 = 0;
select test.refresh('sums'), test.refresh('ranks'), test.refresh('numbers'), test.refresh('downwards'), test.refresh('decimals'), test.refresh('extremes'), test.refresh('ends'), test.refresh('both'), test.refresh('behind'), test.refresh('by_groups'), test.refresh('hidden');
-- Terms that are equal but look different, and none.
update a set v = v * 1.00 where id % 7 = 0;
update a set v = 'NaN' where id = 50;
select test.refresh('decimals'), test.refresh('hidden');
update a set v = 'Infinity' where id in (50, 60);
update a set v = null, n = null where id between 60 and 80;
select test.refresh('decimals'), test.refresh('sums'), test.refresh('ends');
-- What is computed by partition, and why.
create table t (id int primary key, k int not null, v int, f float8);
call test.create('float', 'select id, sum(f) over (order by id) as s from t');
call test.create('all_peers', 'select id, sum(v) over (partition by k) as s from t');
call test.create('by_size', 'select id, ntile(2) over (order by id) as s, percent_rank() over (order by id) as p from t');
call test.create('to_before', 'select id, sum(v) over (order by id rows between unbounded preceding and 1 preceding) as s from t');
call test.create('peers_and_next', 'select id, rank() over (order by k) as r, lead(v) over (order by k) as l from t');
call test.create('other_orders', 'select id, rank() over (order by v) as r, row_number() over (order by k, id) as i from t');
call test.create('conditional', 'select id, s from (select id, sum(v) over (order by id) as s from t) q where s > 3');
select * from upkeep where pgt_name in ('float', 'all_peers', 'by_size', 'to_before', 'peers_and_next', 'other_orders', 'conditional') order by 1, 2;
call test.rounds('{all_peers,by_size,to_before,other_orders,conditional}', '{t}', 15);
-- In the transaction that changes the rows, and at its end.
create function test.follow(mode text) returns text language plpgsql as $$
begin
    execute 'truncate t';
    execute 'insert into t select i, i % 3, i from generate_series(1, 50) i';
    perform pgtrickle.create_stream_table('followed_' || lower(left(mode, 2)), 'select id, k, v, sum(v) over (partition by k order by id) as s, rank() over (partition by k order by v) as r, avg(v) over (partition by k order by id) as a from t', refresh_mode => mode);
    return mode;
end
$$;
select test.follow('IMMEDIATE');
insert into t select i, i % 3, i from generate_series(100, 110) i;
update t set v = v + 1 where id % 4 = 0;
update t set k = 2 - k where id > 45;
delete from t where id in (20, 21, 108);
select count(*) from (select id, k, v, s, r, a from followed_im except select id, k, v, sum(v) over (partition by k order by id), rank() over (partition by k order by v), avg(v) over (partition by k order by id) from t) q;
select count(*) from followed_im;
select test.follow('ON COMMIT');
begin;
insert into t select i, i % 3, i from generate_series(100, 110) i;
update t set v = v + 1 where id % 4 = 0;
delete from t where id in (20, 21, 108);
commit;
update t set k = 2 - k where id > 45;
select count(*) from (select id, k, v, s, r, a from followed_on except select id, k, v, sum(v) over (partition by k order by id), rank() over (partition by k order by v), avg(v) over (partition by k order by id) from t) q;
select count(*) from followed_on;
