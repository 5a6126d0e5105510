-- The keys of a stream table change with its query, or with the keys of its sources: tables in mode IMMEDIATE and ON COMMIT that read it
-- are re-initialised with it.
create table a (id int primary key, k int, v int);
insert into a values (1, 1, 10), (2, 1, 20), (3, 2, 30);
call test.create('below', 'select id, k from a');
call test.create('above', 'select b.id, b.k, a.v from below b join a using (id)', 'IMMEDIATE');
call test.create('committed', 'select k, count(*) as n from below group by k', 'ON COMMIT');
call test.create('topmost', 'select id, k, v from above where v > 0', 'IMMEDIATE');
create view verdicts as
    select name, verdict from unnest('{below,above,committed,topmost}'::text[]) as name, test.check(name) as verdict
    where verdict <> 'equal';
create view keys as select pgt_name, key_columns from pgtrickle_catalog.pgt_stream_tables order by pgt_id;
select * from keys;

-- A query without a key, one with another key, and the first one again.
select pgtrickle.alter_stream_table('below', query => 'select k as id, k from a');
select * from verdicts;
select * from keys;
insert into a values (4, 2, 40);
select test.refresh('below');
select * from verdicts;
select pgtrickle.alter_stream_table('below', query => 'select k as id, max(id) as k from a group by k');
select * from verdicts;
select * from keys;
update a set k = 3 where id = 1;
select test.refresh('below');
select * from verdicts;
select pgtrickle.alter_stream_table('below', query => 'select id, k from a');
select * from verdicts;

-- The key of the source goes, and comes back.
begin;
alter table a drop constraint a_pkey;
select test.refresh('below');
select * from verdicts;
select * from keys;
insert into a values (4, 5, 50);
select test.refresh('below');
select * from verdicts; -- the one ON COMMIT follows then
rollback;
select * from verdicts;
alter table a drop constraint a_pkey;
select test.refresh('below');
select * from verdicts;
alter table a add primary key (id);
select test.refresh('below');
select * from verdicts;
select * from keys;
select pgt_name, needs_reinit from pgtrickle_catalog.pgt_stream_tables order by pgt_id;
