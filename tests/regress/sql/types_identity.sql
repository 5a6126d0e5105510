-- For every type: values that are equal have one row id and are one group, whatever they look like; values whose images are taken for their identity look
-- alike when they are equal. (The module decides both by one function.)
create collation ignore_case (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
create type pair as (n numeric, t text);
create type color as enum ('red', 'green');
create domain cents as numeric(10, 2);
create domain loose as numeric;
create type spans as range (subtype = interval);
create table pairs (number int, type text, a text, b text);
insert into pairs select row_number() over (), * from (values
    ('numeric', '1.0', '1.00'), ('numeric(10,2)', '1.0', '1'), ('cents', '1.0', '1.00'), ('loose', '1.0', '1.00'), ('numeric', 'NaN', 'nan'), ('numeric[]', '{1.0,2}', '{1.00,2.0}'),
    ('character(4)', 'a', 'a   '), ('bpchar', 'a', 'a   '), ('bpchar[]', '{a}', '{"a  "}'), ('varchar', 'a', 'a'), ('text', 'a', 'a'), ('name', 'a', 'a'), ('"char"', 'a', 'a'),
    ('float8', '0', '-0'), ('float4', '0', '-0'), ('float8', 'NaN', 'nan'), ('float8[]', '{0}', '{-0}'),
    ('interval', '1 month', '30 days'), ('interval', '1 day', '24 hours'), ('interval[]', '{1 month}', '{30 days}'), ('spans', '[1 day,1 month)', '[24 hours,30 days)'),
    ('numrange', '[1.0,2.0)', '[1.00,2)'), ('nummultirange', '{[1.0,2.0)}', '{[1.00,2)}'), ('int4range', '[1,3)', '[1,2]'), ('daterange', '[2024-01-01,2024-01-02]', '[2024-01-01,2024-01-03)'),
    ('jsonb', '{"a": 1.0}', '{"a":1.00}'), ('jsonb', '[1, 2]', '[1,2]'), ('pair', '(1.0,x)', '(1.00,x)'), ('pair', '(,)', '(,)'), ('pair[]', '{"(1.0,x)"}', '{"(1.00,x)"}'),
    ('inet', '1.2.3.4', '1.2.3.4/32'), ('cidr', '10.0.0.0/8', '10/8'), ('macaddr', '08:00:2b:01:02:03', '08002b010203'), ('uuid', 'a0eebc999c0b4ef8bb6d6bb9bd380a11', 'A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11'),
    ('money', '$1', '1.00'), ('bit(3)', '101', '101'), ('varbit', '101', '101'), ('bytea', '\x61', 'a'), ('boolean', 't', 'true'), ('date', '2024-01-01', 'Jan 1 2024'),
    ('time', '10:00', '10:00:00'), ('timetz', '10:00+00', '10:00:00+00'), ('timestamp', '2024-01-01', '2024-01-01 00:00'), ('timestamptz', '2024-01-01 00:00+00', '2024-01-01 01:00+01'),
    ('oid', '1', '01'), ('xid', '1', '01'), ('xid8', '1', '01'), ('cid', '1', '1'), ('tid', '(0,1)', '(0, 1)'), ('pg_lsn', '0/1', '00/1'), ('regclass', 'pg_class', '1259'), ('oidvector', '1 2', '1  2'),
    ('color', 'red', 'red'), ('color[]', '{red}', '{ red }'), ('tsvector', 'a b', 'b a'), ('tsquery', 'a & b', 'a&b'), ('int8', '1', '01')
) as v(type, a, b);
create function of_pair(type text, a text, b text) returns table (equal boolean, one_id boolean, one_image boolean, groups bigint) language plpgsql as $$
begin
    return query execute format(
        'select x = y, pgtrickle.row_id(x) = pgtrickle.row_id(y), pgtrickle.row_image(x) = pgtrickle.row_image(y), (select count(*) from (select v from (values (x), (y)) p(v) group by v) g)
         from (select %1$L::%3$s as x, %2$L::%3$s as y) p', a, b, type);
end
$$;
select p.type, p.a, p.b, r.one_image from pairs p, of_pair(p.type, p.a, p.b) r where not r.equal or not r.one_id or r.groups <> 1 order by number;
-- The same through stream tables: one table of two equal values, grouped, distinct, joined; the other value goes.
create function through_stream_tables(number int, type text, a text, b text) returns text language plpgsql as $$
declare
    wrong text := '';
    name text;
begin
    execute format('create table v%s (id int primary key, x %s)', number, type);
    execute format('insert into v%s values (1, %L)', number, a);
    execute format('select pgtrickle.create_stream_table(''g%1$s'', ''select x, count(*) as n from v%1$s group by x'', refresh_mode => ''AUTO'')', number);
    execute format('select pgtrickle.create_stream_table(''j%1$s'', ''select p.id, q.id as other from v%1$s p left join v%1$s q on p.x = q.x and p.id <> q.id'', refresh_mode => ''AUTO'')', number);
    execute format('select pgtrickle.create_stream_table(''b%1$s'', ''select x from v%1$s'', refresh_mode => ''AUTO'')', number);
    execute format('insert into v%s values (2, %L)', number, b);
    foreach name in array array['g', 'j', 'b'] loop
        perform pgtrickle.refresh_stream_table(name || number);
        wrong := wrong || coalesce(nullif(test.check(name || number, 'equality'), 'equal'), '');
    end loop;
    execute format('delete from v%s where id = 1', number);
    foreach name in array array['g', 'j', 'b'] loop
        perform pgtrickle.refresh_stream_table(name || number);
        wrong := wrong || coalesce(nullif(test.check(name || number), 'equal'), '');
    end loop;
    return nullif(wrong, '');
end
$$;
set client_min_messages = error;
select p.type, p.a, p.b, w from pairs p, through_stream_tables(p.number, p.type, p.a, p.b) w where w is not null order by number;
select pgt_name, downgrade_reason from pgtrickle.pgt_stream_tables where refresh_mode <> 'DIFFERENTIAL' order by pgt_id;
