-- A row that an update moves across the predicate enters or leaves, and only it.
create table a (id int primary key, k int, x text);
insert into a values (1, 1, 'one'), (2, 2, 'two'), (3, null, 'three');
call test.create('small', 'select id, x from a where k < 2');
update a set k = 2 where id = 1;
select test.refresh('small');
select id, x from small;
update a set k = 0 where id in (2, 3);
select test.refresh('small');
select id, x from small order by id;
update a set k = null where id = 2;
select test.refresh('small');
select id, x from small order by id;
call test.fill('{a}');
call test.create('unknown', 'select * from a where not (k > 2) or x is null');
call test.create('nothing', 'select * from a where false');
call test.rounds('{small,unknown,nothing}', '{a}');
