-- Queries that cannot be maintained exactly, or whose statements PostgreSQL refuses, are FULL in mode AUTO, with a reason in words.
create function mode_of(name text) returns text language sql as $$
    select refresh_mode || coalesce(': ' || downgrade_reason, '') from pgtrickle.pgt_stream_tables where pgt_name = name
$$;
create function tried(name text, query text) returns text language plpgsql as $$
begin
    call test.create(name, query, 'AUTO');
    return mode_of(name);
exception when others then
    return sqlstate || ' ' || sqlerrm;
end
$$;
set client_min_messages = error;
-- A set-returning function in ORDER BY makes rows.
create table few (id int primary key);
insert into few values (1), (2);
select tried('srf', 'select id from few order by id, generate_series(1, 3)');
select tried('srf_below', 'select count(*) as n from (select id from few order by generate_series(1, id)) q');
-- The order of a subquery below an aggregate that takes rows in as they come.
create table o (id int primary key, n text);
insert into o values (3, 'c'), (1, 'a'), (2, 'b');
create view ordered as select n from o order by n;
select tried('ordered_list', 'select string_agg(n, '','') as l from (select n from o order by n) q');
select tried('ordered_array', 'with q as (select id, n from o order by n desc) select array_agg(id) as l from (select * from q where id > 0) p');
select tried('ordered_view', 'select json_agg(n) as l from ordered');
select tried('ordered_sum', 'select sum(id) as s, count(*) as c from (select id from o order by n) q');
select tried('ordered_inside', 'select string_agg(n, '','' order by n) as l from (select n from o order by n desc) q');
-- Virtual generated columns that use tableoid.
create table gv (a int primary key, b int generated always as (a * 2) virtual, t regclass generated always as (tableoid::regclass) virtual);
insert into gv values (1);
select tried('generated', 'select a, b, t from gv');
select tried('generated_other', 'select a, b from gv');
insert into gv values (2);
select test.refresh('generated'), test.refresh('generated_other');
-- An explicit COLLATE, on one side of a join, and of a union.
create table cc (id int primary key, x text collate "C");
create table cp (id int primary key, x text collate "POSIX");
insert into cc values (1, 'abc');
select tried('collated', 'select t1.id, t1.x, t2.id as other from cc t1 left join cc t2 on t1.x = t2.x collate "POSIX"');
select tried('collated_union', 'select x collate "C" as x from cc union all select x from cp');
update cc set x = 'q';
insert into cp values (1, 'p');
select test.refresh('collated'), test.refresh('collated_union');
-- Types that hash and do not sort.
create table xt (a xid);
insert into xt values ('1'), ('1'), ('2');
select tried('hashed_join', 'select t1.a from xt t1 left join xt t2 on t1.a = t2.a');
select tried('hashed_distinct', 'select distinct a from xt');
select tried('hashed_groups', 'select a, count(*) as n from xt group by a');
insert into xt values ('2'), ('3');
select test.refresh('hashed_join'), test.refresh('hashed_distinct'), test.refresh('hashed_groups');
create type hashed as (v numeric, x xid);
create table ht (id int primary key, h hashed);
insert into ht values (1, '(1.0,1)'), (2, '(1.00,1)');
select tried('hashed_rows', 'select h, count(*) as n from ht group by h');
-- FILTER guards the argument, at creation and in full.
create table f (id int primary key, x int);
insert into f values (1, 0), (2, 5);
select tried('guarded', 'select sum(100 / x) filter (where x > 0) as s, count(*) as n, max(100 / x) filter (where x <> 0) as m from f');
insert into f values (3, 0), (4, 10);
select test.refresh('guarded');
select pgtrickle.refresh_stream_table('guarded', 'FULL');
select test.check('guarded');
-- A direct argument that is grouped by.
select tried('ordered_set', 'select x, percentile_disc(x) within group (order by x) as p from f where x = 0 group by x');
select tried('ordered_set_of', 'select x, percentile_disc(least(x, 1)) within group (order by x) as p from f group by x');
-- A recursion that reads itself twice by a WITH of its own; one with a WITH clause at its head.
create table w (t text);
insert into w values ('a');
select tried('twice', 'with recursive x(a) as (select t from w union all (with z as not materialized (select * from x) select z.a || z1.a from z cross join z as z1 where length(z.a || z1.a) < 9)) select * from x');
select tried('with_inside', 'with recursive x as (with z as (select id from few) select id from z union all select id + 2 from x where id < 9) select * from x');
-- A field of an anonymous row.
select tried('anonymous_field', 'select (r).f1 as f from (select row(id, x) as r from f) q');
-- System columns.
select tried('system', 'select xmin::text as x, id from few');
select tried('system_other', 'select few.tableoid::int as x, id from few');
-- In mode DIFFERENTIAL a statement that PostgreSQL refuses is a refusal, without text of ours.
select test.error($$ select pgtrickle.create_stream_table('s', 'select h, count(*) as n from ht group by h', refresh_mode => 'DIFFERENTIAL') $$);
-- HAVING alone: the table is not read, so that its rows can raise no error.
select tried('having_alone', 'select 1 as one from f where 1 / x = 1 having 1 < 2');
