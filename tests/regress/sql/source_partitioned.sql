-- Rows of any partition are captured, those that move between partitions too, whichever table the statement names.
create table p (id int, k int, x text, primary key (id, k)) partition by list (k);
create table p0 partition of p for values in (0, 1);
create table p2 (x text, k int not null, id int not null);
alter table p attach partition p2 for values in (2, 3, null);
create table p4 partition of p default partition by range (id);
create table p4a partition of p4 for values from (minvalue) to (10);
create table p4b partition of p4 default;
call test.fill('{p}', 20);
call test.create('rows_of_p', 'select id, k, x from p');
call test.create('groups', 'select k, count(*) as n, max(x) as x from p group by k');
-- A partition alone: statements that name the parent change it, too.
call test.create('one_part', 'select * from p0');
insert into p2 (id, k, x) values (100, 2, 'direct');
insert into p4b values (101, 9, 'deep');
update p set k = 9 where id = 100;
update p set id = 5 where id = 101;
select test.refresh('rows_of_p'), test.refresh('groups');
update p4 set x = 'middle';
delete from p0 where id = (select min(id) from p0);
select test.refresh('rows_of_p'), test.refresh('groups');
truncate p2;
select test.refresh('rows_of_p'), test.refresh('groups');
call test.rounds('{rows_of_p,groups,one_part}', '{p}', 20);
