-- Refreshes that fail in a session leave nothing in the catalog: statistics of the server tell of them, and errors say what they are about.
create table a (id int primary key, k int);
create table b (id int primary key, n int);
insert into a values (1, 1);
insert into b values (1, 1);
call test.create('t', 'select id, 10 / k as q from a');
call test.create('j', 'select a.id, 10 / (a.k - b.n + 1) as q from a join b using (id)');
call test.create('later', 'select q, count(*) from t group by q');
select count(*) from pgtrickle.diagnose_errors('t');
insert into a values (2, 0);
-- CONTEXT: the stream table, and the sources whose changes were applied.
select pgtrickle.refresh_stream_table('t');
insert into b values (2, 1);
select pgtrickle.refresh_stream_table('j');
create function context_of(statement text) returns setof text language plpgsql as $$
declare
    context text;
begin
    execute statement;
exception when others then
    get stacked diagnostics context = pg_exception_context;
    return query select * from regexp_split_to_table(context, E'\n') as line where line !~ 'SQL statement|PL/pgSQL';
end
$$;
select context_of($$ select pgtrickle.refresh_stream_table('t') $$);
select context_of($$ select pgtrickle.refresh_stream_table('j') $$);
-- In a chain, which one.
select context_of($$ select pgtrickle.refresh_stream_table('t'), pgtrickle.refresh_stream_table('later') $$);
select error_type, error_message, remediation, sqlstate, initiated_by, event_time > now() - interval '1 minute' as now from pgtrickle.diagnose_errors('t');
select failures, last_sqlstate, last_message from pgtrickle.session_failures('t'::regclass);
-- Also if the caller catches it, and if the whole transaction is rolled back.
do $$
begin
    perform pgtrickle.refresh_stream_table('t');
exception when division_by_zero then
    raise notice 'caught';
end
$$;
begin;
select pgtrickle.refresh_stream_table('t');
rollback;
select pgt_name, failures_in_sessions, failed_refreshes, last_error_message from pgtrickle.st_refresh_stats() order by 1;
-- A wrong call is no failure of a refresh.
select test.error($$ select pgtrickle.refresh_stream_table('t', 'IMMEDIATE') $$);
select failures from pgtrickle.session_failures('t'::regclass);
-- Messages may quote rows: others see that it failed, and how.
create role regress_unconcerned;
set role regress_unconcerned;
select failures > 0 as failed, last_sqlstate, last_message from pgtrickle.session_failures('t'::regclass);
select error_type, error_message, sqlstate from pgtrickle.diagnose_errors('t');
select test.error($$ select pgtrickle.diagnose_errors('nix') $$);
select test.error($$ select pgtrickle.diagnose_errors(null) $$);
select count(*) from pgtrickle.session_failures(0);
reset role;
drop role regress_unconcerned;
-- Another table of this name has none.
select pgtrickle.drop_stream_table('j');
select count(*) from pgtrickle.diagnose_errors('t');
delete from a where id = 2;
select test.refresh('t');
