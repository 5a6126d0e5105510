-- Tables with inheritance children, such children, and single partitions as sources: each row that changes is captured where it stands,
-- whatever table the statement names.
create table a (id int, k int, x text);
create table child (y int, primary key (id)) inherits (a);
create table grandchild () inherits (child);
create table other (w numeric);
alter table other add column k int, add column id int, add column x text;
create table both_parents () inherits (a, other);
create table root (id int, k int, x text, primary key (id)) partition by range (id);
create table low partition of root for values from (0) to (100) partition by range (id);
-- Its columns stand in another order than those of the tables above it.
create table lowest (x text, dropped int, id int not null, k int);
alter table lowest drop column dropped;
alter table low attach partition lowest for values from (0) to (50);
create table lower partition of low for values from (50) to (100);
create table high partition of root for values from (100) to (1000);
insert into a values (1, 1, 'a'), (1, 1, 'a'), (2, null, null);
insert into child values (3, 1, 'c', 3), (4, 2, 'c', 4);
insert into grandchild values (3, 1, 'g', 5);
insert into both_parents values (6, 1, 'b', 1.50);
insert into root select i, i % 5, 'r' from generate_series(1, 200, 7) as i;
set client_min_messages = error;
call test.create('of_a', 'select id, k, x from a');
call test.create('sums', 'select k, count(*) as n, sum(id) as s, max(x) as x from a group by k');
call test.create('of_child', 'select id, k, y from child');
call test.create('of_grandchild', 'select id, y from grandchild where k = 1');
call test.create('of_both', 'select id, w from both_parents');
call test.create('of_other', 'select trim_scale(w) as w, count(*) as n from other group by 1');
call test.create('of_low', 'select id, k from low');
call test.create('of_lowest', 'select k, count(*) as n, min(x) as x from lowest group by k');
call test.create('of_root', 'select k, count(*) as n from root group by k');
call test.create('joined', 'select a.id as a, child.id as child, r.id as r from a join child using (k) left join lowest as r on r.k = a.k');
call test.create('missing', 'select id, k from a where not exists (select from grandchild as g where g.id = a.id)');
reset client_min_messages;
create function checked() returns table (name text, outcome text) language sql as $$
    select pgt_name, test.refresh(pgt_name) from pgtrickle.pgt_stream_tables order by pgt_id $$;
-- Which triggers there are, and on which tables.
select source_relid::regclass as source, capture_method, (select string_agg(t::regclass::text, ' ' order by t::regclass::text collate "C") from unnest(trigger_tables) as t) as tables
    from pgtrickle.pgt_sources order by 1;
select source_relid::regclass as source, table_relid::regclass as "table", regexp_replace(trigger_name, '_\d+$', '') as trigger, present, enabled from pgtrickle.capture_triggers()
    where source_relid::regclass::text in ('a', 'low') order by 1, 2, 3;
select outcome, count(*) from checked() group by 1;
-- Statements on each of them.
insert into a values (10, 3, 'x');
insert into child values (11, 3, 'x', 1);
insert into grandchild values (12, 1, null, 2);
insert into both_parents values (13, 3, 'x', 2.5), (13, 3, 'x', 2.5);
insert into root values (20, 1, 'new'), (70, 1, 'new'), (170, 1, 'new');
insert into low values (21, 1, 'new');
insert into lowest values ('new', 23, 1);
select * from checked();
update a set k = k + 1;
update only a set x = 'only' where id = 1;
update child set y = y * 2 where id in (3, 11);
update grandchild set k = null;
update other set w = -0.0 where id = 13;
delete from a where id = 4;
delete from only child where id = 11;
delete from root where id % 2 = 0;
select * from checked();
-- Rows that move between partitions are deleted from one and inserted into another.
update root set id = id + 300 where id between 1 and 49;
update low set id = id - 50 where id between 50 and 60;
update root set id = 500 where id = 1;
select * from checked();
-- Several changes of a row in one transaction, some of them undone.
begin;
insert into grandchild values (30, 1, 'z', 9);
savepoint s;
update a set k = 7;
delete from root;
rollback to s;
update a set x = x || '!' where id = 30;
delete from a where id = 30;
update low set k = 4 where id < 80;
commit;
select * from checked();
-- COPY, MERGE, ON CONFLICT, foreign keys, and statements that change nothing.
copy child from program 'printf "40\t1\tcopied\t1\n41\t1\tcopied\t2\n42\t1\tcopied\t3\n43\t1\tcopied\t4\n44\t1\tcopied\t5\n45\t1\tcopied\t6\n"';
copy root from program 'printf "40\t1\tcopied\n41\t1\tcopied\n42\t2\tcopied\n90\t1\tcopied\n"';
merge into child using (values (40, 9), (50, 9)) as v (id, k) on child.id = v.id
    when matched then update set k = v.k when not matched then insert values (v.id, v.k, 'merged', 0);
insert into child values (41, 5, 'conflict', 1) on conflict (id) do update set k = 8;
insert into root values (41, 5, 'conflict') on conflict (id) do update set k = 8;
update a set k = k;
delete from a where false;
select * from checked();
create table referred (id int primary key);
insert into referred select generate_series(0, 9);
alter table lowest add foreign key (k) references referred on delete cascade;
delete from referred where id = 1;
select * from checked();
alter table lowest drop constraint lowest_k_fkey;
-- A load with triggers off, and what a subscriber of another server applies.
set session_replication_role = replica;
insert into grandchild values (60, 1, 'replica', 6);
update root set k = 3 where id = 90;
reset session_replication_role;
alter table child disable trigger all;
insert into child values (61, 1, 'disabled', 6);
select * from checked();
-- TRUNCATE of all, and of one.
truncate grandchild;
truncate only a;
select * from checked();
truncate a, lowest;
select * from checked();
insert into a values (1, 1, 'a'), (2, 2, 'b');
insert into child values (1, 1, 'a', 1);
insert into root select i, i % 5, 'r' from generate_series(1, 30, 3) as i on conflict do nothing;
select * from checked();
-- Random changes.
select setseed(0.5);
alter table child drop constraint child_pkey;
set client_min_messages = error;
call test.fill('{a,child,grandchild,both_parents}');
call test.rounds('{of_a,sums,of_child,of_grandchild,of_both,of_other,joined,missing}', '{a,child,grandchild,both_parents}', 6);
-- A refresh inside of a statement that changes rows of the family.
create function refresh() returns trigger language plpgsql as $$
begin
    perform pgtrickle.refresh_stream_table(tg_argv[0]);
    return null;
end $$;
create trigger refresh after update on a for each statement execute function refresh('of_child');
select * from test.error('update a set k = 9');
drop trigger refresh on a;
create trigger refresh after update on root for each row execute function refresh('of_lowest');
select * from test.error('update root set k = 9 where id = 1');
drop trigger refresh on root;
select * from checked();
