-- TRUNCATE is never missed: alone, before other statements and after them, with several tables, rolled back.
create table a (id int primary key, k int);
create table b (k int, x text);
insert into a select i, i % 3 from generate_series(1, 9) i;
insert into b values (0, 'zero'), (1, 'one');
call test.create('joined', 'select id, x from a left join b using (k)');
call test.create('groups', 'select k, count(*) as n, max(id) as m from a group by k');
call test.create('above', 'select n, count(*) as groups from groups group by n');
truncate a;
select pgtrickle.refresh_stream_table('joined'), pgtrickle.refresh_stream_table('groups');
select test.check('joined'), test.check('groups');
select test.refresh('above');
-- Truncate, then insert.
insert into a select i, i % 3 from generate_series(1, 9) i;
select pgtrickle.refresh_stream_table('joined'), pgtrickle.refresh_stream_table('groups');
truncate a;
insert into a values (1, 1), (50, 5);
select pgtrickle.refresh_stream_table('joined'), pgtrickle.refresh_stream_table('groups');
select test.check('joined'), test.check('groups');
select test.refresh('above');
-- Changes, then truncate, then changes, in one transaction.
begin;
update a set k = 0;
truncate a, b;
insert into a values (7, 7);
insert into b values (7, 'seven');
update a set id = 8;
commit;
select pgtrickle.refresh_stream_table('joined'), pgtrickle.refresh_stream_table('groups');
select test.check('joined'), test.check('groups');
-- After that, deltas again.
insert into a values (9, 7);
select test.refresh('joined'), test.refresh('groups');
begin;
truncate a;
rollback;
begin;
savepoint s;
truncate b;
rollback to s;
insert into b values (7, 'sept');
commit;
select test.refresh('joined'), test.refresh('groups');
truncate a restart identity cascade;
select pgtrickle.refresh_stream_table('joined'), pgtrickle.refresh_stream_table('groups');
select test.check('joined'), test.check('groups');
-- An empty table truncated.
truncate a;
select pgtrickle.refresh_stream_table('joined');
select test.check('joined');
