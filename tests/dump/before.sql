-- A database worth dumping: a chain, a diamond, views between, odd names, another owner, a partitioned source, mode FULL, one that is
-- suspended, one that is empty; and changes that wait.
create table orders (id int primary key, region text, amount numeric);
insert into orders select g, 'r' || g % 3, g from generate_series(1, 30) g;
create view large as select * from orders where amount > 5;
create table events (id int primary key, kind text) partition by range (id);
create table events_1 partition of events for values from (0) to (100);
create table events_2 partition of events for values from (100) to (200);
insert into events select g, 'k' || g % 2 from generate_series(50, 150) g;
create schema "Sales 2026";

call test.create('totals', 'select region, sum(amount) as total, count(*) as n from orders group by region');
call test.create('larger', 'select region, count(*) as n from large group by region');
call test.create('"Sales 2026"."by ""Region"""', 'select t.region, t.total, l.n from totals t join larger l using (region)');
call test.create('kinds', 'select kind, count(*) as n from events group by kind');
-- With a state.
call test.create('sizes', 'select n, max(region) as last from (select region, count(*) as n from orders group by region) c group by n');
select pgtrickle.create_stream_table(
    'empty_sizes', 'select n, max(region) as last from (select region, count(*) as n from orders group by region) c group by n', initialize => false);
call test.create('newest', 'select id, region from orders order by id desc limit 3', refresh_mode => 'FULL');
call test.create('stopped', 'select id from orders');
select pgtrickle.alter_stream_table('stopped', status => 'SUSPENDED');
select pgtrickle.create_stream_table('empty', 'select id from orders', initialize => false);
select pgtrickle.create_stream_table('parts', 'select id, region, amount from orders', partition_by => 'id', append_only => true);
create table "Parts from 40" partition of parts for values from (40) to (50);

-- Refreshed together.
select pgtrickle.create_refresh_group('read together', array['totals', 'kinds']);

-- What users add to stream tables, and other owners.
create index totals_n on totals (n);
create view rich as select * from totals where total > 10;
create table mine (id int primary key);
insert into mine values (1);
alter table mine owner to dump_owner;
grant create, usage on schema public, test to dump_owner;
set role dump_owner;
call test.create('owned', 'select id from mine');
call test.create('owned_sizes', 'select n, max(id) as last from (select id, count(*) as n from mine group by id) c group by n');
select pgtrickle.create_stream_table('owned_parts', 'select id from mine', partition_by => 'HASH:id:2');
reset role;

insert into orders values (31, 'r1', 31), (32, 'r9', 32);
delete from orders where id < 3;
insert into events values (160, 'k9');
insert into mine values (2);
select pgtrickle.refresh_stream_table('totals');
insert into orders values (33, 'r2', 33);

-- In mode IMMEDIATE: a chain of two; and one in mode ON COMMIT.
create table written (id int primary key, k int, n int);
insert into written select g, g % 3, g from generate_series(1, 20) g;
call test.create('at_once', 'select k, sum(n) as n, count(*) as c from written group by k', refresh_mode => 'IMMEDIATE');
call test.create('over_at_once', 'select c, max(n) as n from at_once group by c', refresh_mode => 'IMMEDIATE');
call test.create('on_commit', 'select k, max(n) as highest from written group by k', refresh_mode => 'ON COMMIT');
select pgtrickle.alter_stream_table('at_once', upkeep_errors => 'suspend');
insert into written values (21, 7, 21);
