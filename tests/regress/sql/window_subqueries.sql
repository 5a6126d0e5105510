-- Windows inside subqueries of the rows around them, and subqueries beside and inside window functions.
create table a (id int primary key, k int, n int);
create table b (id int primary key, k int, n int, x text);
call test.fill('{a,b}', 15);
call test.create('first_two', 'select a.id, l.id as b, l.r from a, lateral (select b.id, row_number() over (order by b.n, b.id) as r from b where b.k = a.k) l where l.r <= 2');
call test.create('perhaps', 'select a.id, l.s, l.x from a left join lateral (select b.x, sum(b.n) over (partition by b.x order by b.id) as s from b where b.k = a.k and b.n > 0) l on l.s > a.n');
call test.create('ranked_in', 'select id from a where n in (select rank() over (order by b.n, b.id) from b)');
call test.create('exists_rank', 'select id from a where exists (select from (select k, dense_rank() over (order by n) as r from b) q where q.k = a.k and q.r = a.n)');
call test.create('beside', 'select id, rank() over (order by n, id) as r, (select count(*) from b where b.k = a.k) as c from a');
call test.create('inside', 'select id, sum((select count(*) from b where b.k = a.k)) over (partition by a.n) as s, max(n) over (partition by exists (select from b where b.n = a.n)) as m from a');
call test.create('of_groups', 'select k, rank() over (order by count(*), k) as r, (select max(x) from b where b.k = a.k) as x from a group by k');
select pgt_name, p.property, p.value from pgtrickle.pgt_stream_tables, pgtrickle.explain_st(pgt_name) p where p.property ~ '^state \d+$' order by pgt_name, 2;
call test.rounds('{first_two,perhaps,ranked_in,exists_rank,beside,inside,of_groups}', '{a,b}', 30);
