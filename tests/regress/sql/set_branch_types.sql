-- The branches of a set operation are compared as values of their common type, of which two values of a branch may be one.
set timezone = 'Europe/Berlin';
create extension citext;
create table l (id int primary key, i bigint, j int, r real, n numeric, ts timestamp, ch char(5), vc varchar, tx text, ci citext);
create table r (id int primary key, i float8, j real, r int, n float8, ts timestamptz, ch varchar, vc char(5), tx char(5), ci text);
insert into l values (1, 9007199254740992, 16777216, 16777216, 0.1, '2024-03-31 02:30', 'a', 'a ', 'a', 'A'), (2, 9007199254740993, 16777217, 0.1, 0.10000000000000000001, '2024-03-31 03:30', 'b', 'a', 'a ', 'a');
insert into r values (1, 9007199254740992, 16777216, 16777216, 0.1, '2024-03-31 01:30+00', 'a ', 'a', 'a', 'A'), (2, 9007199254740993, 16777216, 16777217, 0.1, '2024-03-31 01:30+00', 'a', 'b', 'b', 'a');
create table names (name text);
do $$ declare words constant text[] := '{union,except,"except all"}'; c text; begin
    foreach c in array '{i,j,r,n,ts,ch,vc,tx,ci}'::text[] loop
        for number in 1 .. 3 loop
            call test.create(format('%s_%s', c, number), format('select %1$s from l %2$s select %1$s from r', c, words[number]), compare_by => 'equality');
            call test.create(format('%s_%s_turned', c, number), format('select %1$s from r %2$s select %1$s from l', c, words[number]), compare_by => 'equality');
            insert into names values (format('%s_%s', c, number)), (format('%s_%s_turned', c, number));
        end loop;
        call test.create(c || '_count', format('select x, count(*) from (select %1$s as x from l union all select %1$s from r) q group by x', c), compare_by => 'equality');
        insert into names values (c || '_count');
    end loop;
    call test.create('nested', 'select ch from l union all select ch from r except select tx from l', compare_by => 'equality');
    call test.create('deep', '(select j from l union select i from l) except select i from r', compare_by => 'equality');
    call test.create('common', 'select ch from l intersect all select ch from r', compare_by => 'equality');
    call test.create('arrays', 'select array[i] as x from l except all select array[i] from r', compare_by => 'equality');
    call test.create('first', 'select distinct on (x) x, id from (select id, n as x from l union all select id + 10, n from r) q order by x, id', compare_by => 'equality');
    call test.create('windows', 'select x, id, count(*) over (partition by x) as n from (select id, i as x from l union all select id + 10, i from r) q', compare_by => 'equality');
    call test.create('texts', 'select id, x::text as x from (select id, n::real as x from l union all select id + 10, n from r) q');
    call test.create('days', 'select id, x::text as x from (select id, ts::date as x from l union all select id + 10, ts::timestamp from r) q');
    call test.create('quotients', 'select id, x / y as z from (select id, j as x, j - 1 as y from l union all select id + 10, n::numeric, n::numeric from r) q');
    call test.create('halves', 'select x / y as z, sum(x / y), count(*) from (select j as x, j - 1 as y from l union all select n::numeric, n::numeric from r) q group by x / y', compare_by => 'equality');
    call test.create('clocks', 'select l.id, r.id as other from l full join r on l.ts = r.ts');
    insert into names values ('nested'), ('deep'), ('common'), ('arrays'), ('first'), ('windows'), ('texts'), ('days'), ('quotients'), ('halves'), ('clocks');
end $$;
create function refreshed() returns table (name text, outcome text) language sql as $$
    select n.name, o.outcome from names n, lateral (select test.refresh(n.name, 'equality') as outcome) o where o.outcome !~ '(DIFFERENTIAL|NO_DATA), equal$' $$;
delete from r where id = 2;
select * from refreshed();
delete from l where id = 2;
select * from refreshed();
insert into r values (3, 9007199254740993, 16777217, 16777217, 0.1, '2024-03-31 03:30+02', 'a  ', 'a', 'a', 'a');
select * from refreshed();
insert into l values (3, 9007199254740993, 16777217, 16777217, 0.1000000000000000000001, '2024-03-31 02:30', 'a', 'a  ', 'a  ', 'a');
select * from refreshed();
update l set i = i - 1, j = j - 1, n = n - 0.00000000000000000001, ts = ts + interval '1 hour', vc = vc || ' ' where id = 3;
delete from r where id = 1;
select * from refreshed();
delete from l where id = 1;
delete from r;
select * from refreshed();
-- A column whose own equality is that of the common type is looked up as it is.
call test.create('looked_up', 'select j from l union select id::bigint from r');
select value ~ '\(\S+"j" OPERATOR\(pg_catalog.=\) ' as by_itself from pgtrickle.explain_st('looked_up') where property = 'delta_query of r';
