-- Functions in FROM: a changed row is expanded with its weight.
create table t (id int primary key, n int, a int[], j jsonb, x text);
create table bare (n int, a int[], w text[]);
insert into t values (1, 3, '{5,5,null}', '[1, {"b": 2}]', 'a,b,,b'), (2, 0, '{}', '{"k": null, "l": 1}', ''), (3, null, null, null, null);
call test.create('series', 'select t.id, g from t, generate_series(1, n) g');
call test.create('elements', 'select t.id, e from t cross join lateral unnest(a) as e');
-- The same row twice has weight 2.
select id, e from elements order by id, e;
call test.create('numbered', 'select t.id, u.e, u.o from t, unnest(a) with ordinality as u(e, o)');
call test.create('counted', 'select e, count(*) as c, sum(id) as s from t, unnest(a) as u(e) group by e');
call test.create('once', 'select distinct e from t, unnest(a) as u(e)');
call test.create('pieces', 'select t.id, p from t, string_to_table(x, '','') as p where p <> ''''');
call test.create('split', 'select t.id, s.* from t, regexp_split_to_table(x, '','') with ordinality as s(piece, place)');
call test.create('matches', 'select t.id, m[1] as first from t, regexp_matches(x, ''([ab])'', ''g'') as m');
call test.create('json_members', 'select t.id, m.key, m.value from t, jsonb_each(case when jsonb_typeof(j) = ''object'' then j end) as m');
call test.create('json_parts', 'select t.id, p.value from t, jsonb_array_elements(case when jsonb_typeof(j) = ''array'' then j end) as p');
call test.create('json_keys', 'select t.id, k from t, jsonb_object_keys(case when jsonb_typeof(j) = ''object'' then j end) as k');
call test.create('json_paths', 'select t.id, p from t, jsonb_path_query(j, ''lax $[*]'') as p');
-- Several in step: the shorter ones end in NULLs.
call test.create('side_by_side', 'select t.id, u.* from t, unnest(a, string_to_array(x, '','')) as u(e, p)');
call test.create('in_step', 'select t.id, r.* from t, rows from (unnest(a), generate_series(1, n), string_to_table(x, '','')) with ordinality as r(e, g, p, o)');
-- One that reads the columns of another.
call test.create('chained', 'select t.id, g, h from t, generate_series(1, n) as g, generate_series(g, n) as h where h <> 2');
-- A function that gives no set gives one row.
call test.create('single', 'select t.id, l from t, length(x) as l');
call test.create('keyless', 'select b.n, e from bare b, unnest(a) as e');
call test.create('keyless_numbered', 'select e, o from bare b, unnest(w) with ordinality as u(e, o)');
call test.create('nested', 'select q.id, q.g, e from (select id, g, a from t, generate_series(1, n) g where g > 1) q, unnest(q.a) e');
call test.create('grouped_first', 'select k, e from (select n as k, array_agg(id order by id) as ids from t group by n) q, unnest(ids) as e');
call test.create('in_union', 'select e from t, unnest(a) e union all select n from bare union select g from generate_series(1, 2) g');
call test.create('in_with', 'with w as (select id, e from t, unnest(a) e) select w.id, w.e, v.id as other from w join w v on v.e = w.e');
call test.create('recursive', 'with recursive r(d, n) as (select 0, n from t union select d + 1, g from r, generate_series(0, r.n - 1) as g where d < 4) select * from r');
call test.fill('{t,bare}');
call test.rounds('{series,elements,numbered,counted,once,pieces,split,matches,json_members,json_parts,json_keys,json_paths}', '{t}', 16);
call test.rounds('{side_by_side,in_step,chained,single,keyless,keyless_numbered,nested,grouped_first,in_union,in_with,recursive}', '{t,bare}', 16);
-- What is rolled back leaves nothing.
begin;
update t set a = '{7,8}', n = 2;
rollback;
select test.refresh('elements'), test.refresh('chained');
begin;
savepoint s;
delete from t;
rollback to s;
update t set a = '{9}' where id = 2;
commit;
select test.refresh('elements'), test.refresh('counted');
truncate t;
select test.refresh('elements'), test.refresh('numbered'), test.refresh('counted'), test.refresh('in_union');
select count(*) from elements;
insert into t values (7, 2, '{1,1}', '[]', 'z');
select test.refresh('elements'), test.refresh('numbered'), test.refresh('counted'), test.refresh('in_step');
select id, e, g, p, o from in_step order by o;
