-- Four tables, deletions on all sides at once.
create table a (id int primary key, b_id int, n numeric);
create table b (id int primary key, c_id int, x text);
create table c (id int primary key, d_id int);
create table d (id int primary key, y text);
call test.fill('{a,b,c,d}', 8);
call test.create('chain', 'select a.id, n, x, y from a join b on b.id = b_id join c on c.id = c_id join d on d.id = d_id');
call test.create('star', $$
    select a.id, b.x, c.d_id, d.y from a join b on a.b_id = b.c_id join c on c.d_id = a.b_id join d on d.id = a.b_id
$$);
call test.create('commas', 'select a.id as a, b.id as b, c.id as c from a, b, c where b_id = b.id and c_id = c.id');
call test.create('bushy', $$
    select ab.id, ab.x, cd.y from (select a.id, b.c_id, b.x from a join b on b.id = b_id) ab
    join (select c.id, d.y from c join d on d.id = d_id) cd on cd.id = ab.c_id
$$);
call test.rounds('{chain,star,commas,bushy}', '{a,b,c,d}', 25);
delete from a where id % 2 = 0;
delete from b where id % 3 = 0;
delete from c where id % 2 = 1;
delete from d where id % 3 = 1;
select test.refresh('chain'), test.refresh('star'), test.refresh('commas'), test.refresh('bushy');
