-- DISTINCT ON: the first row of each group by ORDER BY.
create table a (id int primary key, k int, n int, x text, p numeric);
insert into a values (1, 1, 10, 'a', 1), (2, 1, 20, 'b', 2), (3, null, 30, 'c', 3);
call test.create('latest', 'select distinct on (k) k, id, n from a order by k, n desc nulls last, id');
select k, id, n from latest order by k;
-- The second one takes the place of the first; groups come and go.
delete from a where id in (2, 3);
select test.refresh('latest');
insert into a values (4, 2, 5, 'd', 1), (5, null, null, 'e', 2), (6, null, 1, 'f', 2);
select test.refresh('latest');
select k, id, n from latest order by k;
update a set k = 1 where id = 4;
select test.refresh('latest');
select k, id, n from latest order by k;
truncate a;
select test.refresh('latest');
select count(*) from latest;
call test.fill('{a}', 20);
create table b (k int, x text, n int);
call test.fill('{b}', 15);
call test.create('two_keys', 'select distinct on (k, x) k, x, n, id from a order by k, x desc, n nulls first, id');
call test.create('by_expression', 'select distinct on (k % 2) id, k % 2 as odd from a order by k % 2, id desc');
call test.create('by_position', 'select distinct on (2) id, x from a order by 2, id');
call test.create('key_hidden', 'select distinct on (k) x from a order by k, id');
call test.create('order_hidden', 'select distinct on (x) x, k from a order by x, n desc, id');
call test.create('limited', 'select distinct on (k) k, id from a order by k desc, id limit 3');
call test.create('of_groups', 'select distinct on (k) k, x, count(*) as c from a group by k, x order by k, count(*) desc, x');
call test.create('of_join', 'select distinct on (a.k) a.k, a.id, b.x, b.n from a join b on b.k = a.k order by a.k, a.id desc, b.x, b.n');
call test.create('of_outer_join', 'select distinct on (b.k) b.k, a.id from b left join a on a.k = b.k order by b.k, a.id');
call test.create('of_numbers', 'select distinct on (p) p, id from a order by p, id');
call test.create('inside', 'select s.k, s.id, b.n from (select distinct on (k) k, id from a order by k, n, id) as s join b on b.k = s.k');
call test.create('aggregated', 'select count(*) as c, sum(id) as s from (select distinct on (k, n) id from a order by k, n, id) as s');
call test.create('filtered_after', 'select k, id from (select distinct on (k) k, id, n from a order by k, id) as s where n > 1 and k < 4');
call test.create('subtracted', 'select id from a except select id from (select distinct on (x) id, x from a order by x, id) as s');
call test.rounds('{latest,two_keys,by_expression,by_position,key_hidden,order_hidden,limited,of_groups,of_join,of_outer_join}', '{a,b}', 20);
call test.rounds('{inside,aggregated,filtered_after,subtracted}', '{a,b}', 15);
call test.rounds('{of_numbers}', '{a}', 15, 'equality');
-- Without ORDER BY any row of the group is right: here all of its columns are the key.
call test.create('unordered', 'select distinct on (k, x) k, x from b');
call test.rounds('{unordered}', '{b}', 15);
-- What is refused.
select * from test.error($$select pgtrickle.create_stream_table('r', 'select k from (select k from a limit 3) as t', refresh_mode => 'DIFFERENTIAL')$$);
select * from test.error($$select pgtrickle.create_stream_table('r', 'select k from (select k from a order by k offset (select count(*) from b)) as t', refresh_mode => 'DIFFERENTIAL')$$);
select * from test.error($$select pgtrickle.create_stream_table('r', 'select k from (select k from a order by k limit (random() * 3)::int) as t', refresh_mode => 'DIFFERENTIAL')$$);
select * from test.error($$select pgtrickle.create_stream_table('r', 'with recursive r as (select k from a union (select b.n from b join r on r.k = b.k order by 1 limit 2)) select k from r', refresh_mode => 'DIFFERENTIAL')$$);
