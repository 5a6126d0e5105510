-- Outer joins over outer joins, over inner joins, and below a sub-query.
create table a (id int primary key, k int);
create table b (id int primary key, k int, j int);
create table c (id int primary key, j int);
call test.fill('{a,b,c}', 8);
call test.create('left_left', 'select a.id as a, b.id as b, c.id as c from a left join b using (k) left join c on c.j = b.j');
call test.create('left_inner', 'select a.id as a, b.id as b, c.id as c from a left join (b join c using (j)) on a.k = b.k');
call test.create('full_left', 'select a.id as a, b.id as b, c.id as c from a full join b using (k) left join c on c.j = b.j');
call test.create('inner_full', 'select a.id as a, b.id as b, c.id as c from (a join b using (k)) full join c on c.j = b.j');
call test.create('full_full', 'select a.id as a, b.id as b, c.id as c from a full join b using (k) full join c on c.j = a.k');
call test.create('right_left', 'select a.id as a, b.id as b, c.id as c from a right join b using (k) left join c on c.j = a.k');
call test.create('left_grouped', $$
    select a.id, g.n from a left join (select k, count(*) as n from b group by k having count(*) > 1) g on g.k = a.k
$$);
call test.rounds('{left_left,left_inner,full_left,inner_full,full_full,right_left,left_grouped}', '{a,b,c}', 20);
