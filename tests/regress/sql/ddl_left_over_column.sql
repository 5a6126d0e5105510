-- A column that no query reads any more may change its type: writers continue.
create table a (id int primary key, v int, w int);
insert into a values (1, 1, 1), (2, 2, 2);
call test.create('reads_v', 'select id, v from a');
call test.create('reads_w', 'select id, w from a');
select pgtrickle.drop_stream_table('reads_v');
alter table a alter v type bigint;
insert into a values (3, 3, 3);
update a set v = 7, w = 7 where id = 1;
delete from a where id = 2;
select test.refresh('reads_w');
call test.create('reads_v', 'select id, v from a');
insert into a values (4, 4, 4);
select test.refresh('reads_v'), test.refresh('reads_w');
-- The same behind the back of all event triggers.
select pgtrickle.drop_stream_table('reads_v');
set event_triggers = off;
alter table a alter v type text;
reset event_triggers;
insert into a values (5, '5', 5);
select test.refresh('reads_w');
insert into a values (6, '6', 6);
select test.refresh('reads_w');
select pgtrickle.repair_stream_table('reads_w');
insert into a values (7, '7', 7);
select test.refresh('reads_w');
-- Inside a command that has event triggers of its own.
create table made as select 1 as made from pgtrickle.create_stream_table('reads_all', 'select id, v, w from a');
insert into a values (8, '8', 8);
select test.refresh('reads_all'), test.refresh('reads_w');
