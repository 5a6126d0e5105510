-- What is applied without the executor has no plan of the executor's beside it, and follows all changes of definitions as a plan does.
create table a (id int primary key, k int not null, v int not null);
insert into a select i, i % 10, i from generate_series(1, 100) as i;
create function plans(of text) returns bigint language sql as $$
    select count(*) from pg_backend_memory_contexts where name = 'CachedPlan' and ident like 'MERGE INTO "public"."' || of || '" AS %'
$$;
select pgtrickle.create_stream_table('t', 'select k, count(*) as n, sum(v) as total from a group by k', refresh_mode => 'IMMEDIATE');
insert into a values (101, 1, 1);
update a set v = v + 1 where id = 7;
select plans('t'), test.check('t');
-- Refreshes take the same way.
select pgtrickle.create_stream_table('d', 'select k, count(*) as n, sum(v) as total from a group by k', refresh_mode => 'DIFFERENTIAL');
insert into a values (102, 2, 1);
select test.refresh('d');
select plans('d');
-- Definitions change between statements and within a transaction.
alter table t rename to r;
insert into a values (103, 3, 1);
select test.check('r');
begin;
alter table r set schema test;
insert into a values (104, 4, 1);
select test.check('test.r');
alter table test.r set schema public;
delete from a where id = 104;
commit;
create index on r (n);
insert into a values (105, 5, 1);
alter table a add column w int;
insert into a values (106, 6, 1);
create unique index on r (total);
insert into a values (107, 7, 1);
select test.check('r');
-- A violation is that of the row, and leaves the table as it was.
insert into a select 108, k, (select total from r where k = 5) - (select total from r where k = 3) from a where id = 103;
select test.check('r');
-- With a trigger of a user the executor takes over, which plans; without it the way is as before.
create table seen (what text);
create function seen() returns trigger language plpgsql as $$ begin insert into public.seen values (tg_op); return null; end $$;
create trigger seen after update on r for each row execute function seen();
insert into a values (109, 1, 1);
select * from seen;
select plans('r'), test.check('r');
drop trigger seen on r;
insert into a values (110, 1, 1);
select * from seen;
select test.check('r');
-- Policies, privileges.
alter table r enable row level security;
insert into a values (111, 1, 1);
alter table r disable row level security;
insert into a values (112, 1, 1);
discard plans;
insert into a values (113, 1, 1);
select test.check('r');
-- A function that is inlined belongs to the definition; one that is inlined in that, to its plan.
create function inner_one(v int) returns int language sql immutable as 'select v + 1';
create function outer_one(v int) returns int language sql immutable as 'select public.inner_one(v) * 2';
select pgtrickle.create_stream_table('f', 'select k, sum(public.outer_one(v)) as total from a group by k', refresh_mode => 'IMMEDIATE');
insert into a values (114, 1, 1);
select test.check('f');
begin;
create or replace function inner_one(v int) returns int language sql immutable as 'select v + 2';
savepoint s;
insert into a values (115, 1, 1);
rollback to s;
rollback;
insert into a values (116, 1, 1);
select test.check('f');
-- More rows at once, and other statements, have plans of their own.
insert into a select i, i % 20, i from generate_series(1001, 5000) as i;
select test.check('r'), test.check('f');
truncate a;
select test.check('r'), test.check('f');
