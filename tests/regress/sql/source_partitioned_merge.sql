-- MERGE that moves rows between partitions, with and without actions of other kinds: the server tells triggers of such a row only where
-- the statement inserts and deletes as well.
create table t (id int, k int, v int, primary key (id, k)) partition by range (k);
create table t0 partition of t for values from (0) to (10);
create table t1 partition of t for values from (10) to (20) partition by list (k);
create table t10 partition of t1 for values in (10, 11);
create table t1x partition of t1 default;
create table seen (number serial, event text, deleted text, inserted text);
create function see() returns trigger language plpgsql as $$
begin
    if tg_op = 'UPDATE' then
        insert into seen (event, deleted, inserted)
        select tg_op, (select string_agg(o::text, ' ' order by o) from old_rows o), (select string_agg(n::text, ' ' order by n) from new_rows n);
    elsif tg_op = 'INSERT' then
        insert into seen (event, inserted) select tg_op, string_agg(n::text, ' ' order by n) from new_rows n;
    else
        insert into seen (event, deleted) select tg_op, string_agg(o::text, ' ' order by o) from old_rows o;
    end if;
    return null;
end $$;
create trigger updated after update on t referencing old table as old_rows new table as new_rows for each statement execute function see();
create trigger inserted after insert on t referencing new table as new_rows for each statement execute function see();
create trigger deleted after delete on t referencing old table as old_rows for each statement execute function see();
call test.create('d', 'select k / 10 as d, count(*) as n, sum(v) as s from t group by 1');
call test.create('i', 'select k / 10 as d, count(*) as n, sum(v) as s from t group by 1', 'IMMEDIATE');
call test.create('c', 'select id, k, v from t', 'ON COMMIT');
insert into t select i, i, i from generate_series(1, 8) as i;
create function checked() returns table (name text, verdict text) language sql as $$
    select 'd', test.refresh('d') union all select 'i', test.check('i') union all select 'c', test.check('c')
$$;
select * from checked();
truncate seen restart identity;
-- Updates alone.
merge into t using (values (1), (2)) as s (id) on t.id = s.id when matched then update set k = k + 10;
select * from checked();
-- With insertions.
merge into t using (values (3, 3), (30, 3)) as s (id, k) on t.id = s.id and t.k = s.k
    when matched then update set k = 11 when not matched then insert values (s.id, s.k, 1);
select * from checked();
-- With deletions.
merge into t using (values (4), (5)) as s (id) on t.id = s.id when matched and t.id = 4 then delete when matched then update set k = 12;
select * from checked();
-- With both, and rows that stay where they are.
merge into t using (values (1), (5), (6), (7), (31)) as s (id) on t.id = s.id
    when matched and t.id = 5 then delete when matched and t.id = 7 then update set v = 70 when matched then update set k = (k + 10) % 20
    when not matched then insert values (s.id, 2, 2) when not matched by source and t.id = 8 then delete;
select * from checked();
-- Inside a WITH query, in a function, and what is rolled back.
with moved as (merge into t using (values (2)) as s (id) on t.id = s.id when matched then update set k = 9 returning t.id)
    insert into t select id + 40, 15, 5 from moved;
select * from checked();
do $$ begin
    begin
        merge into t using (values (2)) as s (id) on t.id = s.id when matched then update set k = 19;
        raise exception 'no';
    exception when raise_exception then null;
    end;
    merge into t using (values (7)) as s (id) on t.id = s.id when matched then update set k = 19;
end $$;
select * from checked();
-- Triggers of users are told as well.
select event, deleted, inserted from seen order by number;
drop table t cascade;
