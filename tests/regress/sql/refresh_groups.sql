-- Groups of stream tables that are refreshed together: what the functions do, refuse and report. What the scheduler does with them is in
-- tests/tap/groups.py.
create schema other;
create role group_owner;
create role group_other;
grant all on schema public, other to group_owner;
create table a (id int primary key, v int);
create table b (id int primary key, v int);
insert into a values (1, 1);
insert into b values (1, 1);
call test.create('of_a', 'select id, v from a');
call test.create('of_b', 'select count(*) as n from b');
call test.create('upon', 'select id from of_a');
call test.create('last_', 'select id from upon', 'FULL');
call test.create('other."Of B"', 'select id from b');
call test.create('at_once', 'select id from a', 'IMMEDIATE');
call test.create('on_commit', 'select id from a', 'ON COMMIT');

select pgtrickle.create_refresh_group('pages', array['of_a', 'of_b']) > 0 as created;
select group_name, member_count, isolation, created_at > now() - interval '1 minute' as at, members from pgtrickle.refresh_groups();
select group_id > 0 as id, group_name, members from pgtrickle.pgt_refresh_groups;
-- What lies between two members belongs to the group of the scheduler.
select pgtrickle.create_refresh_group('Other ones', array['other."Of B"', 'upon', 'public.last_'], 'READ_COMMITTED') > 0 as created;
select group_name, member_count, isolation, members from pgtrickle.refresh_groups();
select dense_rank() over (order by group_id) as number, member_schema, member_name, is_convergence, schedule_policy from pgtrickle.diamond_groups();
-- By hand each is refreshed by itself, as a table of a diamond is.
insert into a values (2, 2);
insert into b values (2, 2);
select test.refresh('of_a'), test.check('of_b'), test.refresh('of_b'), test.refresh('upon'), test.refresh('last_');

-- Bad arguments change nothing.
select test.error($$ select pgtrickle.create_refresh_group('pages', array['of_a', 'of_b']) $$);
select test.error($$ select pgtrickle.create_refresh_group('', array['of_a', 'of_b']) $$);
select test.error($$ select pgtrickle.create_refresh_group(null, array['of_a', 'of_b']) $$);
select pgtrickle.drop_refresh_group('Other ones');
select test.error($$ select pgtrickle.create_refresh_group('more', array['upon', 'of_a']) $$);
select test.error($$ select pgtrickle.create_refresh_group('more', array['upon']) $$);
select test.error($$ select pgtrickle.create_refresh_group('more', '{}') $$);
select test.error($$ select pgtrickle.create_refresh_group('more', null) $$);
select test.error($$ select pgtrickle.create_refresh_group('more', array['upon', null]) $$);
select test.error($$ select pgtrickle.create_refresh_group('more', array['upon', 'public.upon']) $$);
select test.error($$ select pgtrickle.create_refresh_group('more', array['upon', 'nix']) $$);
select test.error($$ select pgtrickle.create_refresh_group('more', array['upon', 'a']) $$);
select test.error($$ select pgtrickle.create_refresh_group('more', array['upon', 'at_once']) $$);
select test.error($$ select pgtrickle.create_refresh_group('more', array['on_commit', 'upon']) $$);
select test.error($$ select pgtrickle.create_refresh_group('more', array['upon', 'last_'], 'serializable') $$);
select test.error($$ select pgtrickle.create_refresh_group('more', array['upon', 'last_'], null) $$);
select test.error($$ select pgtrickle.drop_refresh_group('nix') $$);
select test.error($$ select pgtrickle.drop_refresh_group(null) $$);
select group_name, members from pgtrickle.refresh_groups();
-- A member stays one that the scheduler refreshes.
select test.error($$ select pgtrickle.alter_stream_table('of_a', refresh_mode => 'IMMEDIATE') $$);
select test.error($$ select pgtrickle.alter_stream_table('of_b', refresh_mode => 'ON COMMIT') $$);
select pgtrickle.alter_stream_table('of_a', refresh_mode => 'FULL');
select pgtrickle.alter_stream_table('of_a', refresh_mode => 'DIFFERENTIAL', schedule => '1h');
select pgtrickle.alter_stream_table('of_a', query => 'select id, v, v + 1 as w from a');
select members from pgtrickle.refresh_groups();

-- Whose: all members are the caller's. Everyone may read which there are.
set role group_other;
select test.error($$ select pgtrickle.create_refresh_group('mine', array['upon', 'last_']) $$);
select test.error($$ select pgtrickle.drop_refresh_group('pages') $$);
select group_name from pgtrickle.refresh_groups();
reset role;
alter table upon owner to group_owner;
set role group_owner;
select test.error($$ select pgtrickle.create_refresh_group('mine', array['upon', 'last_']) $$);
reset role;
grant select on upon to group_owner;
alter table of_a owner to group_owner;
grant select on a to group_owner;
set role group_owner;
select test.error($$ select pgtrickle.drop_refresh_group('pages') $$);
select test.error($$ select pgtrickle.create_refresh_group('mine', array['upon', 'of_a']) $$);
reset role;
alter table of_a owner to postgres;

-- In a transaction that is rolled back.
begin;
select pgtrickle.drop_refresh_group('pages');
select count(*) from pgtrickle.refresh_groups();
rollback;
select group_name from pgtrickle.refresh_groups();

-- Renamed tables stay members; one that is dropped leaves, and a group of fewer than two goes.
alter table of_b rename to "of ""b";
alter table "of ""b" set schema other;
select pgtrickle.drop_refresh_group('pages');
select pgtrickle.create_refresh_group('three', array['of_a', 'other."of ""b"', 'other."Of B"']) > 0 as created;
select members from pgtrickle.refresh_groups();
begin;
select pgtrickle.drop_stream_table('other."Of B"');
select members from pgtrickle.refresh_groups();
rollback;
select pgtrickle.drop_stream_table('other."Of B"');
select members from pgtrickle.refresh_groups();
select pgtrickle.drop_stream_table('other."of ""b"');
select count(*) from pgtrickle.refresh_groups();
select count(*) from pgtrickle_catalog.pgt_refresh_group_members;
-- A name is free again.
call test.create('of_b', 'select count(*) as n from b');
select pgtrickle.create_refresh_group('three', array['of_a', 'of_b']) > 0 as created;
drop table a, b cascade;
select count(*) from pgtrickle.refresh_groups();
select count(*) from pgtrickle_catalog.pgt_refresh_group_members;
drop owned by group_owner, group_other;
drop role group_owner, group_other;
