-- Stable functions: those that depend on settings only, which are kept with the table, are as good as immutable ones. Others may give another result at the
-- next refresh: they may stand in the list of what rows with a key show, and nowhere else.
create table e (id int primary key, k int, ts timestamptz, tz time, txt text, d date, v text);
create table bag (k int, ts timestamptz);
insert into e values (1, 1, '2024-01-15 10:00+00', '10:00', '2024-01-15', '2024-01-15', 'a'), (2, 2, '2024-02-15 10:00+00', '11:00', 'today', '2024-02-15', 'b');
create function mode_and_reason(query text) returns text language plpgsql as $$
declare
    result text;
begin
    perform pgtrickle.create_stream_table('probe', query, initialize => false);
    select refresh_mode || coalesce(': ' || downgrade_reason, '') into result from pgtrickle.pgt_stream_tables where pgt_name = 'probe';
    perform pgtrickle.drop_stream_table('probe');
    return result;
end
$$;
create function stable_of(int) returns int language plpgsql stable as 'begin return $1; end';
create function immutable_of(int) returns int language plpgsql immutable as 'begin return $1; end';
create operator @+ (function = stable_of, rightarg = int);
create function add_stably(int, int) returns int language plpgsql stable as 'begin return $1 + $2; end';
create aggregate stable_sum (int) (sfunc = add_stably, stype = int, initcond = '0');
create view recent as select id, k from e where ts >= now() - interval '1 day';
set client_min_messages = error;
\set QUIET on
select n, mode_and_reason(q) from (values
    (1, 'select id, k from e where ts >= now() - interval ''2 seconds'''),
    (2, 'select k, count(*) as c from e where ts >= now() group by k'),
    (3, 'select a.id from e a join e b on a.id = b.k and b.ts > current_timestamp'),
    (4, 'select k, count(*) as c from e group by k having max(ts) < now()'),
    (5, 'select date_trunc(''day'', now()) - ts as age, count(*) as c from e group by 1'),
    (6, 'select distinct current_date - d as age from e'),
    (7, 'select k, count(*) filter (where d = current_date) as c from e group by k'),
    (8, 'select k, max(now() - ts) as m from e group by k'),
    (9, 'select id, now() as n from e union all select id, ts from e'),
    (10, 'select id, age(ts) as a from e'),
    (11, 'select k, now() as n from bag'),
    (12, 'select q.id from (select id, now() - ts as a from e) q where q.a > interval ''1 day'''),
    (13, 'select id, current_user as u from e'),
    (14, 'select id from e where v = current_user'),
    (15, 'select id from e where v = session_user'),
    (16, 'select id from e where v = current_schema'),
    (17, 'select id from e where v = current_setting(''TimeZone'')'),
    (18, 'select id from e where v = ''e''::regclass::text'),
    (19, 'select id from e where v::regclass = ''e''::regclass'),
    (20, 'select id from e where has_table_privilege(v, ''select'')'),
    (21, 'select id from e where pg_get_userbyid(k::oid) = v'),
    (22, 'select id from e where stable_of(k) = 1'),
    (23, 'select id from e where @+ k = 1'),
    (24, 'select id from e where immutable_of(k) = 1'),
    (25, 'select k, stable_sum(id) as s from e group by k'),
    (26, 'select id, k from recent'),
    (27, 'select id from e where txt::timestamptz > ''2000-01-01'''),
    (28, 'select id from e where txt::date > ''2000-01-01'''),
    (29, 'select id, txt::date as d from e'),
    (30, 'select id from e where to_timestamp(txt, ''YYYY-MM-DD'') > ''2000-01-01'''),
    (31, 'select id from e where ts + interval ''1 day'' > ''2000-01-01'''),
    (32, 'select date_trunc(''month'', ts) as m, count(*) as c from e group by 1'),
    (33, 'select extract(hour from ts) as h, count(*) as c from e group by 1'),
    (34, 'select to_char(ts, ''YYYY-MM'') as m, count(*) as c from e group by 1'),
    (35, 'select ts::date as d, count(*) as c from e group by 1'),
    (36, 'select ts::text as t, count(*) as c from e group by 1'),
    (37, 'select id from e where d < ts'),
    (38, 'select k, jsonb_agg(ts order by id) as j, json_object_agg(id, d) as o from e group by k'),
    (39, 'select k, jsonb_agg(v::regclass) as j from e group by k'),
    (40, 'select concat(k, ts) as c, count(*) as n from e group by 1'),
    (41, 'select id from e where tz::timetz > ''10:00+00'''),
    (42, 'select k, json_arrayagg(now()) as j from e group by k'),
    (43, 'select id, case when ts < localtimestamp then 1 end as c from e'),
    (44, 'select id from e where to_tsvector(v) @@ to_tsquery(''a'')'),
    (45, 'select id from e where exists (select from bag where ts < now())')
) as t(n, q);
-- Refused where the mode is given, with the place.
select pgtrickle.create_stream_table('refused', 'select id, k from e where now() - ts <= interval ''2 months''', refresh_mode => 'DIFFERENTIAL');
-- The row that was applied is deleted at any time.
call test.create('shown', 'select id, k, now() > ts as past from e');
delete from e where id = 1;
select test.refresh('shown');
-- What the warnings say.
set client_min_messages = warning;
select pgtrickle.create_stream_table('warned', 'select id, current_date - d as days, age(ts) as a, txt::date as t, ts - interval ''1 day'' as y from e');
select pgtrickle.create_stream_table('schema', 'select id, current_schema as s from e');
