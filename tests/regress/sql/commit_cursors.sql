-- Mode ON COMMIT: functions that run at the commit leave cursors open, which the server has closed before and does not look for again.
create table a (id int primary key, v int);
create table log (n int);
insert into a values (1, 1);
create function opens(v int) returns int language plpgsql immutable as
$$ declare c refcursor; begin open c for select generate_series(1, 3); fetch c into v; return v; end $$;
call test.create('late', 'select id, opens(v) as v from a', 'ON COMMIT');
insert into a values (2, 2);
select test.check('late');
select count(*) as cursors from pg_cursors;
begin;
update a set v = 3;
savepoint s;
insert into a values (3, 3);
rollback to s;
declare mine cursor with hold for select id from a order by id;
commit;
fetch 1 from mine;
close mine;
select test.check('late');
select count(*) as cursors from pg_cursors;

-- Of a trigger on the stream table, which writes to what another stream table reads.
create function notes() returns trigger language plpgsql as
$$ declare c refcursor; begin open c for select new.id; insert into public.log values (new.id); return null; end $$;
create trigger notes after insert on late for each row execute function notes();
call test.create('notes', 'select n, count(*) from log group by n', 'ON COMMIT');
insert into a values (4, 4), (5, 5);
select test.check('late'), test.check('notes');
select count(*) as cursors from pg_cursors;

-- A transaction that is prepared, and one that ends within a loop over a cursor of a procedure.
begin;
insert into a values (6, 6);
prepare transaction 'commit_cursors';
commit prepared 'commit_cursors';
select test.check('late'), test.check('notes');
select count(*) as cursors from pg_cursors;
do $$
declare one record;
begin
    for one in select id from a order by id loop
        update a set v = v + 1 where id = one.id;
        insert into a values (one.id + 100, 1);
        commit;
    end loop;
end
$$;
select test.check('late'), test.check('notes'), (select count(*) from a) as rows;
select count(*) as cursors from pg_cursors;
