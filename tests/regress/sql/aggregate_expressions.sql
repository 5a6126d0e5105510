-- Expressions over aggregates, aggregates of aggregates, groups over joins and unions.
create table a (id int primary key, k int, n int, m int);
create table b (id int primary key, k int, n int);
call test.fill('{a,b}');
call test.create('expressions', $$
    select k * 2 as k, round(avg(n), 2) as mean, coalesce(sum(n), 0) + count(*) as s, sum(n) / count(*) as q,
           sum(n) filter (where n > 1) * 100.0 / nullif(sum(n), 0) as percent, max(n) - min(n) as range, sum(n * m) as weighted
    from a group by k
$$);
call test.create('of_groups', $$
    select total, count(*) as groups, max(k) as k from (select k, sum(n) as total from a group by k) s group by total
$$);
call test.create('of_join', 'select a.k, sum(a.n * b.n) as s, count(distinct b.id) as b from a join b on a.k = b.k group by a.k');
call test.create('of_left', 'select a.id, count(b.id) as n, coalesce(sum(b.n), 0) as s from a left join b on a.k = b.k group by a.id');
call test.create('of_union', 'select k, count(*) as n, sum(n) as s from (select k, n from a union all select k, n from b) u group by k');
call test.create('joined', $$
    select l.k, l.s, r.c from (select k, sum(n) as s from a group by k) l join (select k, count(*) as c from b group by k) r on l.k = r.k
$$);
call test.rounds('{expressions,of_groups,of_join,of_left,of_union,joined}', '{a,b}', 20);
