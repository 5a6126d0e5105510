set client_min_messages = error;
-- Stream tables may be published; the tables of the extension may not.
create table a (id int primary key, k int);
insert into a values (1, 1);
call test.create('t', 'select k, count(*) as n from a group by k');
create publication chosen for table t, a;
insert into a values (2, 1);
select test.refresh('t');
delete from a;
select test.refresh('t');
select test.error($$ create publication own for table pgtrickle_catalog.pgt_refresh_history $$);
select test.error($$ create publication own for tables in schema pgtrickle_catalog $$);
select test.error($$ create publication own for tables in schema pgtrickle_changes $$);
select regexp_replace(test.error(format('create publication own for table pgtrickle_changes.changes_%s', 'a'::regclass::oid)), '\d{4,}', 'N');
select test.error($$ alter publication chosen add tables in schema pgtrickle $$);
reset client_min_messages;
create publication everything for all tables;
insert into a values (3, 1);
select test.refresh('t');
