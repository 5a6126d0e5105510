-- Mode IMMEDIATE: statements that change sources in their wake.
create table parent (id int primary key, name text);
create table child (id int primary key, parent int references parent on delete cascade on update cascade, v int);
create table grandchild (id int primary key, child int references child on delete cascade, v int);
insert into parent values (1, 'a'), (2, 'b'), (3, 'c');
insert into child select n, 1 + n % 3, n from generate_series(1, 9) as n;
insert into grandchild select n, 1 + n % 9, n from generate_series(1, 20) as n;
call test.create('families', 'select p.name, count(*) as n, sum(g.v) as s from parent p join child c on c.parent = p.id
    join grandchild g on g.child = c.id group by p.name', 'IMMEDIATE');
call test.create('trees', 'select p.name, c.id as c, g.id as g from parent p left join child c on c.parent = p.id
    left join grandchild g on g.child = c.id', 'IMMEDIATE');
create view verdicts as select test.check('families') as families, test.check('trees') as trees;
delete from parent where id = 1;
select * from verdicts;
update parent set id = 20 where id = 2;
select * from verdicts;
delete from child where id in (2, 3);
select * from verdicts;
truncate parent cascade;
select * from verdicts;
insert into parent values (1, 'a'), (2, 'b');
insert into child values (1, 1, 1), (2, 2, 2);
insert into grandchild values (1, 1, 1), (2, 2, 2);
select * from verdicts;

-- Triggers that write to other sources: before and after rows, before and after statements, called before and after ours.
create function cascade_insert() returns trigger language plpgsql as $$
begin
    insert into grandchild select coalesce(max(id), 0) + 1, (select min(id) from child), 7 from grandchild;
    return case when tg_level = 'ROW' and tg_when = 'BEFORE' then new end;
end
$$;
create trigger a_before_statement before insert on child for each statement execute function cascade_insert();
create trigger z_before_statement before insert on child for each statement execute function cascade_insert();
create trigger a_before_row before insert on child for each row execute function cascade_insert();
create trigger a_after_row after insert on child for each row execute function cascade_insert();
create trigger a_after_statement after insert on child for each statement execute function cascade_insert();
create trigger z_after_statement after insert on child for each statement execute function cascade_insert();
insert into child values (10, 1, 1), (11, 2, 1);
select * from verdicts;
select count(*) from grandchild;

-- A trigger that writes to its own table, which ends.
create function again() returns trigger language plpgsql as $$
begin
    if (select count(*) from grandchild) < 30 then
        insert into grandchild select max(id) + 1, min(child), 1 from grandchild;
    end if;
    return null;
end
$$;
create trigger again after insert on grandchild for each statement execute function again();
insert into grandchild values (1000, 1, 1);
select * from verdicts;
select count(*) from grandchild;
drop trigger again on grandchild;

-- A function that a statement calls for each row.
create function beside(int) returns int language plpgsql as $$
begin insert into grandchild select max(id) + 1, 1, $1 from grandchild; return $1; end
$$;
update child set v = beside(v) where id in (1, 2);
select * from verdicts;
select beside(5);
select * from verdicts;

-- A trigger on the stream table that writes to a source.
create table a (id int generated always as identity primary key, k int);
call test.create('kinds', 'select k, count(*) as n from a group by k', 'IMMEDIATE');
call test.create('over', 'select kinds.k, a.id from kinds join a using (k) where n > 1', 'IMMEDIATE');
create function feed() returns trigger language plpgsql as $$
begin
    if (select count(*) from public.a) < 6 then insert into public.a (k) values (1); end if;
    return null;
end
$$;
create trigger feed after insert or update on kinds for each statement execute function feed();
insert into a (k) values (1);
select test.check('kinds'), test.check('over');
select * from kinds;

-- Who reads the stream table before the statement has ended reads what was before.
create table seen (n bigint);
create function look() returns trigger language plpgsql as $$ begin insert into public.seen select n from public.kinds where k = 1; return null; end $$;
create trigger look after insert on a for each row execute function look();
insert into a (k) values (1);
select * from seen;
select test.check('kinds'), test.check('over');

-- Views that can be written to, and rules.
create view writable as select id, k from a;
insert into writable (k) values (3);
update writable set k = 4 where k = 3;
delete from writable where k = 4;
create rule more as on delete to parent do also insert into a (k) values (old.id);
delete from parent where id = 2;
select test.check('kinds'), test.check('over'), v.* from verdicts as v;
