-- audit_piece(): stream tables compared with their queries in ranges of their row ids; what differs is found in its piece.
create table a (id int primary key, k int, n numeric, f float8, r float4, t text);
create table b (k int, name text);
insert into a select g, g % 7, g / 3.0, random() * 1000, random() * 10, case when g % 5 > 0 then 't' || g end from generate_series(-40, 60) as g;
insert into b values (0, 'zero'), (1, 'one'), (1, 'uno'), (null, 'none');
call test.create('s', 'select id, k, t from a where k > 2');
call test.create('g', 'select k, count(*) as c, sum(n) as n, avg(n) as m, sum(f) as f, avg(r) as r, max(t) as t from a group by k', compare_by => 'rounded');
call test.create('j', 'select a.k, b.name from a left join b on a.k = b.k');
call test.create('x', 'select k, count(distinct t) as c from a group by k');
call test.create('i', 'select k, sum(n) as n from a group by k', refresh_mode => 'IMMEDIATE');
call test.create('q', 'select id, 10 / (abs(k) + 1) as v from a where id > 0', 'FULL');
-- All pieces of a table, each of so many rows; how many pieces, rows and differences they had.
create function audited(name text, rows bigint, out pieces bigint, out compared numeric, out missing numeric, out surplus numeric) language plpgsql as $$
declare
    one record;
begin
    pieces := 0; compared := 0; missing := 0; surplus := 0;
    loop
        select * into one from pgtrickle.audit_piece(name, rows);
        pieces := pieces + 1; compared := compared + one.compared_rows; missing := missing + one.missing_rows; surplus := surplus + one.surplus_rows;
        exit when one.is_last;
    end loop;
end
$$;
select t.name, a.* from unnest('{s,g,j,x,i}'::text[]) as t (name), audited(t.name, 10) as a;
select name, result, last_proven is not null as proven, round_pieces from pgtrickle.audit_status() order by 1;
-- Changes come between the pieces: they are no differences.
do $$
declare
    one text;
    found record;
    pieces int := 0;
begin
    for round in 1 .. 60 loop
        perform setseed(round / 100.0);
        delete from a where random() < 0.05;
        insert into a select g, test.below(7), test.below(100) / 7.0, random() * 1000, random() * 10, test.one_of('x', 'y', null)
        from generate_series(1, 60, 4) as g on conflict (id) do update set k = excluded.k, n = excluded.n, f = excluded.f;
        foreach one in array '{s,g,j,x,i}'::text[] loop
            select * into found from pgtrickle.audit_piece(one, 7);
            pieces := pieces + 1;
            if found.missing_rows + found.surplus_rows > 0 then raise exception '% differs', one; end if;
        end loop;
    end loop;
end
$$;
select count(*) filter (where result = 'equal') as equal from pgtrickle.audit_status();
-- What is not as it should be is found in the piece that it is in; the round goes on.
create procedure tamper(statement text) language plpgsql as $$
begin
    set local session_replication_role = replica;
    execute statement;
    set local session_replication_role = origin;
end
$$;
truncate a;
insert into a (id, k, n, t) select g, 3, g, 'row ' || g from generate_series(1, 20) as g;
select pgtrickle.refresh_stream_table('s');
select a.* from audited('s', 1000) as a;
call tamper('delete from s where id = 3');
call tamper('update s set t = t || t where id = 13');
select * from pgtrickle.audit_piece('s', 5);
select result, missing_rows, surplus_rows, round_pieces, round_rows, last_proven < checked_at as earlier from pgtrickle.audit_status() where name = 'public.s';
select relation, compared_from, compared_to, compared_rows, missing_rows, surplus_rows, is_last from pgtrickle.audit_piece('s', 5);
select stage, compared_to, pieces, compared_rows, missing_rows, surplus_rows from pgtrickle.pgt_audit_rounds;
select relation, compared_from, compared_to, compared_rows, missing_rows, surplus_rows, is_last from pgtrickle.audit_piece('s', 5);
select relation, compared_from, compared_to, compared_rows, missing_rows, surplus_rows, is_last from pgtrickle.audit_piece('s', 5);
select result, missing_rows, surplus_rows, round_pieces from pgtrickle.audit_status() where name = 'public.s';
select relation, difference, contents from pgtrickle.pgt_audit_differences order by found_at, difference;
select severity from pgtrickle.health_check() where check_name = 'audit';
-- Rows beyond the last one that is stored belong to the last piece; a table without rows is one piece.
call tamper('delete from s where id > 15');
select a.* from audited('s', 5) as a;
call tamper('delete from s');
select a.* from audited('s', 5) as a;
-- On request they are replaced; then the table is proven again, and nothing is left.
select count(*) from pgtrickle.verify_stream_table('s', repair => true);
select count(*) from pgtrickle.pgt_audit_differences;
select a.* from audited('s', 6) as a;
select result from pgtrickle.audit_status() where name = 'public.s';
-- Also between two pieces: a new round begins.
call tamper('delete from s where id = 3');
select missing_rows, is_last from pgtrickle.audit_piece('s', 5);
select count(*) from pgtrickle.verify_stream_table('s', repair => true);
select a.* from audited('s', 6) as a;
select result, missing_rows from pgtrickle.audit_status() where name = 'public.s';
-- States, hidden columns and duplicates.
insert into b values (3, 'drei'), (3, 'drei');
select pgtrickle.refresh_stream_table('j'), pgtrickle.refresh_stream_table('x');
call tamper('delete from j where ctid = (select min(ctid) from j)');
select missing, surplus from audited('j', 6);
select missing, surplus from audited('x', 6);
do $$
declare
    part constant text := (select relname from pg_class where relnamespace = 'pgtrickle_state'::regnamespace and relkind = 'r' order by oid limit 1);
begin
    call tamper(format('delete from pgtrickle_state.%I where ctid in (select ctid from pgtrickle_state.%1$I limit 1)', part));
end
$$;
select relation ~ '^pgtrickle_state' as in_state, missing_rows, surplus_rows, is_last from pgtrickle.audit_piece('x', 1000);
select missing_rows, surplus_rows, is_last from pgtrickle.audit_piece('x', 1000);
select state_rows > 0 as finds_states, missing_rows, surplus_rows, result from pgtrickle.audit_status() where name = 'public.x';
select relation ~ '^pgtrickle_state' as in_state, difference, contents from pgtrickle.pgt_audit_differences
where pgt_id = (select pgt_id from pgtrickle.pgt_stream_tables where pgt_name = 'x');
-- A definition that changes begins a new round.
select pgtrickle.verify_stream_table('x', true), pgtrickle.verify_stream_table('j', true);
select is_last from pgtrickle.audit_piece('s', 5);
select pgtrickle.alter_stream_table('s', query => 'select id, k, t from a where k > 1');
select compared_from, is_last from pgtrickle.audit_piece('s', 1000);
select test.check('s');
-- What cannot be compared.
select test.error($$ select pgtrickle.audit_piece('q') $$);
select test.error($$ select pgtrickle.audit_piece('s', 0) $$);
select test.error($$ select pgtrickle.audit_piece('s', null) $$);
select test.error($$ select pgtrickle.audit_piece('nothing') $$);
-- Conditions on the clock, and rows whose expressions raise errors.
alter table a add column at timestamptz;
create index on a (at);
update a set at = now() + (id - 10) * interval '1 hour';
call test.create('recent', $$select id, t, at from a where at > now()$$);
select pgtrickle.create_stream_table('calm', 'select id, 10 / (id - 4) as v from a', row_errors => 'quarantine');
select missing, surplus, compared = (select count(*) from a where at > now()) as all_compared from audited('recent', 5);
call tamper('delete from recent where id = (select max(id) from recent)');
insert into a (id, at) values (21, now() - interval '1 hour'), (22, now() + interval '1 hour');
select missing, surplus from audited('recent', 5);
select difference, contents -> 'id' as id from pgtrickle.verify_stream_table('recent', repair => true);
select missing, surplus from audited('calm', 5);
-- Another role.
create role auditor;
set role auditor;
select test.error($$ select pgtrickle.audit_piece('s') $$);
reset role;
call tamper('delete from s where id = 5');
select missing, surplus from audited('s', 1000);
grant maintain on s to auditor;
set role auditor;
select missing, surplus from audited('s', 1000);
select difference, contents from pgtrickle.pgt_audit_differences;
reset role;
drop owned by auditor;
drop role auditor;
select pgtrickle.drop_stream_table('s');
select count(*) from pgtrickle.pgt_audit_differences;
