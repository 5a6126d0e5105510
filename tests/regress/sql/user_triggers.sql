-- Triggers of users on stream tables: they fire with OLD and NEW where changes are applied, and not where rows are computed.
create table a (id int primary key, k int, n int);
insert into a select g, g % 3, g from generate_series(1, 6) as g;
call test.create('t', 'select k, sum(n) as s from a group by k');
call test.create('u', 'select k, s * 2 as d from t');
create table log (number serial, seen text);
create function noted() returns trigger language plpgsql security definer set search_path = public as $$
begin
    insert into log (seen) values (concat_ws(' ', tg_op, 'old', old.k, old.s, 'new', new.k, new.s));
    return null;
end $$;
create function counted() returns trigger language plpgsql security definer set search_path = public as $$
begin
    insert into log (seen) select 'statement: ' || count(*) from changed;
    return null;
end $$;
create trigger noted after insert or update or delete on t for each row execute function noted();
create trigger counted after update on t referencing new table as changed for each statement execute function counted();
create function take() returns setof text language sql as $$
    with taken as (delete from log returning number, seen) select seen from taken order by seen
$$;
update a set n = n + 1 where id = 1;
insert into a values (7, 7, 7);
delete from a where k = 0;
select test.refresh('t');
select * from take();
select test.refresh('u');
-- Dependents are told of what a full refresh does, users are not.
update a set n = n + 100 where id = 2;
select pgtrickle.refresh_stream_table('t', 'FULL');
select test.check('t');
select * from take();
select test.refresh('u');
truncate a;
select test.refresh('t');
select test.refresh('u');
select * from take();
insert into a select g, g % 3, g from generate_series(1, 6) as g;
select pgtrickle.repair_stream_table('t') is not null;
select test.refresh('t');
select test.refresh('u');
select * from take();
select pgtrickle.alter_stream_table('t', query => 'select k, sum(n) + 1 as s from a group by k');
select test.refresh('u');
select * from take();
select * from pgtrickle.verify_stream_table('t');
set session_replication_role = replica;
delete from t where k = 1;
reset session_replication_role;
select count(*) from pgtrickle.verify_stream_table('t', repair => true);
select * from take();
-- off and always.
set pg_trickle.user_triggers = off;
update a set n = 50 where id = 3;
select test.refresh('t');
select * from take();
set pg_trickle.user_triggers = always;
update a set n = 51 where id = 3;
select pgtrickle.refresh_stream_table('t', 'FULL');
select * from take();
set pg_trickle.user_triggers = on;
update a set n = 52 where id = 3;
select test.refresh('t');
select * from take();
reset pg_trickle.user_triggers;
-- Rolled back, and an error in a trigger.
begin;
update a set n = 53 where id = 3;
select test.refresh('t');
rollback;
select * from take();
create function refused() returns trigger language plpgsql as $$ begin raise exception 'refused'; end $$;
create trigger refused after insert on t for each row execute function refused();
insert into a values (9, 9, 9);
select test.error($$ select pgtrickle.refresh_stream_table('t') $$);
select test.check('t') = 'equal';
select pgtrickle.refresh_stream_table('t', 'FULL');
select test.check('t');
drop trigger refused on t;
-- In transactions.
select pgtrickle.alter_stream_table('t', refresh_mode => 'IMMEDIATE');
select * from take();
update a set n = 60 where id = 3;
select * from take();
set pg_trickle.user_triggers = off;
update a set n = 61 where id = 3;
select * from take();
