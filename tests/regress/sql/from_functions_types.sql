-- Functions of users, records, JSON_TABLE and XMLTABLE.
set client_min_messages = error;
create type pair as (p int, q text);
create table t (id int primary key, n int, j jsonb, x text, l int[]);
create function pairs(int) returns setof pair language sql immutable as $$ select i, repeat('x', i) from generate_series(1, $1) i $$;
create function strict_pairs(n int, out p int, out q numeric) returns setof record language plpgsql immutable strict as $$
begin
    for i in 1..n loop p := i; q := i / 2.0; return next; return next; end loop;
end $$;
create function tabled(n int) returns table (a int, b text) language plpgsql immutable as $$ begin return query select 1, n::text; return query select n, null::text; end $$;
create function records(int) returns setof record language sql immutable as $$ select $1, $1::text where $1 is not null $$;
create function one_record(int, out a int, out b text) language sql immutable as $$ select $1 * 2, 'b' $$;
create function one_pair(int) returns pair language sql immutable as $$ select case when $1 > 1 then row($1, 'c')::public.pair end $$;
create function of_any(anyarray) returns setof anyelement language sql immutable as $$ select unnest($1) $$;
create function many(variadic int[]) returns setof int language sql immutable as $$ select unnest($1) $$;
create function named(first int, second int default 3) returns setof int language sql immutable as $$ select generate_series(first, second) $$;
call test.create('composite', 'select t.id, f.p, f.q from t, pairs(n) as f');
call test.create('composite_renamed', 'select t.id, f.* from t, pairs(n) with ordinality as f(c, d)');
call test.create('out_parameters', 'select t.id, f.* from t, strict_pairs(n) as f');
call test.create('returns_table', 'select t.id, f.* from t left join tabled(n) as f on f.a > 1');
call test.create('defined', 'select t.id, f.* from t, records(n) as f(a int, b text)');
call test.create('defined_in_step', 'select t.id, f.* from t, rows from (records(n) as (a int, b text collate "C"), pairs(n)) with ordinality as f');
call test.create('single_record', 'select t.id, f.* from t, one_record(n) as f');
call test.create('single_pair', 'select t.id, f.* from t, one_pair(n) as f');
call test.create('polymorphic', 'select t.id, f from t, of_any(l) as f');
call test.create('variadics', 'select t.id, f, g from t, many(n, id) as f, many(variadic l) as g');
call test.create('by_name', 'select t.id, f, g from t, named(second => n, first => 1) as f, named(n) as g');
call test.create('recordset', 'select t.id, f.* from t, jsonb_to_recordset(case when jsonb_typeof(j) = ''array'' then jsonb_build_array(jsonb_build_object(''a'', j -> 0, ''b'', j -> 1)) end) as f(a jsonb, b text, c int)');
call test.create('populated', 'select t.id, f.* from t, jsonb_populate_record(row(7, null)::pair, case when jsonb_typeof(j) = ''object'' then jsonb_build_object(''q'', j) end) as f');
call test.create('to_record', 'select t.id, f.a from t, jsonb_to_record(case when jsonb_typeof(j) = ''object'' then j end) as f(a numeric)');
call test.create('json_table', $$select t.id, r.* from t, json_table(j, 'lax $[*]' as root passing n as limit_, x as word columns (
    place for ordinality, v jsonb path '$', a int path '$.a' default 9 on empty null on error, has boolean exists path '$.a', w jsonb format json path '$.*' with wrapper,
    nested path '$.b[*]' as inner_ columns (o for ordinality, e text path '$'), t text path '$.t' default 'none' on empty)) as r$$);
call test.create('json_table_kept', $$select t.id, r.v from t left join json_table(j, '$[*] ? (@ > $low)' passing coalesce(n, 0) as low columns (v int path '$' null on error) empty on error) as r on r.v < 5$$);
call test.create('json_table_bare', $$select json_table.v from t, json_table(j, '$[*]' columns (v text path '$'))$$);
call test.create('xml_table', $$select t.id, r.* from t, xmltable('/r/e' passing xmlparse(document '<r><e i="' || coalesce(n, 0) || '">' || coalesce(x, 'none') || '</e><e/></r>')
    columns o for ordinality, i int path '@i' default -1, e text path '.' not null, k xml path '.') as r$$);
call test.create('xml_spaces', $$select t.id, r.* from t, xmltable(xmlnamespaces('http://n' as "N", 'http://d' as d), '/d:r/N:e' passing xmlparse(document '<r xmlns="http://d" xmlns:n="http://n"><n:e>' || id || '</n:e></r>') columns v int path '.') as r$$);
call test.fill('{t}');
insert into t values (50, 2, '[{"a": 1, "b": ["u", "v"], "t": "T"}, {"a": "no"}, 3, {"b": []}]', 'w', '{4}'), (51, 1, '[2, 3, 9]', null, null);
call test.rounds('{composite,composite_renamed,out_parameters,returns_table,defined,defined_in_step,single_record,single_pair,polymorphic,variadics,by_name}', '{t}', 14);
call test.rounds('{recordset,populated,to_record,json_table,json_table_kept,json_table_bare,xml_table,xml_spaces}', '{t}', 14);
update t set j = '[{"a": 1, "b": ["u", "v"], "t": "T"}, {"a": "no"}, 3, {"b": []}]' where id = 51;
select test.refresh('json_table'), test.refresh('recordset');
select place, v, a, has, w, t, o, e from json_table where id = 51 order by place, o;
-- A whole row of a function is no value that is followed.
call test.create('whole', 'select t.id, f from t, pairs(n) as f', 'AUTO');
select pgt_name, refresh_mode, downgrade_reason from pgtrickle.pgt_stream_tables where refresh_mode <> 'DIFFERENTIAL';
