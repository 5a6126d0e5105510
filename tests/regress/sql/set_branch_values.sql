-- The branches of a set operation give values of their common type and collation, whatever is computed with them.
create collation ignore_case (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
create collation german (provider = icu, locale = 'de');
create table narrow (id int primary key, s smallint not null, x int, t varchar(4), g text collate german, c text collate ignore_case);
create table wide (id int primary key, s int not null, x bigint, t text, g text, c text);
create function kind(int) returns text language sql immutable as $$select 'integer'$$;
create function kind(bigint) returns text language sql immutable as $$select 'bigint'$$;
create function kind(varchar) returns text language sql immutable as $$select 'varchar'$$;
create function kind(text) returns text language sql immutable as $$select 'text'$$;
insert into narrow values (1, 1, -1, 'a', 'a', 'k'), (2, 2, 2000000000, 'b', 'B', 'L');
insert into wide values (1, 1, -1, 'a', 'a', 'K'), (2, 2, 3000000000, 'b', 'B', 'l'), (3, 70000, 7, 'c', 'z', 'q');
create table names (name text);
create function both(of_narrow text, of_wide text) returns text language sql as $$ select format('(select id, %s as v from narrow union all select id + 10, %s from wide) q', of_narrow, of_wide) $$;
do $$
declare
    of record;
begin
    for of in
        select * from (values
            ('shifted', 'select id, v << 40 as y, v >> 33 as z from ' || both('x', 'x')), ('hex', 'select to_hex(v) as y from ' || both('x', 'x')),
            ('kinds', 'select kind(v) as y, count(*) as n from ' || both('x', 'x') || ' group by 1'), ('sent', 'select id, int8send(v) as y from ' || both('x', 'x')),
            ('squares', 'select id, v * 2 as y from ' || both('x', 'x')), ('sums', 'select sum(v << 33) as y, count(*) as n from ' || both('x', 'x')),
            ('small', 'select id, v << 20 as y, v * 30000 as z from ' || both('s', 's')), ('texts', 'select id, kind(v) as y from ' || both('t', 't')),
            ('joined', 'select n.id, q.v << 33 as y from narrow n join ' || both('x', 'x') || ' on q.v = n.x'), ('outer_joined', 'select w.id, q.id as other from wide w left join ' || both('s', 's') || ' on q.v = w.s'),
            ('asked', 'select id, (select sum(q.v << 31) from ' || both('x', 'x') || ' where q.id = narrow.id) as y from narrow'),
            ('sets', 'select v << 33 as y from (select x as v from narrow union select x from wide) q'), ('excepted', 'select v << 33 as y from (select x as v from narrow except select x from wide) q'),
            ('common', 'select v << 33 as y from (select x as v from narrow intersect all select x from wide) q'), ('sets_of_texts', 'select kind(v) as y, v from (select t as v from narrow union select t from wide) q'),
            ('ordered', 'select id, v, lag(v) over (order by v, id) << 33 as y from ' || both('x', 'x')),
            ('below', 'select id, v, v < ''b'' as y from ' || both('g', 'g')), ('between', 'select id from ' || both('g', 'g') || ' where v between ''A'' and ''b'''),
            ('cases', 'select v = ''K'' as y, count(*) as n from ' || both('c', 'c') || ' group by 1'), ('groups', 'select min(id) as y, count(*) as n from ' || both('c', 'c') || ' group by v'),
            ('partners', 'select n.id, q.id as other from narrow n left join ' || both('c', 'c') || ' on q.v = n.c'), ('first', 'select id from (select distinct on (v) v, id from ' || both('c', 'c') || ' order by v, id) f'),
            ('cases_common', 'select count(*) as n from (select c from wide intersect select c from narrow) q'), ('lists', 'select string_agg(v, '','' order by v, id) as y from ' || both('g', 'g'))
        ) v(name, query)
    loop
        call test.create(of.name, of.query);
        call test.create(of.name || '_at_once', of.query, 'IMMEDIATE');
        insert into names values (of.name), (of.name || '_at_once');
    end loop;
end $$;
create function wrong() returns table (name text, outcome text) language sql as $$
    select n.name, o.outcome from names n, lateral (select case when n.name ~ '_at_once$' then 'DIFFERENTIAL, ' || test.check(n.name) else test.refresh(n.name) end as outcome) o
    where o.outcome !~ '(DIFFERENTIAL|NO_DATA), equal$' $$;
insert into narrow values (4, -3, -5, 'zz', 'C', 'M'), (5, 3, 2000000000, 'y', 'Z', 'K');
select * from wrong();
insert into wide values (4, -3, -5, 'zz', 'C', 'm'), (5, 3, 2000000000, 'y', 'Z', 'x'), (6, 8, 1, 'o', 'aa', 'X');
select * from wrong();
update narrow set x = x + 1, s = -s, t = t || 'x', g = upper(g), c = lower(c);
select * from wrong();
update wide set x = x - 1, s = -s, t = upper(t), g = lower(g), c = upper(c);
select * from wrong();
delete from narrow where id in (1, 4);
delete from wide where id in (2, 5);
select * from wrong();
-- The column itself is compared, so that an index on it serves.
set client_min_messages = error;
select pgtrickle.create_stream_table('found', 'select x from narrow except select x from wide');
select value ~ 'WHERE EXISTS [^=]*"x" OPERATOR\(pg_catalog.=\)' as compares_columns from pgtrickle.explain_st('found') where property = 'delta_query of wide';
-- What PostgreSQL's text for a query does not say, and which collation is the common one.
select test.error($$ select pgtrickle.create_stream_table('rows', 'select id, row(x)::record = row(1)::record as same from narrow', refresh_mode => 'DIFFERENTIAL') $$);
select test.error($$ select pgtrickle.create_stream_table('plain', 'select g from (select id, g collate "default" as g from wide union all select id, g from narrow) q where g < ''b'' ', refresh_mode => 'DIFFERENTIAL') $$);
select test.error($$ select pgtrickle.create_stream_table('two', 'select g from (select g from narrow union all select g from wide) q where g || (g collate "C") < ''b'' ', refresh_mode => 'DIFFERENTIAL') $$);
