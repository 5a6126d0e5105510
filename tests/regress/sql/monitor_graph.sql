-- dependency_tree(), explain_dag(), diamond_groups(): chains, diamonds, views between, odd names.
create view tree as select tree_line, node_type, depth, status from pgtrickle.dependency_tree();
select * from tree;
select pgtrickle.explain_dag();
select * from pgtrickle.diamond_groups();
create table a (id int primary key, k int);
create table "B ""2"" #" (id int primary key);
create view v as select * from a where k > 0;
create view w as select k, count(*) as n from v group by k;
-- A chain.
call test.create('first', 'select k, count(*) as n from a group by k');
call test.create('second', 'select k, n from first where n > 0');
call test.create('third', 'select sum(n) as n from second');
select * from tree;
select * from pgtrickle.diamond_groups();
-- A diamond, with views on the ways, and what comes before and after.
call test.create('left', 'select k, n from w');
call test.create('"Right <x>"', 'select k, max(id) as id from v group by k');
call test.create('bottom', 'select l.k, l.n, r.id from "left" l join "Right <x>" r using (k)');
call test.create('after', 'select count(*) as n from bottom, "B ""2"" #"');
select * from tree;
select group_id, member_schema, member_name, is_convergence, schedule_policy from pgtrickle.diamond_groups();
select epoch from pgtrickle.diamond_groups() limit 1 \gset before_
-- What takes the changes of both ways in is a step of the group.
insert into a values (1, 1);
select pgtrickle.refresh_stream_table('left'), pgtrickle.refresh_stream_table('"Right <x>"'), pgtrickle.refresh_stream_table('bottom');
select distinct epoch > :before_epoch as advanced from pgtrickle.diamond_groups();
-- Of one table; what is shared is drawn once.
select tree_line, node, depth, status, refresh_mode from pgtrickle.dependency_tree('after');
call test.create('both', 'select t.n, b.n as m from third t, bottom b');
select tree_line from pgtrickle.dependency_tree(name => 'both');
select tree_line from pgtrickle.dependency_tree() where depth = 0 or tree_line ~ 'above';
-- Other kinds of source.
create materialized view m as select k from a;
create table p (id int primary key) partition by range (id);
create table p1 partition of p for values from (0) to (10);
call test.create('many', 'select k from m, p', refresh_mode => 'FULL');
select tree_line, node_type, refresh_mode from pgtrickle.dependency_tree('many');
call test.create('none', 'select 1 as one');
select tree_line, node_type from pgtrickle.dependency_tree('none');
-- The flow chart: blue, red when suspended; names may hold anything.
select pgtrickle.alter_stream_table('third', status => 'SUSPENDED');
\pset format unaligned
select pgtrickle.explain_dag();
select pgtrickle.explain_dag(format => 'DOT');
\pset format aligned
-- The newest names.
alter table a rename to renamed;
alter view v rename to "v 2";
select tree_line from pgtrickle.dependency_tree('left');
-- Wrong arguments.
select test.error($$ select pgtrickle.dependency_tree('nix') $$);
select test.error($$ select pgtrickle.dependency_tree('renamed') $$);
select test.error($$ select pgtrickle.explain_dag('svg') $$);
select test.error($$ select pgtrickle.explain_dag(null) $$);
-- Every role may look.
create role regress_monitor;
set role regress_monitor;
select count(*) > 0 as tree from pgtrickle.dependency_tree();
select count(*) from pgtrickle.diamond_groups();
select pgtrickle.explain_dag() ~ 'flowchart' as chart;
reset role;
drop role regress_monitor;
