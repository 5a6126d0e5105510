-- Another query for a stream table: columns that both have stay what they are, with all that depends on them.
create table a (id int primary key, g int, v int, note text);
create table b (id int primary key, g int, w numeric);
insert into a select i, i % 3, i, 'n' || i from generate_series(1, 9) i;
insert into a values (10, null, null, null);
insert into b select i, i % 3, i from generate_series(1, 5) i;
call test.create('t', 'select g, count(*) as n, sum(v) as total from a group by g');
create view shape as
    select attname, format_type(atttypid, atttypmod) as type
    from pg_attribute where attrelid = 't'::regclass and attnum > 0 and not attisdropped and attname !~ '^__pgt_' order by attnum;
create view how as
    select refresh_mode, status, needs_reinit, is_populated,
           (select string_agg(action || coalesce(': ' || reason, ''), '; ' order by refresh_id) from pgtrickle.pgt_refresh_history h where h.pgt_id = t.pgt_id) as history
    from pgtrickle.pgt_stream_tables t where pgt_name = 't';
create table before as select 't'::regclass::oid as oid;
create view over_t as select g, n from t;
create index t_n on t (n);
create role reader;
grant select on t to reader;
create publication p for table t;
comment on column t.n is 'how many';

-- The same columns.
select pgtrickle.alter_stream_table('t', query => 'select g, count(*) as n, sum(v) as total from a where id > 2 group by g');
select test.check('t'), 't'::regclass::oid = oid as same_oid from before;
select * from how;
call test.rounds('{t}', '{a,b}', 3);
-- A column more, which is known at once; one less; another order.
select pgtrickle.alter_stream_table('t', query => 'select count(*) as n, max(v) as top, g from a group by g');
select test.check('t'), 't'::regclass::oid = oid as same_oid from before;
select * from shape;
call test.rounds('{t}', '{a,b}', 3);
-- A source more.
select pgtrickle.alter_stream_table('t', query => 'select a.g, count(*) as n, sum(b.w) as w from a join b using (g) group by a.g');
select test.check('t');
select * from shape;
select source_table, columns_used from pgtrickle.list_sources('t') order by 1;
call test.rounds('{t}', '{a,b}', 3);
-- What depends on columns that both have is still there.
select (select count(*) from over_t) = (select count(*) from t) as view_works,
       has_table_privilege('reader', 't', 'select') as granted,
       exists (select from pg_publication_tables where tablename = 't') as published,
       col_description('t'::regclass, attnum) as comment
from pg_attribute where attrelid = 't'::regclass and attname = 'n';
select indexrelid::regclass from pg_index where indrelid = 't'::regclass and indexrelid::regclass::text = 't_n';
-- A source less: nothing is captured without need.
select pgtrickle.alter_stream_table('t', query => 'select g, count(*) as n from a group by g');
select test.check('t');
select source_table from pgtrickle.list_sources('t');
select count(*) from pg_trigger where tgrelid = 'b'::regclass;

-- A renamed column keeps what it holds: nothing is computed.
create table rows_before as select ctid as place, xmin::text as writer from t;
select pgtrickle.alter_stream_table('t', query => 'select g, count(*) as number from a group by g');
select test.check('t'), (select count(*) from rows_before join t on t.ctid = place and t.xmin::text = writer) = (select count(*) from t) as same_rows;
select * from shape;
select pg_get_viewdef('over_t');
call test.rounds('{t}', '{a,b}', 3);
select pgtrickle.alter_stream_table('t', query => 'select g, count(*) as n from a where true group by g');
select test.check('t');
select pg_get_viewdef('over_t');
-- The same query, written otherwise: nothing is touched.
create table row_before as select xmin::text as writer from pgtrickle_catalog.pgt_stream_tables where pgt_name = 't';
select pgtrickle.alter_stream_table('t', query => 'SELECT   (g), count( * )  AS "n" FROM public.a WHERE (TRUE) GROUP BY g ;');
select xmin::text = (select writer from row_before) as untouched from pgtrickle_catalog.pgt_stream_tables where pgt_name = 't';

-- Another type: the column is replaced.
drop view over_t;
select pgtrickle.alter_stream_table('t', query => 'select g::text as g, count(*)::int as n from a group by g');
select test.check('t'), 't'::regclass::oid = oid as same_oid from before;
select * from shape;
select has_table_privilege('reader', 't', 'select') as granted;
call test.rounds('{t}', '{a,b}', 3);
-- What depends on a column that would vanish is named, and nothing happens.
create view over_t as select g, n from t;
create view u_reads as select g, n from t;
call test.create('u', 'select n, count(*) as groups from u_reads group by n');
select test.error($$ select pgtrickle.alter_stream_table('t', query => 'select g::text as g from a group by g') $$);
select test.error($$ select pgtrickle.alter_stream_table('t', query => 'select g::text as g, count(*) as n from a group by g') $$);
call test.create('w', 'select n from t');
select test.error($$ select pgtrickle.alter_stream_table('t', query => 'select g::text as g from a group by g') $$);
select pgtrickle.drop_stream_table('w');
select test.check('t'), test.check('u');
-- Readers follow.
select pgtrickle.alter_stream_table('t', query => 'select g::text as g, count(*)::int as n, sum(v) as total from a where v > 3 group by g');
select test.check('t'), test.refresh('u');
call test.rounds('{t,u}', '{a,b}', 3);
-- Not in a circle.
select test.error($$ select pgtrickle.alter_stream_table('t', query => 'select n::text as g, groups::int as n from u') $$);
select test.error($$ select pgtrickle.alter_stream_table('t', query => 'select g, n from over_t') $$);

-- What is wrong with a query leaves the table alone.
select test.error($$ select pgtrickle.alter_stream_table('t', query => 'select nonsense') $$);
select test.error($$ select pgtrickle.alter_stream_table('t', query => 'select g from') $$);
select test.error($$ select pgtrickle.alter_stream_table('t', query => 'delete from a') $$);
select test.error($$ select pgtrickle.alter_stream_table('t', query => 'select 1 as x; select 2') $$);
select test.error($$ select pgtrickle.alter_stream_table('t', query => '') $$);
select test.error($$ select pgtrickle.alter_stream_table('t', query => 'select g, g from a') $$);
select test.error($$ select pgtrickle.alter_stream_table('t', query => 'select 1 as __pgt_x') $$);
select test.error($$ select pgtrickle.alter_stream_table('t', query => 'select g::text, n from missing') $$);
select test.error($$ select pgtrickle.alter_stream_table('t', query => 'select g::text as g, (1 / (v - v))::int as n from a') $$);
select test.error($$ select pgtrickle.alter_stream_table('t', query => 'select g::text as g, (random() * v)::int as n, 1 as total from a') $$);
select test.check('t'), test.check('u');
call test.rounds('{t,u}', '{a,b}', 2);
-- Undone with its transaction, or with a savepoint.
begin;
select pgtrickle.alter_stream_table('t', query => 'select g::text as g, 5 as n from a');
select test.check('t');
rollback;
select test.check('t'), test.refresh('u');
begin;
savepoint s;
select pgtrickle.alter_stream_table('t', query => 'select g::text as g, 5 as n, v from a');
insert into a values (100, 1, 1, 'x');
rollback to s;
insert into a values (101, 1, 1, 'x');
select pgtrickle.alter_stream_table('t', query => 'select g::text as g, 7 as n, v from a');
select test.check('t');
commit;
select test.check('t'), test.refresh('u');
call test.rounds('{t,u}', '{a,b}', 2);
-- With other settings in one call, and under another name and in another schema.
select pgtrickle.alter_stream_table('t', query => 'select g::text as g, count(*)::int as n from a group by g', refresh_mode => 'FULL', schedule => '5m');
select test.check('t'), schedule, refresh_mode from pgtrickle.pgt_stream_tables where pgt_name = 't';
create schema s;
alter table t set schema s;
alter table s.t rename to renamed;
select pgtrickle.alter_stream_table('s.renamed', query => 'select g::text as g, count(*)::int as n, min(v) as low from a group by g', refresh_mode => 'DIFFERENTIAL');
select test.check('s.renamed'), test.refresh('u');
call test.rounds('{s.renamed,u}', '{a,b}', 2);
select pgtrickle.drop_stream_table('u');
drop view over_t, u_reads, how, shape;
select pgtrickle.drop_stream_table('s.renamed');
select count(*) from pgtrickle.pgt_stream_tables;
select count(*) from pg_class where relnamespace in ('pgtrickle_definitions'::regnamespace, 'pgtrickle_state'::regnamespace, 'pgtrickle_changes'::regnamespace) and relname <> 'nothing';
drop publication p;
drop owned by reader;
drop role reader;
-- A reader depends on the columns that its query may mean, and on no others.
call test.create('t', 'select g, v, note, id from a');
call test.create('counts', 'select count(*) as n from t as x');
call test.create('named', 'select x.v, length(y.note) as l from t as x join t as y using (id) order by x.v limit 3');
select pgtrickle.create_stream_table('whole', 'select to_jsonb(t) - ''id'' as j from t');
select test.error($$ select pgtrickle.alter_stream_table('t', query => 'select v, note, id from a') $$);
select pgtrickle.drop_stream_table('whole');
select test.error($$ select pgtrickle.alter_stream_table('t', query => 'select g, v, id from a') $$);
select pgtrickle.alter_stream_table('t', query => 'select g, v + 1 as w, v, note, id from a');
select pgtrickle.drop_stream_table('counts');
select pgtrickle.alter_stream_table('t', query => 'select v, note, id, 1 as one from a');
select test.check('t'), test.refresh('named');
call test.create('starred', 'select * from t');
call test.create('natural', 'select id from t natural join a');
select test.error($$ select pgtrickle.alter_stream_table('t', query => 'select v, note, id from a') $$);
call test.rounds('{t,named,starred,natural}', '{a}', 3);
