-- Nothing of a stream table may go with a session.
create table a (id int primary key, k int);
select test.error($$ select pgtrickle.create_stream_table('pg_temp.t', 'select id, k from a') $$);
create temporary table here (id int);
select regexp_replace(test.error($$ select pgtrickle.create_stream_table('x', 'select id from here') $$), 'pg_temp_\d+', 'pg_temp');
set search_path = pg_temp, public;
do $$ begin perform pgtrickle.create_stream_table('t', 'select id, k from public.a'); exception when feature_not_supported then raise notice '%', sqlerrm; end $$;
reset search_path;
create function pg_temp.f(int) returns int immutable language sql return $1;
create type pg_temp.mood as enum ('sad');
create domain pg_temp.d as int;
do $$
declare
    query text;
begin
    foreach query in array array['select id, pg_temp.f(k) as k from a', $q$select id, 'sad'::pg_temp.mood as m from a$q$,
                                 'select id, k::pg_temp.d as k from a', $q$select id, ('{1}'::pg_temp.d[])[1]::int as k from a$q$]
    loop
        begin
            perform pgtrickle.create_stream_table('t', query);
            raise notice 'created';
        exception when feature_not_supported then
            raise notice '%', regexp_replace(sqlerrm, 'pg_temp_\d+', 'pg_temp', 'g');
        end;
    end loop;
end $$;
-- One of which only the catalog is left.
call test.create('t', 'select id, k from a');
call test.create('u', 'select id, k from a');
set event_triggers = off;
drop table t;
drop table u;
reset event_triggers;
insert into a values (1, 1);
select pgtrickle.drop_stream_table('t');
select pgtrickle.restore_stream_tables();
select count(*) from pgtrickle.pgt_stream_tables;
select count(*) from pg_trigger where tgrelid = 'a'::regclass;
