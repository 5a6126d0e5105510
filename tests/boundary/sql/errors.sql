-- Errors cross the error boundary in both directions, with all that they say.
create table t (id integer primary key, check (id > 0));
insert into t values (1);

-- From the server, through C++, to the server
select probe.run('insert into t values (1)');
\echo :LAST_ERROR_SQLSTATE
select probe.run('insert into t values (-1)');
\echo :LAST_ERROR_SQLSTATE
select probe.run('nonsense');
\echo :LAST_ERROR_SQLSTATE
select probe.run($$do 'begin raise exception ''why'' using detail = ''d'', hint = ''h'', errcode = ''P1234'', column = ''c''; end'$$);
\echo :LAST_ERROR_SQLSTATE

-- From C++
select probe.fail('user');
\echo :LAST_ERROR_SQLSTATE
select probe.fail('memory');
\echo :LAST_ERROR_SQLSTATE
select probe.fail('standard');
\echo :LAST_ERROR_SQLSTATE
select probe.fail('what is no exception');
\echo :LAST_ERROR_SQLSTATE

-- Caught there, with work going on
select probe.error_of('insert into t values (2)');
select probe.error_of('insert into t values (3), (1)');
select probe.error_of('select 1/0');
select probe.error_of($$do 'begin perform probe.run(''select 1/0''); end'$$);
select probe.error_of($$select probe.error_of('select 1/0')$$);
select * from t order by id;

-- Arguments and results
select probe.run(null);
select * from probe.rows(3);
select * from probe.rows(0);
set search_path = public, pg_temp;
select probe.path(true), probe.path(false);
reset search_path;

-- Nothing is left behind by errors: neither memory nor connections nor snapshots
do $$
declare
    before bigint;
    after bigint;
begin
    for i in 1..3000 loop
        begin perform probe.run('insert into t values (1)'); exception when unique_violation then end;
        perform probe.error_of('select 1/0');
        begin perform probe.fail('user'); exception when undefined_table then end;
        if i = 1000 then select sum(total_bytes) into before from pg_backend_memory_contexts; end if;
    end loop;
    select sum(total_bytes) into after from pg_backend_memory_contexts;
    if after - before > 100000 then raise 'memory grew by % bytes', after - before; end if;
end $$;
select * from t order by id;
