-- A group is emptied and filled again, in one refresh and in two; NULL is a group.
create table a (k int, n int);
insert into a values (1, 1), (1, 2), (null, 3), (null, null);
call test.create('groups', 'select k, count(*) as c, sum(n) as s, min(n) as m, array_agg(n order by n) as l from a group by k');
delete from a where k = 1;
select test.refresh('groups');
insert into a values (1, 9);
select test.refresh('groups');
select k, c, s, m, l from groups order by k;
delete from a where k = 1;
insert into a values (1, 10), (1, null);
select test.refresh('groups');
delete from a where k is null;
select test.refresh('groups');
insert into a values (null, 5), (null, 5);
update a set k = null where n = 10;
select test.refresh('groups');
select k, c, s, m, l from groups order by k;
delete from a;
select test.refresh('groups');
insert into a values (1, 1);
select test.refresh('groups');
-- Keys of several columns with NULLs, and keys of types that have no NULL-safe hash of their own.
create table b (id int, k int, x text, n numeric, d date);
call test.fill('{b}');
call test.create('keys', 'select k, x, n, d, count(*) as c from b group by k, x, n, d', compare_by => 'equality');
call test.create('arrays', 'select array[k, id] as l, (k, x)::text as r, count(*) as c from b group by 1, 2');
call test.rounds('{groups,keys,arrays}', '{a,b}', 20, 'equality');
