-- Another query, or another mode, beside a stream table: compared under one snapshot, and promoted.
create table a (id int primary key, k int, v int, at timestamptz);
insert into a select g, g % 3, g, '2026-01-01 20:00+00' from generate_series(1, 9) as g;
set timezone = 'Asia/Tokyo';
select pgtrickle.create_stream_table('t', 'select k, sum(v) as s, min(at)::date as day from a group by k', schedule => '5m', refresh_mode => 'FULL');
reset timezone;
-- Another mode of the same query, which has its meaning by the settings of its author.
select pgtrickle.canary_begin('t', refresh_mode => 'DIFFERENTIAL');
select pgt_name, schedule, refresh_mode, day from pgtrickle.pgt_stream_tables, (select distinct day from t__canary) as d order by 1;
insert into a values (10, 1, 10, '2026-01-01 20:00+00');
delete from a where id = 5;
select * from pgtrickle.canary_diff('t');
select (select count(*) from t) as live, (select sum(s) from t__canary) as canary;
select pgtrickle.canary_promote('t');
select pgt_name, refresh_mode, (select distinct day from t) from pgtrickle.pgt_stream_tables;
select count(*) from pgtrickle.pgt_canaries;
insert into a values (11, 1, 10, '2026-01-01 20:00+00');
select pgtrickle.refresh_stream_table('t');
select k, s from t order by k;
-- Another query: rows and columns that only one has.
create view above as select k, s, day from t;
select pgtrickle.canary_begin('public.t', 'select k, sum(v) as s, min(at)::date as day, count(*) as n from a where v > 1 group by k having count(*) > 2');
select * from pgtrickle.canary_diff('t');
select * from pgtrickle.canary_diff('t', max_rows => 1);
select count(*) from pgtrickle.canary_diff('t', max_rows => 0);
select (select pgt_name from pgtrickle.pgt_stream_tables t where t.pgt_id = c.pgt_id) as live,
       (select pgt_name from pgtrickle.pgt_stream_tables t where t.pgt_id = c.canary_id) as canary
from pgtrickle.pgt_canaries as c;
select test.error($$ select pgtrickle.canary_begin('t', 'select 1 as k') $$);
select test.error($$ select pgtrickle.canary_begin('t__canary', 'select 1 as k') $$);
select pgtrickle.canary_promote('t');
select k, s, n from t order by k;
select count(*) from above;
select to_regclass('t__canary');
-- Columns that have other types, or that are no longer there: refused where something depends on them, and then nothing has changed.
select pgtrickle.canary_begin('t', 'select k, sum(v)::text as s, count(*) as n from a group by k');
select difference, copies, contents - 'day' as contents from pgtrickle.canary_diff('t');
select test.error($$ select pgtrickle.canary_promote('t') $$);
select (select count(*) from pgtrickle.pgt_canaries) as canaries, to_regclass('t__canary') is not null as stays, test.check('t');
drop view above;
create view whole as select * from t;
select test.error($$ select pgtrickle.canary_promote('t') $$);
drop view whole;
select pgtrickle.canary_promote('t');
select string_agg(attname || ' ' || format_type(atttypid, atttypmod), ', ' order by attnum) from pg_attribute
where attrelid = 't'::regclass and attnum > 0 and not attisdropped and attname !~ '^__pgt_';
insert into a values (12, 2, 100, '2026-01-01 20:00+00');
select test.refresh('t');
-- Constants mean what they did, whatever the settings of the one who tries.
create table days (id int primary key, day date, f float8, i interval);
insert into days select g, '2026-01-01'::date + g, g, g * interval '1 hour' from generate_series(1, 60) as g;
select pgtrickle.create_stream_table('since', $$select id, day from days where day >= '2026-02-01' and f > 0.1234567890123456789::float8 and i > '-1 day 02:00'$$,
                                     refresh_mode => 'DIFFERENTIAL');
set datestyle = 'SQL, DMY';
set extra_float_digits = -10;
set intervalstyle = sql_standard;
select pgtrickle.canary_begin('since', refresh_mode => 'FULL');
select * from pgtrickle.canary_diff('since');
select pgtrickle.canary_promote('since');
reset datestyle;
reset extra_float_digits;
reset intervalstyle;
select count(*) = (select count(*) from days where day >= '2026-02-01') as same from since;
select pgtrickle.stream_table_spec('since') ->> 'query' as query;
select pgtrickle.drop_stream_table('since');
-- Names that have to be quoted, and the longest ones.
select pgtrickle.create_stream_table('"It''s; ""T"""', 'select k from a');
select pgtrickle.canary_begin('"It''s; ""T"""', 'select k from a where id > 3');
select difference, copies, contents from pgtrickle.canary_diff('"It''s; ""T"""');
select pgtrickle.canary_promote('"It''s; ""T"""');
select test.check('"It''s; ""T"""');
select pgtrickle.drop_stream_table('"It''s; ""T"""');
select pgtrickle.create_stream_table(repeat('l', 63), 'select k from a');
select test.error($$ select pgtrickle.canary_begin(repeat('l', 63), 'select id from a') $$);
select pgtrickle.drop_stream_table(repeat('l', 63));
-- Duplicates count; a canary that is dropped is given up.
call test.create('d', 'select k from a', 'DIFFERENTIAL');
select pgtrickle.canary_begin('d', 'select k from a where id <> 3');
select * from pgtrickle.canary_diff('d');
select pgtrickle.drop_stream_table('d__canary');
select test.error($$ select pgtrickle.canary_diff('d') $$);
select test.error($$ select pgtrickle.canary_promote('d') $$);
-- So is one whose table is dropped: it is a stream table like others.
select pgtrickle.canary_begin('d', 'select k from a where id <> 3');
select pgtrickle.drop_stream_table('d');
select count(*) from pgtrickle.pgt_canaries;
select pgtrickle.drop_stream_table('d__canary');
-- Errors leave nothing.
call test.create('e', 'select k from a', 'DIFFERENTIAL');
call test.create('i', 'select k from a', 'IMMEDIATE');
select test.error($$ select pgtrickle.canary_begin('e') $$);
select test.error($$ select pgtrickle.canary_begin('e', 'select nonsense from a') $$);
select test.error($$ select pgtrickle.canary_begin('e', 'select k from a', 'sometimes') $$);
select test.error($$ select pgtrickle.canary_begin('i', 'select id from a') $$);
select test.error($$ select pgtrickle.canary_begin('nothing', 'select id from a') $$);
select test.error($$ select pgtrickle.canary_begin(null, 'select id from a') $$);
select test.error($$ select pgtrickle.canary_diff('e', -1) $$);
select test.error($$ select pgtrickle.canary_diff('e', null) $$);
select to_regclass('e__canary');
create role canary_stranger;
set role canary_stranger;
select test.error($$ select pgtrickle.canary_begin('e', 'select 1 as k') $$);
select test.error($$ select pgtrickle.canary_diff('e') $$);
select test.error($$ select pgtrickle.canary_promote('e') $$);
reset role;
drop role canary_stranger;
