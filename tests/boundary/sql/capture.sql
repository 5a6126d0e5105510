-- What statements of every kind write into a change buffer.
create table t (id integer primary key, name text, n numeric, gone integer, p point, j json, big text);
alter table t drop column gone;
insert into t values (1, 'before', 1, null, null, null);

select probe.ensure('t', '{1,2,3,5,6,7}');
select probe.ensure('t', '{1,2}'); -- nothing to do

create table mark (at text);
insert into mark select probe.now();
create function seen(columns smallint[] default '{1,2,3,5,6}') returns table (change text, weight integer)
    language sql as $$ select * from probe.read('t', (select at from mark), columns) $$;
create procedure next_part() language sql as $$ update mark set at = probe.now() $$;

-- Before: nothing that came earlier.
select * from seen();
select probe.has_changes('t', (select at from mark));

-- INSERT, one row and several
insert into t values (2, 'two', 2.50, '(1,2)', '{"a":  1}', null);
insert into t select i, 'row ' || i, i, null, null, null from generate_series(3, 8) i;
select probe.has_changes('t', (select at from mark));
select * from seen();
call next_part();
select * from seen();

-- UPDATE: only what changed in what is captured; 1.0 and 1.00 differ
update t set name = 'TWO' where id = 2;
update t set n = 1.00 where id = 1;
update t set name = name;
update t set id = id + 100 where id > 5;
select * from seen();
call next_part();

-- DELETE
delete from t where id > 100;
delete from t where id = 8888;
select * from seen();
call next_part();

-- ON CONFLICT, MERGE, COPY, statements within statements
insert into t values (1, 'conflict', 1, null, null, null), (9, 'new', 9, null, null, null)
    on conflict (id) do update set name = excluded.name;
merge into t using (values (9, 'merged'), (10, 'inserted'), (3, null)) as s (id, name) on t.id = s.id
    when matched and s.name is null then delete
    when matched then update set name = s.name
    when not matched then insert (id, name) values (s.id, s.name);
copy t (id, name) from stdin;
11	copied
12	copied
13	copied
14	copied
15	copied
16	copied
\.
with gone as (delete from t where id >= 14 returning *) insert into t (id, name) select id + 10, 'moved' from gone;
select * from seen();
call next_part();

-- Savepoints
begin;
insert into t values (50, 'kept', 0, null, null, null);
savepoint s;
insert into t values (51, 'undone', 0, null, null, null);
delete from t where id = 50;
rollback to s;
update t set name = 'kept, changed' where id = 50;
commit;
begin;
insert into t values (52, 'undone', 0, null, null, null);
rollback;
select * from seen();
call next_part();

-- Large values, changed or not
insert into t select 60, 'large', 0, null, null, string_agg(md5(i::text), '') from generate_series(1, 4000) i;
update t set name = 'large, renamed' where id = 60;
select left(change, 30), length(change), weight from seen('{1,2,7}');
call next_part();
update t set big = big || 'x' where id = 60;
select left(change, 12), length(change), weight, right(change, 2) from seen('{1,7}');
call next_part();
delete from t where id = 60;
select length(change), weight from seen('{1,7}');
call next_part();

-- Many rows
insert into t select i, 'many', i, null, null, null from generate_series(1001, 6000) i;
update t set n = n + 1 where id > 1000;
delete from t where id > 1000;
select count(*), sum(weight), count(distinct change) from seen();
call next_part();

-- TRUNCATE
insert into t values (70, 'before', 0, null, null, null);
truncate t;
insert into t values (70, 'after', 0, null, null, null);
select * from seen();
call next_part();

-- A column that was added has its default in rows that were there before
alter table t add column added integer default 7;
select probe.ensure('t', '{8}');
delete from t;
select * from seen('{1,8}');
call next_part();

-- Sessions in the role of a replica: row triggers, exactly once
set session_replication_role = replica;
insert into t (id, name) values (80, 'applied'), (81, 'applied');
update t set name = 'changed' where id = 80;
update t set name = name;
delete from t where id = 81;
truncate t;
reset session_replication_role;
select * from seen('{1,2}');
call next_part();

-- Writers need no privileges on the buffer, and any search_path works
create role capture_writer;
grant insert on t to capture_writer;
set role capture_writer;
set search_path = pg_temp;
insert into public.t (id, name) values (90, 'by writer');
select * from pgtrickle_changes.changes_1; -- whatever there is
reset search_path;
reset role;
select * from seen('{1,2}');
call next_part();

-- Names change, numbers stay
alter table t rename column name to "Na""me x";
alter table t rename to "T 2";
update "T 2" set "Na""me x" = 'renamed' where id = 90;
select * from probe.read('"T 2"', (select at from mark), '{1,2}');
drop owned by capture_writer;
drop role capture_writer;
