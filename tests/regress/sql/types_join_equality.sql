-- What `=` means as the key of a join: a key only where it means what grouping by a common type does.
create collation ignore_case (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
create table a (id int primary key, c circle, p path, b box, vc varchar, n numeric unique not null, t text unique not null, i interval, tl text);
create table b (id int primary key, c circle, p path, b box, bc character(4), f float8, ci text collate ignore_case, i interval, tc text collate "C");
insert into a values (1, '<(0,0),1>', '((0,0),(1,1))', '((0,0),(1,1))', 'x', 1, 'a', '1 month', 'q'), (2, '<(5,5),2>', '((0,0),(1,1),(2,2))', '((0,0),(2,2))', 'x   ', 9007199254740992, 'A', '30 days', 'r');
insert into b values (1, '<(9,9),1>', '((7,7),(9,9))', '((5,5),(6,6))', 'x', 1, 'A', '720 hours', 'q');
call test.create('circles', 'select a.id, b.id as other from a left join b on a.c = b.c');
call test.create('paths', 'select a.id, b.id as other from a right join b on a.p = b.p');
call test.create('boxes', 'select a.id, b.id as other from a left join b on a.b = b.b and a.id <= b.id');
call test.create('blanks', 'select a.id, b.id as other from a left join b on a.vc = b.bc');
call test.create('blanks_other', 'select a.id, b.id as other from b left join a on b.bc = a.vc');
call test.create('rounded', 'select b.id, a.n from b left join a on a.n = b.f');
call test.create('cases', 'select b.id, a.t from b left join a on a.t = b.ci');
call test.create('intervals', 'select a.id, b.id as other, a.i, b.i as j from a full join b on a.i = b.i');
call test.create('explicit', 'select a.id, b.id as other from a left join b on a.tl = b.tc collate "POSIX"');
insert into b values (2, '<(7,7),2>', '((7,7),(9,9),(9,8))', '((5,5),(7,7))', 'x', 9007199254740992, 'a', '1 mon', 'r'), (3, '<(8,8),1>', null, null, 'y', null, null, null, null);
insert into a values (3, '<(1,2),1>', null, '((0,0),(1,1))', 'y  ', 9007199254740993, 'b', '29 days 24:00', 's');
delete from b where id = 1;
select name, test.refresh(name) from unnest('{circles,paths,boxes,blanks,blanks_other,rounded,cases,intervals,explicit}'::text[]) name;
update a set c = '<(3,3),2>', vc = 'x ', tl = 'r' where id = 1;
insert into b values (4, '<(0,0),2>', '((7,7),(9,9))', '((5,5),(6,6))', 'x', 1, 'B', '1 month', 'q');
delete from a where id = 2;
select name, test.refresh(name) from unnest('{circles,paths,boxes,blanks,blanks_other,rounded,cases,intervals,explicit}'::text[]) name;
-- The operator of USING, of IS DISTINCT FROM and the like is looked up by the search_path, and the text of a query does not contain it.
create type mod10 as (v int);
create function same_mod10(mod10, mod10) returns boolean language sql immutable strict as 'select (($1).v - ($2).v) % 10 = 0';
create operator = (function = same_mod10, leftarg = mod10, rightarg = mod10);
create table m1 (id int primary key, k mod10);
create table m2 (id2 int primary key, k mod10);
insert into m1 values (1, row(1)), (2, row(2));
insert into m2 values (1, row(11)), (2, row(3));
call test.create('by_on', 'select m1.id, m2.id2 from m1 left join m2 on m1.k = m2.k');
select test.error($$ select pgtrickle.create_stream_table('by_using', 'select id, id2 from m1 join m2 using (k)', refresh_mode => 'DIFFERENTIAL') $$);
select test.error($$ select pgtrickle.create_stream_table('by_distinct', 'select id, id2 from m1 join m2 on m1.k is not distinct from m2.k', refresh_mode => 'DIFFERENTIAL') $$);
select test.error($$ select pgtrickle.create_stream_table('by_nullif', 'select id, nullif(k, row(1)::mod10) as n from m1', refresh_mode => 'DIFFERENTIAL') $$);
call test.create('by_case', 'select id, case k when row(11)::mod10 then 1 else 2 end as c from m1');
insert into m2 values (3, row(21)), (4, row(12));
delete from m1 where id = 1;
insert into m1 values (3, row(1));
select test.refresh('by_on'), test.refresh('by_case');
-- A comparison of rows is printed with the operator of the first fields, and as IN if that is PostgreSQL's own.
create extension citext;
create table names (id int primary key, k int, name citext);
create table others (k int, name citext);
insert into names values (1, 1, 'a'), (2, 1, 'B'), (3, 2, 'b'), (4, null, 'c');
insert into others values (1, 'A'), (2, 'C');
select test.error($$ select pgtrickle.create_stream_table('by_in', 'select id from names where (k, name) in (select k, name from others)', refresh_mode => 'DIFFERENTIAL') $$);
select test.error($$ select pgtrickle.create_stream_table('by_not_in', 'select id from names where (name, k) not in (select name, k from others)', refresh_mode => 'DIFFERENTIAL') $$);
select test.error($$ select pgtrickle.create_stream_table('by_all', 'select id from names where (k, name) <> all (select k, name from others)', refresh_mode => 'DIFFERENTIAL') $$);
select test.error($$ select pgtrickle.create_stream_table('by_row', 'select id from names where (k, name) = (select k, name from others limit 1)', refresh_mode => 'DIFFERENTIAL') $$);
select test.error($$ select pgtrickle.create_stream_table('less', 'select id from names where (k, name) < (2, ''A''::citext)', refresh_mode => 'DIFFERENTIAL') $$);
select test.error($$ select pgtrickle.create_stream_table('any_less', 'select id from names where (k, name) < any (select k, name from others)', refresh_mode => 'DIFFERENTIAL') $$);
call test.create('by_fields', 'select id from names where (k, name) = (1, ''A''::citext)');
call test.create('both_named', 'select id from names where (name, name) in (select name, lower(name)::citext from others)');
-- FULL JOIN by an equality of another schema.
call test.create('in_full', 'select n.id, n.name, o.name as other from names n full join others o on n.name = o.name');
call test.create('in_full_by_more', 'select n.id, n.name, o.name as other from names n full join others o on n.name = o.name and n.k = o.k');
-- CASE, NULLIF and IS DISTINCT FROM are written with their operators.
call test.create('named', $$select id, case name when 'A' then 'first' when name || 'x' then 'never' when 'b'::citext then case k when 1 then 'b of 1' else 'b' end end as c, nullif(name, 'B') as n,
    name is distinct from 'C' as d, nullif(name, null) as same from names$$);
call test.create('decided', $$select k, count(*) as n from names where name is not distinct from nullif('A'::citext, 'b') or (select max(name) from others) is distinct from 'c' group by k$$);
call test.create('not_distinct', 'select n.id, o.k from names n left join others o on n.name is not distinct from o.name');
insert into names values (5, 2, 'A'), (6, 3, 'd'), (7, 1, null);
insert into others values (3, null);
update others set name = 'D' where k = 2;
delete from names where id = 1;
select name, test.refresh(name) from unnest('{by_fields,both_named,in_full,in_full_by_more,named,decided,not_distinct}'::text[]) name;
