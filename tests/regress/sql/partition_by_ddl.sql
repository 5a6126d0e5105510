-- Commands on the partitions of stream tables.
create table s (id int primary key, day date, amount int);
insert into s select g, date '2026-01-01' + g, g from generate_series(1, 10) as g;
select pgtrickle.create_stream_table('t', 'select id, day, amount from s', partition_by => 'day');
select pgtrickle.create_stream_table('h', 'select id, day from s', partition_by => 'HASH:id:2');
-- Direct writes are refused, whatever table they name.
select test.error('insert into t_default (id, __pgt_row_id) values (100, 100)');
select test.error('delete from t_default');
select test.error('update t_default set amount = 0');
select test.error('truncate t_default');
select test.error('truncate t');
select test.error('insert into t (id, __pgt_row_id) values (100, 100)');
-- Partitions for other rows than the default partition has.
create table t_2027 partition of t for values from ('2027-01-01') to ('2028-01-01');
select test.error('insert into t_2027 (id, day, __pgt_row_id) values (100, ''2027-01-01'', 100)');
select test.error($$ create table t_2026 partition of t for values from ('2026-01-01') to ('2027-01-01') $$);
create table empty (like t);
alter table t attach partition empty for values from ('2028-01-01') to ('2029-01-01');
select test.error('insert into empty (id, day, __pgt_row_id) values (100, ''2028-01-01'', 100)');
insert into s values (11, '2027-05-05', 1), (12, '2028-05-05', 1);
select test.refresh('t'), test.refresh('h');
select tableoid::regclass, count(*) from t group by 1 order by 1::text;
-- Partitions that would bring rows, or refuse some.
create table filled (like t);
insert into filled (id, day, __pgt_row_id) values (1, '2029-01-01', 1);
select test.error($$ alter table t attach partition filled for values from ('2029-01-01') to ('2030-01-01') $$);
select test.error($$ create table t_2030 partition of t (check (amount > 0)) for values from ('2030-01-01') to ('2031-01-01') $$);
select test.error($$ create table t_2030 partition of t (primary key (id)) for values from ('2030-01-01') to ('2031-01-01') $$);
select test.error($$ create table t_2030 partition of t for values from ('2030-01-01') to ('2031-01-01') partition by list (id) $$);
select test.error($$ create unlogged table t_2030 partition of t for values from ('2030-01-01') to ('2031-01-01') $$);
select test.error('alter table t_2027 add check (amount > 0)');
select test.error('alter table t_2027 set unlogged');
select test.error('alter table t_2027 disable trigger all');
select test.error('drop trigger pgtrickle_guard on t_2027');
create role somebody;
select test.error('alter table t_2027 owner to somebody');
-- Detached: not with rows, nor those that rows need.
select test.error('alter table t detach partition t_2027');
select test.error('alter table t detach partition t_default');
select test.error('alter table h detach partition h_p0');
select test.error('drop table t_2027');
select test.error('drop table t_default');
alter table t detach partition t_2027 concurrently;
alter table h detach partition h_p0 concurrently;
select count(*) from t;
delete from s where id = 11;
select test.refresh('t');
alter table t detach partition t_2027;
-- It is an ordinary table now, and may come back.
insert into t_2027 (id, day, __pgt_row_id) values (100, '2027-01-01', 100);
truncate t_2027;
alter table t attach partition t_2027 for values from ('2027-01-01') to ('2028-01-01');
insert into s values (11, '2027-05-05', 1);
select test.refresh('t');
delete from s where id in (11, 12);
select test.refresh('t');
alter table t detach partition t_2027;
drop table t_2027;
insert into s values (11, '2027-05-05', 1);
select test.refresh('t');
select tableoid::regclass, id from t where id = 11;
-- Triggers: for statements, not for rows.
create function told() returns trigger language plpgsql as $$ begin raise notice '% on %', tg_op, tg_table_name; return null; end $$;
select test.error('create trigger r after insert on t for each row execute function told()');
select test.error('create trigger r before insert on t_default for each row execute function told()');
create trigger st after insert or update or delete on t for each statement execute function told();
insert into s values (20, '2026-05-05', 1);
select test.refresh('t');
select pgtrickle.refresh_stream_table('t', 'FULL');
drop trigger st on t;
-- The owner: partitions follow.
grant create on schema public to somebody;
grant select on s to somebody;
alter table t owner to somebody;
select distinct pg_get_userbyid(relowner) from pg_class where oid in (select inhrelid from pg_inherits where inhparent = 't'::regclass union select 't'::regclass);
insert into s values (21, '2028-05-05', 1);
select test.refresh('t');
-- Indexes that refreshes need, unique ones that contain the key, policies, privileges, views.
select test.error((select format('drop index %s', indexrelid::regclass) from pg_index where indrelid = 't'::regclass order by 1 limit 1));
create unique index on t (day, id);
select test.error('create unique index on t (id)');
alter table t enable row level security, force row level security;
create policy some on t using (amount > 1000);
insert into s values (22, '2026-05-07', 1);
update s set day = '2028-01-02' where id = 20;
select pgtrickle.refresh_stream_table('t');
alter table t no force row level security, disable row level security;
select test.check('t');
-- Repaired: what dumps do not contain.
alter event trigger pgtrickle_on_command disable;
alter event trigger pgtrickle_on_drop disable;
drop trigger pgtrickle_guard on empty;
create table t_2035 partition of t for values from ('2035-01-01') to ('2036-01-01');
alter event trigger pgtrickle_on_command enable always;
alter event trigger pgtrickle_on_drop enable always;
select pgtrickle.repair_stream_table('t');
select test.error('insert into empty (id, day, __pgt_row_id) values (100, ''2028-01-01'', 100)');
select test.error('drop table t_2035');
select test.refresh('t');
select pgtrickle.repair_stream_table('t');
-- Publications.
set client_min_messages = error;
create publication p for table t with (publish_via_partition_root = true);
reset client_min_messages;
insert into s values (23, '2026-05-07', 1);
delete from s where id = 1;
select test.refresh('t');
drop publication p;
-- Dropped with all partitions.
select pgtrickle.drop_stream_table('t');
select pgtrickle.drop_stream_table('h');
select relname from pg_class where relname ~ '^(t|h)(_|$)' and relkind in ('r', 'p');
drop owned by somebody;
drop role somebody;
