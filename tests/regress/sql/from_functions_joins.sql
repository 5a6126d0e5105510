-- Functions in FROM among joins of every kind.
create table a (id int primary key, n int, l int[]);
create table b (id int primary key, k int, m int[]);
create table c (k int, x text);
call test.fill('{a,b,c}');
call test.create('joined', 'select a.id, e, b.k from a, unnest(a.l) as e, b where b.k = e');
call test.create('joined_on', 'select a.id, e, b.id as other from a cross join lateral unnest(a.l) as u(e) join b on b.id = u.e and b.k <> a.n');
call test.create('of_both', 'select a.id, b.id as other, g from a join b on a.n = b.k, generate_series(least(a.n, b.k), a.n + 1) as g');
call test.create('three', 'select a.id, e, b.id as other, f, c.x from a, unnest(a.l) e, b, unnest(b.m) f, c where e = f and c.k = b.k');
call test.create('kept', 'select a.id, e from a left join unnest(a.l) as u(e) on true');
call test.create('kept_if', 'select a.id, u.* from a left join lateral unnest(a.l) with ordinality as u(e, o) on u.e > a.n');
call test.create('kept_some', 'select a.id, e from a left join unnest(a.l) as u(e) on a.n > 2');
call test.create('kept_rows', 'select a.id, r.* from a left join rows from (unnest(a.l), generate_series(1, a.n)) as r(e, g) on r.e is distinct from r.g');
call test.create('kept_twice', 'select a.id, e, g, b.id as other from a left join unnest(a.l) as u(e) on e <> 1 left join generate_series(1, e) as g on g <> 2 left join b on b.k = g');
call test.create('kept_joined', 'select a.id, b.id as other, e from a join b on a.n = b.k left join unnest(b.m) as u(e) on e = a.n');
call test.create('kept_none', 'select a.id from a left join unnest(a.l) as u(e) on e > 1 where e is null');
call test.create('kept_counted', 'select n, count(e) as c, count(*) as r from a left join unnest(a.l) as u(e) on true group by n');
call test.create('inside_left', 'select a.id, q.id as other, q.e from a left join (b cross join lateral unnest(b.m) as u(e)) as q(id, k, m, e) on q.e = a.n');
call test.create('inside_right', 'select a.id, q.e, b.id as other from (select a.id, e from a, unnest(a.l) as u(e)) q(id, e) right join b on b.k = q.e left join a on a.id = b.id');
call test.create('inside_full', 'select q.id, q.e, p.id as other, p.f from (select a.id, e from a, unnest(a.l) as u(e)) q full join (select b.id, f from b, unnest(b.m) as u(f)) p on p.f = q.e');
call test.create('constant_left', 'select g, a.id from generate_series(0, 5) as g left join a on a.n = g');
call test.create('constant_right', 'select g, a.id from a right join generate_series(0, 5) with ordinality as s(g, o) on a.n = g');
call test.create('constant_full', 'select g, a.id from a full join generate_series(2, 7) as g on a.n = g');
call test.create('constant_using', 'select k, b.id, s.o from b left join unnest(array[1, 2, 2, null]) with ordinality as s(k, o) using (k)');
call test.create('constant_product', 'select a.id, g from a, generate_series(1, 3) as g where g > coalesce(a.n, 0)');
call test.create('days', 'select d::date as day, count(a.id) as c from generate_series(timestamp ''2024-02-28'', timestamp ''2024-03-02'', interval ''1 day'') as d left join a on d::date = date ''2024-02-28'' + a.n group by d');
call test.rounds('{joined,joined_on,of_both,three,kept,kept_if,kept_some,kept_rows,kept_twice,kept_joined,kept_none,kept_counted}', '{a,b,c}', 20);
call test.rounds('{inside_left,inside_right,inside_full,constant_left,constant_right,constant_full,constant_using,constant_product,days}', '{a,b,c}', 20);
-- Both sides in one refresh, and nothing but the other table.
update a set l = '{1,2,3}', n = 1;
update b set k = 2, m = '{3,3}';
insert into c values (2, 'both'), (2, 'both');
select test.refresh('joined'), test.refresh('three'), test.refresh('kept_twice'), test.refresh('inside_full');
delete from b where id < 5;
select test.refresh('joined'), test.refresh('three'), test.refresh('kept_twice'), test.refresh('inside_full');
truncate a;
select test.refresh('joined'), test.refresh('kept'), test.refresh('kept_counted'), test.refresh('constant_left'), test.refresh('constant_full');
-- A stream table over stream tables of this kind.
call test.create('upstream', 'select b.id, e, o from b, unnest(m) with ordinality as u(e, o)');
call test.create('downstream', 'select u.id, u.o, g from upstream u, generate_series(1, u.e) as g');
call test.rounds('{upstream,downstream}', '{b}', 10);
-- What stands outside of the join in FROM.
call test.create('outside', 'select a.id, b.id as other, e from a, b left join lateral unnest(a.l) as u(e) on true');
