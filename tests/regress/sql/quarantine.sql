-- Rows whose expressions raise errors are left out of a stream table, listed, and computed again when they change.
\set VERBOSITY terse
create table a (id int primary key, k int, n int, d int, x text);
insert into a select g, g % 3, g * 10, g % 4, g::text from generate_series(1, 8) as g;
create function test.left_out(name text) returns table (expressions text, error text, row_values jsonb) language sql as $$
    select expressions, error_sqlstate || ' ' || error_message, row_values from pgtrickle.quarantined_rows($1)
    order by expressions collate "C", row_values::text collate "C"
$$;
-- What the query gives over the rows that are left.
create function test.compare(name text, query text) returns text language sql as $$
    select coalesce(test.difference(format('select %s from %s', test.columns(name), name::regclass), query, true), 'equal')
$$;
-- Without: creation fails, as a refresh does.
select test.error($$ select pgtrickle.create_stream_table('t', 'select id, n / d as q from a') $$);
select pgtrickle.create_stream_table('t', 'select id, n / d as q from a', row_errors => 'quarantine');
select row_errors from pgtrickle.pgt_stream_tables;
select test.compare('t', 'select id, n / d from a where d <> 0');
select * from test.left_out('t');
select * from pgtrickle.quarantine_status();
select severity, detail from pgtrickle.health_check() where check_name = 'quarantine';
-- Rows come, go, change, and return; NULLs; several changes of a row at once.
insert into a values (9, null, null, 0, null), (10, 1, 5, null, null), (11, 1, 5, 0, '1');
update a set d = 2 where id = 4;
update a set d = 0 where id in (1, 2);
update a set d = 1 where id = 2;
select pgtrickle.refresh_stream_table('t');
select action, was_full_fallback from pgtrickle.pgt_refresh_history order by refresh_id desc limit 1;
select test.compare('t', 'select id, n / d from a where d <> 0 or d is null or n is null');
select * from test.left_out('t');
delete from a where id in (8, 9);
update a set x = 'other' where id = 11;
select pgtrickle.refresh_stream_table('t');
select test.compare('t', 'select id, n / d from a where d <> 0 or d is null or n is null');
select * from test.left_out('t');
-- Rolled back, and a savepoint.
begin;
update a set d = 0;
rollback;
begin;
savepoint s;
update a set d = 0 where id = 3;
rollback to s;
update a set d = 0 where id = 5;
commit;
select pgtrickle.refresh_stream_table('t');
select test.compare('t', 'select id, n / d from a where d <> 0 or d is null or n is null');
select row_values from test.left_out('t');
-- A full refresh, a comparison, a TRUNCATE.
select pgtrickle.refresh_stream_table('t', 'FULL');
select test.compare('t', 'select id, n / d from a where d <> 0 or d is null or n is null');
select * from pgtrickle.verify_stream_table('t');
select quarantined_rows from pgtrickle.quarantine_status();
truncate a;
select pgtrickle.refresh_stream_table('t');
select (select count(*) from t), quarantined_rows from pgtrickle.quarantine_status();
-- Rows without a key, and duplicates.
create table b (k int, v text);
insert into b values (1, '1'), (1, '1'), (1, 'x'), (1, 'x'), (2, 'y'), (null, null), (3, '7');
select pgtrickle.create_stream_table('u', 'select k, v::int as n from b where v is not null', row_errors => 'quarantine');
select test.compare('u', $$ select k, v::int from b where v ~ '^\d+$' $$);
select error, row_values, count(*) from test.left_out('u') group by 1, 2 order by 2;
delete from b where ctid = (select min(ctid) from b where v = 'x');
update b set v = '5' where v = 'y';
insert into b values (1, 'x'), (4, 'z');
select pgtrickle.refresh_stream_table('u');
select test.compare('u', $$ select k, v::int from b where v ~ '^\d+$' $$);
select error, row_values, count(*) from test.left_out('u') group by 1, 2 order by 2;
-- The condition of a query keeps its rows from errors, as it does in the query.
select pgtrickle.create_stream_table('guarded', $$ select k, v::int as n from b where v ~ '^\d+$' and v::int > 0 $$, row_errors => 'quarantine');
select test.check('guarded');
select count(*) from test.left_out('guarded');
-- Groups, HAVING, an expression over the result of aggregates, FILTER.
insert into a select g, g % 3, g * 10, g % 4, g::text from generate_series(1, 12) as g;
select pgtrickle.create_stream_table('g', $$ select k, sum(n / d) filter (where n <> 80) as s, count(*) as c, 100 / (count(*) - 4) as r
    from a group by k having sum(n / d) is not null $$, row_errors => 'quarantine');
select test.compare('g', $$ select k, sum(n / d) filter (where n <> 80), count(*), 100 / (count(*) - 4)
    from a where d <> 0 group by k having count(*) <> 4 $$);
select * from test.left_out('g');
insert into a values (20, 0, 7, 1, '20'), (21, 1, 7, 0, 'x');
update a set d = 0 where id = 1;
select pgtrickle.refresh_stream_table('g');
select test.compare('g', $$ select k, sum(n / d) filter (where n <> 80), count(*), 100 / (count(*) - 4)
    from a where d <> 0 group by k having count(*) <> 4 $$);
select * from test.left_out('g');
-- Joins: keys that fail, conditions of one side, both sides changing at once.
create table c (id int primary key, y text);
insert into c values (1, '1'), (2, 'two'), (3, '3'), (4, null);
select pgtrickle.create_stream_table('j', 'select a.id, c.id as c, a.n / a.d as q from a join c on a.x::int = c.y::int', row_errors => 'quarantine');
select test.compare('j', $$ select a.id, c.id, a.n / a.d from a join c on a.x = c.y where a.d <> 0 $$);
select * from test.left_out('j');
update c set y = '2' where id = 2;
update a set d = 0 where id = 2;
update a set x = '3' where id = 5;
insert into c values (5, 'five');
select pgtrickle.refresh_stream_table('j');
select test.compare('j', $$ select a.id, c.id, a.n / a.d from a join c on a.x = c.y where a.d <> 0 $$);
select * from test.left_out('j');
select pgtrickle.create_stream_table('lj', 'select a.id, c.id as c from a left join c on c.y::int = a.id', row_errors => 'quarantine');
select test.compare('lj', $$ select a.id, c.id from a left join c on c.y = a.id::text $$);
update c set y = 'x' where id = 1;
insert into c values (6, '12');
select pgtrickle.refresh_stream_table('lj');
select test.compare('lj', $$ select a.id, c.id from a left join c on c.y = a.id::text $$);
-- Windows, DISTINCT, UNION, limits, functions in FROM, subqueries.
select pgtrickle.create_stream_table('w', 'select id, sum(n / d) over (partition by k order by id) as s from a', row_errors => 'quarantine');
select pgtrickle.create_stream_table('o', 'select k, n / d as q from a union select id, y::int from c', row_errors => 'quarantine');
select pgtrickle.create_stream_table('l', 'select id, n / d as q from a order by n / d desc, id limit 3', row_errors => 'quarantine');
select pgtrickle.create_stream_table('f', 'select a.id, s.i from a, generate_series(1, a.n / a.d) as s (i) where a.n < 30', row_errors => 'quarantine');
select pgtrickle.create_stream_table('e', 'select id from a where exists (select from c where c.y::int = a.n / a.d)', row_errors => 'quarantine');
create procedure test.compare_all() language plpgsql as $$
declare one record;
begin
    for one in values ('w', 'select id, sum(n / d) over (partition by k order by id) from a where d <> 0'),
                      ('o', 'select k, n / d from a where d <> 0 union select id, y::int from c where y is null or y ~ ''^\d+$'''),
                      ('l', 'select id, n / d from a where d <> 0 order by n / d desc, id limit 3'),
                      ('f', 'select a.id, s.i from a, generate_series(1, case when d <> 0 then a.n / a.d end) as s (i) where a.n < 30'),
                      ('e', 'select id from a where exists (select from c where y ~ ''^\d+$'' and y::int = case when a.d <> 0 then a.n / a.d end)') loop
        perform pgtrickle.refresh_stream_table(one.column1);
        raise notice '% %', one.column1, test.compare(one.column1, one.column2);
    end loop;
end
$$;
call test.compare_all();
update a set d = (d + 1) % 4, n = n + id;
update c set y = case id when 3 then 'x' when 2 then '6' else y end;
insert into a values (30, 1, 3, 1, 'q');
call test.compare_all();
select name, quarantined_rows from pgtrickle.quarantine_status() order by 1;
-- Errors that are not those of a row still stop the refresh: a sum out of range, a function that is gone.
create table big (id int primary key, v bigint);
insert into big values (1, 9223372036854775807);
create function public.twice(bigint) returns bigint language plpgsql immutable as $$ begin if $1 = 3 then raise exception 'no three' using errcode = 'ZZ003'; end if; if $1 = 4 then raise insufficient_privilege; end if; return $1 * 2; end $$;
select pgtrickle.create_stream_table('z', 'select id, public.twice(v) as v from big', row_errors => 'quarantine');
insert into big values (2, 2), (3, 3);
select pgtrickle.refresh_stream_table('z');
select * from z order by id;
select error, row_values from test.left_out('z');
insert into big values (4, 4);
select test.error($$ select pgtrickle.refresh_stream_table('z') $$);
delete from big where id = 4;
select pgtrickle.refresh_stream_table('z');
-- Refused, with the reason.
select test.error($$ select pgtrickle.create_stream_table('n', 'select n / d as q from a', 'calculated', 'FULL', row_errors => 'quarantine') $$);
select test.error($$ select pgtrickle.create_stream_table('n', 'select id, random() as q from a', row_errors => 'quarantine') $$);
select test.error($$ select pgtrickle.create_stream_table('n', 'select a.id from a join c on a.n / c.id = 1', row_errors => 'quarantine') $$);
select test.error($$ select pgtrickle.create_stream_table('n', 'with recursive r (i) as (select id from a union select i / 2 from r) select i from r', row_errors => 'quarantine') $$);
select test.error($$ select pgtrickle.create_stream_table('n', 'select a.id, s from a, regexp_split_to_table(a.x, a.x) as s', row_errors => 'quarantine') $$);
select test.error($$ select pgtrickle.create_stream_table('n', 'select a.id, n / d as q from a where now() > date ''2020-01-01'' + a.n', row_errors => 'quarantine') $$);
select test.error($$ select pgtrickle.create_stream_table('n', 'select a.id from a', row_errors => 'ignore') $$);
select test.error($$ select * from pgtrickle.quarantined_rows('nix') $$);
select test.error($$ select * from pgtrickle.quarantined_rows('t', 0) $$);
select test.error($$ select * from pgtrickle.quarantined_rows(null) $$);
select count(*) from pgtrickle.quarantined_rows('z', max_rows => 1);
-- Altering: from one to the other, and back; another query.
select test.error($$ select pgtrickle.alter_stream_table('t', row_errors => 'stop') $$);
select pgtrickle.alter_stream_table('t', query => 'select id, n / d + 1 as q from a');
select test.compare('t', 'select id, n / d + 1 from a where d <> 0');
update a set d = 1 where d = 0;
select pgtrickle.alter_stream_table('t', row_errors => 'stop');
select test.check('t');
select row_errors, quarantined_rows from pgtrickle.quarantine_status() where name = 'public.t';
select pgtrickle.alter_stream_table('t', row_errors => 'quarantine');
select test.check('t');
update a set d = 0 where id = 3;
select pgtrickle.refresh_stream_table('t');
select test.compare('t', 'select id, n / d + 1 from a where d <> 0');
-- In transactions: the write succeeds.
select pgtrickle.create_stream_table('i', 'select id, n / d as q from a', refresh_mode => 'IMMEDIATE', row_errors => 'quarantine');
update a set d = 0 where id in (6, 7);
select test.compare('i', 'select id, n / d from a where d <> 0');
begin;
update a set d = 3 where id = 6;
update a set d = 0 where id = 10;
select test.compare('i', 'select id, n / d from a where d <> 0');
rollback;
select test.compare('i', 'select id, n / d from a where d <> 0');
select row_values ->> 'id' as id from test.left_out('i');
-- Only the owner sees the rows; who may read the table sees their number.
create role quarantine_reader;
set role quarantine_reader;
select test.error($$ select * from pgtrickle.quarantined_rows('t') $$);
select quarantined_rows from pgtrickle.quarantine_status() where name = 'public.t';
select test.error($$ select * from pgtrickle_state.state_1_1 $$);
reset role;
grant select on t to quarantine_reader;
set role quarantine_reader;
select quarantined_rows from pgtrickle.quarantine_status() where name = 'public.t';
reset role;
revoke all on t from quarantine_reader;
drop role quarantine_reader;
-- The function by itself.
select pgtrickle.error_of('1 / $1', d) from (values (0), (1), (null)) as v (d);
select pgtrickle.error_of('ROW($1 + 1, lower($2))', 2147483647, 'a'::text);
select test.error($$ select pgtrickle.error_of(null, 1) $$);
select test.error($$ select pgtrickle.error_of('$2', 1) $$);
select test.error($$ select pgtrickle.error_of('$1', 'unknown') $$);
select test.error($$ select pgtrickle.error_of('1 from a', 1) $$);
select test.error($$ select pgtrickle.error_of('count(*)', 1) $$);
select pgtrickle.error_of('(select 1 / x from (select $1 as x) as t)', d) from (values (0), (1), (null)) as v (d);
select test.error($$ select pgtrickle.error_of('(select relname from pg_class limit 1)', 1) $$);
select test.error($$ select pgtrickle.error_of('*', 1) $$);
select test.error($$ select pgtrickle.error_of('t.*', 1) $$);
select test.error($$ select pgtrickle.error_of('($1).*', row(1, 2)) $$);
select test.error($$ select pgtrickle.error_of('nix($1)', 1) $$);
select test.error($$ select pgtrickle.error_of('1; select 2', 1) $$);
select test.error($$ select pgtrickle.error_of('', 1) $$);
select test.error($$ select pgtrickle.error_of('$1', variadic array[1]) $$);
select pgtrickle.error_of(case when i = 1 then '1 / $1' else '$1 + 2147483647' end, i - 1) from generate_series(1, 3) as i;

-- Rows of subqueries as values.
create table left_of (id int primary key, k int);
create table right_of (k int, v int);
insert into left_of values (1, 1), (2, 2), (3, 3);
insert into right_of values (1, 1), (2, 0);
select pgtrickle.create_stream_table('whole_rows', $$
    select l.id, count(r.*) as n, max(100 / (r).v) as m, max(to_jsonb(r)::text) as j
    from left_of l left join (select k, max(v) as v from right_of group by k) r on r.k = l.k group by l.id
$$, row_errors => 'quarantine');
select id, n, m, j from whole_rows order by id;
insert into right_of values (3, 0), (2, 5);
select pgtrickle.refresh_stream_table('whole_rows');
select id, n, m, j from whole_rows order by id;
select * from test.left_out('whole_rows');
