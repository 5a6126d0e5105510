-- Dropping removes storage, triggers, buffer and catalog rows; not while another stream table reads it.
create table a (id int primary key, k int);
call test.create('base', 'select id, k from a');
call test.create('middle', 'select k, count(*) as n from base group by k');
call test.create('top', 'select count(*) as groups from middle');
call test.create('other', 'select * from a');
select test.error($$ select pgtrickle.drop_stream_table('base') $$);
select test.error($$ select pgtrickle.drop_stream_table('middle') $$);
select pgtrickle.drop_stream_table('top');
select pgtrickle.drop_stream_table('middle', cascade => false);
insert into a values (1, 1);
select test.refresh('base'), test.refresh('other');
call test.create('middle', 'select k, count(*) as n from base group by k');
call test.create('top', 'select count(*) as groups from middle');
select pgtrickle.drop_stream_table('base', cascade => true);
select pgt_name, to_regclass(pgt_name) from pgtrickle.pgt_stream_tables;
insert into a values (2, 2);
select test.refresh('other');
-- What hangs on the storage table keeps it, too.
create view reader as select * from other;
select test.error($$ select pgtrickle.drop_stream_table('other') $$);
drop view reader;
select pgtrickle.drop_stream_table('public.other');
select count(*) from pgtrickle.pgt_stream_tables;
select count(*) from pgtrickle.pgt_dependencies;
select count(*) from pg_trigger where tgrelid = 'a'::regclass;
select count(*) from pg_class c join pg_namespace n on n.oid = relnamespace where nspname = 'pgtrickle_changes';
-- By DROP TABLE and DROP SCHEMA, too, the catalog is cleaned up.
call test.create('base', 'select id, k from a');
drop table base;
create schema area;
call test.create('area.base', 'select id, k from a');
drop schema area cascade;
select count(*) from pgtrickle.pgt_stream_tables;
select count(*) from pg_trigger where tgrelid = 'a'::regclass;
select count(*) from pg_class c join pg_namespace n on n.oid = relnamespace where nspname = 'pgtrickle_changes';
insert into a values (3, 3);
