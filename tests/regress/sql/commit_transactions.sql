-- Mode ON COMMIT: applied once, by the transaction that commits; savepoints and exception blocks that are rolled back take their changes with them.
create table a (id int primary key, k int, v int, note text);
create table b (id int primary key, k int);
insert into a values (1, 1, 10), (2, 2, 20);
insert into b values (1, 1), (2, 2);
call test.create('sums', 'select k, count(*) as n, sum(v) as s from a group by k', 'ON COMMIT');
call test.create('pairs', 'select a.id as x, b.id as y, a.note from a join b using (k)', 'ON COMMIT');
call test.create('at_once', 'select k, max(v) as m from a group by k', 'IMMEDIATE');
create function verdict() returns text language sql as $$ select test.check('sums') || ', ' || test.check('pairs') || ', ' || test.check('at_once') $$;
create view states as select name, test.check(name) = 'equal' as is_right from unnest('{sums,pairs,at_once}'::text[]) as name;

-- How often the table is written.
create table writes (name text);
create function count_write() returns trigger language plpgsql as $$ begin insert into public.writes values (tg_table_name); return null; end $$;
create trigger counting after update on sums for each statement execute function count_write();

insert into a values (3, 1, 30, 'x');
select verdict();
begin;
insert into a values (4, 1, 40, 'x'), (5, 3, 50, 'y');
update a set v = v + 1 where k = 1;
delete from a where id = 2;
select * from states;
select * from sums order by k;
insert into b values (3, 3), (4, 1);
update a set v = v + 1 where k = 1;
commit;
select verdict();
select * from sums order by k;
select name, count(*) from writes group by 1;
begin;
insert into a values (6, 1, 1, 'z');
delete from a where id = 6;
rollback;
select verdict();
begin;
insert into a values (6, 1, 1, 'z');
delete from a where id = 6;
commit;
select verdict();

-- Savepoints.
begin;
insert into a values (10, 1, 1, 'kept');
savepoint one;
insert into a values (11, 1, 1, 'gone');
savepoint two;
update a set v = v * 2;
release two;
insert into b values (11, 1);
rollback to one;
insert into a values (12, 4, 1, 'kept');
savepoint three;
delete from a where id = 10;
release three;
savepoint four;
truncate b;
rollback to four;
commit;
select verdict();
select * from sums order by k;

-- Many small subtransactions.
do $$
begin
    for i in 1000..1200 loop
        begin
            insert into a values (i, i % 7, i, 'loop');
            if i % 3 = 0 then raise exception 'no'; end if;
        exception when raise_exception then null;
        end;
    end loop;
end
$$;
select verdict();
do $$ begin for i in 2000..2100 loop insert into a values (i, i % 5, i, 'loop'); end loop; delete from a where id % 2 = 0; end $$;
select verdict();

-- Procedures that commit.
create procedure in_steps() language plpgsql as $$
begin
    for i in 3000..3003 loop
        insert into public.a values (i, i % 2, i, 'step');
        if i % 2 = 0 then commit; else rollback; end if;
    end loop;
end
$$;
call in_steps();
select verdict(), (select count(*) from a where note = 'step');
begin;
insert into a values (3010, 1, 1, 'chained');
commit and chain;
select verdict();
insert into a values (3011, 1, 1, 'chained');
rollback and chain;
insert into a values (3012, 1, 1, 'chained');
commit;
select verdict();

-- TRUNCATE, alone and with rows before and after.
begin;
insert into b values (50, 1);
truncate b;
insert into b values (51, 1), (52, 2);
commit;
select verdict();
truncate a, b;
select verdict();
insert into a select i, i % 4, i, repeat(md5(i::text), 200) from generate_series(1, 50) as i;
insert into b select i, i % 4 from generate_series(1, 8) as i;
select verdict();

-- Large values, and rows that exceed work_mem.
set work_mem = '64kB';
begin;
update a set note = (select string_agg(md5(i::text || id::text), '') from generate_series(1, 300) as i);
insert into a select i, i % 4, i, md5(i::text) from generate_series(1000, 4000) as i;
update a set v = v + 1;
delete from a where id > 3500;
commit;
reset work_mem;
select verdict();

-- Deferred constraint triggers that write; and one of the stream table, which fires when that is changed.
create table log (id int generated always as identity primary key, k int);
call test.create('logged', 'select k, count(*) as n from log group by k', 'ON COMMIT');
call test.create('beside', 'select a.id, log.k from a join log using (k)', 'ON COMMIT');
create function late() returns trigger language plpgsql as $$ begin insert into public.log (k) values (tg_argv[0]::int); return null; end $$;
create constraint trigger late after insert on a deferrable initially deferred for each row execute function late(1);
create constraint trigger later after insert or update on sums deferrable initially immediate for each row execute function late(2);
begin;
insert into a values (60, 6, 6, ''), (61, 6, 6, '');
commit;
select verdict(), test.check('logged'), test.check('beside');
select * from logged order by k;
begin;
insert into a values (62, 6, 6, '');
set constraints all immediate;
select * from logged order by k;
commit;
select verdict(), test.check('logged'), test.check('beside');
select * from logged order by k;
drop trigger late on a;
drop trigger later on sums;

-- Prepared transactions.
begin;
insert into a values (70, 1, 1, '');
prepare transaction 'regress_commit_one';
rollback prepared 'regress_commit_one';
select verdict();
begin;
insert into a values (71, 1, 1, '');
insert into b values (71, 1);
prepare transaction 'regress_commit_two';
commit prepared 'regress_commit_two';
select verdict(), test.check('beside');

-- Rows that are changed by replication.
begin;
set local session_replication_role = replica;
insert into a values (72, 7, 7, ''), (73, 7, 7, '');
update a set k = 8 where id = 72;
delete from a where id = 1;
commit;
select verdict(), test.check('beside');

-- An error is the transaction's.
call test.create('shares', 'select id, 100 / v as share from a', 'ON COMMIT');
begin;
insert into a values (80, 8, 0, 'no share');
select verdict() = 'x';
commit;
select count(*) from a where id = 80;
begin;
insert into a values (80, 8, 0, 'no share');
delete from a where id = 80;
insert into a values (81, 8, 4, 'a share');
commit;
select verdict(), test.check('shares');
begin;
insert into a values (82, 8, 0, 'no share');
prepare transaction 'regress_commit_three';
select count(*) from pg_prepared_xacts where gid like 'regress_commit%';
select verdict(), test.check('shares');

-- The other isolation levels.
begin isolation level repeatable read;
insert into a values (90, 9, 9, '');
update a set v = v + 1 where id < 100;
commit;
select verdict(), test.check('shares');
begin isolation level serializable;
insert into b values (90, 9);
savepoint one;
insert into b values (91, 9);
rollback to one;
commit;
select verdict(), test.check('shares'), test.check('beside');

-- A failed statement, and cursors.
begin;
savepoint before;
insert into a values (95, 1, 1, ''), (1000, 1, 1, '');
rollback to before;
declare c cursor with hold for select id from a where id > 90 order by id;
fetch 1 from c;
update a set k = 99 where id = 90;
commit;
select verdict();
close c;
