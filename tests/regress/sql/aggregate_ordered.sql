-- Aggregates whose value depends on an order: strings, arrays, JSON; distinct and filtered ones.
create table a (id int primary key, k int, x text, n int, j json, b jsonb);
call test.fill('{a}');
call test.create('strings', $$
    select k, string_agg(x, ',' order by x, id) as s, string_agg(distinct x, ',' order by x) as d,
           array_agg(n order by id) as arr, array_agg(x order by x desc nulls last, id) as texts,
           array_agg(distinct n order by n) filter (where n > 0) as positive
    from a group by k
$$);
call test.create('jsons', $$
    select k, json_agg(x order by id) as j, jsonb_agg(n order by id) as b, json_object_agg(id, x order by id) as o,
           jsonb_object_agg(id, n) as bo, jsonb_object_agg(x, n order by id) filter (where x is not null) as last,
           json_agg(j order by id) as plain, jsonb_agg_strict(b order by id) as strict
    from a group by k
$$);
call test.create('standard', $$
    select k, json_arrayagg(x order by id null on null) as with_null, json_arrayagg(x order by id absent on null returning jsonb) as without,
           json_objectagg(id: n absent on null returning jsonb) as object
    from a group by k
$$);
call test.create('xmls', 'select k, xmlagg(xmlelement(name e, x) order by id) as doc from a group by k');
call test.rounds('{strings,jsons,standard,xmls}', '{a}', 16);
