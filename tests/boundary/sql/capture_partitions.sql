-- Changes through any table of a partition tree, in terms of its root.
create table root (id integer, region text, gone integer, n integer) partition by list (region);
create table north partition of root for values in ('n');
create table south (n integer, dropped integer, region text, gone integer, id integer);
alter table south drop column dropped;
alter table root attach partition south for values in ('s');
create table far partition of root for values in ('f', 'g') partition by list (region);
create table far_f partition of far for values in ('f');
create table far_g partition of far for values in ('g');
alter table root drop column gone;
select probe.ensure('root', '{1,2,4}');
create table mark as select probe.now() as at;
create function seen() returns table (change text, weight integer)
    language sql as $$ select * from probe.read('root', (select at from mark), '{1,2,4}') $$;

insert into root values (1, 'n', 10), (2, 's', 20), (3, 'f', 30);
insert into south (id, region, n) values (4, 's', 40);
insert into far values (5, 'g', 50);
insert into far_f values (6, 'f', 60);
select * from seen();
update mark set at = probe.now();

-- Rows that move are gone here and appear there
update root set region = 's' where id = 1;
update far set region = 'g' where id = 3;
update root set region = case region when 's' then 'f' else 's' end, n = n + 1;
select * from seen();
update mark set at = probe.now();

copy south (id, region, n) from stdin;
7	s	70
8	s	80
\.
delete from far_g;
delete from root where id = 7;
select * from seen();
update mark set at = probe.now();

set session_replication_role = replica;
insert into root values (20, 'n', 1), (21, 's', 2);
update root set region = 'f' where id = 21;
delete from south where id > 20;
reset session_replication_role;
select * from seen();
update mark set at = probe.now();

truncate far;
select * from seen();
update mark set at = probe.now();

-- A partition that comes later has to be covered; one that has left is a table like any other
create table west partition of root for values in ('w');
select probe.ensure('root', '{1}');
insert into west values (30, 'w', 300);
select * from seen();
alter table root detach partition west;
insert into west values (31, 'w', 310);

-- A partition as a source of its own, beside its root
update mark set at = probe.now();
select probe.ensure('north', '{1}');
insert into north values (40, 'n', 400);
insert into root values (41, 'n', 410);
select * from seen();

-- What is no table is refused
create foreign data wrapper nowhere;
create server nowhere foreign data wrapper nowhere;
create foreign table abroad partition of root for values in ('x') server nowhere;
select probe.ensure('root', '{1}');
create view v as select 1 as a;
select probe.ensure('v', '{1}');
create temporary table passing (a integer);
select regexp_replace(probe.error_of($$select probe.ensure('passing', '{1}')$$), 'pg_temp_\d+', 'pg_temp') as error;
create unlogged table fleeting (a integer);
select probe.ensure('fleeting', '{1}');
