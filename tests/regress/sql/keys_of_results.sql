-- Rows are found again whatever their key is: none, several columns, text, a unique index, through joins.
create table a (k text, j int, v int, primary key (k, j));
create table b (code text primary key, name text);
create table c (n int unique not null, m int);
call test.fill('{a,b,c}', 15);
call test.create('whole', 'select * from a');
call test.create('part_of_key', 'select k, v from a');
call test.create('text_key', 'select code, upper(name) as name from b');
call test.create('by_unique', 'select n, m from c');
call test.create('key_twice', 'select k, k as again, j, v from a');
call test.create('key_joined', 'select a.k, a.j, b.name from a join b on b.code = a.k');
call test.create('key_computed', 'select k || j as both_keys, v from a');
call test.rounds('{whole,part_of_key,text_key,by_unique,key_twice,key_joined,key_computed}', '{a,b,c}', 20);
