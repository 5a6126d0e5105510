-- Inner joins on equal columns, with NULL keys and several matches on both sides.
create table a (id int primary key, k int, x text);
create table b (id int primary key, k int, y numeric);
call test.fill('{a,b}');
call test.create('by_using', 'select a.id as a, b.id as b, k, x, y from a join b using (k)');
call test.create('by_on', 'select a.x, b.y from a inner join b on a.k = b.k and a.id > 2');
call test.create('by_comma', 'select a.id, b.id as b_id, y from a, b where a.k = b.k and b.y > 0');
call test.create('by_expression', 'select a.id, b.id as b_id from a join b on a.k + 1 = b.k * 2 or a.k = b.k');
call test.rounds('{by_using,by_on,by_comma,by_expression}', '{a,b}', 25);
