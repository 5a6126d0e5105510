-- Changes that lead into a cycle which the query itself does not reach: the refresh ends, as the query does.
create table department (id int primary key, parent int references department, name text);
create table edge (a int, b int);
create index on edge (a);
insert into department values (0, null, 'ROOT'), (1, 0, 'A'), (2, 1, 'B'), (3, 2, 'C'), (4, 2, 'D'), (5, 0, 'E'), (6, 4, 'F'), (7, 5, 'G');
insert into edge values (1, 2), (2, 3), (3, 4), (4, 5), (10, 11), (11, 12);
set statement_timeout = '60s';
call test.create('below', $$with recursive r(level, id, parent, name) as (select 1, * from department where name = 'A' union all select r.level + 1, d.* from department d, r where d.parent = r.id)
    select * from r where level >= 2$$);
call test.create('counted', $$with recursive r(level, id) as (select 1, id from department where name = 'A' union all select r.level + 1, d.id from department d join r on d.parent = r.id)
    select id, count(*) as n, min(level) as l from r group by id$$);
call test.create('paths', $$with recursive r(a, b, n) as (select a, b, 1 from edge where a = 1 union all select r.a, e.b, r.n + 1 from r join edge e on e.a = r.b) select * from r$$);
-- B becomes a child of its own child.
update department set parent = 4 where id = 2;
select test.refresh(name) from unnest('{below,counted,paths}'::text[]) as name;
select name, reason from pgtrickle.pgt_refresh_history h join pgtrickle.pgt_stream_tables s using (pgt_id), lateral (select s.pgt_name as name) as n where h.action = 'FULL' and h.reason is not null order by h.refresh_id;
select level, id, parent, name from below;
-- The cycle is taken apart, and made again elsewhere in the same transaction.
begin;
update department set parent = 1 where id = 2;
update department set parent = 7 where id = 5;
commit;
select test.refresh(name) from unnest('{below,counted,paths}'::text[]) as name;
select level, id, parent, name from below order by id;
-- A row that is deleted leads into a cycle of rows that are inserted, of which there are several copies.
begin;
delete from edge where a = 1;
insert into edge values (3, 2), (3, 2), (4, 2), (5, 5), (5, 5);
insert into edge values (1, 10);
commit;
select test.refresh('paths');
select a, b, n from paths order by n, b;
delete from edge where b in (2, 5);
select test.refresh('paths');
insert into edge select 12, 20 + n from generate_series(1, 500) as n;
insert into edge select 20 + n, 1000 + 100 * n + m from generate_series(1, 500) as n, generate_series(1, 50) as m;
select test.refresh('paths');
select count(*) from paths;
-- A statement that maintains is refused at its limit of steps, and ends.
select pgtrickle.alter_stream_table('below', refresh_mode => 'IMMEDIATE');
select test.error('update department set parent = 4 where id = 2');
set pg_trickle.ivm_recursive_max_depth = 0;
update department set parent = 4 where id = 2;
select level, id, parent, name from below;
select test.check('below');
