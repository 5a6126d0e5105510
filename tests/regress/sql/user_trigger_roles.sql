-- A refresh has the role origin, whatever role the session has. A trigger of a user that this role does not fire is none: a refresh that fails is not tried once more without it.
create table a (id int primary key, k int);
create sequence computations;
create function computed(k int) returns int language plpgsql immutable as $$
begin
    perform nextval('public.computations');
    return 10 / k;
end
$$;
create function noted() returns trigger language plpgsql as $$ begin return null; end $$;
insert into a values (1, 1);
call test.create('t', 'select id, public.computed(k) as c from a');
create trigger noted after insert on t for each row execute function noted();
-- How often the row is computed that raises an error.
create procedure count_computations(what text) language plpgsql as $$
declare
    before bigint := nextval('computations');
begin
    begin
        insert into a values (2, 0);
        perform pgtrickle.refresh_stream_table('t', 'DIFFERENTIAL');
    exception when division_by_zero then
        raise notice '%: %', what, nextval('computations') - before - 1;
    end;
end
$$;
call count_computations('fires');
set session_replication_role = replica;
call count_computations('fires, as the refresh has the role origin');
alter table t enable always trigger noted;
call count_computations('fires always');
alter table t enable replica trigger noted;
reset session_replication_role;
call count_computations('fires in no refresh');
alter table t disable trigger noted;
call count_computations('disabled');
