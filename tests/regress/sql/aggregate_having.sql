-- HAVING is crossed both ways, and the state of a group that it hides is not lost.
create table a (id int primary key, k int, n int);
insert into a values (1, 1, 10), (2, 1, 5), (3, 2, 20);
call test.create('large', 'select k, sum(n) as total from a group by k having sum(n) > 12');
update a set n = 1 where id = 1;
select test.refresh('large');
select k, total from large order by k;
update a set n = 2 where id = 3;
insert into a values (4, 1, 3);
select test.refresh('large');
select k, total from large order by k;
update a set n = 100 where id in (1, 3);
select test.refresh('large');
select k, total from large order by k;
call test.fill('{a}');
call test.create('not_shown', 'select k from a group by k having count(*) > 1 and max(n) < 4');
call test.create('unknown', 'select k, count(*) as n from a group by k having sum(n) is null or bool_and(n > 0)');
call test.create('constant', 'select k, count(*) as n from a group by k having k > 1');
call test.rounds('{large,not_shown,unknown,constant}', '{a}', 25);
