-- What a query would be as a stream table. Nothing is made, and no source is captured.
create table a (id int primary key, k int, n numeric);
create table b (k int, name text);
insert into a select g, g % 10, g from generate_series(1, 1000) as g;
insert into b select g, 'name' from generate_series(1, 10) as g;
analyze a, b;
create view counts as select count(*) filter (where relkind = 'r') as tables, count(*) as relations from pg_class where oid > 16384;
select * from counts \gset before_
select aspect, subject, detail, round(quantity), unit from pgtrickle.estimate_stream_table('select k, sum(n) from a group by k')
where unit is distinct from 'planner cost';
select aspect, subject, detail, quantity > 0 as costs from pgtrickle.estimate_stream_table('select k, sum(n) from a group by k') where unit = 'planner cost';
select aspect, subject, detail from pgtrickle.estimate_stream_table('select a.id, b.name from a join b using (k)');
select aspect, subject, detail from pgtrickle.estimate_stream_table('select k, count(distinct name) from b group by k');
select aspect, subject, detail from pgtrickle.estimate_stream_table('select id, random() from a');
select aspect, subject, detail from pgtrickle.estimate_stream_table('select count(*) from a', refresh_mode => 'immediate');
select aspect, subject, detail from pgtrickle.estimate_stream_table('select count(*) from a', 'FULL');
-- Where changes are captured already.
call test.create('t', 'select id, k from a');
select aspect, subject, detail, quantity, unit from pgtrickle.estimate_stream_table('select k from a') where aspect = 'writer';
select pgtrickle.drop_stream_table('t');
-- Errors are those of creation.
select test.error($$ select * from pgtrickle.estimate_stream_table('select id, random() from a', 'DIFFERENTIAL') $$);
select test.error($$ select * from pgtrickle.estimate_stream_table('select nix from a') $$);
select test.error($$ select * from pgtrickle.estimate_stream_table('delete from a') $$);
select test.error($$ select * from pgtrickle.estimate_stream_table('select 1; select 2') $$);
select test.error($$ select * from pgtrickle.estimate_stream_table('select id, id from a') $$);
select test.error($$ select * from pgtrickle.estimate_stream_table(null) $$);
select test.error($$ select * from pgtrickle.estimate_stream_table('select id from a', 'sometimes') $$);
-- validate_query() gives errors of the query as rows.
select * from pgtrickle.validate_query('select k, sum(n) from a group by k');
select * from pgtrickle.validate_query('select name, to_char(now(), ''YYYY'') from b');
select * from pgtrickle.validate_query('select id, random() from a');
select * from pgtrickle.validate_query('select nix from a');
select * from pgtrickle.validate_query('insert into b values (1)');
select test.error($$ select * from pgtrickle.validate_query(null) $$);
select pass_name, changed, sql_after <> '' as has_text from pgtrickle.explain_query_rewrite('select a.id, b.name from a join b using (k)');
select sql_after from pgtrickle.explain_query_rewrite('select * from b') where pass_name = 'analysed';
-- The rights are those of the caller.
create role regress_reader;
set role regress_reader;
select test.error($$ select * from pgtrickle.estimate_stream_table('select id from a') $$);
reset role;
grant create on schema public to regress_reader;
set role regress_reader;
select test.error($$ select * from pgtrickle.estimate_stream_table('select id from a') $$);
select * from pgtrickle.validate_query('select id from a');
reset role;
revoke create on schema public from regress_reader;
drop role regress_reader;
select (select count(*) from pgtrickle.pgt_stream_tables) as stream_tables, (select count(*) from pgtrickle.pgt_sources) as sources,
       (select (tables, relations) = (:before_tables, :before_relations) from counts) as nothing_left;
select tgname from pg_trigger where tgrelid in ('a'::regclass, 'b'::regclass);
