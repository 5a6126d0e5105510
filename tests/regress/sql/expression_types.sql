-- Arrays, rows, composite types, subscripts and slices, fields, casts, collations, JSON, time zones.
create type pair as (first int, second text);
create type mood as enum ('sad', 'ok', 'glad');
create domain positive as int check (value >= 0);
create table a (id int primary key, k int, x text, l int[], j jsonb, t timestamptz, m mood, p positive);
create table b (id int primary key, p pair);
call test.fill('{a}');
insert into b values (1, (1, 'one')), (2, (2, null)), (3, null);
call test.create('built', $$
    select id, array[k, id] as arr, row(k, x)::pair as p, array[x, 'b'] || 'c'::text as cat, m, p as positive
    from a
$$);
call test.create('taken', $$
    select id, l[1] as first, l[2:3] as slice, cardinality(l) as n, j -> 'a' as a, j ->> 'a' as text, j #>> '{0}' as zero,
           j is json object as object
    from a
$$);
call test.create('fields', 'select id, (p).first + 1 as next, (p).* from b where (p).first > 1 or p is null');
select attname from pg_attribute where attrelid = 'fields'::regclass and attnum > 0 and attname !~ '^__pgt_' order by attnum;
call test.create('casts', $$
    select id, k::text as t, cast(x as varchar(1)) as v, t at time zone 'Europe/Oslo' as local, t::date as day,
           extract(hour from t) as hour, x collate "C" as c, (k || '.5')::numeric(5, 2) as num, m::text as mood
    from a
    where x collate "C" < 'b'
$$);
call test.create('json_functions', $$
    select id, json_value(j, '$.a') as v, json_query(j, '$[*]' with wrapper) as q, json_exists(j, '$.a') as e,
           json_object('k': k, 'x': x absent on null returning jsonb) as o, json_array(k, x null on null returning jsonb) as arr
    from a
$$);
call test.rounds('{built,taken,casts,json_functions}', '{a}', 16);
update b set p = (5, 'five') where id = 3;
update b set p.second = 'two' where id = 2;
delete from b where id = 1;
select test.refresh('fields');
