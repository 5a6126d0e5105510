-- The window functions of PostgreSQL, and aggregates over windows, with FILTER and by users.
create table a (id int primary key, k int, n int, v numeric, x text);
call test.fill('{a}', 20);
call test.create('ranks', 'select id, k, row_number() over w as r, rank() over (partition by k order by n) as ra, dense_rank() over (partition by k order by n desc nulls last) as d, percent_rank() over (partition by k order by n) as p, cume_dist() over (partition by k order by n) as c, ntile(3) over w as t from a window w as (partition by k order by n, id)');
call test.create('others', 'select id, lag(n) over w as g, lag(x, 2, ''none'') over w as g2, lead(n, 1, -1) over w as l, first_value(v) over w as f, last_value(v) over w as la, nth_value(x, 2) over w as nth from a window w as (partition by k order by id)');
call test.create('sums', 'select id, sum(n) over (partition by k) as s, count(*) over (partition by k order by n) as c, avg(v) over (partition by k order by n) as a, min(x) over (partition by k) as mi, max(n) over (partition by k order by id desc) as ma from a');
call test.create('filters', 'select id, count(*) filter (where n > 1) over (partition by k) as c, sum(10 / n) filter (where n <> 0) over (partition by k) as s, string_agg(x, '','') filter (where x <> '''') over (partition by k order by id) as l, array_agg(n) over (partition by k order by n, id) as arr from a');
create aggregate product (int) (sfunc = int4mul, stype = int, initcond = '1');
create function twice(int[], int) returns int[] language sql immutable as 'select $1 || $2 || $2';
create aggregate test.doubled (int) (sfunc = twice, stype = int[], initcond = '{}');
call test.create('own', 'select id, product(n) over (partition by k order by id rows 2 preceding) as p, test.doubled(n) over (partition by k order by id) as d from a');
call test.create('whole', 'select id, n, sum(n) over () as s, rank() over (order by n nulls first) as r, count(*) over (order by k) as c from a');
call test.create('shares', 'select id, n, round(100.0 * n / nullif(sum(n) over (partition by k), 0), 2) as share, case when row_number() over (partition by k order by n desc, id) <= 2 then ''top'' else coalesce(x, ''none'') end as class, n - lag(n, 1, 0) over (partition by k order by id) as step from a');
select id, k, r, ra, d, p, c, t from ranks order by id;
call test.rounds('{ranks,others,sums,filters,own,whole,shares}', '{a}', 30);
-- A row moves to another partition; only rows that differ are written.
insert into a values (1000, 100, 1, 1, 'a'), (1001, 100, 2, 1, 'b'), (1002, 101, 3, 1, 'c');
select test.refresh('sums');
update a set k = 101 where id = 1001;
select test.refresh('sums');
select rows_inserted, rows_updated, rows_deleted from pgtrickle.pgt_refresh_history h join pgtrickle.pgt_stream_tables t using (pgt_id) where t.pgt_name = 'sums' order by refresh_id desc limit 1;
begin;
update a set k = 100;
rollback;
select test.refresh('sums');
truncate a;
select test.refresh('ranks'), test.refresh('others'), test.refresh('sums'), test.refresh('whole'), test.refresh('shares');
insert into a values (1, 1, 1, 1, 'a'), (2, null, 1, 1, 'a'), (3, null, null, 1, 'a');
select test.refresh('ranks'), test.refresh('others'), test.refresh('sums'), test.refresh('whole'), test.refresh('shares');
-- What is refused, and where.
select test.error($$select pgtrickle.create_stream_table('no', 'select id, sum(random()) over () as s from a', refresh_mode => 'DIFFERENTIAL')$$);
select test.error($$select pgtrickle.create_stream_table('no', 'select id, now() as t, rank() over (order by id) as s from a', refresh_mode => 'DIFFERENTIAL')$$);
select test.error($$select pgtrickle.create_stream_table('no', 'select id, row_number() over () as s from (select * from a order by n) q', refresh_mode => 'DIFFERENTIAL')$$);
