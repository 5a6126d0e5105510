-- Tables without keys, identical rows, NULL partitions, and ties that leave the order of rows open.
create table w (k int, n int, x text);
call test.fill('{w}', 25);
call test.create('counted', 'select k, n, count(*) over (partition by k) as c, rank() over (partition by k order by n) as r from w');
call test.create('hidden', 'select n, sum(n) over (partition by k, x) as s from w');
call test.create('numbers', 'select row_number() over (order by k, n, x) as r from w');
call test.create('everything', 'select k, x, dense_rank() over (order by n) as d, sum(n) over () as s from w');
call test.rounds('{counted,hidden,numbers,everything}', '{w}', 40);
-- The numbers of each partition are those of one evaluation, whatever changes: 1 to n, each once.
create table tied (id int primary key, k int, n int, x text);
call test.fill('{tied}', 30);
select pgtrickle.create_stream_table('tickets', 'select x, k, row_number() over (partition by k) as r, lag(id) over (partition by k order by n) as before from tied', refresh_mode => 'DIFFERENTIAL');
select pgtrickle.create_stream_table('unkeyed', 'select x, row_number() over (partition by k order by n) as r from tied', refresh_mode => 'DIFFERENTIAL');
create table outcomes (round int, wrong bigint, surplus bigint, mode text);
create procedure rounds() language plpgsql as $$
begin
    perform setseed(0.5);
    for round in 1..30 loop
        perform test.mutate('{tied}');
        perform pgtrickle.refresh_stream_table('tickets');
        perform pgtrickle.refresh_stream_table('unkeyed');
        insert into outcomes select round,
            (select count(*) from (select k from tickets group by k
                                   having max(r) <> count(*) or count(distinct r) <> count(*)) broken),
            (select count(*) from (select x, k from tied except all select x, k from tickets) missing)
            + (select count(*) from (select x from tied except all select x from unkeyed) missing)
            + (select count(*) from tickets) - (select count(*) from tied) + (select count(*) from unkeyed) - (select count(*) from tied);
        commit;
    end loop;
end
$$;
call rounds();
select sum(wrong) as wrong, sum(surplus) as surplus, count(*) as rounds from outcomes;
select pgt_name, refresh_mode from pgtrickle.pgt_stream_tables order by pgt_id;
-- Only partitions that a change touches are written.
create table before_update as select ctid as place, * from unkeyed;
insert into tied values (500, 99, 1, 'new');
select pgtrickle.refresh_stream_table('unkeyed') is not null as done;
select count(*) as same from before_update b join unkeyed u on u.ctid = b.place and u.x is not distinct from b.x and u.r = b.r;
select count(*) as all from before_update;
-- Values that are equal but look different, in partitions, in orders and in results.
create collation ignore_case (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
create table images (id int primary key, v numeric, f float8, c text collate ignore_case, n int);
insert into images values (1, 1.0, 0, 'x', 1), (2, 1.00, '-0', 'X', 2), (3, 1, 1.5, 'y', 3), (4, null, null, null, 4);
call test.create('by_numeric', 'select id, v, sum(n) over (partition by v) as s, last_value(v) over (partition by c order by id) as l from images');
call test.create('by_float', 'select f, sum(n) over (partition by f) as s from images');
call test.create('by_text', 'select c, first_value(c) over (partition by c order by id) as first, row_number() over (partition by c order by id) as r from images');
call test.create('sums_of_floats', 'select id, sum(f / 3) over (partition by n % 2 order by id) as s from images', compare_by => 'rounded');
update images set v = 1.000, f = f where id = 1;
insert into images values (5, 1.0, '-0', 'Y', 5), (6, 2, 0, 'X', 6);
select test.refresh('by_numeric'), test.refresh('by_float'), test.refresh('by_text'), test.refresh('sums_of_floats', 'rounded');
update images set c = upper(c), v = v + 0.000, f = -f;
delete from images where id in (2, 4);
select test.refresh('by_numeric'), test.refresh('by_float'), test.refresh('by_text'), test.refresh('sums_of_floats', 'rounded');
update images set c = 'z', v = null where id = 5;
select test.refresh('by_numeric'), test.refresh('by_float'), test.refresh('by_text'), test.refresh('sums_of_floats', 'rounded');
