-- As join_left, seen from the other side.
create table a (id int primary key, k int, x text);
create table b (k int, y text);
call test.fill('{a,b}');
call test.create('rights', 'select a.id, a.x, b.y from a right join b on a.k = b.k');
call test.create('using_column', 'select * from a right join b using (k)');
call test.create('condition', 'select a.id, b.y from a right outer join b on a.k = b.k and a.x = b.y');
call test.rounds('{rights,using_column,condition}', '{a,b}', 20);
