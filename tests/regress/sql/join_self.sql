-- A table joined with itself changes on both sides with every change.
create table a (id int primary key, k int, boss int);
call test.fill('{a}', 10);
call test.create('pairs', 'select l.id as l, r.id as r from a l join a r on l.k = r.k and l.id < r.id');
call test.create('bosses', 'select e.id, e.k, b.k as boss_k from a e left join a b on b.id = e.boss');
call test.create('triples', 'select x.id as x, y.id as y, z.id as z from a x join a y on x.k = y.boss join a z on y.k = z.boss');
call test.create('full_self', 'select l.id as l, r.id as r from a l full join a r on l.k = r.boss');
call test.rounds('{pairs,bosses,triples,full_self}', '{a}', 25);
