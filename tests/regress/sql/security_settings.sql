-- What a query means is settled when it is made: no setting of a session, role or database that looks at it later changes that.
create table p (id int primary key, v text, n int, at timestamptz, took interval);
insert into p values (1, E'a\\b', 1, '2024-01-02 03:04:05+00', '1 day -2 hours'), (2, 'c', null, '2024-02-03 00:00:00+00', '-1 day +2 hours');
create procedure make(suffix text, bound text) language plpgsql as $make$
begin
    perform pgtrickle.create_stream_table('strings_' || suffix, $$select id from p where v = E'a\\b'$$, '1h', 'DIFFERENTIAL');
    perform pgtrickle.create_stream_table('arrays_' || suffix, $$select id, v = any('{c,NULL}'::text[]) as m from p$$, '1h', 'DIFFERENTIAL');
    perform pgtrickle.create_stream_table('nulls_' || suffix, 'select id, n is null as m from p where not (n is not distinct from 7)', '1h', 'DIFFERENTIAL');
    perform pgtrickle.create_stream_table('times_' || suffix, format($$select id, at > %L as late, took = interval '-1 day 2 hours' as same from p$$, bound), '1h', 'DIFFERENTIAL');
    perform pgtrickle.create_stream_table('sums_' || suffix, $$select v, count(*) filter (where took < '1 day 00:00:01'::interval) as few, sum(1.5e-300::float8 * n) as s from p group by v$$, '1h', 'DIFFERENTIAL');
end $make$;
create function compared(suffix text) returns table (name text, verdict text) language sql as $$
    select t, test.check(t || '_' || suffix) from unnest('{strings,arrays,nulls,times,sums}'::text[]) t
$$;
create procedure odd_settings() language plpgsql as $$
begin
    perform set_config(name, value, false) from (values ('standard_conforming_strings', 'off'), ('array_nulls', 'off'),
        ('transform_null_equals', 'on'), ('quote_all_identifiers', 'on'), ('IntervalStyle', 'sql_standard'), ('DateStyle', 'SQL, DMY'),
        ('TimeZone', 'Asia/Tokyo'), ('extra_float_digits', '-10'), ('bytea_output', 'escape'), ('xmloption', 'document'),
        ('gin_fuzzy_search_limit', '1'), ('escape_string_warning', 'off'), ('row_security', 'off'), ('session_replication_role', 'replica')) as s(name, value);
end $$;
create procedure usual_settings() language plpgsql as $$
begin
    perform set_config(name, reset_val, false) from pg_settings where name in ('standard_conforming_strings', 'array_nulls',
        'transform_null_equals', 'quote_all_identifiers', 'IntervalStyle', 'DateStyle', 'TimeZone', 'extra_float_digits', 'bytea_output',
        'xmloption', 'gin_fuzzy_search_limit', 'escape_string_warning', 'row_security', 'session_replication_role');
end $$;
call make('a', '2024-02-03 00:00:00');
select * from compared('a');
-- refreshed under others
insert into p values (3, E'a\\b', 7, '2024-02-03 01:00:00+00', '-22 hours'), (4, 'x', null, '2024-03-03 00:00:00+00', '1 day');
call odd_settings();
select count(pgtrickle.refresh_stream_table(t || '_a')) from unnest('{strings,arrays,nulls,times,sums}'::text[]) t;
call usual_settings();
select * from compared('a');
-- made under others: then those are meant
set DateStyle = 'SQL, DMY';
set IntervalStyle = 'sql_standard';
set extra_float_digits = -10;
set TimeZone = 'Asia/Tokyo';
call make('b', '03/02/2024 00:00');
select id, late, same from times_b order by id;
select id, at > '03/02/2024 00:00' as late, took = interval '-1 day 2 hours' as same from p order by id;
select s = (select sum(1.5e-300::float8 * n) from p where v = E'a\\b') as exact from sums_b where v = E'a\\b';
call usual_settings();
insert into p values (5, E'a\\b', 2, '2024-02-02 16:00:00+00', '-22 hours');
select count(pgtrickle.refresh_stream_table(t || '_b')) from unnest('{strings,arrays,nulls,times,sums}'::text[]) t;
select id, late, same from times_b order by id;
set DateStyle = 'SQL, DMY';
set IntervalStyle = 'sql_standard';
set TimeZone = 'Asia/Tokyo';
select id, at > '03/02/2024 00:00' as late, took = interval '-1 day 2 hours' as same from p order by id;
call usual_settings();
-- What is literally the author's string stays so: without standard strings a backslash is a sign of its own.
set standard_conforming_strings = off;
set escape_string_warning = off;
select pgtrickle.create_stream_table('old_strings', $$select id from p where v = 'a\\b'$$, '1h', 'DIFFERENTIAL');
select id from old_strings order by id;
reset standard_conforming_strings;
insert into p values (6, E'a\\b', 2, '2024-02-02 16:00:00+00', '-22 hours');
select pgtrickle.refresh_stream_table('old_strings');
select id from old_strings order by id;
-- Settings of a database: types, functions and operators that stand before those of the system.
create schema hostile;
create domain hostile.text as pg_catalog.text check (value <> 'c');
create domain hostile.int4 as pg_catalog.int4 check (value < 0);
create domain hostile.bigint as pg_catalog.int8 check (value < 0);
create table hostile.pg_class (oid int);
create table hostile.pg_depend (a int);
create function hostile.lower(pg_catalog.text) returns pg_catalog.text language sql immutable as 'select pg_catalog.upper($1)';
create function hostile.count(pg_catalog.int4) returns int language sql immutable as 'select 0';
create function hostile.texteq(pg_catalog.text, pg_catalog.text) returns boolean language sql immutable as 'select true';
create operator hostile.= (leftarg = pg_catalog.text, rightarg = pg_catalog.text, function = hostile.texteq);
do $$ begin execute format('alter database %I set search_path = hostile, pg_catalog, public', current_database()); end $$;
do $$ begin execute format('alter database %I set standard_conforming_strings = off', current_database()); end $$;
do $$ begin execute format('alter database %I set array_nulls = off', current_database()); end $$;
do $$ begin execute format('alter database %I set transform_null_equals = on', current_database()); end $$;
\c
show search_path;
insert into public.p values (7, E'a\\b', null, '2024-02-02 16:00:00+00', '-22 hours');
select count(pgtrickle.refresh_stream_table('public.' || t || '_a')) from unnest('{strings,arrays,nulls,times,sums}'::pg_catalog.text[]) t;
select pgtrickle.alter_stream_table('public.sums_a', refresh_mode => 'FULL');
select pgtrickle.alter_stream_table('public.sums_a', refresh_mode => 'DIFFERENTIAL');
select pgtrickle.create_stream_table('public.made_there', 'select id, v from public.p where v operator(pg_catalog.=) ''c''', '1h', 'DIFFERENTIAL');
select count(*) > 0 from pgtrickle.health_check();
select pgtrickle.repair_stream_table('public.sums_a');
select pgtrickle.drop_stream_table('public.made_there');
do $$ begin execute format('alter database %I reset all', current_database()); end $$;
\c
select * from compared('a');
drop schema hostile cascade;
-- The author's search path decides what names mean, not that of refreshes: CURRENT_SCHEMA alone asks for it each time.
create schema one;
create schema two;
create function one.f(int) returns text language sql immutable as $$ select 'one' $$;
create function two.f(int) returns text language sql immutable as $$ select 'two' $$;
set search_path = one, public;
select pgtrickle.create_stream_table('public.named', 'select id, f(id) as f from p', '1h', 'DIFFERENTIAL');
set search_path = two, public;
insert into p values (8, 'z', 1, now(), '1 day');
select pgtrickle.refresh_stream_table('named');
select pgtrickle.alter_stream_table('named', refresh_mode => 'FULL');
select distinct f from named;
