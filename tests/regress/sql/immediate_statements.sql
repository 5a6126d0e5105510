-- Mode IMMEDIATE: after every statement a stream table is what its query gives.
create table a (id int primary key, k int, v int);
create table b (id int primary key, k int, w text);
create table bag (k int, v int);
insert into a values (1, 1, 10), (2, 1, 20), (3, null, 30);
insert into b values (1, 1, 'x'), (2, 2, 'y'), (3, null, 'z');
insert into bag values (1, 1), (1, 1), (null, null);
call test.create('sums', 'select k, count(*) as n, sum(v) as s, min(v) as low from a group by k', 'IMMEDIATE');
call test.create('joined', 'select a.id, a.v, b.w from a join b using (k)', 'IMMEDIATE');
call test.create('outer_joined', 'select a.id, b.w from a left join b on a.k = b.k', 'IMMEDIATE');
call test.create('met', 'select b.k, count(*) as n, sum(a.v) as s from a join b on a.k = b.k group by b.k', 'IMMEDIATE');
call test.create('copies', 'select k, v from bag', 'IMMEDIATE');
call test.create('kinds', 'select distinct k from bag', 'IMMEDIATE');
call test.create('both', 'select k from a union all select k from bag', 'IMMEDIATE');
call test.create('total', 'select count(*) as n, sum(v) as s from bag', 'IMMEDIATE');

create view verdicts as
    select name, verdict
    from unnest('{sums,joined,outer_joined,met,copies,kinds,both,total}'::text[]) as name, test.check(name) as verdict
    where verdict <> 'equal';
select * from verdicts;

-- Each kind of statement.
insert into a values (4, 2, 40), (5, 2, null), (6, 1, 60);
select * from verdicts;
update a set v = v + 1 where k = 1;
select * from verdicts;
update a set k = 2 where id = 1;
select * from verdicts;
delete from a where id in (2, 5);
select * from verdicts;
insert into a values (4, 7, 7), (7, 7, 7) on conflict (id) do update set k = excluded.k;
select * from verdicts;
insert into a values (4, 8, 8), (8, null, 8) on conflict do nothing;
select * from verdicts;
merge into a using (values (1, 100), (3, 300), (9, 900)) as new (id, v) on a.id = new.id
    when matched and new.id = 3 then delete
    when matched then update set v = new.v
    when not matched then insert values (new.id, 2, new.v);
select * from verdicts;
copy bag from stdin;
1	1
\N	2
3	\N
\.
select * from verdicts;
delete from bag where ctid = (select min(ctid) from bag);
select * from verdicts;
update bag set v = null where k = 1;
select * from verdicts;
update a set v = v;
select * from verdicts;
delete from a where false;
select * from verdicts;

-- Several sources in one statement: pairs of new rows count once.
with new_a as (insert into a values (20, 5, 1), (21, 5, 2) returning 1), gone as (delete from b where k = 1 returning 1)
insert into b values (20, 5, 'new'), (21, 5, 'newer');
select * from verdicts;
with moved as (update a set k = 6 where k = 5 returning 1), more as (insert into bag values (6, 6) returning 1)
update b set k = 6 where k = 5;
select * from verdicts;
with gone as (delete from a where k = 6 returning *) insert into bag select k, v from gone;
select * from verdicts;

-- A change that meets nothing, and a row that is inserted and deleted by one transaction.
begin;
insert into b values (50, 50, 'lonely');
delete from b where id = 50;
select * from verdicts;
commit;

-- TRUNCATE, of one source and of several.
truncate b;
select * from verdicts;
insert into b values (1, 1, 'again'), (2, 2, 'again');
select * from verdicts;
truncate a, bag;
select * from verdicts;
insert into a values (1, 1, 1);
insert into bag values (1, 1);
select * from verdicts;
select * from sums;
select * from joined;

-- No buffer was written, and nothing is pending.
select relname from pg_class where relnamespace = 'pgtrickle_changes'::regnamespace;
select name, status, refresh_mode, schedule, staleness from pgtrickle.pgt_status() order by 1;
select source_table, regexp_replace(trigger_name, '_[0-9]+$', '') as name, trigger_type, present, enabled from pgtrickle.trigger_inventory() where source_table = 'public.bag';
