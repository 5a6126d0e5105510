-- A source cannot be dropped under a stream table, unless with CASCADE.
create table a (id int primary key, k int);
create view v as select k from a;
create schema area;
create table area.b (id int);
call test.create('t', 'select id from a');
call test.create('u', 'select count(*) as n from v');
call test.create('w', 'select * from area.b');
call test.create('over_t', 'select count(*) as n from t');
select test.error('drop table a');
select test.error('drop view v');
select test.error('drop schema area');
select test.error('drop table t');
select test.refresh('t'), test.refresh('u'), test.refresh('w');
drop schema area cascade;
select pgt_name from pgtrickle.pgt_stream_tables order by pgt_id;
drop table a cascade;
select pgt_name from pgtrickle.pgt_stream_tables order by pgt_id;
select count(*) from pg_class c join pg_namespace n on n.oid = relnamespace where nspname = 'pgtrickle_changes';
