-- Modes IMMEDIATE and ON COMMIT: a transaction of many statements keeps no memory for each of them.
create table a (id int primary key, k int, v int);
create table b (id int primary key, k int, v int);
insert into a select i, i % 5, i from generate_series(1, 20) as i;
insert into b select * from a;
create function half(int) returns int language plpgsql immutable as $$ begin return $1 / 2; end $$;
call test.create('sums', 'select k, count(*) as n, sum(v) as s from a group by k', 'IMMEDIATE');
call test.create('halves', 'select id, half(v) as h from a', 'IMMEDIATE');
call test.create('joined', 'select a.k, count(*) as n from a join b on a.v = b.v group by a.k', 'IMMEDIATE');
call test.create('late', 'select id, v from a', 'ON COMMIT');
call test.create('pairs', 'select a.id as a, b.id as b from a join b using (k)', 'ON COMMIT');

-- What belongs to subtransactions stays until the transaction ends; so many pieces of memory are there.
create function pieces() returns bigint language sql as
$$ select count(*) from pg_backend_memory_contexts where name in ('CurTransactionContext', 'ExecutorState', 'pg_trickle changed rows', 'ExprContext') $$;
create function grown(statement text, times int) returns text language plpgsql as $$
declare
    before bigint;
begin
    execute statement using 0;
    before := pieces();
    for i in 1..times loop execute statement using i; end loop;
    return case when pieces() - before < times / 10 then 'no' else format('%s pieces of memory for %s statements', pieces() - before, times) end;
end
$$;
begin;
select grown('update a set v = $1 where id = 1', 100);
set local pg_trickle.direct_upkeep = off;
select grown('update a set v = $1 where id = 1', 100);
select grown('insert into a values (100 + $1, 1, 1)', 100);
commit;
select test.check(name) from unnest(array['sums', 'halves', 'joined', 'late', 'pairs']) as name;
