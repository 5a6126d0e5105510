-- Recursions whose steps join groups of joined rows: the rows of the iteration restrict them.
create table edge (id int primary key, k int);
create table mark (k int, x text, y int);
create table node (id int primary key, k int);
insert into edge select i, i / 2 from generate_series(1, 12) as i;
insert into node select i, i % 3 from generate_series(1, 12) as i;
insert into mark select i % 9, 'x' || i, i % 4 from generate_series(1, 20) as i;
create view marked as select n.id as c0, max(m.x) as c1, count(m.*) as c2 from node as n join mark as m on m.k = n.id group by n.id;
create view open_marked as
    select l.c0, max(m.x) as c1 from (select n.id as c0, m.x from node as n left join mark as m on m.y = n.k) as l join mark as m on m.k = l.c0 group by l.c0;
call test.create('set_', 'with recursive w as (select id as c0, id as c1 from edge union select w.c0, e.id from w join edge as e on w.c1 = e.k'
    ' join marked as v on e.k = v.c0 where w.c0 <> e.id) select c0, c1 from w');
call test.create('bag', 'with recursive w as (select id as c0, id as c1, 1 as n from edge union all select w.c0, e.id, w.n + 1 from w join edge as e on w.c1 = e.k'
    ' join marked as v on e.k = v.c0 where w.n < 4 and w.c0 <> e.id) select c0, c1, n from w');
call test.create('open_', 'with recursive w as (select id as c0, id as c1 from edge union select w.c0, e.id from w join edge as e on w.c1 = e.k'
    ' join open_marked as v on e.k = v.c0) select c0, c1 from w');
call test.create('above', 'with recursive w as (select id as c0, id as c1 from edge union select w.c0, e.id from w join edge as e on w.c1 = e.k'
    ' join marked as v on e.k = v.c0) select c0, count(*) as n from w group by c0');
insert into mark values (5, 'z', 1), (6, 'z', 2);
select test.refresh('set_'), test.refresh('bag'), test.refresh('open_'), test.refresh('above');
delete from mark where k in (1, 2);
select test.refresh('set_'), test.refresh('bag'), test.refresh('open_'), test.refresh('above');
update edge set k = 1 where id in (4, 9);
delete from node where id = 3;
select test.refresh('set_'), test.refresh('bag'), test.refresh('open_'), test.refresh('above');
insert into mark values (1, 'again', 0);
insert into node values (30, 1);
insert into edge values (30, 12), (31, 30);
select test.refresh('set_'), test.refresh('bag'), test.refresh('open_'), test.refresh('above');
truncate mark;
select test.refresh('set_'), test.refresh('bag'), test.refresh('open_'), test.refresh('above');
drop table edge, mark, node cascade;
