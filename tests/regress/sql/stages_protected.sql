-- States belong to the owner of their stream table, go with it, and are changed by refreshes only.
create table item (id int primary key, owner int);
insert into item select i, i % 3 from generate_series(1, 9) i;
create role regress_owner;
create role regress_stranger;
grant select, trigger on item to regress_owner, regress_stranger;
create schema made authorization regress_owner;
set role regress_owner;
select pgtrickle.create_stream_table('made.spread', 'select n, max(owner) as last from (select owner, count(*) as n from public.item group by owner) c group by n');
reset role;
create view state as
    select c.oid, c.relname, r.rolname from pg_class c join pg_roles r on r.oid = relowner
    where relnamespace = 'pgtrickle_state'::regnamespace and relkind = 'r';
select relname, rolname from state;
select name from (select relname from state) s (name) \gset
set role regress_owner;
select test.error(format('insert into pgtrickle_state.%I values (1, 1, 1)', :'name'));
select test.error(format('truncate pgtrickle_state.%I', :'name'));
select test.error(format('drop table pgtrickle_state.%I', :'name'));
select test.error(format('alter table pgtrickle_state.%I add column x int', :'name'));
select test.error(format('alter table pgtrickle_state.%I rename column c1 to x', :'name'));
select test.error(format('alter table pgtrickle_state.%I rename to x', :'name'));
select test.error(format('alter table pgtrickle_state.%I disable trigger all', :'name'));
select test.error(format('drop trigger pgtrickle_guard on pgtrickle_state.%I', :'name'));
select test.error(format('create rule r as on insert to pgtrickle_state.%I do instead nothing', :'name'));
select test.error('create table pgtrickle_state.mine (x int)');
select test.error(format('alter table pgtrickle_state.%I set schema made', :'name'));
select test.error(format('create table made.child () inherits (pgtrickle_state.%I)', :'name'));
select format('create table made.lookalike (like pgtrickle_state.%I)', :'name') \gexec
select test.error(format('alter table made.lookalike inherit pgtrickle_state.%I', :'name'));
select format('create table made.above (like pgtrickle_state.%I) partition by list (c1)', :'name') \gexec
select test.error(format('alter table made.above attach partition pgtrickle_state.%I default', :'name'));
drop table made.lookalike, made.above;
set role regress_stranger;
select test.error(format('select * from pgtrickle_state.%I', :'name'));
reset role;
-- With another owner.
grant usage on schema made to regress_stranger;
alter table made.spread owner to regress_stranger;
select relname, rolname from state;
insert into item values (10, 1), (11, 1);
select test.refresh('made.spread');
reassign owned by regress_stranger to regress_owner;
select relname, rolname from state;
delete from item where id = 10;
select test.refresh('made.spread');
-- A state that is lost is made again.
set event_triggers = off;
alter table pgtrickle_state.:"name" rename to lost;
reset event_triggers;
delete from item where id = 11;
select pgtrickle.refresh_stream_table('made.spread');
select test.check('made.spread'), relname from state order by relname;
insert into item values (12, 2);
select test.refresh('made.spread');
select pgtrickle.drop_stream_table('made.spread');
select count(*) from state;
-- Switched off, and on again.
call test.create('again', 'select n, max(owner) as last from (select owner, count(*) as n from item group by owner) c group by n');
select count(*) from state;
select test.error('set pg_trickle.states = off');
drop table again;
select count(*) from state;
set role regress_owner;
select pgtrickle.create_stream_table('made.spread', 'select n, max(owner) as last from (select owner, count(*) as n from public.item group by owner) c group by n');
reset role;
drop owned by regress_owner;
select count(*) from state;
drop owned by regress_stranger;
drop role regress_owner, regress_stranger;
