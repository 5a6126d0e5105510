-- Changes of a table's children are captured with its own; ONLY sees a part of what is captured, and is for FULL.
create table a (id int, x text);
create table child (y int) inherits (a);
create table grandchild () inherits (child);
insert into a values (1, 'a');
insert into child values (2, 'b', 2);
select test.error($$ select pgtrickle.create_stream_table('alone', 'select id, x from only a', refresh_mode => 'DIFFERENTIAL') $$);
select pgtrickle.create_stream_table('family', 'select id, x from a');
select pgtrickle.create_stream_table('alone', 'select id, x from only a', refresh_mode => 'FULL');
insert into child values (3, 'c', 3);
insert into grandchild values (4, 'd', 4);
update a set x = x || '!';
select test.refresh('family'), test.refresh('alone');
delete from grandchild;
delete from a where id = 2;
truncate child;
select test.refresh('family'), test.refresh('alone');
select id, x from family order by id;
-- A table that gets a child later.
create table later (id int primary key, k int);
call test.create('t', 'select k, count(*) as n from later group by k');
create table child_of_later () inherits (later);
insert into child_of_later values (1, 1);
select pgtrickle.refresh_stream_table('t');
select test.check('t');
