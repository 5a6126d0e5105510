-- Mode ON COMMIT over ON COMMIT, over IMMEDIATE and below it, under deferred modes and over them.
create table a (id int primary key, k int, v int);
create table c (id int primary key, k int);
insert into a values (1, 1, 10), (2, 1, 20), (3, 2, 30);
insert into c values (1, 1);
call test.create('left_side', 'select k, sum(v) as s from a group by k', 'ON COMMIT');
call test.create('right_side', 'select k, count(*) as n from a group by k', 'IMMEDIATE');
call test.create('top', 'select l.k, l.s, r.n from left_side l join right_side r using (k)', 'ON COMMIT');
call test.create('topmost', 'select n, count(*) as c, sum(s) as s from top group by n', 'IMMEDIATE');
call test.create('beside', 'select c.id, l.s from c join left_side l using (k)', 'IMMEDIATE');
call test.create('deferred', 'select k, s * 2 as d from left_side');
call test.create('above', 'select d, count(*) as n from deferred group by d', 'ON COMMIT');
call test.create('mixed', 'select d.k, d.d, a.id from deferred d join a using (k)', 'ON COMMIT');
create view verdicts as
    select name, verdict from unnest('{left_side,right_side,top,topmost,beside,above,mixed}'::text[]) as name, test.check(name) as verdict
    where verdict <> 'equal';
create table changes (name text);
create function count_change() returns trigger language plpgsql as $$ begin insert into public.changes values (tg_table_name); return null; end $$;
create trigger counting after insert on top for each statement execute function count_change();
create trigger counting after insert on right_side for each statement execute function count_change();

begin;
insert into a values (4, 3, 40), (5, 2, 50);
insert into a values (6, 4, 40);
update a set k = 3 where id = 1;
insert into c values (2, 3);
select name from verdicts order by 1;
commit;
select * from verdicts;
select name, count(*) from changes group by 1 order by 1;
delete from a where k = 2;
select * from verdicts;

-- A deferred one is captured as ever; a table over it follows when the transaction of its refresh commits.
select test.check('deferred') <> 'equal' as is_behind;
begin;
insert into a values (7, 7, 70), (8, 1, 80);
select test.refresh('deferred');
select test.check('above'), test.check('mixed');
insert into a values (9, 1, 90);
commit;
select * from verdicts;
select test.refresh('deferred');
select * from verdicts;
begin;
insert into a values (10, 1, 80);
savepoint one;
select pgtrickle.refresh_stream_table('deferred');
rollback to one;
commit;
select * from verdicts;
select test.refresh('deferred');
select * from verdicts;

truncate a;
select * from verdicts;
select test.refresh('deferred');
insert into a values (1, 1, 1), (2, 2, 2);
select * from verdicts;
select test.refresh('deferred');
select * from verdicts;

-- Refreshed by hand they are recomputed, with what the transaction has changed so far.
begin;
insert into a values (20, 1, 1);
select pgtrickle.refresh_stream_table('left_side');
select test.check('left_side'), test.check('top');
insert into a values (21, 1, 1);
savepoint one;
select pgtrickle.refresh_stream_table('top');
rollback to one;
insert into a values (22, 2, 1);
commit;
select * from verdicts;
select test.error($$select pgtrickle.refresh_stream_table('top', 'DIFFERENTIAL')$$);
select test.error($$select pgtrickle.refresh_stream_table('top', 'ON COMMIT')$$);

-- After a restore writers are told, and refreshes go on.
select pgtrickle.restore_stream_tables();
insert into a values (100, 1, 1);
select pgtrickle.refresh_stream_table(name) from unnest('{left_side,right_side,top,topmost,beside,deferred,above,mixed}'::text[]) as name;
insert into a values (100, 1, 1);
select * from verdicts;
select source_relid, capture_method, immediate from pgtrickle.pgt_sources order by 1;
