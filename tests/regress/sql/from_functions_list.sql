-- Set-returning functions in the select list.
set client_min_messages = error;
create table t (id int primary key, n int, k int, a int[], x text);
create table bare (k int, a int[]);
create type pair as (p int, q text);
create function pairs(int) returns setof pair language sql immutable as $$ select i, repeat('x', i) from generate_series(1, $1) i $$;
create function outs(n int, out p int, out q int) returns setof record language sql immutable as $$ select n, n + 1 where n > 1 $$;
call test.create('one', 'select id, generate_series(1, n) as g from t');
call test.create('elements', 'select id, unnest(a) as e from t');
call test.create('in_expression', 'select id, generate_series(1, n) + k as g, upper(string_to_table(x, null)) || ''!'' as c from t');
-- In step; the shorter ones end in NULLs, and what is no set stays.
call test.create('in_step', 'select id, generate_series(1, n) as g, unnest(a) as e, k from t');
call test.create('twice', 'select id, generate_series(1, n) as g, generate_series(1, n) + 1 as h from t');
-- The inner ones first.
call test.create('nested', 'select id, generate_series(1, generate_series(1, n)) as g from t');
call test.create('nested_in_step', 'select id, generate_series(1, generate_series(1, n)) as g, generate_series(7, 8) as h, unnest(a) as e from t');
call test.create('distinct_ones', 'select distinct k, unnest(a) as e from t');
call test.create('ordered', 'select id, unnest(a) as e from t order by id, e');
call test.create('by_set', 'select generate_series(1, n) as g, count(*) as c, sum(k) as s from t group by g');
call test.create('by_set_and_more', 'select unnest(a) * 2 as e, k, max(id) as m from t group by unnest(a), k');
call test.create('of_groups', 'select k, generate_series(1, count(*)) as g from t group by k');
call test.create('of_groups_and_more', 'select k, generate_series(min(id), max(id)) + k as g, unnest(array_agg(n order by id)) as e, count(*) as c from t group by k having count(*) > 1');
call test.create('of_all', 'select generate_series(1, count(n)) as g from t');
call test.create('composite', 'select id, pairs(n) as f from t');
call test.create('fields', 'select id, (pairs(n)).*, unnest(a) as e from t');
call test.create('keyless', 'select k, unnest(a) as e from bare');
call test.create('joined', 'select t.id, unnest(t.a || b.a) as e from t join bare b on b.k = t.k where t.n > 0');
call test.create('below', 'select q.e, count(*) as c from (select id, unnest(a) as e from t) q where q.e > 1 group by q.e');
call test.create('in_union', 'select unnest(a) as e from t union all select unnest(a) from bare');
call test.create('with_subquery', 'select id, generate_series(1, (select count(*) from bare b where b.k = t.k)) as g from t');
call test.create('recursive', 'with recursive r(d, n) as (select 0, n from t union select d + 1, generate_series(0, n - 1) from r where d < 4) select * from r');
call test.fill('{t,bare}');
call test.rounds('{one,elements,in_expression,in_step,twice,nested,nested_in_step,distinct_ones,ordered,by_set,by_set_and_more}', '{t,bare}', 16);
call test.rounds('{of_groups,of_groups_and_more,of_all,composite,fields,keyless,joined,below,in_union,with_subquery,recursive}', '{t,bare}', 16);
truncate t;
select test.refresh('in_step'), test.refresh('by_set'), test.refresh('of_all'), test.refresh('in_union');
insert into t values (1, 2, 1, '{5,5,null}', 'ab');
select test.refresh('in_step'), test.refresh('by_set'), test.refresh('of_all'), test.refresh('fields');
select id, g, e, k from in_step order by g, e;
begin;
delete from t;
rollback;
select test.refresh('in_step');
-- A record without a name has no columns to store.
call test.create('record', 'select id, (outs(n)).p as p from t', 'AUTO');
-- What depends on the clock decides about rows here.
create function stable_ones(int) returns setof int language sql stable as $$ select $1 $$;
call test.create('stable_list', 'select id, stable_ones(n) as s from t', 'AUTO');
select pgt_name, refresh_mode, downgrade_reason from pgtrickle.pgt_stream_tables where refresh_mode <> 'DIFFERENTIAL' order by 1;
-- Beside window functions, which see each row once; and called with their results.
set client_min_messages = error;
create table w (id int primary key, k int, n int);
call test.create('beside', 'select id, lag(n) over (order by id) as before, count(*) over (partition by k) as c, generate_series(1, k) as g from w');
call test.create('of_window', 'select id, generate_series(1, row_number() over (partition by k order by id)) as g from w');
call test.create('over_groups', 'select k, sum(count(*)) over (order by k) as s, unnest(array[k, count(*)::int]) as u from w group by k');
call test.create('over_sets', 'select k, rank() over (order by count(*), k) as r, generate_series(1, 2) as g from w group by rollup (k)');
reset client_min_messages;
call test.fill('{w}');
call test.rounds('{beside,of_window,over_groups,over_sets}', '{w}', 10);
