-- A table in mode FULL over partitions, or over tables that inherit: every table whose statements may change it tells of changes.
create function marked() returns table (source regclass, method text, tables text)
    language sql as $$
    select s.source_relid, s.capture_method,
           (select string_agg(c.relname || case when (select count(*) from pg_trigger as t where t.tgrelid = c.oid and t.tgfoid = 'pgtrickle.mark'::regproc
                                                      and case when t.tgnargs = 0 then c.oid = s.source_relid else t.tgargs = convert_to(s.source_relid::oid::text, 'UTF8') || '\x00'::bytea end)
                                                <> case when c.relkind = 'p' then 2 else 3 end then '!' else '' end, ' ' order by c.relname)
            from pg_class as c where c.oid = any (s.trigger_tables))
    from pgtrickle.pgt_sources as s order by s.source_relid::regclass::text $$;
create table p (id int, v int) partition by range (id);
create table p1 partition of p for values from (0) to (10);
create table p2 partition of p for values from (10) to (20) partition by list (v);
create table p2a partition of p2 for values in (1, 2);
insert into p values (1, 1), (11, 1);
call test.create('ranks', 'select id, rank() over (order by v, id) as r from p', refresh_mode => 'FULL');
select * from marked();
-- Of a partition, statements on the tables above it count, too.
call test.create('of_leaf', 'select id, rank() over (order by v, id) as r from p2a', refresh_mode => 'FULL');
select * from marked();
select pgtrickle.drop_stream_table('of_leaf');
-- Partitions come and go, filled or empty.
create table p2b partition of p2 for values in (3, 4);
create table p3 (id int, v int);
insert into p3 values (21, 1);
alter table p attach partition p3 for values from (20) to (30);
select * from marked();
select reinit_reason from pgtrickle.pgt_stream_tables where pgt_name = 'ranks';
select test.refresh('ranks');
alter table p detach partition p1;
select * from marked();
select tgname from pg_trigger where tgrelid = 'p1'::regclass and tgfoid = 'pgtrickle.mark'::regproc;
select test.refresh('ranks');
drop table p2a;
select * from marked();
select test.refresh('ranks');
-- A foreign partition tells of nothing.
create extension file_fdw;
create server regress_nowhere foreign data wrapper file_fdw;
create foreign table far partition of p for values from (100) to (200) server regress_nowhere options (filename '/dev/null');
select reinit_reason from pgtrickle.pgt_stream_tables where pgt_name = 'ranks';
drop foreign table far;
select pgtrickle.refresh_stream_table('ranks');
select * from marked();
-- A differential reader needs the changes themselves: they tell of changes, too. Without it marks are enough again.
call test.create('counted', 'select count(*) as n from p');
select * from marked();
select pgt_name, need, cdc_mode, columns_captured from pgtrickle.pgt_dependencies join pgtrickle.pgt_stream_tables using (pgt_id)
    join pgtrickle.pgt_sources using (source_relid) order by 1;
select count(*) as marks from pg_trigger where tgfoid = 'pgtrickle.mark'::regproc;
select pgtrickle.drop_stream_table('counted');
select * from marked();
select count(*) as captures from pg_trigger where tgfoid = 'pgtrickle.capture'::regproc;
select pgtrickle.drop_stream_table('ranks');
select * from marked();
select count(*) as marks from pg_trigger where tgfoid = 'pgtrickle.mark'::regproc;
-- Inheritance: children see a part, and statements on parents change children.
create table root (id int, v int);
create table other (w int);
create table mid () inherits (root);
create table leaf () inherits (mid, other);
call test.create('of_mid', 'select id, rank() over (order by v, id) as r from mid', refresh_mode => 'FULL');
select * from marked();
create table late () inherits (mid);
select * from marked();
alter table late no inherit mid;
select * from marked();
alter table mid no inherit root;
select reinit_reason from pgtrickle.pgt_stream_tables where pgt_name = 'of_mid';
insert into mid values (1, 1);
select test.refresh('of_mid');
select * from marked();
-- Who may not have triggers on a table above the source has it computed by schedule.
create role regress_marks;
create table above (id int, v int);
grant all on schema public to regress_marks;
set role regress_marks;
create table mine (id int, v int);
call test.create('of_mine', 'select id, rank() over (order by v, id) as r from mine', refresh_mode => 'FULL');
reset role;
select * from marked() where source = 'mine'::regclass;
alter table mine inherit above;
select test.refresh('of_mine');
select * from marked() where source = 'mine'::regclass;
select count(*) from pg_trigger where tgrelid = 'above'::regclass;
-- Disabled marks fire again.
alter table mid disable trigger all;
select * from marked() where source = 'mid'::regclass;
select bool_and(tgenabled <> 'D') as enabled from pg_trigger where tgrelid = 'mid'::regclass;
drop owned by regress_marks cascade;
drop role regress_marks;
select * from marked();
-- A source goes with readers that need its changes and others that need to be told of them.
create table gone (id int primary key, v int);
call test.create('of_gone', 'select v, count(*) as n from gone group by v');
call test.create('ranks_of_gone', 'select id, rank() over (order by v, id) as r from gone', refresh_mode => 'FULL');
set client_min_messages = error;
drop table gone cascade;
reset client_min_messages;
select * from marked();
-- A captured source gets a partition that cannot be captured: its differential reader goes on in full, by schedule.
create table q (id int, v int) partition by range (id);
create table q1 partition of q for values from (0) to (10);
select pgtrickle.create_stream_table('of_q', 'select count(*) as n from q');
call test.create('ranks_of_q', 'select id, rank() over (order by v, id) as r from q', refresh_mode => 'FULL');
create foreign table q2 partition of q for values from (10) to (20) server regress_nowhere options (filename '/dev/null');
select pgtrickle.alter_stream_table('ranks_of_q', schedule => '1h');
set client_min_messages = error;
select pgtrickle.refresh_stream_table('ranks_of_q');
select pgtrickle.refresh_stream_table('of_q');
reset client_min_messages;
select * from marked();
drop foreign table q2;
create unlogged table q3 partition of q for values from (20) to (30);
select pgtrickle.refresh_stream_table('ranks_of_q'), pgtrickle.refresh_stream_table('of_q');
select * from marked();
