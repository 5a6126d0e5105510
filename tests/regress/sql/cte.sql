-- Common table expressions: chained, used several times, hinted, shadowing a table.
create table a (id int primary key, k int, n int);
create table b (id int primary key, k int, x text);
call test.fill('{a,b}');
call test.create('once', 'with large as (select * from a where n > 1) select id, k from large');
call test.create('chained', 'with s as (select k, n from a), t as (select k, sum(n) as total from s group by k) select * from t where total > 1');
call test.create('with_itself', $$
    with s as (select k, count(*) as c from a group by k) select l.k as l, r.k as r, l.c from s l join s r on l.c = r.c and l.k <= r.k
$$);
call test.create('against_mean', $$
    with totals as (select k, sum(n) as total from a group by k), top as (select max(total) as m from totals)
    select totals.k, total from totals join top on total = m
$$);
call test.create('materialized', 'with s as materialized (select * from a) select s.id, b.x from s join b using (k)');
call test.create('not_materialized', 'with s as not materialized (select * from a) select x.id, y.n from s x join s y on x.k = y.id');
call test.create('shadowing', 'with a as (select id, k from b) select * from a');
call test.create('inner_with', 'select * from (with s as (select k from a) select k, count(*) as n from s group by k) q');
call test.create('unused', 'with nobody as (select * from b) select id from a');
call test.create('renamed', 'with s (p, q) as (select k, n from a) select p, sum(q) as q from s group by p');
call test.create('in_union', 'with s as (select k from a union all select k from b) select k from s union select k + 1 from s');
call test.rounds('{once,chained,with_itself,against_mean,materialized,not_materialized,shadowing,inner_with,unused,renamed,in_union}', '{a,b}', 18);
