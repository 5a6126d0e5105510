-- Windows over joins, groups, set operations and recursion.
create table a (id int primary key, k int, n int);
create table b (id int primary key, k int, x text);
create table tree (id int primary key, parent int, name text);
insert into tree select i, nullif(i / 2, 0), 'n' || i from generate_series(1, 15) i;
call test.fill('{a,b}', 15);
call test.create('over_join', 'select a.id, b.id as b, rank() over (partition by a.k order by a.id, b.id) as r, sum(a.n) over (partition by b.x) as s from a join b on a.k = b.k');
call test.create('over_left', 'select a.id, b.x, count(b.id) over (partition by a.k) as c from a left join b on a.k = b.k');
call test.create('over_groups', 'select k, sum(n) as s, rank() over (order by sum(n) desc, k) as r, sum(sum(n)) over () as total from a group by k');
call test.create('over_parts', 'select k, n, count(*) as c, sum(count(*)) over (partition by k) as of_k, row_number() over (partition by k order by count(*), n) as r from a group by k, n having count(*) > 0');
call test.create('over_union', 'select k, src, count(*) over (partition by k) as c from (select k, 1 as src from a union all select k, 2 from b) u');
call test.create('over_except', 'select k, rank() over (order by k) as r from (select k from a except select k from b) e');
call test.create('over_distinct', 'select x, row_number() over (order by x) as r from (select distinct x from b) d');
call test.create('over_recursion', 'with recursive t as (select id, parent, 1 as depth from tree where parent is null union all select c.id, c.parent, t.depth + 1 from tree c join t on c.parent = t.id) select id, depth, count(*) over (partition by depth) as c, row_number() over (partition by depth order by id) as r from t');
call test.create('one_row', 'select count(*) as n, rank() over (order by count(*)) as r from a');
select pgt_name, p.property, p.value from pgtrickle.pgt_stream_tables, pgtrickle.explain_st(pgt_name) p where p.property ~ '^state \d+$' order by pgt_name, 2;
call test.rounds('{over_join,over_left,over_groups,over_parts,over_union,over_except,over_distinct,over_recursion,one_row}', '{a,b,tree}', 30);
