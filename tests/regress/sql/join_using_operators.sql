-- JOIN ... USING and NATURAL JOIN by operators that are not PostgreSQL's own.
set client_min_messages = error;
create extension citext;
create table a (id int primary key, name citext, k int);
create table b (id2 int primary key, name citext, k int);
create table c (name citext, z int);
insert into a values (1, 'A', 1), (2, 'b', 1), (3, null, 2), (4, 'c', 3);
insert into b values (1, 'a', 1), (2, 'B', 2), (3, null, 2), (4, 'D', 4);
insert into c values ('a', 1), ('d', 2);
create table names (name text);
do $$
declare
    of record;
begin
    for of in
        select * from (values
            ('inner', 'select name, a.k, b.k as bk from a join b using (name)'), ('left', 'select name, a.k, b.k as bk from a left join b using (name)'),
            ('right', 'select name, a.k, b.k as bk from a right join b using (name)'), ('full', 'select name, a.k, b.k as bk from a full join b using (name)'),
            ('natural', 'select id, name, k, id2 from a natural join b'), ('grouped', 'select name, count(*) as n, sum(b.k) as s from a full join b using (name) group by name'),
            ('named', 'select j.name, j.id from (a join b using (name, k)) as j'), ('named_columns', 'select j.y, j.x from (a full join b using (name, k)) as j (x, y, z)'), ('using_alias', 'select u.name, a.name as own, b.name as other from a join b using (name) as u'),
            ('three', 'select name, a.k, z from a full join b using (name) full join c using (name)'), ('below', 'select a.id, j.z from a left join (b join c using (name)) as j on j.k = a.k'),
            ('other', 'select name, x.k, y.k as yk from (a join b using (name)) join c using (name) join lateral (select a.k) x on true join lateral (select b.k) y on true'),
            ('asked', 'select id, (select max(z) from b natural join c where b.k = a.k) as m from a'), ('exists', 'select id from a where exists (select from b join c using (name) where b.k = a.k and c.name = a.name)'),
            ('recursive', 'with recursive r as (select name, k, 1 as d from a where id = 1 union select name, b.k, d + 1 from r join b using (name) where d < 3) select * from r'),
            ('windows', 'select id, id2, rank() over (partition by name order by id2) as r from a join b using (name)'), ('sets', 'select name from a join b using (name) except select name from c')
        ) v(name, query)
    loop
        call test.create('by_' || of.name, of.query, compare_by => 'equality');
        insert into names values ('by_' || of.name);
    end loop;
end $$;
create function wrong() returns table (name text, outcome text) language sql as $$
    select n.name, o.outcome from names n, lateral (select test.refresh(n.name, 'equality') as outcome) o where o.outcome !~ '(DIFFERENTIAL|NO_DATA), equal$' $$;
insert into a values (5, 'd', 4), (6, 'B', 2);
select * from wrong();
insert into b values (5, 'C', 3), (6, 'b', 1);
insert into c values ('C', 5), (null, 6);
select * from wrong();
update b set name = upper(name), k = k + 1;
select * from wrong();
delete from a where id = 1;
update c set name = 'B' where z = 2;
select * from wrong();
alter table a rename column k to kk;
alter table a add column z int;
insert into a values (7, 'D', 4), (8, 'a', 2);
select pgtrickle.refresh_stream_table('by_left');
select name, k, bk from by_left order by name, k, bk;
