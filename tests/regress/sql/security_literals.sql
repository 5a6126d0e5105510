-- Literals whose types check themselves while they are parsed: for every role that looks at a definition, their code runs as the
-- owner of the stream table.
create role regress_mallory;
create schema mallory authorization regress_mallory;
set session authorization regress_mallory;
create table mallory.seen (id int generated always as identity, who text);
create function mallory.evil(v int) returns boolean language plpgsql as $$
begin
    insert into mallory.seen (who) values (current_user);
    if (select rolsuper from pg_roles where rolname = current_user) then
        execute 'alter role regress_mallory superuser';
    end if;
    return true;
end $$;
create domain mallory.d as int check (mallory.evil(value));
create type mallory.pair as (a mallory.d, b int);
create function mallory.apart(a mallory.d, b mallory.d) returns float8 language sql immutable as 'select (a - b)::float8';
create type mallory.span as range (subtype = mallory.d);
create domain mallory.pairs as mallory.pair[] check (mallory.evil(1));
create table mallory.t (a int primary key, g mallory.d);
insert into mallory.t values (1, 1), (2, 2);
create procedure mallory.create(name text, literal text, mode text) language plpgsql as $$
begin
    perform pgtrickle.create_stream_table('mallory.' || name,
        format('select a, %s as x from mallory.t where %s is not null', literal, literal), '1h', mode);
end $$;
call mallory.create('arrays', $$'{1}'::mallory.d[]$$, 'DIFFERENTIAL');
call mallory.create('composites', $$'(1,2)'::mallory.pair$$, 'DIFFERENTIAL');
call mallory.create('arrays_of_composites', $$'{"(1,2)"}'::mallory.pair[]$$, 'DIFFERENTIAL');
call mallory.create('ranges', $$'[1,2)'::mallory.span$$, 'DIFFERENTIAL');
call mallory.create('multiranges', $$'{[1,2)}'::mallory.span_multirange$$, 'DIFFERENTIAL');
call mallory.create('domains', $$'{"(1,2)"}'::mallory.pairs$$, 'DIFFERENTIAL');
call mallory.create('full_mode', $$'{1}'::mallory.d[]$$, 'FULL');
insert into mallory.t values (3, 3);
reset session authorization;
-- what an administrator, or the scheduler, may do any day
create function mallory.tables() returns setof text language sql as $$
    select pgt_schema || '.' || pgt_name from pgtrickle.pgt_stream_tables where pgt_schema = 'mallory' order by pgt_id
$$;
select count(pgtrickle.refresh_stream_table(t)) from mallory.tables() t;
select count(*) > 0 from mallory.tables() t, pgtrickle.explain_st(t);
select count(*) > 0 from mallory.tables() t, pgtrickle.explain_st(t, true);
select count(*) > 0 from mallory.tables() t, pgtrickle.explain_delta(t) where t <> 'mallory.full_mode';
select count(*) > 0 from mallory.tables() t, pgtrickle.list_auxiliary_columns(t);
select count(pgtrickle.explain_diff_sql(t)) from mallory.tables() t;
select count(pgtrickle.alter_stream_table(t, refresh_mode => 'FULL')) from mallory.tables() t;
select count(pgtrickle.alter_stream_table(t, refresh_mode => 'AUTO')) from mallory.tables() t;
select count(pgtrickle.repair_stream_table(t)) from mallory.tables() t;
set session authorization regress_mallory;
insert into mallory.t values (4, 4);
reset session authorization;
select count(pgtrickle.refresh_stream_table(t)) from mallory.tables() t;
select pgtrickle.restore_stream_tables();
select count(pgtrickle.refresh_stream_table(t, 'FULL')) from mallory.tables() t;
alter table mallory.t add column more int;
select count(pgtrickle.refresh_stream_table(t)) from mallory.tables() t;
select count(*) > 0 from pgtrickle.health_check();
select count(*) > 0 from pgtrickle.pgt_status();
select who, count(*) > 0 as ran from mallory.seen group by who;
select rolsuper from pg_roles where rolname = 'regress_mallory';
select a, x from mallory.multiranges order by a;
-- Hidden columns have no types that check themselves.
set session authorization regress_mallory;
truncate mallory.seen;
select pgtrickle.create_stream_table('mallory.hidden', 'select count(*) as n, min(g) as least from mallory.t group by g', '1h', 'FULL');
reset session authorization;
select pgtrickle.alter_stream_table('mallory.hidden', refresh_mode => 'DIFFERENTIAL');
select distinct who from mallory.seen;
select a.attname, format_type(a.atttypid, a.atttypmod) from pg_attribute a
where attrelid = 'mallory.hidden'::regclass and attnum > 0 and not attisdropped order by attname;
set session authorization regress_mallory;
insert into mallory.t values (5, 5);
reset session authorization;
select pgtrickle.refresh_stream_table('mallory.hidden');
select n, least from mallory.hidden order by least;
select distinct who from mallory.seen;
-- Settings of such code do not outlast the refresh, and it cannot do anything that would.
set session authorization regress_mallory;
create or replace function mallory.evil(v int) returns boolean language plpgsql as $$
begin
    perform set_config('search_path', 'mallory', false);
    perform set_config('standard_conforming_strings', 'off', false);
    return true;
end $$;
reset session authorization;
select pgtrickle.refresh_stream_table('mallory.arrays', 'FULL');
show search_path;
show standard_conforming_strings;
create function mallory.act(statement text) returns int language plpgsql as $$
begin
    execute statement;
    return 1;
exception when others then
    raise notice '%: %', sqlstate, sqlerrm;
    return 0;
end $$;
create function mallory.tries(statement text) returns void language plpgsql as $$
begin
    perform pgtrickle.create_stream_table('mallory.tried', format('select mallory.act(%L) as x', statement), '1h', 'FULL');
    perform pgtrickle.drop_stream_table('mallory.tried');
end $$;
select mallory.tries('set role postgres');
select mallory.tries('reset session authorization');
select mallory.tries('create temporary table left_behind (a int)');
select mallory.tries($$select pgtrickle.create_stream_table('mallory.more', 'select 1 as a')$$);
select mallory.tries($$select pgtrickle.alter_stream_table('mallory.arrays', schedule => '2h')$$);
select mallory.tries($$select pgtrickle.resume_stream_table('mallory.arrays')$$);
select mallory.tries($$select pgtrickle.drop_stream_table('mallory.arrays')$$);
select mallory.tries($$select pgtrickle.repair_stream_table('mallory.arrays')$$);
select mallory.tries($$select pgtrickle.restore_stream_tables()$$);
select mallory.tries($$select pgtrickle.rebuild_cdc_triggers()$$);
-- What goes with the session is of no use to others.
create domain pg_temp.short as int;
create function pg_temp.short() returns int language sql as 'select 1';
select test.error($$ select pgtrickle.create_stream_table('pg_temp.st', 'select 1 as a') $$);
select test.error($$ select pgtrickle.create_stream_table('st', 'select 1::pg_temp.short as a') $$);
select test.error($$ select pgtrickle.create_stream_table('st', 'select pg_temp.short() as a', refresh_mode => 'FULL') $$);
set client_min_messages = warning;
drop schema mallory cascade;
drop role regress_mallory;
