-- Policies of a stream table: they filter its readers, and no refresh.
create role regress_shop;
create role regress_ann;
create role regress_bob;
create role regress_eve;
create schema shop;
grant usage, create on schema shop to regress_shop, regress_eve;
grant usage on schema shop to regress_ann, regress_bob;
set role regress_shop;
create table shop.sales (id int primary key, tenant text, amount int, note text);
insert into shop.sales select i, (array['regress_ann', 'regress_bob', null])[1 + i % 3], i, 'n' || i % 2 from generate_series(1, 12) i;
create table shop.names (tenant text primary key, label text);
insert into shop.names values ('regress_ann', 'A'), ('regress_bob', 'B');
call test.create('shop.by_key', 'select id, tenant, amount from shop.sales');
call test.create('shop.by_group', 'select tenant, sum(amount) as s, count(*) as n from shop.sales group by tenant');
call test.create('shop.bag', 'select tenant, note from shop.sales');
call test.create('shop.largest', 'select tenant, max(amount) as m, array_agg(amount order by id) as list from shop.sales group by tenant');
call test.create('shop.ranked', 'select id, tenant, rank() over (partition by tenant order by amount) as r from shop.sales');
call test.create('shop.first_two', 'select id, tenant, amount from shop.sales order by amount desc, id limit 2');
call test.create('shop.groups_with', 'select tenant, count(distinct note) as notes from shop.sales group by tenant having count(*) > 1');
call test.create('shop.joined', 'select s.id, s.tenant, n.label from shop.sales s left join shop.names n using (tenant)');
call test.create('shop.reached', 'with recursive r as (select id, tenant from shop.sales where id = 1 union select s.id, s.tenant from shop.sales s join r on s.id = r.id + 1) select * from r');
call test.create('shop.whole', 'select tenant, amount from shop.sales', 'FULL');
call test.create('shop.at_once', 'select tenant, sum(amount) as s from shop.sales group by tenant', 'IMMEDIATE');
call test.create('shop.at_commit', 'select id, tenant from shop.sales', 'ON COMMIT');
reset role;
create table names as select pgt_schema || '.' || pgt_name as name from pgtrickle.pgt_stream_tables;
grant select on names to public;
-- A policy that calls a function which must never run in a refresh, forced upon the owner.
set role regress_shop;
create function shop.is_mine(tenant text) returns boolean language plpgsql stable as $$
begin
    if current_user = 'regress_shop' then raise exception 'a policy was evaluated for the owner'; end if;
    return tenant = current_user;
end $$;
do $$
declare
    name text;
begin
    for name in select n.name from names n loop
        execute format('alter table %s enable row level security', name);
        execute format('alter table %s force row level security', name);
        execute format('create policy mine on %s for select using (shop.is_mine(tenant))', name);
        execute format('create policy never_in on %s as restrictive for insert with check (false)', name);
        execute format('create policy never_changed on %s as restrictive for update using (false)', name);
        execute format('create policy never_out on %s as restrictive for delete using (false)', name);
        execute format('grant select on %s to regress_ann, regress_bob', name);
    end loop;
end $$;
select test.error('select * from shop.by_key');
-- All of them follow.
create procedure shop.change(base int) language plpgsql as $$
begin
    insert into shop.sales select i, (array['regress_ann', 'regress_bob', null])[1 + i % 3], i % 5, 'n' || i % 3 from generate_series(base, base + 5) i;
    update shop.sales set tenant = 'regress_bob', amount = amount + 1 where id % 4 = 0;
    delete from shop.sales where id % 5 = 1 and id > 1;
    update shop.names set label = label || '!';
end $$;
create function shop.refreshed() returns table (name text, answer text) language plpgsql as $$
begin
    for name in select n.name from names n order by 1 loop
        begin
            perform pgtrickle.refresh_stream_table(name);
            answer := 'done';
        exception when others then answer := sqlstate || ': ' || sqlerrm;
        end;
        return next;
    end loop;
end $$;
create procedure shop.check_all() language plpgsql as $$
declare
    name text;
    verdict text;
begin
    for name in select n.name from public.names n loop
        verdict := test.check(name);
        if verdict <> 'equal' then raise exception '%: %', name, verdict; end if;
    end loop;
end $$;
call shop.change(20);
select * from shop.refreshed();
reset role;
call shop.check_all();
-- What readers see.
set role regress_ann;
select count(*), count(*) filter (where tenant is distinct from 'regress_ann') as of_others from shop.by_key;
select tenant, s = (select sum(amount) from shop.by_key) as same from shop.by_group;
select tenant from shop.at_once;
set role regress_bob;
select tenant, count(*) = (select n from shop.by_group) as same from shop.bag group by tenant;
-- Forced full refreshes, and comparisons with the query.
set role regress_shop;
call shop.change(40);
do $$
declare
    name text;
begin
    for name in select n.name from names n where n.name !~ 'at_' loop
        perform pgtrickle.refresh_stream_table(name, 'FULL');
    end loop;
end $$;
reset role;
call shop.check_all();
set role regress_shop;
call shop.change(60);
select v.* from names n, pgtrickle.verify_stream_table(n.name) v where n.name <> 'shop.whole';
select count(*), count(last_proven) from pgtrickle.audit_status();
select pgtrickle.refresh_stream_table('shop.whole');
reset role;
call shop.check_all();
-- TRUNCATE, rolled-back changes, savepoints.
set role regress_shop;
begin;
call shop.change(80);
savepoint s;
truncate shop.sales;
rollback to s;
delete from shop.sales where id > 82;
commit;
begin;
truncate shop.sales;
rollback;
select count(*) from shop.refreshed() where answer <> 'done';
reset role;
call shop.check_all();
set role regress_shop;
truncate shop.sales;
insert into shop.sales values (1, 'regress_ann', 1, 'n1'), (2, 'regress_bob', 2, 'n1'), (3, null, null, null);
select count(*) from shop.refreshed() where answer <> 'done';
reset role;
call shop.check_all();
-- Re-initialisation: a key of the source goes, and comes again.
set role regress_shop;
set client_min_messages = error;
alter table shop.names drop constraint names_pkey cascade;
alter table shop.names add primary key (tenant);
call shop.change(100);
select count(*) from shop.refreshed() where answer <> 'done';
-- Other queries and modes keep the policies. A column that a policy reads is named.
select pgtrickle.alter_stream_table('shop.by_key', query => 'select id, tenant, amount, note from shop.sales');
select pgtrickle.alter_stream_table('shop.whole', refresh_mode => 'DIFFERENTIAL');
select pgtrickle.alter_stream_table('shop.bag', refresh_mode => 'IMMEDIATE');
reset client_min_messages;
select test.error($$ select pgtrickle.alter_stream_table('shop.by_group', query => 'select sum(amount) as s, count(*) as n from shop.sales') $$);
call shop.change(120);
select count(*) from shop.refreshed() where answer <> 'done';
reset role;
call shop.check_all();
select c.relname, c.relrowsecurity, c.relforcerowsecurity, (select count(*) from pg_policy where polrelid = c.oid) as policies
from pg_class c where c.oid in ('shop.by_key'::regclass, 'shop.whole'::regclass, 'shop.bag'::regclass) order by 1;
-- What is above a stream table reads as its owner does: with policies that are forced upon the owner, not at all.
set role regress_shop;
select test.error($$ select pgtrickle.create_stream_table('shop.above', 'select tenant, sum(s) as s from shop.by_group group by tenant') $$);
alter table shop.by_group no force row level security;
call test.create('shop.above', 'select tenant, sum(s) as s from shop.by_group group by tenant');
call test.create('shop.above_at_once', 'select count(*) as n from shop.by_group', 'IMMEDIATE');
insert into shop.sales values (200, 'regress_ann', 7, 'x'), (201, 'regress_new', 7, 'x');
select test.error('select tenant from shop.by_group');
select pgtrickle.refresh_stream_table('shop.by_group');
select pgtrickle.refresh_stream_table('shop.above');
alter table shop.by_group disable row level security;
select test.check('shop.above'), test.check('shop.above_at_once');
alter table shop.by_group enable row level security, force row level security;
insert into shop.sales values (202, 'regress_ann', 8, 'x');
select test.error($$ select pgtrickle.refresh_stream_table('shop.by_group') $$);
select test.error($$ select pgtrickle.refresh_stream_table('shop.above') $$);
alter table shop.by_group no force row level security;
select pgtrickle.refresh_stream_table('shop.by_group');
select pgtrickle.refresh_stream_table('shop.above');
alter table shop.by_group disable row level security;
select test.check('shop.by_group'), test.check('shop.above'), test.check('shop.above_at_once');
alter table shop.by_group enable row level security;
-- Another role's stream table above it: policies that hide rows from that role refuse it, whether its rows are read or its changes alone.
grant select, trigger on shop.by_key to regress_eve;
alter table shop.by_key no force row level security;
set role regress_eve;
select count(*) from shop.by_key;
select test.error($$ select pgtrickle.create_stream_table('shop.stolen', 'select * from shop.by_key', refresh_mode => 'DIFFERENTIAL') $$);
select test.error($$ select pgtrickle.create_stream_table('shop.stolen', 'select * from shop.by_key', refresh_mode => 'FULL') $$);
set role regress_shop;
alter table shop.by_key disable row level security;
set role regress_eve;
call test.create('shop.copy', 'select id, tenant from shop.by_key');
set role regress_shop;
alter table shop.by_key enable row level security;
insert into shop.sales values (300, 'regress_bob', 1, 'secret');
select pgtrickle.refresh_stream_table('shop.by_key');
set role regress_eve;
select test.error($$ select pgtrickle.refresh_stream_table('shop.copy') $$);
select count(*) from shop.copy where id = 300;
-- A function in the query is under the policies that are forced upon the owner, as in a SELECT under row_security = off.
set role regress_shop;
create table shop.secret (id int primary key);
insert into shop.secret values (1), (2);
create function shop.secrets() returns setof int language sql stable as 'select id from shop.secret';
set client_min_messages = error;
select pgtrickle.create_stream_table('shop.of_function', 'select s.id, x from shop.sales s, shop.secrets() as x', refresh_mode => 'FULL');
alter table shop.secret enable row level security, force row level security;
insert into shop.sales values (400, null, null, null);
select test.error($$ select pgtrickle.refresh_stream_table('shop.of_function') $$);
alter table shop.secret no force row level security;
select test.refresh('shop.of_function');
reset role;
drop schema shop cascade;
drop role regress_shop, regress_ann, regress_bob, regress_eve;
