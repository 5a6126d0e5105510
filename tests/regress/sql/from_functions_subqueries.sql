-- Functions in subqueries, called with columns of the query around them, and functions called with subqueries.
set client_min_messages = error;
create table t (id int primary key, n int, k int, a int[], j jsonb);
create table b (id int primary key, k int, x text);
create function mode_of(name text) returns text language sql as $$
    select refresh_mode || coalesce(': ' || downgrade_reason, '') from pgtrickle.pgt_stream_tables where pgt_name = name
$$;
create procedure made(name text, query text) language plpgsql as $$ begin call test.create(name, query, 'AUTO'); end $$;
call made('lateral_rows', 'select t.id, q.e from t, lateral (select e + t.k as e from unnest(t.a) as e where e <> t.n) q');
call made('lateral_left', 'select t.id, q.g, q.h from t left join lateral (select g, g * 2 as h from generate_series(1, t.n) as g where g <> t.k) q on q.g > 1');
call made('lateral_sum', 'select t.id, q.s from t, lateral (select sum(g) as s from generate_series(1, t.n) as g) q');
call made('lateral_array_sum', 'select t.id, q.s from t, lateral (select sum(e) as s, count(*) as c from unnest(t.a) as e) q');
call made('lateral_join', 'select t.id, q.x from t, lateral (select b.x from generate_series(1, t.n) as g join b on b.k = g) q');
call made('scalar', 'select id, (select max(g) from generate_series(0, t.n) as g where g <> t.k) as m from t');
call made('existing', 'select id from t where exists (select from generate_series(1, t.n) as g where g = t.k)');
call made('contained', 'select id from t where t.k in (select g * 2 from generate_series(0, t.n) as g)');
call made('not_contained', 'select id from t where t.k not in (select g from generate_series(1, t.n) as g)');
call made('of_array', 'select id from t where exists (select from unnest(t.a) as e where e > t.k)');
call made('of_constant', 'select id from t where t.k in (select g from generate_series(1, 3) as g)');
call made('called_with', 'select t.id, g from t, generate_series(1, (select count(*) from b where b.k = t.k)) as g');
call made('called_with_uncorrelated', 'select t.id, g from t, generate_series((select min(k) from b), t.n) as g');
call made('lateral_and_function', 'select t.id, q.k, g from t, lateral (select b.k from b where b.k <= t.n) q, generate_series(q.k, t.n) as g');
call made('exists_of_function', 'select t.id, e from t, unnest(t.a) as e where exists (select from b where b.k = e)');
call made('scalar_of_function', 'select t.id, e, (select count(*) from b where b.k = e) as c from t, unnest(t.a) as e');
select pgt_name, mode_of(pgt_name) from pgtrickle.pgt_stream_tables order by pgt_id;
call test.fill('{t,b}');
call test.rounds('{lateral_rows,lateral_left,lateral_sum,lateral_array_sum,lateral_join,scalar,existing,contained,not_contained}', '{t,b}', 16);
call test.rounds('{of_array,of_constant,called_with,called_with_uncorrelated,lateral_and_function,exists_of_function,scalar_of_function}', '{t,b}', 16);
truncate t;
select test.refresh('lateral_sum'), test.refresh('existing'), test.refresh('called_with');
insert into t values (1, 2, 2, '{1,2}', null);
select test.refresh('lateral_sum'), test.refresh('existing'), test.refresh('called_with'), test.refresh('lateral_left');
