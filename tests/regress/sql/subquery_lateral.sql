-- LATERAL subqueries: rows, aggregates, set operations, outer joins, VALUES; changes on both sides at once.
create table a (id int primary key, k int, n int);
create table b (id int primary key, k int, n int);
create table bag (k int, n int);
call test.fill('{a,b,bag}');
-- Of tables without a primary key.
set client_min_messages = error;
call test.create('plain', 'select a.id, l.id as other, l.s from a, lateral (select b.id, b.n + a.n as s from b where b.k = a.k) l');
call test.create('outer_plain', 'select a.id, l.n, l.d from a left join lateral (select bag.n, bag.n - a.n as d from bag where bag.k = a.k) l on l.n > a.n');
call test.create('totals', 'select a.id, l.c, l.s from a cross join lateral (select count(*) as c, sum(n) as s from bag where bag.k = a.k) l');
call test.create('groups', 'select a.id, l.n, l.c from a left join lateral (select bag.n, count(*) as c from bag where bag.k = a.k group by bag.n) l on true');
call test.create('distinct_rows', 'select bag.k, bag.n, l.x from bag, lateral (select distinct b.n as x from b where b.k <= bag.k) l');
call test.create('unions', 'select a.id, l.x from a, lateral (select n from bag where bag.k = a.k union select a.n) l (x)');
call test.create('excepts', 'select a.id, l.x from a, lateral (select n from bag where bag.k = a.k except all select n from b where b.k = a.n) l (x)');
call test.create('unpivoted', 'select a.id, l.name, l.x from a, lateral (values (''k'', a.k), (''n'', a.n)) l (name, x)');
call test.create('chained', 'select a.id, l.n, m.c from a, lateral (select n from bag where bag.k = a.k) l, lateral (select count(*) as c from b where b.n = l.n and b.k <> a.k) m');
call test.create('outer_inside', 'select a.id, l.n, l.x from a, lateral (select b.n, bag.n as x from b left join bag on bag.k = b.k and bag.n = a.n where b.k = a.k) l');
call test.create('full_inside', 'select a.id, l.x, l.y from a, lateral (select p.n as x, q.n as y from (select n from b where b.k = a.k) p full join (select n from bag where bag.k = a.k) q on p.n = q.n) l');
call test.create('aggregated', 'select l.s, count(*) as c from a, lateral (select sum(n) as s from bag where bag.k = a.k) l group by l.s');
reset client_min_messages;
call test.rounds('{plain,outer_plain,totals,groups,distinct_rows,unions,excepts,unpivoted,chained,outer_inside,full_inside,aggregated}', '{a,b,bag}', 25);
truncate bag;
select test.refresh('totals'), test.refresh('groups'), test.refresh('outer_inside'), test.refresh('chained');
