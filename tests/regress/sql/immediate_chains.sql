-- Mode IMMEDIATE over IMMEDIATE, under deferred modes and over them.
create table a (id int primary key, k int, v int);
insert into a values (1, 1, 10), (2, 1, 20), (3, 2, 30);
call test.create('left_side', 'select k, sum(v) as s from a group by k', 'IMMEDIATE');
call test.create('right_side', 'select k, count(*) as n from a group by k', 'IMMEDIATE');
call test.create('top', 'select l.k, l.s, r.n from left_side l join right_side r using (k)', 'IMMEDIATE');
call test.create('topmost', 'select n, count(*) as c, sum(s) as s from top group by n', 'IMMEDIATE');
call test.create('deferred', 'select k, s * 2 as d from left_side');
call test.create('above', 'select d, count(*) as n from deferred group by d', 'IMMEDIATE');
call test.create('recomputed', 'select max(s) as m from left_side', 'FULL');
create view verdicts as
    select name, verdict from unnest('{left_side,right_side,top,topmost,above}'::text[]) as name, test.check(name) as verdict
    where verdict <> 'equal';

-- How often a table is changed: the end of a diamond once for each statement.
create table changes (name text);
create function count_change() returns trigger language plpgsql as $$ begin insert into public.changes values (tg_table_name); return null; end $$;
create trigger counting after insert on top for each statement execute function count_change();

insert into a values (4, 3, 40), (5, 2, 50);
select * from verdicts;
update a set k = 3 where id = 1;
select * from verdicts;
delete from a where k = 2;
select * from verdicts;
select name, count(*) from changes group by 1;

-- The deferred one follows when it is refreshed, and what stands over it with it.
select test.check('deferred') <> 'equal' as is_behind;
select test.refresh('deferred'), test.check('above'), test.refresh('recomputed');
begin;
insert into a values (6, 6, 60);
select test.refresh('deferred'), test.check('above');
rollback;
select test.check('deferred'), test.check('above');
select * from verdicts;

truncate a;
select * from verdicts;
select test.refresh('deferred'), test.check('above');
insert into a values (1, 1, 1);
select * from verdicts;
select test.refresh('deferred'), test.check('above');

-- Refreshed by hand they are recomputed.
select test.refresh('left_side'), test.refresh('top');
select test.error($$select pgtrickle.refresh_stream_table('top', 'DIFFERENTIAL')$$);
select test.error($$select pgtrickle.refresh_stream_table('top', 'IMMEDIATE')$$);
select * from verdicts;

-- The sources are captured only for whom they have to be.
select source_relid, capture_method, immediate from pgtrickle.pgt_sources order by 1;
select test.error($$select pgtrickle.drop_stream_table('top')$$);
select pgtrickle.drop_stream_table('topmost'), pgtrickle.drop_stream_table('top');
select pgtrickle.drop_stream_table('above'), pgtrickle.drop_stream_table('deferred'), pgtrickle.drop_stream_table('recomputed');
insert into a values (2, 1, 1);
select test.check('left_side'), test.check('right_side');
select pgtrickle.drop_stream_table('left_side'), pgtrickle.drop_stream_table('right_side');
select count(*) from pg_trigger where tgrelid = 'a'::regclass;
select * from pgtrickle.pgt_sources;
select * from pgtrickle_catalog.pgt_upkeep;
insert into a values (3, 1, 1);
