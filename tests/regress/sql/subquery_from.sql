-- Sub-queries in FROM: filters, joins, groups and unions inside and outside.
create table a (id int primary key, k int, n int);
create table b (id int primary key, k int, x text);
call test.fill('{a,b}');
call test.create('nested', 'select s.id, s.m * 2 as m from (select id, n + 1 as m from (select * from a where k > 0) i where n > 0) s');
call test.create('of_groups', 'select s.k, s.total, b.x from (select k, sum(n) as total from a group by k) s join b on b.k = s.k where s.total > 2');
call test.create('of_distinct', 'select d.k, b.id from (select distinct k from a) d left join b using (k)');
call test.create('of_union', 'select u.k, count(*) as n from (select k from a union select k from b) u join b using (k) group by u.k');
call test.create('renamed', 'select s.p, s.q from (select k, n from a) as s (p, q) where q is not null');
call test.create('values_list', 'select a.id, v.name from a join (values (0, ''zero''), (1, ''one'')) as v (k, name) using (k)');
call test.rounds('{nested,of_groups,of_distinct,of_union,renamed,values_list}', '{a,b}', 20);
