-- Functions in FROM that raise no errors of their own: their arguments, and what is computed of their rows, may.
\set VERBOSITY terse
create table a (id int primary key, v int, list int[]);
insert into a select i, i % 3, array[i, i % 2] from generate_series(1, 6) as i;
create function test.compare(name text, query text) returns text language sql as $$
    select coalesce(test.difference(format('select %s from %s', test.columns(name), name::regclass), query, true), 'equal')
$$;
select pgtrickle.create_stream_table('elements', 'select id, 10 / e as x from a, unnest(list) as e', row_errors => 'quarantine');
select pgtrickle.create_stream_table('arguments', 'select id, e from a, unnest(array[10 / v, v]) as e', row_errors => 'quarantine');
select pgtrickle.create_stream_table('selected', 'select id, unnest(list) as x from a', row_errors => 'quarantine');
select pgtrickle.create_stream_table('series', 'select id, 10 / e as x from a, generate_series(0, v) as e', row_errors => 'quarantine');
create function all_right() returns table (name text, verdict text) language sql as $$
    values ('elements', test.compare('elements', 'select id, 10 / e from a, unnest(list) as e where e <> 0')),
           ('arguments', test.compare('arguments', 'select id, e from a, unnest(array[case when v <> 0 then 10 / v end, v]) as e where (v <> 0) is not false')),
           ('selected', test.compare('selected', 'select id, unnest(list) from a')),
           ('series', test.compare('series', 'select id, 10 / e from a, generate_series(0, v) as e where e <> 0')) $$;
select * from all_right();
insert into a values (7, 0, '{0,5}'), (8, 2, '{}'), (9, null, null);
update a set list = list || 0 where id = 1;
update a set v = 0 where id = 2;
delete from a where id = 3;
select pgtrickle.refresh_stream_table(name) from all_right();
select * from all_right();
-- Of others nothing is known.
select test.error($$ select pgtrickle.create_stream_table('t', 'select id, e from a, string_to_table(v::text, null) as e', row_errors => 'quarantine') $$);
