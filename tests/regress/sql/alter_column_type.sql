-- Another type for a column that stream tables read: PostgreSQL refuses it, one call of ours does it.
create table a (id int primary key, g int, v int, note text);
create table b (id int primary key, w int);
insert into a select i, i % 3, i, i::text from generate_series(1, 9) i;
insert into a values (10, null, null, null);
insert into b select i, i from generate_series(1, 5) i;
call test.create('direct', 'select id, v from a');
call test.create('grouped', 'select g, sum(v) as total, count(*) as n from a group by g');
call test.create('above', 'select total, count(*) as n from grouped group by total');
call test.create('now', 'select a.g, max(a.v) as top from a join b on a.id = b.id group by a.g', 'IMMEDIATE');
call test.create('later', 'select count(*) as n from a where v > 3', 'ON COMMIT');
call test.create('whole', 'select g, v from a', 'FULL');
call test.create('bystander', 'select g, count(*) as n from a group by g');
create view names as select pgt_name, pgt_relid::oid, original_query from pgtrickle.pgt_stream_tables order by 1;
create table names_before as select * from names;
create view types as select attrelid::regclass as of, string_agg(attname || ' ' || format_type(atttypid, atttypmod), ', ' order by attname)
    from pg_attribute where attrelid in (select pgt_relid from pgtrickle.pgt_stream_tables) and attnum > 0 and not attisdropped and attname !~ '^__pgt_' group by 1 order by 1::text;
create function all_right() returns text language sql as $$
    select string_agg(test.check(pgt_relid::text), ' ' order by pgt_id) from pgtrickle.pgt_stream_tables $$;
select * from types;
select test.error('alter table a alter v type bigint');
select test.error('alter table a add x int, alter column v set data type numeric(10,2), alter note type varchar');
alter table a alter note type varchar(20);
-- With changes pending.
update a set v = v + 1 where id < 4;
select pgtrickle.alter_column_type('a', 'v', 'bigint');
select all_right();
select * from types;
select * from names except select * from names_before;
insert into a values (100, 1, 5000000000, 'large'), (101, 4, null, null);
delete from a where id = 1;
update b set w = 7;
select test.refresh('direct'), test.refresh('grouped'), test.refresh('above'), test.check('now'), test.check('later'), test.refresh('whole'), test.refresh('bystander');
-- By an expression, and to another kind of type; where the query does not fit that, nothing happens.
select test.error($$ select pgtrickle.alter_column_type('a', 'v', 'text') $$);
select pgtrickle.alter_column_type('a', 'v', 'numeric(20,3)', 'v / 8.0');
select all_right();
select * from types;
insert into a values (102, 1, 0.125, 'small');
select test.refresh('direct'), test.refresh('grouped'), test.refresh('above'), test.check('now'), test.check('later'), test.refresh('whole'), test.refresh('bystander');
-- Views of users over the column, or over what follows from it, are named.
create view of_user as select v from a;
select test.error($$ select pgtrickle.alter_column_type('a', 'v', 'bigint') $$);
drop view of_user;
create view of_user as select v from direct;
select test.error($$ select pgtrickle.alter_column_type('a', 'v', 'bigint') $$);
drop view of_user;
-- Undone.
begin;
select pgtrickle.alter_column_type('a', 'v', 'bigint');
select all_right();
rollback;
select all_right();
update a set v = v + 1 where id = 5;
select test.refresh('direct'), test.refresh('grouped'), test.refresh('above'), test.check('now'), test.check('later');
-- A column that no stream table reads, and nonsense.
select pgtrickle.alter_column_type('a', 'note', 'text');
select test.error($$ select pgtrickle.alter_column_type('a', 'missing', 'text') $$);
select test.error($$ select pgtrickle.alter_column_type('a', 'v', 'nonsense') $$);
select test.error($$ select pgtrickle.alter_column_type('a', 'v', 'bigint', 'nonsense') $$);
select test.error($$ select pgtrickle.alter_column_type('a', 'v', 'bigint', '1), add column x int using (1') $$);
select test.error($$ select pgtrickle.alter_column_type('a', 'v', 'bigint', '1); drop table b; select (1') $$);
select test.error($$ select pgtrickle.alter_column_type('a', 'v', 'bigint', '1), (2') $$);
select test.error($$ select pgtrickle.alter_column_type('a', 'v', 'bigint; drop table b') $$);
select test.error($$ select pgtrickle.alter_column_type('direct', 'v', 'text') $$);
select test.error($$ select pgtrickle.alter_column_type(0, 'v', 'text') $$);
select test.error($$ select pgtrickle.alter_column_type(null, 'v', 'text') $$);
select test.error($$ select pgtrickle.alter_column_type('a', null, 'text') $$);
select test.error($$ select pgtrickle.alter_column_type('a', 'v', null) $$);
-- Who may.
create role other;
grant select, trigger on a to other;
grant all on schema public to other;
set role other;
select test.error($$ select pgtrickle.alter_column_type('a', 'v', 'bigint') $$);
select pgtrickle.create_stream_table('theirs', 'select v from a');
reset role;
create role owner_of_a;
alter table a owner to owner_of_a;
grant all on schema public to owner_of_a;
set role owner_of_a;
select test.error($$ select pgtrickle.alter_column_type('a', 'v', 'bigint') $$);
reset role;
select all_right();
select pgtrickle.bulk_drop_stream_tables(array(select pgt_relid::text from pgtrickle.pgt_stream_tables));
drop owned by other, owner_of_a cascade;
drop role other, owner_of_a;
-- A role that owns all of it, and is no superuser; also of a column that no query reads any more, and that has changes in the buffer.
create role owner_of_all;
grant all on schema public to owner_of_all;
set role owner_of_all;
create table theirs (id int primary key, k int, v int);
insert into theirs values (1, 1, 1), (2, 1, 2);
select pgtrickle.create_stream_table('counted', 'select k, count(*) as n from theirs group by k', refresh_mode => 'DIFFERENTIAL');
select pgtrickle.create_stream_table('copied', 'select id, v from theirs', refresh_mode => 'DIFFERENTIAL');
insert into theirs values (3, 2, 3);
select pgtrickle.drop_stream_table('copied');
alter table theirs alter column v type bigint;
select pgtrickle.alter_column_type('theirs', 'k', 'bigint');
select pg_typeof(k), k, n from counted order by k;
insert into theirs values (4, 2, 4);
select pgtrickle.refresh_stream_table('counted');
select k, n from counted order by k;
reset role;
drop owned by owner_of_all cascade;
drop role owner_of_all;
