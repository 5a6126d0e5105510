-- verify_stream_table(): a stream table is compared with its query under one snapshot. Pending changes are applied, not reported.
create table a (id int primary key, k int, n numeric, f float8, r float4, t text);
create table b (k int, name text);
insert into b values (0, 'zero'), (1, 'one'), (1, 'uno'), (null, 'none');
call test.fill('{a}', 40);
call test.create('s', 'select id, k, t from a where k > 2');
call test.create('g', 'select k, count(*) as c, sum(n) as n, avg(n) as m, sum(f) as f, avg(r) as r, max(t) as t from a group by k', compare_by => 'rounded');
call test.create('j', 'select a.id, b.name from a left join b on a.k = b.k');
call test.create('d', 'select distinct k, t from a');
call test.create('x', 'select k, count(distinct t) as c from a group by k');
call test.create('w', 'select id, k, row_number() over (partition by k order by id) as place from a');
call test.create('i', 'select k, sum(n) as n from a group by k', refresh_mode => 'IMMEDIATE');
call test.create('v', 'select k, count(*) as c from s group by k');
select name, result, missing_rows from pgtrickle.audit_status();
-- Rounds of changes, with nothing refreshed in between.
do $$
declare
    one record;
begin
    for round in 1 .. 8 loop
        perform setseed(round / 10.0);
        delete from a where random() < 0.3;
        insert into a select g, test.below(5), test.below(100) / 7.0, random() * 1000, random() * 10, test.one_of('x', 'y', null)
        from generate_series(1, 60) as g on conflict (id) do update set k = excluded.k, n = excluded.n, f = excluded.f;
        update a set t = null where random() < 0.1;
        update b set name = name || round where random() < 0.5;
        for one in select pgt_name from pgtrickle.pgt_stream_tables order by pgt_id loop
            if exists (select from pgtrickle.verify_stream_table(one.pgt_name)) then
                raise exception '% differs', one.pgt_name;
            end if;
        end loop;
    end loop;
end
$$;
select name, result, missing_rows, surplus_rows, state_rows, last_proven = checked_at as proven, duration_ms > 0 as took_time, initiated_by from pgtrickle.audit_status();
select test.check('s'), test.check('j'), test.check('i'), test.check('v');
-- What is not as it should be is found, and left as it is: a row that is missing, one that is surplus, one that is different, twice the same.
create procedure tamper(statement text) language plpgsql as $$
begin
    set local session_replication_role = replica;
    execute statement;
    set local session_replication_role = origin;
end
$$;
delete from a; delete from b;
insert into a (id, k, n, t) values (1, 3, 1.50, 'one'), (2, 4, 2, null), (3, 3, 3, 'three'), (4, 1, 4, 'four');
insert into b values (3, 'c'), (3, 'c'), (4, 'd');
select count(*) from pgtrickle.verify_stream_table('s');
call tamper('delete from s where id = 1');
call tamper('update s set t = t || t where id = 3');
insert into a (id, k, t) values (5, 9, 'five');
select * from pgtrickle.verify_stream_table('s');
select test.check('s');
select result, missing_rows, surplus_rows, state_rows, last_proven < checked_at as earlier from pgtrickle.audit_status() where name = 'public.s';
select severity, detail from pgtrickle.health_check() where check_name = 'audit';
select count(*) from pgtrickle.verify_stream_table('s', max_rows => 1);
select count(*) from pgtrickle.verify_stream_table('s', max_rows => 0);
-- On request what differs is replaced, which the history says; readers of the table follow.
select pgtrickle.refresh_stream_table('v');
select difference, contents from pgtrickle.verify_stream_table('s', repair => true);
select test.check('s');
select action, reason, rows_inserted, rows_deleted from pgtrickle.pgt_refresh_history join pgtrickle.pgt_stream_tables using (pgt_id)
where pgt_name = 's' order by refresh_id desc limit 1;
select result, missing_rows, surplus_rows from pgtrickle.audit_status() where name = 'public.s';
select count(*) from pgtrickle.verify_stream_table('s');
select test.refresh('v'), test.refresh('s');
-- Duplicates count.
select count(*) from pgtrickle.verify_stream_table('j');
call tamper('delete from j where ctid = (select min(ctid) from j where id = 1)');
select difference, contents from pgtrickle.verify_stream_table('j');
select count(*) from pgtrickle.verify_stream_table('j', repair => true);
select test.check('j');
-- Hidden columns and states are compared, too.
select test.refresh('x');
do $$
declare
    part constant text := (select relname from pg_class where relnamespace = 'pgtrickle_state'::regnamespace and relkind = 'r' order by oid limit 1);
begin
    call tamper('update x set __pgt_state_2 = __pgt_state_2 + 1 where k = 3');
    call tamper(format('delete from pgtrickle_state.%I', part));
end
$$;
select relation like 'pgtrickle_state.%' as of_state, difference, count(*)
from pgtrickle.pgt_stream_tables cross join lateral pgtrickle.verify_stream_table(pgt_name) where pgt_name = 'x' group by 1, 2 order by 1, 2;
select name, missing_rows, surplus_rows, state_rows from pgtrickle.audit_status() where result = 'different';
select difference, contents from pgtrickle.verify_stream_table('x') where relation = 'public.x';
select count(*) from pgtrickle.verify_stream_table('x', repair => true);
select count(*) from pgtrickle.verify_stream_table('x');
-- A table in mode IMMEDIATE: nothing is pending for it.
call tamper('delete from i where k = 3');
select difference, contents from pgtrickle.verify_stream_table('i', repair => true);
select test.check('i');
-- Rolled back, and in a transaction with changes of its own.
begin;
insert into a (id, k, n) values (6, 3, 5);
savepoint s;
delete from a where id = 1;
rollback to s;
select count(*) from pgtrickle.verify_stream_table('s');
select test.check('s');
rollback;
begin isolation level repeatable read;
insert into a (id, k, n) values (6, 3, 5);
select count(*) from pgtrickle.verify_stream_table('j');
select test.check('j');
commit;
-- Conditions on the clock: compared is what the query gives at the moment of the refresh.
create table c (id int primary key, ts timestamptz);
select pgtrickle.create_stream_table('recent', $$select id from c where ts > now() - interval '1 second'$$, refresh_mode => 'DIFFERENTIAL');
insert into c values (1, now()), (2, now() - interval '1 hour'), (3, now() + interval '1 hour');
select count(*) from pgtrickle.verify_stream_table('recent');
select pg_sleep(1.2);
select count(*) from pgtrickle.verify_stream_table('recent');
select id from recent order by id;
begin;
select count(*) from pgtrickle.verify_stream_table('recent');
update c set ts = now() where id = 1;
select count(*) from pgtrickle.verify_stream_table('recent');
commit;
call tamper('delete from recent where id = 3');
select difference, contents from pgtrickle.verify_stream_table('recent') where contents ->> 'id' = '3';
-- A full refresh would be no comparison; nor would one of a table that was never filled.
select pgtrickle.create_stream_table('full_one', 'select id from a', refresh_mode => 'FULL');
select pgtrickle.create_stream_table('empty_one', 'select id from a', refresh_mode => 'DIFFERENTIAL', initialize => false);
select test.error($$ select pgtrickle.verify_stream_table('full_one') $$);
select test.error($$ select pgtrickle.verify_stream_table('empty_one') $$);
select test.error($$ select pgtrickle.verify_stream_table('s', max_rows => -1) $$);
select test.error($$ select pgtrickle.verify_stream_table('s', max_rows => null) $$);
select test.error($$ select pgtrickle.verify_stream_table('s', repair => null) $$);
select test.error($$ select pgtrickle.verify_stream_table('nix') $$);
select test.error($$ select pgtrickle.verify_stream_table(null) $$);
-- Its owner alone sees rows; who may refresh it may compare it.
create role regress_maintainer;
grant maintain on s to regress_maintainer;
call tamper('delete from s where id = 1');
set role regress_maintainer;
select difference, contents from pgtrickle.verify_stream_table('s');
select test.error($$ select pgtrickle.verify_stream_table('j') $$);
select name, result from pgtrickle.audit_status() where name = 'public.s';
reset role;
drop owned by regress_maintainer;
drop role regress_maintainer;
select pgtrickle.drop_stream_table('v');
select count(*) from pgtrickle.pgt_audits where pgt_id not in (select pgt_id from pgtrickle.pgt_stream_tables);
