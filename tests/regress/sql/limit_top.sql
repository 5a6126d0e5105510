-- ORDER BY with LIMIT, OFFSET and FETCH FIRST at the top: exactly the rows up to the limit, whatever changes.
create table a (id int primary key, k int, n int, x text, p numeric);
insert into a values (1, 1, 10, 'a', 1), (2, 2, 20, 'b', 1.0), (3, 3, 30, null, 2), (4, 4, null, 'd', null);
call test.create('top', 'select id, n from a order by n desc nulls last, id limit 2');
select id, n from top order by id;
-- A row rises when another one leaves, is pushed out when a better one comes, and may change in place.
delete from a where id = 3;
select test.refresh('top');
select id, n from top order by id;
insert into a values (5, 1, 15, 'e', 3);
select test.refresh('top');
update a set n = 5 where id = 2;
select test.refresh('top');
select id, n from top order by id;
update a set x = 'z' where id = 5;
select test.refresh('top');
delete from a;
select test.refresh('top');
select count(*) from top;
insert into a values (6, 1, null, 'f', 0);
select test.refresh('top');
select id, n from top;
truncate a;
select test.refresh('top');
call test.fill('{a}', 20);
-- Orders of every form; what they leave open is decided by columns that the query shows or not.
call test.create('ascending', 'select id, k from a order by k, id limit 5');
call test.create('nulls_first', 'select id, k from a order by k nulls first, id desc limit 5 offset 2');
call test.create('hidden', 'select x from a order by n desc, id limit 4');
call test.create('by_name', 'select id, k + n as s from a order by s, 1 limit 4');
call test.create('by_expression', 'select id from a order by k * 2 + n desc nulls last, -id fetch first 6 rows only');
call test.create('collated', 'select id, x from a order by x collate "C" desc, id limit 5');
call test.create('using_operator', 'select id, n from a order by n using >, id using < limit 5');
call test.create('past_the_end', 'select id from a order by id offset 1000');
call test.create('after', 'select id from a order by id offset 15');
call test.create('none', 'select id from a order by id limit 0');
call test.create('all_of_them', 'select id from a order by id limit all');
call test.create('null_limit', 'select id from a order by id limit null offset 3');
call test.create('one', 'select id, x from a order by id fetch first row only');
call test.create('filtered', 'select id from a where n > 1 order by n, id limit 3');
call test.create('renamed', 'select n as id, id as n from a order by n limit 3');
call test.rounds('{top,ascending,nulls_first,hidden,by_name,by_expression,collated,using_operator,past_the_end,after,none,all_of_them,null_limit,one,filtered,renamed}', '{a}', 20);
-- Groups, DISTINCT, joins, set operations, VALUES and WITH below the limit.
create table b (k int, x text, n int);
call test.fill('{b}', 15);
call test.create('groups', 'select k, count(*) as c, sum(n) as s from a group by k order by count(*) desc, k limit 3');
call test.create('group_order', 'select k from a group by k order by max(n) desc nulls last, k offset 1 limit 2');
call test.create('distinct_rows', 'select distinct k, x from a order by x, k limit 5');
call test.create('sets', 'select k, x, count(*) as c from a group by cube (k, x) order by grouping(k, x), c desc, k, x limit 7');
call test.create('joined', 'select a.id, b.x, b.n from a join b on b.k = a.k order by a.id desc, b.x, b.n limit 6');
call test.create('outer_joined', 'select a.id, b.n from a left join b on b.k = a.n order by b.n, a.id limit 6');
call test.create('united', 'select k, x from a union all select k, x from b order by k desc, 2 limit 8');
call test.create('excepted', '(select k from a except all select k from b) order by k limit 4');
call test.create('listed', 'select l.v, count(*) as c from (values (1), (2), (3)) as l (v) left join a on a.k = l.v group by l.v order by c desc, v limit 2');
call test.create('duplicates', 'select k, x from b order by k, x, n limit 7');
call test.create('many_copies', 'select 1 as one from b order by 1 limit 5');
call test.create('within', 'with w as (select k, sum(n) as s from b group by k) select a.id, w.s from a join w on w.k = a.k order by w.s desc nulls last, a.id limit 5');
call test.rounds('{groups,group_order,distinct_rows,sets,joined,outer_joined,united,excepted,listed,duplicates,many_copies,within}', '{a,b}', 15);
-- Below other operators.
call test.create('aggregated', 'select count(*) as c, sum(n) as s from (select n from a order by id desc limit 5) as t');
call test.create('joined_with', 'select b.x, t.id from b join (select id, k from a order by n desc, id limit 6) as t on t.k = b.k');
call test.create('filtered_after', 'select id from (select id, n from a order by id limit 8) as t where n > 1');
call test.create('twice', 'select id from (select id, k from a order by id desc limit 8) as t order by k, id limit 3');
call test.create('minus', 'select id from a except select id from (select id from a order by n, id limit 4) as t');
call test.create('both', '(select id, n from a order by n, id limit 3) union all (select id, n from a order by n desc, id limit 3)');
call test.create('with_twice', 'with t as (select id, k from a order by n, id limit 6) select x.id, y.id as other from t as x join t as y on y.k = x.k');
call test.create('grouped_after', 'select k, count(*) as c from (select k from a order by id limit 10) as t group by k');
call test.create('kept_left', 'select b.k, t.id from b left join (select id, k from a order by id desc limit 4) as t on t.k = b.k');
call test.rounds('{aggregated,joined_with,filtered_after,twice,minus,both,with_twice,grouped_after,kept_left}', '{a,b}', 15);
-- A stream table over one with a limit.
call test.create('above', 'select o.id, b.x from top as o join b on b.k = o.n');
call test.rounds('{top,above}', '{a,b}', 12);
-- Which rows of a function are kept follows their order in its result, which is no column.
select * from test.error($$select pgtrickle.create_stream_table('r', 'select id, generate_series(1, 3) as g from a order by id limit 4', refresh_mode => 'DIFFERENTIAL')$$);
