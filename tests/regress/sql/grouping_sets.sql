-- GROUPING SETS, ROLLUP and CUBE: every grouping is there, and a NULL of the data stays apart from that of an absent column.
create table a (id int primary key, k int, n int, x text, p numeric(10,2));
insert into a values (1, 1, 10, 'a', 1.50), (2, 1, null, 'b', 2), (3, null, 10, 'a', null);
call test.create('sets', 'select k, n, count(*) as c, sum(id) as s, grouping(k, n) as g from a group by grouping sets ((k), (n), ())');
select k, n, c, s, g from sets order by g, k, n;
-- The empty set has a row without any rows, too, and the other sets have none.
delete from a;
select test.refresh('sets');
select k, n, c, s, g from sets;
insert into a values (4, null, null, 'a', 3);
select test.refresh('sets');
select k, n, c, s, g from sets order by g;
truncate a;
select test.refresh('sets');
select k, n, c, s, g from sets;
call test.fill('{a}', 20);
-- The sets that are added up, and those that are computed again.
call test.create('rolled', 'select k, n, x, count(*) as c, sum(p) as s, avg(n) as m from a group by rollup (k, n, x)');
call test.create('cubed', 'select k, x, max(n) as m, min(p) as p from a group by cube (k, x)');
call test.create('no_empty', 'select k, n, count(*) as c, bool_or(n > 2) as b from a group by grouping sets ((k), (k, n))');
call test.create('beside', 'select x, k, n, count(n) as c from a group by x, rollup (k, n)');
call test.create('crossed', 'select k, n, x, count(*) as c from a group by rollup (k), cube (n, x)');
call test.create('nested', 'select k, n, x, sum(n) as s from a group by grouping sets (rollup (k, n), cube (x), grouping sets ((k, x), ()))');
call test.create('together', 'select k, n, x, count(*) as c from a group by rollup ((k, n), x)');
call test.create('twice', 'select k, n, count(*) as c from a group by grouping sets ((k), (k), (), (), (n, k), (k, n))');
call test.create('each_once', 'select k, n, count(*) as c from a group by distinct rollup (k, n), rollup (n, k)');
call test.create('only_empty', 'select count(*) as c, string_agg(x, '','' order by x) as l from a group by ()');
call test.create('empty_alone', 'select 1 as one from a where k > 100 group by grouping sets ((), ())');
call test.rounds('{sets,rolled,cubed,no_empty,beside,crossed,nested,together,twice,each_once,only_empty,empty_alone}', '{a}', 20);
-- Keys and what is computed from them, and from columns that are keys and arguments at once.
call test.create('expressions', 'select k + 1 as k1, (k + 1) * 2 as k2, upper(x) as u, ''!'' || upper(x) as v, count(*) as c from a group by rollup (k + 1, upper(x))');
call test.create('arguments', 'select k, n, sum(k) as s, count(n) as c, array_agg(k order by id) as l from a group by cube (k, n)');
call test.create('positions', 'select k % 2 as odd, x, count(*) as c from a group by rollup (1, 2)');
call test.create('groupings', 'select grouping(k) as g1, grouping(n, k) as g2, grouping(k, k, x) as g3, case when grouping(x) = 1 then ''all'' else x end as x, count(*) as c from a group by grouping sets ((k, n), (n, x), (x), ())');
call test.create('plain_grouping', 'select k, grouping(k) + count(*) as c from a group by k');
call test.create('having_grouping', 'select k, n, count(*) as c from a group by rollup (k, n) having grouping(n) = 1 and count(*) > 2 or n > 2');
call test.create('having_empty', 'select k, sum(n) as s from a group by rollup (k) having count(*) > 3');
call test.create('distinct_arguments', 'select k, count(distinct n) as c, string_agg(distinct x, '','') as l from a group by rollup (k)');
call test.create('filtered', 'select k, count(*) filter (where n > 1) as c, sum(n) filter (where x = ''a'') as s from a group by cube (k, x)');
call test.create('divided', 'select k, sum(10 / n) filter (where n <> 0) as s from a group by rollup (k)');
call test.create('percentiles', 'select k, percentile_cont(0.5) within group (order by n) as m, mode() within group (order by x) as x from a group by rollup (k)');
call test.create('distinct_rows', 'select distinct k, count(*) > 2 as many from a group by cube (k, n)');
call test.create('determined', 'select id, x, n, count(*) as c from a group by id, rollup (k)');
call test.create('no_key_shown', 'select count(*) as c from a group by cube (k, n)');
call test.create('no_aggregate', 'select k, x from a group by grouping sets ((k), (x), ())');
call test.rounds('{expressions,arguments,positions,groupings,plain_grouping,having_grouping,having_empty,distinct_arguments,filtered}', '{a}', 15);
call test.rounds('{divided,percentiles,distinct_rows,determined,no_key_shown,no_aggregate}', '{a}', 15);
-- Over joins whose two sides change at once, without keys, in subqueries, set operations and recursion's rows.
create table d (k int, x text, h numeric);
call test.fill('{d}', 12);
call test.create('joined', 'select a.k, d.x, count(*) as c, sum(d.h) as s from a join d on d.k = a.k group by rollup (a.k, d.x)');
call test.create('outer_joined', 'select a.x, d.k, count(d.k) as c, max(a.n) as m from a left join d on d.k = a.k group by cube (a.x, d.k)');
call test.create('numerics', 'select h, count(*) as c, sum(k) as s from d group by rollup (h)', 'DIFFERENTIAL', 'equality');
call test.create('keyless', 'select x, k, count(*) as c, avg(h) as m from d group by cube (x, k)');
call test.create('inside', 'select s.k, s.c, d.h from (select k, count(*) as c from a group by rollup (k)) as s join d on d.k is not distinct from s.k');
call test.create('of_groups', 'select c, count(*) as n from (select k, count(*) as c from a group by cube (k, n)) as s group by rollup (c)');
call test.create('united', 'select k, count(*) as c from a group by rollup (k) union all select k, count(*) from d group by rollup (k)');
call test.create('subtracted', 'select k from d except all select k from a group by rollup (k)');
call test.rounds('{joined,outer_joined,keyless,inside,of_groups,united,subtracted}', '{a,d}', 15);
call test.rounds('{numerics}', '{d}', 15, 'equality');
-- Types keep their modifiers, and values that are equal but look different one appearance.
create table typed (id int primary key, p numeric(10,2), v varchar(5), c char(4), t timestamp(0), i interval day to second(2));
insert into typed values (1, 1, 'v', 'c', '2024-01-01 10:00:00', '1 day'), (2, 1.5, 'v', 'd', '2024-01-01 10:00:00', '24:00');
call test.create('modifiers', 'select p, v, c, t, i, count(*) as n from typed group by cube (p, v, c, t, i)');
select attname, format_type(atttypid, atttypmod) from pg_attribute where attrelid = 'modifiers'::regclass and attnum > 0 and attname !~ '^__' order by attnum;
insert into typed values (3, 1.50, 'w', 'c', '2024-01-01 10:00:00', null);
delete from typed where id = 1;
select test.refresh('modifiers', 'equality');
-- The guard.
create table wide (c1 int, c2 int, c3 int, c4 int, c5 int, c6 int, c7 int);
call test.create('just_64', 'select c1, c2, c3, c4, c5, c6, count(*) as c from wide group by cube (c1, c2, c3, c4, c5, c6)');
insert into wide values (1, 2, 3, 4, 5, 6, 7), (1, null, 3, null, 5, 6, 7);
select test.refresh('just_64');
select count(*) from just_64;
select * from test.error($$select pgtrickle.create_stream_table('too_many', 'select count(*) from wide group by cube (c1, c2, c3, c4, c5, c6, c7)', refresh_mode => 'DIFFERENTIAL')$$);
select * from test.error($$select pgtrickle.create_stream_table('far_too_many', 'select count(*) from wide group by cube (c1, c2, c3, c4, c5, c6), rollup (c7)', refresh_mode => 'DIFFERENTIAL')$$);
call test.create('too_many', 'select c1, count(*) as c from wide group by cube (c1, c2, c3, c4, c5, c6, c7)', 'AUTO');
insert into wide values (2, 2, 2, 2, 2, 2, 2);
select test.refresh('too_many');
-- What the printed text of a query does not say: which column a constant nulls, and which of two equal ones.
create table ambiguous (g int primary key, n int);
insert into ambiguous values (1, 10), (2, 20);
select * from test.error($$select pgtrickle.create_stream_table('r', 'select 1 as one, count(*) as c from ambiguous group by rollup (one)', refresh_mode => 'DIFFERENTIAL')$$);
select * from test.error($$select pgtrickle.create_stream_table('r', 'select g as a, g as b from ambiguous group by a, rollup (b)', refresh_mode => 'DIFFERENTIAL')$$);
call test.create('constant_set', 'select 1 as one, n, sum(g) as s from ambiguous group by grouping sets (1, 2)', 'FULL');
call test.create('equal_sets', 'select g as a, g as b from ambiguous group by a, rollup (b)', 'FULL');
call test.create('same_column', 'select g, count(*) as c from ambiguous group by g, rollup (g, n)');
insert into ambiguous values (3, 20);
select test.refresh('constant_set'), test.refresh('equal_sets'), test.refresh('same_column');
