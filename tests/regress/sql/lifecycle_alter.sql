-- Schedule, mode and status of a stream table change without touching what it holds.
create table a (id int primary key, k int);
insert into a values (1, 1);
call test.create('t', 'select k, count(*) as n from a group by k');
create view described as
    select schedule, refresh_mode, status from pgtrickle.pgt_stream_tables where pgt_name = 't';
select pgtrickle.alter_stream_table('t', schedule => '5m');
select * from described;
select pgtrickle.alter_stream_table('t');
select pgtrickle.alter_stream_table('t', null, null, null);
select * from described;
select pgtrickle.alter_stream_table('t', refresh_mode => 'full');
select * from described;
insert into a values (2, 1);
select test.refresh('t');
select pgtrickle.alter_stream_table('t', refresh_mode => 'DIFFERENTIAL', schedule => '1s');
select * from described;
insert into a values (3, 2);
select pgtrickle.refresh_stream_table('t');
select test.check('t');
update a set k = 3 where id = 3;
select test.refresh('t');
-- The recipe for TRUNCATE: FULL, refresh, back to DIFFERENTIAL; the schedule stays.
truncate a;
select pgtrickle.alter_stream_table('t', refresh_mode => 'FULL');
select test.refresh('t');
select pgtrickle.alter_stream_table('t', refresh_mode => 'DIFFERENTIAL');
select * from described;
insert into a values (1, 1);
select pgtrickle.refresh_stream_table('t');
select test.check('t');
-- Suspended.
select pgtrickle.alter_stream_table('t', status => 'SUSPENDED');
select * from described;
insert into a values (4, 4);
select test.error($$ select pgtrickle.refresh_stream_table('t') $$);
select pgtrickle.alter_stream_table('t', status => 'active', schedule => 'calculated');
select * from described;
select test.refresh('t');
-- All or nothing.
select test.error($$ select pgtrickle.alter_stream_table('t', schedule => '7m', refresh_mode => 'SOMETIMES') $$);
select test.error($$ select pgtrickle.alter_stream_table('t', schedule => 'never') $$);
select test.error($$ select pgtrickle.alter_stream_table('t', status => 'BROKEN') $$);
select * from described;
-- A query that cannot be maintained incrementally does not become DIFFERENTIAL.
select pgtrickle.create_stream_table('u', 'select id, row_number() over (order by id) * random() as r from a', refresh_mode => 'FULL');
select test.error($$ select pgtrickle.alter_stream_table('u', refresh_mode => 'DIFFERENTIAL') $$);
select refresh_mode from pgtrickle.pgt_stream_tables where pgt_name = 'u';
