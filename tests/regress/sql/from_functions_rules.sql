-- Which functions in FROM are computed with the changes, which in full, and what happens when one fails.
set client_min_messages = error;
create table t (id int primary key, n int, s text);
create table looked_up (k int);
insert into t values (1, 2, 'x'), (2, 0, null);
create function reads_table(int) returns setof int language sql stable as $$ select k from public.looked_up where k <> $1 $$;
create function noisy(int) returns setof int language sql volatile as $$ select $1 $$;
create function divided(int) returns setof int language plpgsql immutable as $$ begin return next 10 / $1; end $$;
create function mode_of(name text) returns text language sql as $$
    select refresh_mode || coalesce(': ' || downgrade_reason, '') from pgtrickle.pgt_stream_tables where pgt_name = name
$$;
-- Stable functions decide about rows.
call test.create('stable_one', 'select t.id, r from t, reads_table(n) as r', 'AUTO');
call test.create('stable_json', 'select t.id, r.d from t, jsonb_to_recordset(jsonb_build_array(jsonb_build_object(''d'', ''today''))) as r(d date)', 'AUTO');
call test.create('stable_xml', 'select t.id, r.d from t, xmltable(''/a'' passing xml ''<a>today</a>'' columns d date path ''.'') as r', 'AUTO');
call test.create('volatile_one', 'select t.id, r from t, noisy(n) as r', 'AUTO');
call test.create('sources', 'select count(*) as c from pg_stat_activity', 'FULL');
call test.create('settings', 'select t.id, d from t, generate_series(timestamptz ''2024-01-01'', timestamptz ''2024-01-03'', interval ''1 day'') as d', 'AUTO');
select name, mode_of(name) from unnest(array['stable_one', 'stable_json', 'stable_xml', 'volatile_one', 'settings']) as name;
insert into looked_up values (5), (6);
select test.refresh('stable_one');
insert into looked_up values (7);
update t set n = 5 where id = 1;
select test.refresh('stable_one'), test.refresh('settings');
-- An error for a row is the error of the refresh, and the next one goes on.
delete from t where n = 0;
call test.create('fails', 'select t.id, r from t, divided(n) as r');
insert into t values (3, 0, 'zero');
select test.error('select pgtrickle.refresh_stream_table(''fails'')');
update t set n = 4 where id = 3;
select test.refresh('fails');
-- A function that is replaced.
create or replace function divided(int) returns setof int language plpgsql immutable as $$ begin return next 20 / $1; return next 1; end $$;
insert into t values (4, 1, 'four');
select test.refresh('fails');
select id, r from fails order by id, r;
