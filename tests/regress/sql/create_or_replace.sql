-- The same script again and again: what is there already is not touched.
create table a (id int primary key, g int, v int);
insert into a select i, i % 3, i from generate_series(1, 9) i;
create view seen as select xmin::text as row, pgt_relid::oid, definition::oid, schedule, requested_mode, diamond_consistency, status from pgtrickle_catalog.pgt_stream_tables where pgt_name = 't';
select pgtrickle.create_or_replace_stream_table(name => 't', query => 'select g, count(*) as n from a group by g', schedule => '5m', refresh_mode => 'DIFFERENTIAL');
select test.check('t');
create table first as select * from seen;
select pgtrickle.create_or_replace_stream_table(name => 't', query => 'select g, count(*) as n from a group by g', schedule => '5m', refresh_mode => 'DIFFERENTIAL');
select pgtrickle.create_or_replace_stream_table(name => 'public.t', query => 'SELECT (g) , COUNT(*) AS n
    FROM a -- all of it
    GROUP BY 1;', schedule => '5m', refresh_mode => 'differential');
select seen = first as untouched from seen, first;
-- Other options.
select pgtrickle.create_or_replace_stream_table('t', 'select g, count(*) as n from a group by g', '10m', 'DIFFERENTIAL', diamond_consistency => 'none');
select schedule, requested_mode, diamond_consistency from seen;
-- What is left out is the default.
select pgtrickle.create_or_replace_stream_table('t', 'select g, count(*) as n from a group by g');
select schedule, requested_mode, diamond_consistency from seen;
-- Another query.
select pgtrickle.create_or_replace_stream_table('t', 'select g, count(*) as n, sum(v) as total from a group by g');
select test.check('t'), seen.pgt_relid = first.pgt_relid as same_table from seen, first;
call test.rounds('{t}', '{a}', 3);
-- Both.
select pgtrickle.create_or_replace_stream_table('t', 'select g, v from a', refresh_mode => 'IMMEDIATE', schedule => null);
insert into a values (100, 1, 1);
select test.check('t'), schedule, requested_mode from seen;
-- Names, a paused table, errors.
select pgtrickle.create_or_replace_stream_table('t', 'select g, v from a');
select pgtrickle.alter_stream_table('t', status => 'PAUSED');
select pgtrickle.create_or_replace_stream_table('t', 'select g, v from a');
select status from seen;
select test.error($$ select pgtrickle.create_or_replace_stream_table('a', 'select 1 as x') $$);
select test.error($$ select pgtrickle.create_or_replace_stream_table(null, 'select 1 as x') $$);
select test.error($$ select pgtrickle.create_or_replace_stream_table('t', null) $$);
select test.error($$ select pgtrickle.create_or_replace_stream_table('t', 'select nonsense') $$);
select test.error($$ select pgtrickle.create_or_replace_stream_table('t', 'select g, v from a', schedule => null) $$);
create role other;
grant select on a to other;
grant create on schema public to other;
set role other;
select test.error($$ select pgtrickle.create_or_replace_stream_table('t', 'select g, v from a') $$);
select test.error($$ select pgtrickle.create_or_replace_stream_table('t', 'select g from a') $$);
reset role;
drop owned by other;
drop role other;
