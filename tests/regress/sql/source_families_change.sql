-- Families of sources that change: children and partitions come and go, with rows and without.
create table p (id int primary key, v int);
create table lone (id int primary key, v int);
create table root (id int primary key, v int) partition by range (id);
create table part (id int primary key, v int);
insert into p values (1, 1);
insert into lone values (1, 1);
insert into part values (1, 1);
call test.create('of_p', 'select id, v from p');
call test.create('sum_p', 'select sum(v) as s, count(*) as n from p');
call test.create('of_lone', 'select id, v from lone');
call test.create('of_part', 'select id, v from part');
create function checked() returns table (name text, outcome text) language sql as $$
    select pgt_name, test.refresh(pgt_name) from pgtrickle.pgt_stream_tables order by pgt_id $$;
create function triggers() returns table (of text, kinds text) language sql as $$
    select table_relid::regclass || ' for ' || source_relid::regclass,
           string_agg(regexp_replace(trigger_name, '_\d+$', '') || case when present and enabled then '' else '!' end, ' ' order by trigger_name)
    from pgtrickle.capture_triggers() group by 1 order by 1 $$;
select * from triggers();
-- The first child: rows are captured by row from now on, and two tables are no key of the rows of both.
create table c () inherits (p);
insert into c values (1, 10), (2, 20);
select pgt_name, reinit_reason from pgtrickle.pgt_stream_tables where needs_reinit order by 1;
set client_min_messages = error;
select * from checked();
reset client_min_messages;
select * from triggers();
insert into c values (1, 10), (3, null);
update p set v = v + 1;
select * from checked();
-- Others come: without rows nothing is computed again.
create table c2 (extra text) inherits (p);
create table c3 () inherits (c);
insert into c2 values (7, 7, 'x');
insert into c3 values (8, 8);
delete from p where id = 1;
select * from checked();
alter table lone inherit p;
select pgt_name, reinit_reason from pgtrickle.pgt_stream_tables where needs_reinit order by 1;
select * from checked();
update p set v = 0 where v is null or v < 20;
insert into lone values (9, 9);
select * from checked();
select * from triggers();
-- They go, alone or with all.
alter table lone no inherit p;
update p set v = v + 1;
insert into lone values (10, 10);
select * from checked();
drop table c2;
select * from checked();
alter table c3 no inherit c;
insert into c3 values (100, 100);
select * from checked();
drop table c cascade;
select * from checked();
insert into p values (11, 11);
select * from checked();
select * from triggers();
-- A source becomes a partition, and is one no more.
alter table root attach partition part for values from (0) to (100);
select pgt_name, reinit_reason from pgtrickle.pgt_stream_tables where needs_reinit order by 1;
select * from checked();
insert into root values (2, 2), (3, 3);
update root set v = v + 1;
delete from root where id = 2;
select * from checked();
call test.create('of_root', 'select count(*) as n, sum(v) as s from root');
select * from triggers() where of like '%part%';
insert into root values (4, 4);
insert into part values (5, 5);
select * from checked();
select pgtrickle.drop_stream_table('of_root');
insert into root values (6, 6);
select * from checked();
alter table root detach partition part;
insert into part values (7, 7);
select * from checked();
select * from triggers() where of like '%part%';
-- In one transaction.
begin;
create table late () inherits (p);
insert into late values (21, 21);
update p set v = v + 1;
set local client_min_messages = error;
select * from checked();
rollback;
select * from checked();
-- ONLY of a table without children means the table; with some, its own rows are not captured apart.
call test.create('only_lone', 'select id, v from only lone');
insert into lone values (12, 12);
select test.refresh('only_lone');
create table of_lone_child () inherits (lone);
insert into of_lone_child values (13, 13);
select * from test.error($$ select pgtrickle.refresh_stream_table('only_lone') $$);
select * from test.error($$ select pgtrickle.create_stream_table('only_p', 'select id from only root', refresh_mode => 'DIFFERENTIAL') $$);
drop table of_lone_child;
select test.refresh('only_lone');
-- Virtual columns have the formula of the table that the query names.
create table g (id int, v int generated always as (id * 2) virtual);
create table h (v int generated always as (id * 3) virtual) inherits (g);
create table gp (id int, w int generated always as (id * 2) virtual) partition by list (id);
create table gp1 (w int generated always as (id * 5) virtual, id int);
alter table gp attach partition gp1 for values in (1, 2, 3);
set client_min_messages = error;
call test.create('of_g', 'select id, v from g');
call test.create('of_h', 'select id, v from h');
call test.create('of_gp', 'select id, w from gp');
call test.create('of_gp1', 'select id, w from gp1');
reset client_min_messages;
insert into g values (1), (2);
insert into h values (3), (4);
insert into gp values (1), (2);
insert into gp1 (id) values (3);
update g set id = id + 1 where id in (1, 3);
select name, outcome from checked() where name like 'of_g%' or name = 'of_h';
table of_g order by 1;
table of_h order by 1;
-- What still cannot be captured, and modes that learn from statements what they have changed.
create unlogged table volatile_child () inherits (p);
select * from test.error($$ select pgtrickle.refresh_stream_table('of_p') $$);
drop table volatile_child;
create temporary table temporary_child () inherits (p);
select * from test.error($$ select pgtrickle.create_stream_table('t', 'select id from p', refresh_mode => 'DIFFERENTIAL') $$);
drop table temporary_child;
create table kid () inherits (p);
select * from test.error($$ select pgtrickle.create_stream_table('i', 'select id from p', refresh_mode => 'IMMEDIATE') $$);
select * from test.error($$ select pgtrickle.create_stream_table('i', 'select id from kid', refresh_mode => 'IMMEDIATE') $$);
select * from test.error($$ select pgtrickle.create_stream_table('i', 'select id from gp1', refresh_mode => 'ON COMMIT') $$);
set client_min_messages = error;
select * from checked();
-- An immediate source that gets a child.
create table im (id int primary key);
select pgtrickle.create_stream_table('im_st', 'select count(*) as n from im', refresh_mode => 'IMMEDIATE');
select * from test.error('create table im_child () inherits (im)');
select pgtrickle.alter_stream_table('im_st', refresh_mode => 'DIFFERENTIAL');
create table im_child () inherits (im);
insert into im_child values (2);
update im set id = id + 10;
select test.refresh('im_st');
-- Those that create and drop triggers leave none behind.
select pgtrickle.drop_stream_table(pgt_name) from pgtrickle.pgt_stream_tables order by pgt_id;
select count(*) from pg_trigger where tgfoid in ('pgtrickle.capture'::regproc, 'pgtrickle.capture_row'::regproc, 'pgtrickle.mark'::regproc, 'pgtrickle.upkeep'::regproc);
select count(*) from pg_class where relnamespace = 'pgtrickle_changes'::regnamespace and relkind = 'r';
