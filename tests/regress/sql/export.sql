-- Scripts and documents that create stream tables again: each is replayed, and gives the same.
create schema shop;
create role export_owner;
create role export_reader;
grant all on schema shop, public to export_owner;
set role export_owner;
create table shop.orders (id int primary key, customer text not null, amount numeric, at timestamptz not null);
insert into shop.orders select g, 'c' || g % 3, g * 1.50, '2026-01-01 00:00+00'::timestamptz + g * interval '1 hour' from generate_series(1, 30) as g;
create table shop.notes (what text);
-- Its query has its meaning by a search path and settings that the one who replays it does not have.
set search_path = shop, pg_catalog;
set timezone = 'Asia/Tokyo';
select pgtrickle.create_stream_table('public."By Day"', $$select date_trunc('day', at) as "a day", count(*) as n, sum(amount) as "it's" from orders group by 1$$,
                                     schedule => '7m', refresh_mode => 'DIFFERENTIAL', diamond_consistency => 'none');
reset timezone;
reset search_path;
select pgtrickle.alter_stream_table('"By Day"', tier => 'warm', fuse => 'on', fuse_ceiling => 500, fuse_sensitivity => 3, shadow_mode => true, status => 'PAUSED');
select pgtrickle.set_stream_table_sla('"By Day"', '2 minutes', error_budget => 0.05);
select pgtrickle.alter_stream_table('"By Day"', schedule => '@hourly', sla_tier => 'critical');
select pgtrickle.pause_scheduler(array['"By Day"']);
create index "by n" on "By Day" (n) where n > 1;
create function shop.note() returns trigger language plpgsql as $$ begin insert into shop.notes values ('changed'); return null; end $$;
create trigger noted after insert or update or delete on "By Day" for each row execute function shop.note();
alter table "By Day" disable trigger noted;
create policy few on "By Day" for select to export_reader using (n < 100);
alter table "By Day" enable row level security;
comment on table "By Day" is 'It''s by day';
comment on column "By Day"."a day" is 'in Tokyo';
grant select on "By Day" to export_reader with grant option;
grant insert (n) on "By Day" to public;
reset role;
create table kept as select "a day"::text, n, "it's" from "By Day" order by 1;
select pgtrickle.export_definition('"By Day"') as script, pgtrickle.stream_table_spec('"By Day"') as spec \gset
\echo :script
select jsonb_pretty(:'spec'::jsonb - 'settings');
-- Replayed by another role, with other settings.
select pgtrickle.drop_stream_table('"By Day"');
set timezone = 'America/New_York';
:script
select current_setting('timezone'), current_setting('search_path');
select pgtrickle.export_definition('"By Day"') = :'script' as same_script, pgtrickle.stream_table_spec('"By Day"') = :'spec'::jsonb as same_spec;
set timezone = 'UTC';
select count(*) from (select "a day"::text, n, "it's" from "By Day" except all select * from kept) as more;
reset timezone;
-- It goes on, with its trigger disabled and its scheduler paused.
insert into shop.orders values (31, 'c1', 4, '2026-01-02 00:00+00');
select pgtrickle.resume_stream_table('"By Day"');
select pgtrickle.refresh_stream_table('"By Day"');
select sum(n) from "By Day";
-- Constants are printed so that they are read as they were meant, whatever the settings of either.
select pgtrickle.create_stream_table('since', $$select id, at::date as day from shop.orders where at::date >= '2026-01-02' and amount::float8 > 0.1234567890123456789::float8$$);
create index since_then on since (id) where day > '2026-01-02';
set datestyle = 'SQL, DMY';
set extra_float_digits = -10;
select pgtrickle.export_definition('since') as script \gset
reset datestyle;
reset extra_float_digits;
select line from regexp_split_to_table(:'script', '\n') as line where line ~ '0[12][/-]0[12]|0\.12';
select count(*) from since;
select pgtrickle.drop_stream_table('since');
:script
select count(*) from since;
select pgtrickle.drop_stream_table('since');
-- Backslashes stay single.
select pgtrickle.create_stream_table('slashes', $$select id from shop.orders where customer <> 'a\b'$$);
set standard_conforming_strings = off;
set escape_string_warning = off;
select pgtrickle.export_definition('slashes') as script, pgtrickle.stream_table_spec('slashes') ->> 'query' as query \gset
reset standard_conforming_strings;
reset escape_string_warning;
select strpos(:'query', 'a\b') > 0 as single, strpos(:'query', 'a\\b') as doubled;
select pgtrickle.drop_stream_table('slashes');
:script
select defining_query ~ 'a\\b' and strpos(defining_query, 'a\\b') = 0 as single from pgtrickle.pgt_stream_tables where pgt_name = 'slashes';
select pgtrickle.drop_stream_table('slashes');
-- What has the defaults says nothing of them.
select pgtrickle.create_stream_table('plain', 'select id, customer from shop.orders');
select pgtrickle.export_definition('plain') as script \gset
select regexp_replace(line, 'set_config.*', 'set_config ...') as line from regexp_split_to_table(:'script', '\n') as line where line !~ '^ +pg_catalog.set_config';
select pgtrickle.drop_stream_table('plain');
begin;
:script
commit;
select test.check('plain');
select pgtrickle.stream_table_definition('plain') = :'script' as same;
-- The parts of a document are what the functions take.
select pgtrickle.bulk_create(jsonb_build_array(
    jsonb_build_object('name', 'copy', 'query', s -> 'query') || (s -> 'creation'))) -> 0 ->> 'name'
from pgtrickle.stream_table_spec('plain') as s;
select pgtrickle.bulk_alter_stream_tables(array['copy'], (pgtrickle.stream_table_spec('"By Day"') -> 'alteration')::json);
select pgtrickle.stream_table_spec('copy') -> 'alteration' = pgtrickle.stream_table_spec('"By Day"') -> 'alteration' as same;
-- Other modes, and one that was never filled; renamed sources.
select pgtrickle.create_stream_table('at_once', 'select customer, count(*) as n from shop.orders group by customer', refresh_mode => 'IMMEDIATE', upkeep_errors => 'suspend');
select pgtrickle.create_stream_table('later', 'select id, 10 / (amount - 3) as q from shop.orders', schedule => '5m', row_errors => 'quarantine', initialize => false);
alter table shop.orders rename to "the orders";
select string_agg(pgtrickle.export_definition(name), E'\n') as script from unnest('{at_once,later}'::text[]) as name \gset
select pgtrickle.bulk_drop_stream_tables('{at_once,later}');
:script
select pgt_name, refresh_mode, upkeep_errors, row_errors, is_populated, schedule from pgtrickle.pgt_stream_tables where pgt_name in ('at_once', 'later') order by 1;
select test.check('at_once');
-- What is no stream table.
select pgtrickle.stream_table_spec('shop.notes'), pgtrickle.stream_table_spec(0::oid), pgtrickle.stream_table_spec(null::text);
select pgtrickle.stream_table_spec('plain'::regclass::oid) = pgtrickle.stream_table_spec('public.plain'::text) as same;
select test.error($$ select pgtrickle.stream_table_spec('nothing') $$);
select test.error($$ select pgtrickle.export_definition('shop.notes') $$);
select test.error($$ select pgtrickle.export_definition('nothing') $$);
select test.error($$ select pgtrickle.export_definition(null) $$);
-- Who may not read it is told what everyone may know.
revoke select on "By Day" from export_reader;
set role export_reader;
select pgtrickle.stream_table_spec('plain') ->> 'name' as name, pgtrickle.stream_table_spec('plain') ->> 'query' as query;
select test.error($$ select pgtrickle.export_definition('plain') $$);
reset role;
-- Each choice that the catalog keeps is in the script: what is not is state, or is computed.
select string_agg(attname, ' ' order by attnum) from pg_attribute
where attrelid = 'pgtrickle_catalog.pgt_stream_tables'::regclass and attnum > 0 and not attisdropped
  and attname not in ('pgt_schema', 'pgt_name', 'original_query', 'schedule', 'requested_mode', 'is_populated', 'diamond_consistency',
                      'diamond_schedule_policy', 'upkeep_errors', 'row_errors', 'refresh_tier', 'service_class', 'fuse_mode', 'fuse_ceiling',
                      'fuse_sensitivity', 'status', 'error_budget', 'freshness_deadline_ms', 'scheduling_paused', 'settings', 'is_append_only');
drop owned by export_owner, export_reader cascade;
drop role export_owner, export_reader;
