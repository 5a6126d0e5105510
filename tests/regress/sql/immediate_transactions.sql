-- Mode IMMEDIATE: what a transaction reads of its own changes, and what is left of them.
create table a (id int primary key, k int, v int);
insert into a values (1, 1, 10), (2, 2, 20);
call test.create('sums', 'select k, count(*) as n, sum(v) as s from a group by k', 'IMMEDIATE');
call test.create('pairs', 'select x.id as x, y.id as y from a as x join a as y on x.k = y.k', 'IMMEDIATE');
create function verdict() returns text language sql as $$ select test.check('sums') || ', ' || test.check('pairs') $$;

begin;
insert into a values (3, 1, 30);
select verdict();
savepoint one;
update a set v = 0;
select verdict();
savepoint two;
delete from a where k = 1;
select verdict();
rollback to two;
select verdict();
insert into a values (4, 4, 40);
release two;
select verdict();
rollback to one;
select verdict();
insert into a values (5, 5, 50);
select verdict();
rollback;
select verdict();
select * from sums order by k;

-- Exception blocks: what is rolled back is forgotten, also within a statement that goes on.
do $$
begin
    for i in 10..14 loop
        begin
            insert into a values (i, i, i);
            if verdict() <> 'equal, equal' then raise warning '%', verdict(); end if;
            if i % 2 = 0 then raise exception 'no'; end if;
        exception when raise_exception then null;
        end;
        if verdict() <> 'equal, equal' then raise warning 'after the block: %', verdict(); end if;
    end loop;
end
$$;
select verdict();
select * from sums order by k;

create table log (id int generated always as identity primary key, k int);
call test.create('logged', 'select k, count(*) as n from log group by k', 'IMMEDIATE');
call test.create('beside', 'select a.id, log.k from a join log using (k)', 'IMMEDIATE');
create function note() returns trigger language plpgsql as $$
begin
    begin
        insert into log (k) values (new.k);
        if new.k = 13 then raise exception 'unlucky'; end if;
    exception when raise_exception then null;
    end;
    return null;
end
$$;
create trigger noting after insert on a for each row execute function note();
insert into a values (20, 1, 1), (21, 13, 1), (22, 2, 1);
select verdict(), test.check('logged'), test.check('beside');
drop trigger noting on a;

-- A failed statement leaves nothing behind.
begin;
savepoint before;
insert into a values (30, 1, 1), (1, 1, 1);
rollback to before;
insert into a values (30, 1, 1);
select verdict();
commit;
select verdict();

-- A cursor sees what it saw; one that writes by it is followed.
begin;
declare c cursor for select k, n from sums order by k;
fetch 1 from c;
delete from a where k = 2;
fetch all from c;
declare d cursor for select * from a order by id for update;
fetch 1 from d;
update a set k = 99 where current of d;
select verdict();
commit;
select verdict();

-- Prepared transactions.
begin;
insert into a values (40, 1, 1);
prepare transaction 'regress_immediate_one';
rollback prepared 'regress_immediate_one';
select verdict();
begin;
insert into a values (41, 1, 1);
prepare transaction 'regress_immediate_two';
commit prepared 'regress_immediate_two';
select verdict();

-- Functions with several statements: each reads what those before it have written.
create function total(key int) returns bigint language plpgsql as $$
begin
    insert into a select coalesce(max(id), 0) + 1, key, 5 from a;
    return (select s from sums where k = key);
end
$$;
select total(77), total(77), total(77);
select verdict();

-- Deferred constraint triggers that write.
create function late() returns trigger language plpgsql as $$ begin insert into log (k) values (1000); return null; end $$;
create constraint trigger late after insert on a deferrable initially deferred for each row execute function late();
begin;
insert into a values (60, 6, 6), (61, 6, 6);
select test.check('logged');
commit;
select verdict(), test.check('logged'), test.check('beside');
select * from logged where k = 1000;

-- Rows that are changed by replication are applied at the commit.
begin;
set local session_replication_role = replica;
insert into a values (70, 7, 7), (71, 7, 7);
update a set k = 8 where id = 70;
delete from a where id = 1;
commit;
select verdict(), test.check('beside');
begin;
set local session_replication_role = replica;
insert into a values (72, 7, 7);
truncate log;
commit;
select verdict(), test.check('logged'), test.check('beside');
