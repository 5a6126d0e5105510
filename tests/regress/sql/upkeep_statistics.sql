-- What writers pay for stream tables in mode IMMEDIATE.
create table a (id int primary key, k int, n int);
select pgtrickle.create_stream_table('s', 'select k, sum(n) as n from a group by k', refresh_mode => 'IMMEDIATE');
select pgtrickle.create_stream_table('t', 'select max(n) as n from s', refresh_mode => 'IMMEDIATE');
select count(*) from pgtrickle.pg_stat_upkeep;
insert into a values (1, 1, 1);
insert into a values (2, 2, 2);
update a set n = n + 1;
delete from a where id = 2;
truncate a;
-- What is rolled back was paid for, too.
begin;
insert into a values (3, 3, 3);
rollback;
select pg_stat_force_next_flush();
select pgt_name, statement, calls, total_ms > 0 as took_time, mean_ms <= total_ms as has_mean from pgtrickle.pg_stat_upkeep order by 1, 2;
create role regress_unconcerned;
set role regress_unconcerned;
select count(*) from pgtrickle.pg_stat_upkeep;
reset role;
-- EXPLAIN names the trigger.
create function triggers_of(statement text) returns setof text language plpgsql as $$
declare
    line text;
begin
    for line in execute 'explain (analyze, costs off, timing off, buffers off, summary off) ' || statement loop
        if line ~ '^Trigger' then
            return next regexp_replace(regexp_replace(line, '\d{3,}', 'N', 'g'), 'time=\S+ ', '');
        end if;
    end loop;
end
$$;
select triggers_of('insert into a values (4, 4, 4)');
select pgtrickle.drop_stream_table('s', cascade => true);
select pg_stat_force_next_flush();
select count(*) from pgtrickle.pg_stat_upkeep;
drop role regress_unconcerned;
