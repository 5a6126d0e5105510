-- Limits that make creation fail, with the figure and the limit.
create table a (id int primary key, k int, n int);
insert into a select g, g % 10, g from generate_series(1, 1000) as g;
analyze a;
create function test.figure(statement text) returns setof text language sql as $$
    select regexp_replace(line, '(cost|be) \d+', '\1 (figure)') from test.error(statement) as line
$$;
select test.figure($$ select pgtrickle.create_stream_table('t', 'select k, sum(n) from a group by k', strict => '{"full_cost": 1}') $$);
select test.figure($$ select pgtrickle.create_stream_table('t', 'select k, sum(n) from a group by k', strict => '{"change_cost": 0}') $$);
select test.figure($$ select pgtrickle.create_stream_table('t', 'select k, sum(n) from a group by k', strict => '{"rows": 5}') $$);
select test.figure($$ select pgtrickle.create_stream_table('t', 'select k, count(distinct n) from a group by k', strict => '{"state_rows": 500}') $$);
select test.figure($$ select pgtrickle.create_stream_table('t', 'select k, sum(n) from a group by k', strict => '{"captured_columns": 1}') $$);
select test.error($$ select pgtrickle.create_stream_table('t', 'select id, random() from a', strict => '{"refresh_mode": "DIFFERENTIAL"}') $$);
select test.error($$ select pgtrickle.create_stream_table('t', 'select id from a', strict => '{"refresh_mode": "AUTO"}') $$);
select test.error($$ select pgtrickle.create_stream_table('t', 'select id from a', strict => '{"memory": 1}') $$);
select test.error($$ select pgtrickle.create_stream_table('t', 'select id from a', strict => '{"rows": "many"}') $$);
select test.error($$ select pgtrickle.create_stream_table('t', 'select id from a', strict => '{"rows": null}') $$);
select test.error($$ select pgtrickle.create_stream_table('t', 'select id from a', strict => '{"rows": -1}') $$);
select test.error($$ select pgtrickle.create_stream_table('t', 'select id from a', strict => '{"rows": 1e999}') $$);
select test.error($$ select pgtrickle.create_stream_table('t', 'select id from a', strict => '{"rows": [1]}') $$);
select test.error($$ select pgtrickle.create_stream_table('t', 'select id from a', strict => '{"refresh_mode": null}') $$);
select test.error($$ select pgtrickle.create_stream_table('t', 'select id from a', strict => '[]') $$);
select test.error($$ select pgtrickle.create_stream_table('t', 'select id from a', strict => 'null') $$);
select count(*) from pgtrickle.pgt_stream_tables;
-- Limits that are kept.
select pgtrickle.create_stream_table('t', 'select k, sum(n) from a group by k', strict => '{"refresh_mode": "differential", "full_cost": 1e6, "change_cost": 1e6, "rows": 10, "state_rows": 0, "captured_columns": 2}');
select test.check('t');
-- They hold for another query, too; the same one is not looked at.
select test.figure($$ select pgtrickle.create_or_replace_stream_table('t', 'select k, id, sum(n) from a group by k, id', strict => '{"rows": 10}') $$);
select test.error($$ select pgtrickle.create_or_replace_stream_table('t', 'select k, random() from a', strict => '{"refresh_mode": "DIFFERENTIAL"}') $$);
select pgtrickle.create_or_replace_stream_table('t', 'select k, sum(n) from a group by k', strict => '{"rows": 1}');
select test.check('t');
select pgtrickle.create_or_replace_stream_table('t', 'select k, max(n) from a group by k', strict => '{"rows": 10}');
select test.check('t');
select test.error($$ select pgtrickle.bulk_create('[{"name": "u", "query": "select id from a", "strict": {"rows": 5}}]') $$);
