-- Subqueries over outer joins whose sides or conditions read the row around them, which has columns that the query does not read: what tells rows of that kind apart is
-- only what is read of them.
create type mood as enum ('sad', 'happy');
create table o (id int primary key, k int, unread mood, doc json, q numeric);
create table a (id int primary key, k int);
create table b (id int primary key, k int, u int);
insert into o values (1, 1, 'sad', '{}', 1.0), (2, 1, 'happy', '{}', 2.0), (3, 2, 'sad', null, null);
insert into a values (1, 1), (2, 2), (3, null);
insert into b values (1, 2, 1), (2, 1, null);
call test.create('full_exists', 'select o.k from o where exists (select from a full join (b as x join b as y on o.q > 1) on a.id = y.id)');
call test.create('full_in', 'select o.id, o.k in (select a.id from a full join (b as x join b as y on o.q > y.k) on a.id = y.id) as i from o');
call test.create('full_lateral', 'select o.id, l.* from o left join lateral (select a.k, y.u from a full join (b as x join b as y on o.q > 1) on a.id = y.id) l on true');
call test.create('full_count', 'select o.id, (select count(a.id) from a full join (b left join a c on c.id = b.u and c.k < o.k) on a.id = b.id) as n from o');
call test.create('right_lateral', 'select o.id, l.* from o cross join lateral (select a.k, b.u from a right join b on a.id = b.id and b.u > o.k) l');
call test.create('left_nested', 'select o.id, l.* from o cross join lateral (select a.k, b.u from a left join (b join a c on c.id = b.u and c.k < o.k) on a.id = b.id) l');
call test.create('right_subquery', 'select o.id, (select count(*) from a right join b on a.id = b.id and exists (select from a c where c.k = o.k and c.id = b.k)) as n from o');
call test.rounds('{full_exists,full_in,full_lateral,full_count,right_lateral,left_nested,right_subquery}', '{o,a,b}', 12);
-- Conditions of full joins that compare the sides through the row around the query, which is a constant for the server.
call test.create('through_outer', 'select o.id, l.* from o cross join lateral (select a.k, b.u from a full join b on a.id = b.id + o.k) l');
call test.create('through_null', 'select o.id, (select count(*) from a full join b on a.k = b.u + o.k and a.id = b.id) as n from o');
call test.rounds('{through_outer,through_null}', '{o,a,b}', 12);
