-- Mode IMMEDIATE: creation, refusals, alteration, DDL and rights.
create table a (id int primary key, k int, v int);
create table b (id int primary key, k int);
insert into a values (1, 1, 10), (2, 2, 20);
insert into b values (1, 1);
create view verdicts as
    select format('%I.%I', pgt_schema, pgt_name) as name, refresh_mode, schedule,
           test.check(format('%I.%I', pgt_schema, pgt_name)) as verdict
    from pgtrickle.pgt_stream_tables order by 1;

-- A schedule may be given, and is ignored.
select pgtrickle.create_stream_table('one', 'select k, sum(v) as s from a group by k', schedule => null, refresh_mode => 'immediate');
select pgtrickle.create_stream_table('two', 'select id, k from a', schedule => '5m', refresh_mode => 'IMMEDIATE');
select pgtrickle.create_stream_table('three', 'select a.id, b.id as b from a join b using (k)', refresh_mode => 'IMMEDIATE', initialize => false);
select * from verdicts where name <> 'public.three';
insert into a values (3, 3, 30);
select count(*) from three;
select pgtrickle.refresh_stream_table('three');
insert into a values (4, 1, 40);
select * from verdicts;
select need, cdc_mode, columns_used from pgtrickle.pgt_dependencies where source_relid = 'a'::regclass order by pgt_id;

select property, value from pgtrickle.explain_st('one') where property in ('refresh_mode', 'dvm_supported', 'upkeep_lock', 'sources');

-- What cannot be maintained is refused, with the reasons that DIFFERENTIAL has.
select test.error($$select pgtrickle.create_stream_table('no', 'select id, random() from a', refresh_mode => 'IMMEDIATE')$$);
create materialized view m as select * from a;
select test.error($$select pgtrickle.create_stream_table('no', 'select * from m', refresh_mode => 'IMMEDIATE')$$);
create unlogged table u (id int);
select test.error($$select pgtrickle.create_stream_table('no', 'select * from u', refresh_mode => 'IMMEDIATE')$$);
select test.error($$select pgtrickle.create_stream_table('no', 'select * from a tablesample system (50)', refresh_mode => 'IMMEDIATE')$$);
select test.error($$select pgtrickle.create_stream_table('no', 'select 1', schedule => null)$$);
select test.error($$select pgtrickle.create_stream_table('no', 'select * from a', refresh_mode => 'AT ONCE')$$);
select test.error($$select pgtrickle.alter_stream_table('one', status => 'PAUSED')$$);
select test.error($$select pgtrickle.alter_stream_table('one', status => 'SUSPENDED')$$);
select test.error($$insert into one (k, s) values (1, 1)$$);

-- Between the modes.
select pgtrickle.alter_stream_table('one', refresh_mode => 'DIFFERENTIAL');
insert into a values (5, 5, 50);
select * from verdicts;
select test.refresh('one');
insert into a values (6, 5, 60);
select pgtrickle.alter_stream_table('one', refresh_mode => 'IMMEDIATE');
select * from verdicts;
insert into a values (7, 5, 70);
select * from verdicts;
select relname from pg_class where relnamespace = 'pgtrickle_changes'::regnamespace;
select pgtrickle.alter_stream_table('one', refresh_mode => 'FULL', schedule => '1h');
delete from a where id = 7;
select pgtrickle.alter_stream_table('two', refresh_mode => 'AUTO', schedule => '2h');
insert into a values (8, 8, 80);
select name, refresh_mode, schedule, verdict = 'equal' as is_right from verdicts;
select capture_method, immediate, columns_captured from pgtrickle.pgt_sources where source_relid = 'a'::regclass;
select pgtrickle.alter_stream_table('one', refresh_mode => 'IMMEDIATE'), pgtrickle.alter_stream_table('two', refresh_mode => 'IMMEDIATE');
insert into a values (9, 8, 80);
select * from verdicts;

-- All in one transaction.
begin;
insert into a values (10, 1, 1);
select pgtrickle.create_stream_table('four', 'select k, count(*) as n from a group by k', refresh_mode => 'IMMEDIATE');
insert into a values (11, 1, 1);
select pgtrickle.alter_stream_table('one', refresh_mode => 'DIFFERENTIAL');
insert into a values (12, 1, 1);
select pgtrickle.alter_stream_table('one', refresh_mode => 'IMMEDIATE');
insert into a values (13, 1, 1);
select * from verdicts;
select pgtrickle.drop_stream_table('four');
insert into a values (14, 1, 1);
select * from verdicts;
rollback;
insert into a values (15, 1, 1);
select * from verdicts;

-- A table that is recomputed by a later snapshot than the transaction's own cannot be maintained by it any more.
begin isolation level repeatable read;
select pgtrickle.create_stream_table('four', 'select k, count(*) as n from a group by k', refresh_mode => 'IMMEDIATE');
insert into a values (16, 1, 1);
rollback;

-- Created by a statement that changes its source.
create function create_four() returns int language plpgsql as $$
begin
    perform pgtrickle.create_stream_table('four', 'select k, count(*) as n from a group by k', refresh_mode => 'IMMEDIATE');
    return 1;
end
$$;
select test.error('insert into a select 100 + n, 1, create_four() from generate_series(1, 2) as n');

-- DDL that changes the meaning of a query recomputes the table in the same command.
select test.error('alter table a alter k type text');
create view doubled as select id, v * 2 as w from a;
call test.create('over_view', 'select id, w from doubled', 'IMMEDIATE');
create or replace view doubled as select id, v * 3 as w from a;
select * from verdicts;
insert into a values (17, 1, 1);
select * from verdicts;
alter table a rename to renamed;
alter table renamed rename v to value;
insert into renamed values (18, 1, 1);
alter table renamed rename value to v;
alter table renamed rename to a;
select * from verdicts;
alter table a disable trigger all;
insert into a values (19, 1, 1);
select * from verdicts;
alter table a drop constraint a_pkey;
insert into a values (20, 1, 1), (20, 1, 1);
select * from verdicts;
select test.error('alter table a set unlogged');
drop table b cascade;
select * from verdicts;

-- Rights: those of the owner of the stream table, for writes by any role. Errors name the table.
create role immediate_owner;
create role immediate_writer;
grant create on schema public to immediate_owner;
create table c (id int primary key, k int);
grant select, trigger on c to immediate_owner;
grant select, insert, update, delete, truncate on c to immediate_writer;
set role immediate_owner;
call test.create('owned', 'select k, count(*) as n, sum(1 / (k - 5)) as s from c group by k', 'IMMEDIATE');
reset role;
set role immediate_writer;
insert into c values (1, 1), (2, 1);
truncate c;
insert into c values (1, 1), (2, 1);
select test.error('select * from owned');
\set SHOW_CONTEXT always
insert into c values (3, 5);
reset role;
select test.check('owned');
revoke select on c from immediate_owner;
set role immediate_writer;
insert into c values (4, 1);
reset role;
grant select on c to immediate_owner;
set role immediate_writer;
insert into c values (4, 1);
reset role;
select test.check('owned');
select pgtrickle.drop_stream_table('owned');
drop table c;
revoke create on schema public from immediate_owner;
drop role immediate_owner, immediate_writer;

-- Repair.
select pgtrickle.repair_stream_table('one');
select * from verdicts;
select pgtrickle.rebuild_cdc_triggers();
insert into a values (21, 1, 1);
select * from verdicts;
drop table a cascade;
select * from verdicts;
