-- Many stream tables by one call.
create table a (id int primary key, g int, v int);
insert into a select i, i % 3, i from generate_series(1, 9) i;
select jsonb_path_query_array(pgtrickle.bulk_create('[
    {"name": "one", "query": "select g, count(*) as n from a group by g", "schedule": "5m"},
    {"name": "public.two", "query": "select n, count(*) as m from one group by n", "refresh_mode": "FULL", "initialize": false},
    {"name": "three", "query": "select * from two", "diamond_consistency": null}]'), '$[*].name');
select pgt_name, schedule, requested_mode, status from pgtrickle.pgt_stream_tables order by pgt_id;
select pgtrickle.bulk_create('[]');
-- All or none; the error says which.
\set VERBOSITY default
\set SHOW_CONTEXT always
select pgtrickle.bulk_create('[{"name": "four", "query": "select id from a"}, {"name": "five", "query": "select nonsense from a"}]');
select pgtrickle.bulk_create('[{"name": "four", "query": "select id from a"}, {"name": "one", "query": "select id from a"}]');
select pgtrickle.bulk_create('[{"name": "four", "query": "select id from a"}, {"query": "select id from a"}]');
select to_regclass('four');
select test.error($$ select pgtrickle.bulk_create('{"name": "four", "query": "select id from a"}') $$);
select test.error($$ select pgtrickle.bulk_create('[1]') $$);
select test.error($$ select pgtrickle.bulk_create('[null]') $$);
select test.error($$ select pgtrickle.bulk_create('[{"name": "four"}]') $$);
select test.error($$ select pgtrickle.bulk_create('[{"name": "four", "query": "select id from a", "colour": "red"}]') $$);
select test.error($$ select pgtrickle.bulk_create('[{"name": "four", "query": "select id from a", "status": "PAUSED"}]') $$);
select test.error($$ select pgtrickle.bulk_create('[{"name": "four", "query": "select id from a", "initialize": "perhaps"}]') $$);
select test.error($$ select pgtrickle.bulk_create('[{"name": "four", "query": null}]') $$);
select test.error($$ select pgtrickle.bulk_create(null) $$);
-- Altered alike; those that have it already do not count.
select pgtrickle.bulk_alter_stream_tables('{one,two,three,one}', '{"schedule": "7m"}');
select pgtrickle.bulk_alter_stream_tables('{one,two}', '{"schedule": "7m", "status": null}');
select pgtrickle.bulk_alter_stream_tables('{}', '{}');
select pgt_name, schedule from pgtrickle.pgt_stream_tables order by pgt_id;
select test.error($$ select pgtrickle.bulk_alter_stream_tables('{one,missing}', '{"schedule": "8m"}') $$);
select test.error($$ select pgtrickle.bulk_alter_stream_tables('{one}', '{"initialize": true}') $$);
select test.error($$ select pgtrickle.bulk_alter_stream_tables('{one}', '[]') $$);
select test.error($$ select pgtrickle.bulk_alter_stream_tables('{one}', 'nonsense') $$);
select test.error($$ select pgtrickle.bulk_alter_stream_tables('{one}', 'null') $$);
select test.error($$ select pgtrickle.bulk_alter_stream_tables('{one}', '{"schedule": "8m", "schedule": "9m"}') $$);
select test.error($$ select pgtrickle.bulk_alter_stream_tables('{one,null}', '{"schedule": "8m"}') $$);
select test.error($$ select pgtrickle.bulk_alter_stream_tables(null, '{"schedule": "8m"}') $$);
select pgt_name, schedule from pgtrickle.pgt_stream_tables order by pgt_id;
-- Paused and resumed, but for those that transactions maintain.
call test.create('now', 'select id from a', 'IMMEDIATE');
select pgtrickle.alter_stream_table('three', status => 'SUSPENDED');
select pgtrickle.pause_all();
select pgt_name, status from pgtrickle.pgt_stream_tables order by pgt_id;
select pgtrickle.pause_all();
select pgtrickle.resume_all();
select pgt_name, status from pgtrickle.pgt_stream_tables order by pgt_id;
-- Of the caller alone.
create role other;
grant all on schema public to other;
grant select on a to other;
set role other;
select pgtrickle.create_stream_table('theirs', 'select id from a', refresh_mode => 'FULL');
select pgtrickle.pause_all();
select test.error($$ select pgtrickle.bulk_alter_stream_tables('{theirs,one}', '{"schedule": "8m"}') $$);
select test.error($$ select pgtrickle.bulk_drop_stream_tables('{theirs,one}') $$);
reset role;
select pgt_name, status, schedule from pgtrickle.pgt_stream_tables order by pgt_id;
-- Dropped in any order; what others read stays with all the others.
select test.error($$ select pgtrickle.bulk_drop_stream_tables('{one,two}') $$);
select test.error($$ select pgtrickle.bulk_drop_stream_tables('{one,missing}') $$);
select test.error($$ select pgtrickle.bulk_drop_stream_tables(null) $$);
select test.error($$ select pgtrickle.bulk_drop_stream_tables('{one,null}') $$);
select pgtrickle.bulk_drop_stream_tables('{one,three,two,now,theirs}');
select count(*) from pgtrickle.pgt_stream_tables;
drop owned by other;
drop role other;
