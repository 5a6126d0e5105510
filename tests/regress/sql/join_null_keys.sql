-- NULL never equals NULL in a join, but groups do hold it.
create table a (k int, x text);
create table b (k int, y text);
insert into a values (null, 'a'), (null, 'a'), (1, 'b');
insert into b values (null, 'c'), (1, 'd');
call test.create('inner_join', 'select x, y from a join b using (k)');
call test.create('full_join', 'select x, y from a full join b using (k)');
call test.create('two_keys', 'select a.x, b.y from a join b on a.k = b.k and a.x = b.y');
call test.create('counted', 'select a.k, count(*) as n, count(b.k) as matched from a left join b using (k) group by a.k');
update a set k = null where k = 1;
select test.refresh('inner_join'), test.refresh('full_join'), test.refresh('counted');
update b set k = null;
select test.refresh('inner_join'), test.refresh('full_join'), test.refresh('counted');
update a set k = 1;
update b set k = 1 where y = 'c';
select test.refresh('inner_join'), test.refresh('full_join'), test.refresh('counted');
call test.rounds('{inner_join,full_join,two_keys,counted}', '{a,b}', 20);
