-- The plans of all stream tables of a session together stay within pg_trickle.plan_cache_mb, also where each table has one.
create function plans_kept(tables int) returns bigint language plpgsql as $$
begin
    for i in 1..tables loop
        execute format('insert into s%s (v) values (1)', i);
        perform pgtrickle.refresh_stream_table('t' || i);
    end loop;
    return (select count(*) from pg_backend_memory_contexts where name = 'pg_trickle direct merge');
end $$;
do $$
begin
    for i in 1..12 loop
        execute format('create table s%s (id bigserial primary key, v bigint)', i);
        execute format('insert into s%s (v) values (1)', i);
        perform pgtrickle.create_stream_table('t' || i, format('select count(*) as n, sum(v) as total from s%s', i));
    end loop;
end $$;
show pg_trickle.plan_cache_mb;
select plans_kept(12) = 12 as all_kept;
-- The bound is looked at where plans are made.
\c -
set pg_trickle.plan_cache_mb = 1;
select plans_kept(12) between 1 and 11 as some_kept;
select plans_kept(12) between 1 and 11 as some_kept;
select count(*) as right from generate_series(1, 12) i where test.check('t' || i) = 'equal';
set pg_trickle.plan_cache_mb = 0;
reset pg_trickle.plan_cache_mb;
select plans_kept(12) = 12 as all_kept;
-- What is kept for changes without the executor is the plan, not the leftovers of the planner, and little memory for the values of a row.
select max(total_bytes) < 100000 as plan_alone from pg_backend_memory_contexts where name = 'pg_trickle direct merge';
select count(*) > 0 as small from pg_backend_memory_contexts where name = 'pg_trickle row of a direct merge' having max(total_bytes) <= 1024;
