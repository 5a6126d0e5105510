-- health_check() names what a refresh would fail with for lack of privileges, in the words of the refresh.
create view troubles as select pgt_name, trouble from pgtrickle.missing_rights() join pgtrickle.pgt_stream_tables using (pgt_id) order by 1;
grant select on troubles to public;
create role regress_rights_maker;
create role regress_rights_viewer;
create schema inner_room;
create schema workshop authorization regress_rights_maker;
create table a (id int primary key, v int);
create table inner_room.b (id int primary key, v int);
insert into a values (1, 1), (2, 2);
insert into inner_room.b values (1, 1);
create function twice(v int) returns int language sql immutable return 2 * v;
revoke execute on function twice(int) from public;
grant select, trigger on a, inner_room.b to regress_rights_maker, regress_rights_viewer;
grant usage on schema inner_room to regress_rights_maker;
grant execute on function twice(int) to regress_rights_maker;
create view seen as select id, v from a;
alter view seen owner to regress_rights_viewer;
grant select on seen to regress_rights_maker;
set role regress_rights_maker;
set client_min_messages = error;
select pgtrickle.create_stream_table('workshop.plain', 'select id, v from public.a', schedule => '1h');
select pgtrickle.create_stream_table('workshop.through_view', 'select id, v from public.seen', schedule => '1h');
select pgtrickle.create_stream_table('workshop.in_schema', 'select id, v from inner_room.b', schedule => '1h');
select pgtrickle.create_stream_table('workshop.by_function', 'select id, public.twice(v) as w from public.a', schedule => '1h');
reset client_min_messages;
reset role;
select * from troubles;

-- The owner of a view
revoke select on a from regress_rights_viewer;
select * from troubles;
select test.error($$ select pgtrickle.refresh_stream_table('workshop.through_view') $$);
grant select on a to regress_rights_viewer;
-- Usage of a schema
revoke usage on schema inner_room from regress_rights_maker;
select * from troubles;
select test.error($$ select pgtrickle.refresh_stream_table('workshop.in_schema') $$);
grant usage on schema inner_room to regress_rights_maker;
-- A function
revoke execute on function twice(int) from regress_rights_maker;
select * from troubles;
select test.error($$ select pgtrickle.refresh_stream_table('workshop.by_function') $$);
grant execute on function twice(int) to regress_rights_maker;
-- A column
revoke select on inner_room.b from regress_rights_maker;
grant select (id) on inner_room.b to regress_rights_maker;
select * from troubles;
grant select on inner_room.b to regress_rights_maker;
-- Row-level security of a source
alter table a enable row level security;
select * from troubles;
select left(detail, 120) from pgtrickle.health_check() where check_name = 'definitions';
select test.error($$ select pgtrickle.refresh_stream_table('workshop.plain') $$);
alter table a disable row level security;
select * from troubles;
-- Looking runs with the rights of the caller again afterwards; a role sees what it may see statistics of.
create role regress_rights_stranger;
set role regress_rights_stranger;
select count(*) as seen from troubles;
select current_user;
reset role;
-- What ends with LIMIT
select pgtrickle.create_stream_table('best', 'select id, v from a order by v desc limit 1', schedule => '1h');
select pgt_name, is_topk from pgtrickle.stream_tables_info order by 1;
select pgtrickle.is_topk('a'::regclass) as of_a_table;
select pgtrickle.is_preloaded();
drop owned by regress_rights_maker cascade;
drop view seen;
drop owned by regress_rights_viewer, regress_rights_maker, regress_rights_stranger cascade;
drop role regress_rights_maker;
drop role regress_rights_viewer;
drop role regress_rights_stranger;
