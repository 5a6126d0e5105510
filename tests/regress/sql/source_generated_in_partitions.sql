-- Stored generated columns of partitions whose columns have other numbers: what a statement reports of a row that it inserts into the table is from before they are computed.
create table t (id int primary key, a int, s int generated always as (a * 2) stored) partition by range (id);
create table t1 partition of t for values from (0) to (100);
create table t2 (s int generated always as (a * 20) stored, junk int, a int, id int not null);
alter table t2 drop column junk;
call test.create('whole', 'select id, a, s from t');
call test.create('groups', 'select s, count(*) as n, sum(a) as total from t group by s');
select pgtrickle.create_stream_table('at_once', 'select id, s from t', refresh_mode => 'IMMEDIATE');
insert into t (id, a) values (1, 1), (2, 2);
select test.refresh('whole'), test.refresh('groups'), test.check('at_once');
select count(*) as for_rows from pg_trigger where tgrelid = 't1'::regclass and tgfoid = 'pgtrickle.capture_row'::regproc;
-- Such a partition comes.
select test.error('alter table t attach partition t2 for values from (100) to (200)');
select pgtrickle.drop_stream_table('at_once');
alter table t attach partition t2 for values from (100) to (200);
insert into t (id, a) values (3, 1), (101, 5), (102, 6);
select test.refresh('whole'), test.refresh('groups');
insert into t (id, a) values (4, 1), (103, 7);
insert into t2 (id, a) values (104, 8);
select test.refresh('whole'), test.refresh('groups');
update t set a = a + 1;
update t set id = id + 150 where id in (1, 2);
select test.refresh('whole'), test.refresh('groups');
insert into t (id, a) values (105, 1) on conflict (id) do update set a = 0;
insert into t (id, a) values (105, 1) on conflict (id) do update set a = 77;
merge into t using (values (106, 1), (3, 50)) v (id, a) on t.id = v.id when matched then update set a = v.a when not matched then insert (id, a) values (v.id, v.a);
delete from t where s > 150;
select test.refresh('whole'), test.refresh('groups');
select test.error($$ select pgtrickle.create_stream_table('at_once', 'select id, s from t', refresh_mode => 'IMMEDIATE') $$);
select test.error($$ select pgtrickle.alter_stream_table('whole', refresh_mode => 'ON COMMIT') $$);
select count(*) > 0 as for_rows from pg_trigger where tgrelid = 't1'::regclass and tgfoid = 'pgtrickle.capture_row'::regproc;
-- It goes.
alter table t detach partition t2;
insert into t (id, a) values (5, 9);
select test.refresh('whole'), test.refresh('groups');
insert into t (id, a) values (6, 9);
select test.refresh('whole'), test.refresh('groups');
-- A generated column comes while there is such a partition.
create table p (id int primary key, a int) partition by range (id);
create table p1 (a int, id int not null);
alter table p attach partition p1 for values from (0) to (100);
call test.create('plain', 'select id, a from p');
insert into p values (1, 1);
alter table p add column s int generated always as (a + 1) stored;
call test.create('later', 'select id, s from p');
insert into p (id, a) values (2, 2);
select test.refresh('plain'), test.refresh('later');
-- Virtual ones are computed where they are read.
create table v (id int primary key, a int, w int generated always as (a + 1) virtual) partition by range (id);
create table v1 (w int generated always as (a + 100) virtual, a int, id int not null);
alter table v attach partition v1 for values from (0) to (100);
call test.create('virtual', 'select id, w from v');
call test.create('virtual_at_once', 'select id, w from v', 'IMMEDIATE');
insert into v (id, a) values (1, 1);
update v set a = 5;
select test.refresh('virtual'), test.check('virtual_at_once');
