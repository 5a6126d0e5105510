-- Conditions that compare values of rows with the clock: rows come and go as time passes. A refresh computes the result of one moment, which the tests set.
set timezone = 'UTC';
create table e (id int primary key, k int, ts timestamptz, until timestamptz, d date, l timestamp, v int);
create index on e (ts);
create index on e (until);
create index on e (d);
create index on e (l);
create table bag (k int, ts timestamptz, j json);
create index on bag (ts);
create table f (id int primary key, k int, since timestamptz, note text, unread text);
create index on f (since);

-- The query of a stream table as it is at a moment.
create function at_moment(query text, t timestamptz) returns text language sql as $$
    select replace(replace(replace(replace(query,
        'now()', format('%L::timestamptz', t)), 'current_timestamp', format('%L::timestamptz', t)),
        'current_date', format('%L::timestamptz::date', t)), 'localtimestamp', format('%L::timestamptz::timestamp', t))
$$;
create function verdict(name text, t timestamptz) returns text language sql as $$
    select coalesce(test.difference(format('select %s from %s', test.columns(name), name),
        format('select %s from (%s) as "__query"', test.columns(name), at_moment(test.query_of(name), t)), true), 'equal')
$$;
create procedure make(name text, query text) language plpgsql as $$
declare
    mode text;
begin
    perform pgtrickle.create_stream_table(name, query);
    select refresh_mode || coalesce(': ' || downgrade_reason, '') into mode from pgtrickle.pgt_stream_tables where pgt_name = name;
    if mode <> 'DIFFERENTIAL' then raise exception '% is %', name, mode; end if;
    if verdict(name, current_setting('pgt_test.now')::timestamptz) <> 'equal' then raise exception '% is wrong at first', name; end if;
end
$$;

-- Time passes, rows change, or both; a refresh is right for the moment of the clock, and until the moment that it names nothing would change.
create procedure moments(names text[], rounds int) language plpgsql as $$
declare
    t timestamptz := current_setting('pgt_test.now')::timestamptz;
    name text;
    result text;
    refreshes int := 0;
    by_time_alone int := 0;
    due_moment timestamptz;
    has_changes boolean;
begin
    for round in 1..rounds loop
        has_changes := random() < 0.7;
        if random() < 0.7 then
            t := t + test.one_of('1 second', '1 hour', '1 hour', '7 hours', '1 day', '36 hours', '-10 minutes', '3 days')::interval;
        end if;
        perform set_config('pgt_test.now', t::text, false);
        if has_changes then
            insert into e select (select coalesce(max(id), 0) from e) + n, test.below(4), at, at + test.below(5) * interval '7 hours', at::date, at::timestamp, test.below(3)
            from (select n, case test.below(12) when 0 then null when 1 then timestamptz 'infinity' when 2 then timestamptz '-infinity'
                         else date_trunc('hour', t) + (test.below(200) - 100) * interval '1 hour' end as at
                  from generate_series(1, 1 + test.below(3)) n) as news;
            update e set ts = ts + interval '5 hours', k = test.below(4) where id % 5 = test.below(5) and isfinite(ts);
            update e set v = test.below(3), until = null where id = test.below(20);
            delete from e where id % 9 = test.below(30);
            insert into bag select test.below(3), date_trunc('day', t) + (test.below(20) - 10) * interval '6 hours', test.one_of('{"a": 1}', '[]')::json from generate_series(1, test.below(4));
            delete from bag where ctid in (select ctid from bag order by random() limit test.below(3));
            insert into f select coalesce(max(id), 0) + 1, test.below(4), t + (test.below(40) - 20) * interval '2 hours', 'n', 'u' from f;
            delete from f where id % 7 = test.below(20);
        end if;
        foreach name in array names loop
            result := test.refresh(name);
            if result not like 'NO_DATA%' then refreshes := refreshes + 1; by_time_alone := by_time_alone + (not has_changes)::int; end if;
            if result not like 'NO_DATA%' and result not like 'DIFFERENTIAL%' then raise exception 'round %: % was refreshed by %', round, name, result; end if;
            select greatest(moment, t), due into t, due_moment from pgtrickle_catalog.pgt_moments join pgtrickle.pgt_stream_tables s using (pgt_id) where pgt_name = name;
            if verdict(name, t) <> 'equal' then raise exception 'round %, at %: %: %', round, t, name, verdict(name, t); end if;
            if due_moment > t and verdict(name, due_moment - interval '1 us') <> 'equal' then raise exception 'round %, at %: % does not wake up before %', round, t, name, due_moment; end if;
        end loop;
    end loop;
    if refreshes < rounds / 2 or by_time_alone = 0 then raise exception 'too few refreshes: %, % of them by time alone', refreshes, by_time_alone; end if;
    raise notice 'right';
end
$$;
select setseed(0.43) \g /dev/null
set pgt_test.now = '2026-03-10 12:00:00+00';
insert into e select n, n % 4, timestamptz '2026-03-10 12:00+00' + (n - 20) * interval '5 hours', timestamptz '2026-03-10 12:00+00' + n * interval '3 hours',
    date '2026-03-01' + n / 2, timestamp '2026-03-10 12:00' + (n - 20) * interval '5 hours', n % 3 from generate_series(1, 40) n;
insert into bag select n % 3, timestamptz '2026-03-10' + (n % 9 - 4) * interval '6 hours', '{"a": 1}' from generate_series(1, 18) n;
insert into f select n, n % 4, timestamptz '2026-03-10 12:00+00' + (n - 5) * interval '4 hours', 'n', 'u' from generate_series(1, 10) n;

-- One condition over one table.
call make('w_rows', $$select id, k, ts from e where ts > now() - interval '1 day'$$);
call make('w_groups', $$select k, count(*) as c, sum(v) as s, max(ts) as m from e where ts >= now() - interval '36 hours' group by k$$);
call make('w_future', $$select id, k from e where now() <= ts + interval '2 hours'$$);
call make('w_bag', $$select k, ts, j from bag where ts <= now()$$);
call make('w_distinct', $$select distinct k from e where current_timestamp > ts$$);
call make('w_status', $$select id from e where v = 1 and until > now()$$);
call make('w_all', $$select count(*) as c, min(id) as m from e where ts > now()$$);
call moments('{w_rows, w_groups, w_future, w_bag, w_distinct, w_status, w_all}', 60);

-- Several conditions, in any combination.
call make('w_between', $$select id, ts from e where ts between now() - interval '1 day' and now() + interval '1 day'$$);
call make('w_valid', $$select k, count(*) as c from e where ts <= now() and until > now() group by k$$);
call make('w_or', $$select id from e where (ts < now() - interval '2 days' or until < now()) and not (ts > now() - interval '3 days' and v = 2)$$);
call make('w_dates', $$select id, d from e where d >= current_date - 2 and d < current_date + 2$$);
call make('w_today', $$select k, count(*) as c from e where d = current_date group by k$$);
call make('w_local', $$select id from e where l > localtimestamp - interval '1 day' and l <= localtimestamp$$);
call make('w_months', $$select id from e where ts > now() - interval '1 month' and ts < date_trunc('day', now())$$);
call moments('{w_between, w_valid, w_or, w_dates, w_today, w_local, w_months}', 60);

-- Joins, set operations, subqueries, windows, limits; states where the condition is on computed rows.
call make('j_inner', $$select e.id, f.id as fid, f.note from e join f on e.k = f.k and e.ts > now() - interval '1 day' where f.since < now()$$);
call make('j_left', $$select e.id, f.id as fid from e left join f on e.k = f.k and f.since > now() where e.ts > now() - interval '12 hours'$$);
call make('j_pairs', $$select e.id, f.id as fid from e join f on e.k = f.k where greatest(e.ts, f.since) > now() - interval '10 hours'$$);
call make('j_on_pairs', $$select e.id, f.id as fid from e join f on e.k = f.k and least(e.ts, f.since) > now() - interval '10 hours'$$);
call make('j_exists', $$select id from e where exists (select from bag where bag.k = e.k and bag.ts > now()) and not exists (select from f where f.k = e.k and f.since > now() - interval '1 day')$$);
call make('j_union', $$select k, ts from (select k, ts from e union all select k, ts from bag) as u where ts > now() - interval '1 day'$$);
call make('j_except', $$select k from e where ts > now() except select k from bag where ts > now()$$);
call make('j_window', $$select * from (select id, k, ts, row_number() over (partition by k order by ts, id) as n from e) as r where ts > now() - interval '1 day'$$);
call make('j_limited', $$select id, ts from e where ts <= now() order by ts desc, id limit 5$$);
call make('j_twice', $$with recent as (select * from e where ts > now() - interval '1 day') select a.id, b.id as other from recent a join recent b on a.k = b.k and a.id < b.id$$);
call make('j_scalar', $$select id from e where ts > now() - interval '1 day' and v >= (select avg(v) from e where until > now())$$);
call make('h_groups', $$select k, max(ts) as m, count(*) as c from e where isfinite(ts) group by k having max(ts) < now() + interval '2 days' and count(*) > 2$$);
call make('h_key', $$select ts, count(*) as c from bag group by ts having ts > now() - interval '1 day'$$);
call make('j_recursion', $$with recursive r(id, k) as (select id, k from e where ts between now() - interval '5 hours' and now() union select f.id, f.k from f join r on f.k = r.id) select id, k from r$$);
call make('j_step', $$with recursive r(id, k) as (select id, k from e where v = 1 union select f.id, f.k from f join r on f.k = r.id and f.since > now() - interval '1 day' where exists (select from e where e.k = f.k and e.ts < now())) select id, k from r$$);
call moments('{j_recursion, j_step, j_inner, j_left, j_pairs, j_on_pairs, j_exists, j_union, j_except, j_window, j_limited, j_twice, j_scalar, h_groups, h_key}', 40);

-- The rows of groups in a state.
call make('m_join', $$select f.k, max(e.v) as m, min(e.ts) as t, array_agg(e.id order by e.id) as ids from e join f on e.k = f.k where e.ts >= now() - interval '36 hours' and f.since < now() group by f.k$$);
call make('m_extremes', $$select e.v, max(e.ts) as m, count(*) as c from e join f on e.k = f.k where e.ts >= now() - interval '36 hours' group by e.v$$);
call make('m_pairs', $$select e.v, max(e.ts) as m, min(f.since) as s from e join f on e.k = f.k where greatest(e.ts, f.since) > now() - interval '10 hours' group by e.v$$);
call moments('{m_join, m_extremes, m_pairs}', 40);

-- How much time has passed, and points in time of different types, where days have 23 and 25 hours.
set timezone = 'America/New_York';
select current_setting('pgt_test.now') as moment_before \gset
set pgt_test.now = '2026-10-30 20:00:00+00';
insert into e select 10000 + n, n % 4, at, at + n * interval '2 hours', at::date, at::timestamp, n % 3
    from generate_series(1, 60) n, lateral (select timestamptz '2026-10-29 00:30+00' + n * interval '90 minutes' as at) as a;
create table g (id int primary key, d date);
insert into g select n, date '2026-10-20' + n from generate_series(1, 40) n;
call make('s_since', $$select id, ts from e where now() - ts < interval '1 day 6 hours'$$);
call make('s_mirrored', $$select id from e where interval '-36:00' <= current_timestamp - ts and not (ts - now() < '-20:00')$$);
call make('s_local', $$select id from e where localtimestamp - l between interval '-1 day' and interval '36:00'$$);
call make('s_zone', $$select id from e where l > now() - interval '5 hours' or d = now()$$);
call make('s_zoned', $$select id from e where ts > localtimestamp and until <= current_date + 3$$);
call make('s_days', $$select id from g where current_date - d < 7 and 20 >= current_date - d$$);
call make('s_pairs', $$select e.id, f.id as fid from e join f on e.k = f.k and now() - greatest(e.ts, f.since) < '10 hours'$$);
call moments('{s_since, s_mirrored, s_local, s_zone, s_zoned, s_days, s_pairs}', 40);
delete from e where id > 10000;
set timezone = 'UTC';
set pgt_test.now = :'moment_before';

-- A table that reads another one has its own moment.
call make('c_first', $$select id, k, ts, until from e where ts > now() - interval '2 days'$$);
call make('c_second', $$select k, count(*) as c from c_first where until < now() group by k$$);
call moments('{c_first, c_second}', 30);

-- What is seen of it.
select property, regexp_replace(value, '__pgt_delta_\d+', '__pgt_delta') as value from pgtrickle.explain_st('w_between')
where property in ('refresh_mode', 'clock 1 condition', 'operator_tree') order by property;
select count(*) as states, string_agg(value, ' ') ~ 'condition on the clock' as has_reason from pgtrickle.explain_st('j_pairs') where property ~ '^state \d+$';
select property, value::timestamptz is not null as is_moment from pgtrickle.explain_st('w_between') where property in ('moment', 'next_moment') order by property;
select distinct unnest(regexp_matches(value, 'moment_(?:before|of_refresh)\(\)', 'g')) from pgtrickle.explain_st('w_between') where property = 'clock 1 delta_query' order by 1;

-- Savepoints and rolled-back refreshes keep moment and rows together.
set pgt_test.now = '2026-06-01 00:00+00';
insert into e (id, k, ts) values (9001, 1, '2026-06-01 06:00+00');
select test.refresh('w_rows') like 'DIFFERENTIAL%' as done, verdict('w_rows', '2026-06-01 00:00+00');
begin;
set local pgt_test.now = '2026-06-03 00:00+00';
savepoint a;
select pgtrickle.refresh_stream_table('w_rows');
select count(*) from w_rows where id = 9001;
rollback to a;
select count(*) from w_rows where id = 9001;
rollback;
select verdict('w_rows', '2026-06-01 00:00+00');

-- The moment does not go back, but with a clock that has been set back, when all rows are computed.
set pgt_test.now = '2026-05-30 00:00+00';
insert into e (id, k, ts) values (9002, 1, '2026-05-30 12:00+00');
select pgtrickle.refresh_stream_table('w_rows');
select verdict('w_rows', '2026-06-01 00:00+00'), verdict('w_rows', '2026-05-30 00:00+00') <> 'equal' as is_later;
select pgtrickle.refresh_stream_table('w_rows', force_mode => 'FULL');
select verdict('w_rows', '2026-05-30 00:00+00');

-- TRUNCATE, and a refresh whose changes are too many.
truncate bag;
insert into bag values (1, '2026-05-30 01:00+00', '[]'), (2, '2026-05-29 01:00+00', '[]'), (null, null, null);
select pgtrickle.refresh_stream_table('w_bag');
select verdict('w_bag', '2026-05-30 00:00+00');

-- Time zones: the values of the clock are those of the author's zone, also where local time goes back.
set timezone = 'Europe/Berlin';
set pgt_test.now = '2026-10-24 20:00+00';
delete from e;
insert into e (id, k, ts, d, l) select n, n % 3, t, t::date, t::timestamp from generate_series(1, 300) n, lateral (select timestamptz '2026-10-17 12:00+00' + n * interval '20 minutes' as t) as m;
call make('z_days', $$select id, ts from e where ts > now() - interval '3 days'$$);
call make('z_local', $$select id, l from e where l >= localtimestamp - interval '1 day'$$);
call make('z_date', $$select id, d from e where d = current_date$$);
call make('z_shifted', $$select id from e where ts + interval '1 day' < now()$$);
set timezone = 'UTC';
do $$
declare
    t timestamptz := '2026-10-24 20:00+00';
    name text;
    wrong text := '';
begin
    for step in 1..60 loop
        t := t + interval '11 minutes';
        perform set_config('pgt_test.now', t::text, false);
        foreach name in array '{z_days, z_local, z_date, z_shifted}'::text[] loop
            perform pgtrickle.refresh_stream_table(name);
            perform set_config('timezone', 'Europe/Berlin', true);
            if verdict(name, t) <> 'equal' then wrong := wrong || format('%s at %s: %s; ', name, t, verdict(name, t)); end if;
            perform set_config('timezone', 'UTC', true);
        end loop;
    end loop;
    raise notice 'wrong: "%"', wrong;
end
$$;

-- What is refused, or FULL, and why.
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
set client_min_messages = error;
select n, mode_and_reason(q) from (values
    (1, $$select id from e where now() - ts < interval '1 month'$$),
    (2, $$select id from e where now() - ts < until - ts$$),
    (3, $$select id from e where current_date - d < v$$),
    (4, $$select id from e where ts <> now()$$),
    (5, $$select id from e where now() > '2026-01-01'$$),
    (6, $$select id from e where ts > current_timestamp(0)$$),
    (7, $$select id from e where ts > clock_timestamp()$$),
    (8, $$select id from e where ts > statement_timestamp()$$),
    (9, $$select id from e where case when ts > now() then true else v = 1 end$$),
    (10, $$select id from e where (ts > now()) is not false$$),
    (11, $$select e.id, f.id as fid from e left join f on e.k = f.k and e.ts > now()$$),
    (12, $$select k, count(*) filter (where ts > now()) as c from e group by k$$),
    (13, $$select ts > now() as future, count(*) as c from e group by 1$$),
    (14, $$select id from e where age(ts) < interval '1 day'$$),
    (15, $$with recursive r(id) as (select id from e where ts > now() union select f.id from f join r on f.k = r.id) select id from r$$),
    (16, $$with recursive r(id) as (select id from e where v = 1 union select f.id from f join r on f.k = r.id and (r.id > 3 or f.since > now())) select id from r$$),
    (17, $$select id from e where ts > nullif(now(), '2026-01-01')$$),
    (18, $$select x from (values (now() - interval '1 day'), ('2026-01-01'::timestamptz)) as v(x) where x > now()$$)
) as t(n, q);
reset client_min_messages;
select test.error($$select pgtrickle.create_stream_table('x', 'select id from e where ts > now()', refresh_mode => 'IMMEDIATE')$$);
select test.error($$select pgtrickle.create_stream_table('x', 'select id from e where d > current_date - 1', refresh_mode => 'ON COMMIT')$$);
select test.error($$select pgtrickle.create_stream_table('x', 'select id from e where now() - ts < interval ''1 month''', refresh_mode => 'DIFFERENTIAL')$$);

-- temporal_mode asks for such a condition.
select pgtrickle.create_stream_table('asked', 'select id from e where ts > now()', temporal_mode => 'sliding_window');
select test.error($$select pgtrickle.create_stream_table('x', 'select id from e', temporal_mode => 'sliding_window')$$);
select test.error($$select pgtrickle.create_stream_table('x', 'select id from e where ts > now()', temporal_mode => 'sliding_window', refresh_mode => 'FULL')$$);
select test.error($$select pgtrickle.create_stream_table('x', 'select id from e where ts > now()', temporal_mode => 'tumbling')$$);

-- Advice where rows are not found by an index.
create table unindexed (id int primary key, ts timestamptz);
select pgtrickle.create_stream_table('advised', $$select id from unindexed where ts > now() and ts + interval '1 day' > now()$$);

-- A table that is not by the clock any more has no moment; one that is dropped neither.
select pgtrickle.alter_stream_table('asked', refresh_mode => 'FULL');
select count(*) from pgtrickle_catalog.pgt_moments join pgtrickle.pgt_stream_tables using (pgt_id) where pgt_name = 'asked';
select pgtrickle.alter_stream_table('asked', refresh_mode => 'DIFFERENTIAL');
select count(*) from pgtrickle_catalog.pgt_moments join pgtrickle.pgt_stream_tables using (pgt_id) where pgt_name = 'asked';
select pgtrickle.drop_stream_table('asked');
select count(*) from pgtrickle_catalog.pgt_moments left join pgtrickle.pgt_stream_tables s using (pgt_id) where s.pgt_id is null;

-- Outside of a refresh the functions of the moment show now().
select pgtrickle.moment_of_refresh() = now(), pgtrickle.moment_before() = now();
