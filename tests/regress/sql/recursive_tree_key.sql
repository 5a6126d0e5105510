-- The key of the table is the key of a tree over it: a changed node is an update, also for the tables that read the tree.
create table node (id int primary key, parent int, name text not null);
insert into node select i, case when i > 1 then i / 2 end, 'n' || i from generate_series(1, 15) i;
call test.create('tree', $$
    with recursive t as (
        select id, parent, name as path from node where parent is null
        union all
        select n.id, n.parent, t.path || '/' || n.name from node n join t on n.parent = t.id
    )
    select path, id from t
$$);
create table places as select id, ctid as place from tree with no data;
insert into places select id, ctid from tree where id in (1, 2, 3);
update node set name = 'renamed' where id = 4;
select test.refresh('tree');
-- Rows that did not change stay where they are; the others were updated.
select id, t.ctid = p.place as stays from tree t join places p using (id) order by id;
select path from tree where id in (4, 8, 9) order by path;
select rows_updated, rows_inserted, rows_deleted from pgtrickle.pgt_refresh_history
    where pgt_id = (select pgt_id from pgtrickle.pgt_stream_tables where pgt_name = 'tree') order by refresh_id desc limit 1;
-- Everything at once: another number, a subtree elsewhere, a second root, a node that goes and comes again.
begin;
update node set id = 100 where id = 15;
update node set parent = 3 where id = 2;
insert into node values (50, null, 'second'), (51, 50, 'leaf');
delete from node where id = 10;
insert into node values (10, 51, 'again');
commit;
select test.refresh('tree');
-- A start that is not apart from the step has no such key: a node is there twice.
call test.create('twice', $$
    with recursive t as (
        select id, name as path from node where id < 4
        union all
        select n.id, t.path || '/' || n.name from node n join t on n.parent = t.id
    )
    select * from t
$$);
select count(*) - count(distinct id) as again from twice;
update node set name = 'other' where id = 2;
select test.refresh('twice');
