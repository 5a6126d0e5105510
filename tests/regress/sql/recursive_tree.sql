-- An organisation: insert, re-parent, rename and delete equal recomputation.
create table dept (id int primary key, name text, parent int);
insert into dept values (1, 'Company', null), (2, 'Eng', 1), (3, 'Sales', 1), (5, 'Back', 2), (6, 'Front', 2), (7, 'Core', 5);
call test.create('tree', $$
    with recursive t as (
        select id, name, parent, name as path, 0 as depth from dept where parent is null
        union all
        select d.id, d.name, d.parent, t.path || ' > ' || d.name, t.depth + 1 from dept d join t on d.parent = t.id
    )
    select id, name, parent, path, depth from t
$$);
select path, depth from tree order by path;
insert into dept values (8, 'Ops', 1), (9, 'Night', 8);
select test.refresh('tree');
update dept set name = 'R&D' where id = 2;
select test.refresh('tree');
update dept set parent = 3 where id = 5;
select test.refresh('tree');
select path, depth from tree order by path;
delete from dept where id in (7, 9);
select test.refresh('tree');
-- A parent goes and its children with it; another takes its number.
delete from dept where id = 3;
select test.refresh('tree');
insert into dept values (3, 'Trade', 8);
update dept set name = 'Backend' where id = 5;
select test.refresh('tree');
select path, depth from tree order by path;
-- Two roots, a change of root, everything at once.
insert into dept values (20, 'Other', null), (21, 'Part', 20);
update dept set parent = 20 where id = 2;
delete from dept where id = 6;
select test.refresh('tree');
update dept set parent = null where id = 8;
update dept set parent = 21 where id = 1;
select test.refresh('tree');
select path, depth from tree order by path;
delete from dept;
select test.refresh('tree');
insert into dept values (1, 'Anew', null);
select test.refresh('tree');
