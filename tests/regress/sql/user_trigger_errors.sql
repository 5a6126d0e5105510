-- Errors of a user's triggers on a stream table are those of the refresh, or of the statement that maintains it: also such as errors of the changes have, after which all rows are computed.
create table t (id int primary key, v int);
insert into t select i, i from generate_series(1, 5) as i;
call test.create('now', 'select id, 10 / (v - 50) as q, v from t', 'IMMEDIATE');
call test.create('late', 'select id, v from t', 'ON COMMIT');
call test.create('later', 'select id, v from t');
create function refuses() returns trigger language plpgsql as $$ begin
    if new.v >= 100 then raise exception 'v is % in %', new.v, tg_table_name using errcode = tg_argv[0]; end if;
    return null;
end $$;
create function tried(states text[]) returns table (state text, error text) language plpgsql as $$
begin
    foreach state in array states loop
        execute format('create trigger refuses after insert or update on %s for each row execute function refuses(%L)', current_setting('test.of'), state);
        begin
            update t set v = 100 where id = 1;
            perform pgtrickle.refresh_stream_table('later');
            error := 'none';
        exception when others then error := sqlstate || ': ' || sqlerrm;
        end;
        return next;
        execute format('drop trigger refuses on %s', current_setting('test.of'));
    end loop;
end
$$;
set test.of = 'now';
select * from tried(array['P0001', '22012', '22023', '21000', '42P01', 'XX001', '23514', 'PGTNA']);
select test.check('now'), test.check('late'), test.refresh('later');
set test.of = 'later';
select * from tried(array['P0001', '22012', '22023', '21000', '42P01', 'XX001', '23514', 'PGTNA']);
select test.check('now'), test.check('late'), test.refresh('later');
create trigger refuses after insert or update on late for each row execute function refuses('22023');
update t set v = 100 where id = 1;
update t set v = 99 where id = 1;
-- Of the changes themselves: then all rows are computed, and what cannot be is the error.
create trigger refuses after insert or update on now for each row execute function refuses('22023');
update t set v = 50 where id = 2;
begin;
update t set v = 50 where id = 2;
rollback;
with changed as (update t set v = v + 1 returning id) select count(*) from changed;
select test.check('now'), test.check('late'), test.refresh('later');
