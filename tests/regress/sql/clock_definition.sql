-- Stream tables with conditions on the clock whose definition changes, and which are compared with their queries.
set timezone = 'UTC';
create table e (id int primary key, k int, ts timestamptz, d date);
create index on e (ts);
create index on e (d);
create function at_moment(query text, t timestamptz) returns text language sql as $$
    select replace(replace(query, 'now()', format('%L::timestamptz', t)), 'current_date', format('%L::timestamptz::date', t))
$$;
create function verdict(name text, t timestamptz) returns text language sql as $$
    select coalesce(test.difference(format('select %s from %s', test.columns(name), name),
        format('select %s from (%s) as "__query"', test.columns(name), at_moment(test.query_of(name), t)), true), 'equal')
$$;
set pgt_test.now = '2026-03-10 12:00+00';
insert into e select n, n % 3, timestamptz '2026-03-09 00:00+00' + n * interval '1 hour', date '2026-03-07' + n / 8 from generate_series(1, 60) n;
select pgtrickle.create_stream_table('w', $$select id, k from e where ts > now() - interval '1 day'$$);

-- A comparison is one with the query at the moment of the contents.
select * from pgtrickle.verify_stream_table('w');
set pgt_test.now = '2026-03-10 12:10+00';
select * from pgtrickle.verify_stream_table('w');
set pgt_test.now = '2026-03-10 14:00+00';
select * from pgtrickle.verify_stream_table('w');
select verdict('w', '2026-03-10 14:00+00');

-- Another query: other columns, another condition, and from a query without a condition on the clock to one with it and back.
select pgtrickle.alter_stream_table('w', query => $$select id, k, ts from e where ts > now() - interval '1 day' and ts <= now()$$);
select verdict('w', '2026-03-10 14:00+00');
set pgt_test.now = '2026-03-10 18:00+00';
insert into e values (100, 1, '2026-03-10 17:00+00', '2026-03-10');
select test.refresh('w') like 'DIFFERENTIAL%', verdict('w', '2026-03-10 18:00+00');
select pgtrickle.alter_stream_table('w', query => $$select id, k, ts as at from e where ts > now() - interval '1 day' and ts <= now()$$);
select verdict('w', '2026-03-10 18:00+00');
set pgt_test.now = '2026-03-10 20:00+00';
select test.refresh('w') like 'DIFFERENTIAL%', verdict('w', '2026-03-10 20:00+00');
select pgtrickle.alter_stream_table('w', query => $$select id, k from e$$);
select count(*) from pgtrickle_catalog.pgt_moments;
select pgtrickle.alter_stream_table('w', query => $$select id, k from e where ts > now()$$);
select count(*) from pgtrickle_catalog.pgt_moments;
set pgt_test.now = '2026-03-11 20:00+00';
select test.refresh('w') like 'DIFFERENTIAL%', verdict('w', '2026-03-11 20:00+00');

-- Another time zone is another query, also where it has the same text.
set pgt_test.now = '2026-03-10 02:00+00';
select pgtrickle.create_stream_table('z', $$select id, d from e where d = current_date$$);
set timezone = 'America/New_York';
select pgtrickle.alter_stream_table('z', query => $$select id, d as day from e where d = current_date$$);
select verdict('z', '2026-03-10 02:00+00');
set pgt_test.now = '2026-03-10 05:00+00';
select test.refresh('z') like 'DIFFERENTIAL%', verdict('z', '2026-03-10 05:00+00');
set timezone = 'UTC';

-- temporal_mode of what is replaced.
select pgtrickle.create_or_replace_stream_table('r', 'select id from e where ts > now()', temporal_mode => 'sliding_window');
select pgtrickle.create_or_replace_stream_table('r', 'select id from e where ts > now()', temporal_mode => 'sliding_window');
select test.error($$select pgtrickle.create_or_replace_stream_table('r', 'select id from e', temporal_mode => 'sliding_window')$$);
select pgtrickle.alter_stream_table('r', temporal_mode => 'sliding_window');
select test.error($$select pgtrickle.alter_stream_table('r', query => 'select id from e', temporal_mode => 'sliding_window')$$);
select test.error($$select pgtrickle.alter_stream_table('r', temporal_mode => 'hopping')$$);
select pgtrickle.alter_stream_table('r', query => 'select id from e where ts > now() - interval ''1 hour''', temporal_mode => 'sliding_window');
select test.query_of('r');

-- A table that was left empty; a rolled-back change.
select pgtrickle.create_stream_table('later', 'select id from e where ts > now()', initialize => false);
begin;
update e set ts = ts + interval '1 year';
select pgtrickle.refresh_stream_table('later');
select count(*) from later;
rollback;
select count(*) from pgtrickle_catalog.pgt_moments join pgtrickle.pgt_stream_tables using (pgt_id) where pgt_name = 'later';
select pgtrickle.refresh_stream_table('later');
select verdict('later', '2026-03-10 05:00+00');

-- Two tables in one transaction, under one snapshot.
begin isolation level repeatable read;
set local pgt_test.now = '2026-03-10 09:00+00';
update e set ts = ts + interval '30 minutes' where id % 2 = 0;
select pgtrickle.refresh_stream_table('later'), pgtrickle.refresh_stream_table('w');
select verdict('later', '2026-03-10 09:00+00');
commit;
select moment = '2026-03-10 09:00+00' from pgtrickle_catalog.pgt_moments join pgtrickle.pgt_stream_tables using (pgt_id) where pgt_name = 'later';
