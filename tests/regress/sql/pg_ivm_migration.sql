-- From pg_ivm: its views become stream tables, with indexes, privileges, comments and the views over them.
set client_min_messages = warning;
select test.error('select * from pgtrickle.migrate_from_pg_ivm()');
create extension pg_ivm;
create role regress_keeper;
create role regress_reading;
create role regress_stranger;
grant create on schema public to regress_keeper;
create table orders (id int primary key, customer int, amount numeric);
create table customers (id int primary key, name text);
insert into customers select i, 'c' || i from generate_series(1, 5) as i;
insert into orders select i, i % 5 + 1, i from generate_series(1, 20) as i;
grant select, trigger on orders, customers to regress_keeper;
set role regress_keeper;
set search_path = public;
select pgivm.create_immv('totals', 'select customer, sum(amount) as total, count(*) as n, avg(amount) as mean from orders group by customer');
select pgivm.create_immv('"Named"', 'select o.id, name as "The Name" from orders o join customers c on c.id = customer');
reset role;
select pgivm.create_immv('mine', 'select id, name from customers');
reset search_path;
create index totals_total on totals (total) where total > 0;
alter table totals set (fillfactor = 70);
grant select on totals to regress_reading with grant option;
grant select (customer, total) on totals to regress_stranger;
comment on table totals is 'it''s kept';
comment on column totals.total is 'so is this';
create view large with (security_barrier) as select customer, total from totals where total > 10;
create view counted as select count(*) as n from large;
grant select on large to regress_stranger;
-- What is checked while a view is analysed is code of its author.
set role regress_keeper;
create function public.keeper_only(int) returns boolean language plpgsql as $$ begin
    if current_user <> 'regress_keeper' then raise exception 'code of a view runs as %', current_user; end if;
    return true;
end $$;
create domain public.keeper_number as int check (public.keeper_only(value));
create view public.numbered as select customer, '{1}'::public.keeper_number[] as numbers from public.totals;
reset role;
create table kept as select oid::regclass::text as name, oid from pg_class where relname in ('large', 'counted', 'numbered');

-- Only what the caller owns.
set role regress_stranger;
select * from pgtrickle.migrate_from_pg_ivm();
select test.error($$select * from pgtrickle.migrate_from_pg_ivm('totals')$$);
reset role;
select test.error($$select * from pgtrickle.migrate_from_pg_ivm('orders')$$);
-- What would be lost is named.
create materialized view m as select * from totals;
select test.error($$select * from pgtrickle.migrate_from_pg_ivm('totals')$$);
drop materialized view m;
create policy p on totals;
select test.error($$select * from pgtrickle.migrate_from_pg_ivm('totals', true)$$);
drop policy p on totals;

select regexp_replace(statement, '_immv_\d+', '_immv_N', 'g') as statement from pgtrickle.migrate_from_pg_ivm() order by step;
select count(*) from pgivm.pg_ivm_immv;
begin;
select count(*) from pgtrickle.migrate_from_pg_ivm(perform => true);
rollback;
select count(*) from pgivm.pg_ivm_immv;
select count(*) from pgtrickle.pgt_stream_tables;
select count(*) from pgtrickle.migrate_from_pg_ivm('mine', perform => true);
select count(*) from pgivm.pg_ivm_immv;
-- The owner's own ones.
set role regress_keeper;
select count(*) from pgtrickle.migrate_from_pg_ivm('"Named"', perform => true);
reset role;
select count(*) from pgtrickle.migrate_from_pg_ivm(perform => true);
select count(*) from pgivm.pg_ivm_immv;

select pgt_name, refresh_mode, status, pg_get_userbyid(relowner) as owner, test.check(format('%I', pgt_name)) as verdict
from pgtrickle.pgt_stream_tables join pg_class on pg_class.oid = pgt_relid order by 1;
insert into orders values (100, 1, 1000), (101, 2, null);
update customers set name = 'x' where id = 1;
delete from orders where id = 3;
select pgt_name, test.check(format('%I', pgt_name)) as verdict from pgtrickle.pgt_stream_tables order by 1;
select indexdef from pg_indexes where tablename = 'totals' and indexname like 'totals%' order by 1;
select reloptions from pg_class where oid = 'totals'::regclass;
select grantee::regrole, privilege_type, is_grantable from pg_class, aclexplode(relacl) where pg_class.oid = 'totals'::regclass and grantee <> relowner;
select attname, grantee::regrole, privilege_type from pg_attribute, aclexplode(attacl) where attrelid = 'totals'::regclass order by 1;
select obj_description('totals'::regclass), col_description('totals'::regclass, attnum) from pg_attribute where attrelid = 'totals'::regclass and attname = 'total';
select k.name, k.oid = to_regclass(k.name) as is_same, reloptions from kept as k join pg_class as c on c.oid = k.oid order by 1;
set role regress_stranger;
select count(*), max(total) from large;
reset role;
select n = (select count(*) from large) as is_same from counted;

-- Constants are those that were meant, whatever the settings of the session that moves them.
set role regress_keeper;
set search_path = public;
select pgivm.create_immv('rated', $$select id, float8 '0.12345678901234567' as rate, money '12.50' as fee, date '2026-01-02' as day, interval '-1 day -02:03' as late,
    timestamptz '2026-01-02 03:04+00' as at from orders where amount > 2$$);
create index on rated (id) where rate > float8 '0.12345678901234567';
reset search_path;
create table public.as_meant as select * from rated;
set extra_float_digits = -10;
set datestyle = 'SQL, DMY';
set intervalstyle = 'sql_standard';
set timezone = 'Asia/Tokyo';
select statement from pgtrickle.migrate_from_pg_ivm('rated') where statement ~ 'set_config|create_stream_table|CREATE INDEX' order by step;
select count(*) > 0 as moved from pgtrickle.migrate_from_pg_ivm('rated', perform => true);
-- The author's settings are those of the session.
select one from pgtrickle.pgt_stream_tables, unnest(settings) as one where pgt_name = 'rated' and one ~ '^(extra|Date|Interval)' order by 1;
reset extra_float_digits;
reset datestyle;
reset intervalstyle;
reset timezone;
select count(*) as differing from (select id, rate, fee, day, late, at from rated except select id, rate, fee, day, late, at from as_meant) as d;
select count(*) as differing from (select id, rate, fee, day, late, at from as_meant except select id, rate, fee, day, late, at from rated) as d;
reset role;
drop extension pg_ivm;

-- The functions of pg_ivm over stream tables.
set role regress_stranger;
select test.error('select pgtrickle.create_pg_ivm_wrappers()');
reset role;
select pgtrickle.create_pg_ivm_wrappers();
set role regress_keeper;
select pgivm.create_immv('counts', 'select customer, count(*) as n from orders group by customer');
select test.error($$select pgivm.create_immv('secret', 'select * from kept')$$);
reset role;
insert into orders values (200, 77, 1);
select test.check('counts'), pgivm.refresh_immv('counts'), pgivm.refresh_immv('counts', true);
select pgivm.get_immv_def('counts');
select pgivm.get_immv_def('orders') is null as is_none;
select test.error($$select pgivm.refresh_immv('counts', false)$$);
set role regress_stranger;
select test.error($$select pgivm.refresh_immv('counts')$$);
select pgivm.get_immv_def('counts') is null as is_hidden;
reset role;
select pgtrickle.create_pg_ivm_wrappers('another schema');
select "another schema".create_immv('more', 'select id from orders');
set client_min_messages = error;
drop owned by regress_keeper, regress_reading, regress_stranger cascade;
drop role regress_keeper, regress_reading, regress_stranger;
