-- A parent's query sees its children; changes of the children arrive.
create table a (id int, x text);
create table child (y int) inherits (a);
create table grandchild () inherits (child);
insert into a values (1, 'a');
insert into child values (2, 'b', 2);
call test.create('family', 'select id, x from a');
call test.create('alone', 'select id, x from only a');
insert into child values (3, 'c', 3);
insert into grandchild values (4, 'd', 4);
update a set x = x || '!';
select test.refresh('family'), test.refresh('alone');
delete from grandchild;
delete from a where id = 2;
truncate child;
select test.refresh('family'), test.refresh('alone');
select id, x from family order by id;
