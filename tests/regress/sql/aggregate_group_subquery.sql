-- Groups by what a subquery gives: the subquery is written in GROUP BY and again where the key is shown, compared, or sorted by.
create table t (id int primary key, k int, v int);
create table u (k int primary key, x int);
insert into t values (1, 1, 5), (2, 1, 6), (3, 2, 7);
insert into u values (1, 10), (2, 20), (3, 20);
call test.create('by_scalar', 'select (select x from u where u.k = t.k) as x, count(*) as n, sum(v) as s from t group by 1');
call test.create('inside', 'select coalesce((select x from u where u.k = t.k), 0) + 1 as x, count(*) as n from t group by (select x from u where u.k = t.k)');
call test.create('by_in', 'select k in (select k from u where x > 1) as known, max(v) as m from t group by k in (select k from u where x > 1)');
call test.create('by_exists', 'select exists (select from u where u.k = t.k and u.x = t.v) as e, count(*) as n from t group by exists (select from u where u.k = t.k and u.x = t.v)');
call test.create('by_array', 'select array(select x from u where u.k >= t.k order by x) as a, count(*) as n from t group by array(select x from u where u.k >= t.k order by x)');
call test.create('two_keys', 'select v, (select max(x) from u where u.k < t.k) as x, count(*) as n from t group by v, (select max(x) from u where u.k < t.k)');
call test.create('having', 'select count(*) as n from t group by (select x from u where u.k = t.k) having (select x from u where u.k = t.k) > 1');
call test.create('sets', 'select (select x from u where u.k = t.k) as x, v, count(*) as n, grouping((select x from u where u.k = t.k), v) as g from t group by rollup ((select x from u where u.k = t.k), v)');
call test.create('set_of_exists', 'select exists (select from u where u.k = t.k) as e, count(*) as n from t group by cube (exists (select from u where u.k = t.k))');
call test.create('sorted', 'select (select x from u where u.k = t.k) as x, count(*) as n from t group by 1 order by (select x from u where u.k = t.k), count(*) limit 2');
call test.create('windows', 'select (select x from u where u.k = t.k) as x, count(*) as n, rank() over (order by (select x from u where u.k = t.k)) as place from t group by 1');
call test.create('deeper', 'select (select count(*) from (select x, min(k) as m from u where u.x > t.v group by x) q where q.m < t.k) as x, count(*) as n from t group by (select count(*) from (select x, min(k) as m from u where u.x > t.v group by x) q where q.m < t.k)');
-- A subquery that is written in another way is no key.
select test.error($$select pgtrickle.create_stream_table('other', 'select (select x from u where u.k = t.k + 1) from t group by (select x from u where u.k = t.k)')$$);
-- The first of each group by a subquery, which ORDER BY names, too.
call test.create('first_of_each', 'select distinct on ((select x from u where u.k = t.k)) id, v from t order by (select x from u where u.k = t.k), id');
-- The server prints a subquery that groups by a key of the query around it, two levels up, in a form that it cannot read.
call test.create('printed', 'select k, count(*) as n from t group by k having 1 in (select y from (select x, coalesce(x, t.k) - 19 as y, count(*) from u group by x, coalesce(x, t.k) - 19) q)');
call test.create('printed_deeper', 'select k, count(*) as n from t group by k having exists (select from (select x, (select max(b.k) from u b where b.x = u.x + t.k - 1) as y from u group by x, (select max(b.k) from u b where b.x = u.x + t.k - 1)) q where q.y >= t.k)');
create view of_view as select k, count(*) as n from t group by k having 1 in (select y from (select x, coalesce(x, t.k) - 19 as y, count(*) from u group by x, coalesce(x, t.k) - 19) q);
call test.create('printed_view', 'select sum(n) as n from of_view');
call test.rounds('{by_scalar,inside,by_in,by_exists,by_array,two_keys,having,sets,set_of_exists,sorted,windows,deeper,first_of_each,printed,printed_deeper,printed_view}', '{t,u}', 12);
