-- Triggers that capture stay enabled, and are captured once, whatever is done to all triggers of a table.
create table a (id int primary key, k int);
insert into a values (1, 1);
call test.create('t', 'select count(*) as n, sum(k) as k from a');
alter table a disable trigger all;
insert into a values (2, 2);
alter table a enable trigger all;
insert into a values (3, 3);
select test.refresh('t');
begin;
alter table a disable trigger all;
insert into a values (4, 4);
alter table a enable trigger all;
commit;
select test.refresh('t');
create procedure alter_trigger(statement text, kind text, of text default 'a') language plpgsql as $$
begin
    execute format(statement, (select quote_ident(tgname) from pg_trigger where tgrelid = of::regclass and starts_with(tgname, 'pgt_capture_' || kind)));
end $$;
call alter_trigger('alter table a enable always trigger %s', 'replica');
call alter_trigger('alter table a disable trigger %s', 'insert');
insert into a values (5, 5);
select test.refresh('t');
call alter_trigger('alter table a enable replica trigger %s', 'insert');
insert into a values (6, 6);
select test.refresh('t');
set session_replication_role = replica;
insert into a values (7, 7);
alter table a disable trigger all;
insert into a values (8, 8);
reset session_replication_role;
select test.refresh('t');
-- Triggers of users do what users say.
create function says_so() returns trigger language plpgsql as $$ begin raise notice 'fired'; return null; end $$;
create trigger user_trigger after insert on a for each statement execute function says_so();
alter table a disable trigger user;
insert into a values (9, 9);
alter table a enable trigger user;
insert into a values (10, 10);
select test.refresh('t');
-- A trigger that is dropped is noticed, also if nothing is captured after it.
call alter_trigger('drop trigger %s on a', 'insert');
select needs_reinit from pgtrickle.pgt_stream_tables;
insert into a values (11, 11);
select test.refresh('t');
-- One that gets another name; and a partition that goes with it.
call alter_trigger('alter trigger %s on a rename to pgt_capture_renamed', 'insert');
insert into a values (12, 12);
select test.refresh('t');
-- Partitions.
create table p (id int, k int) partition by range (id);
create table p1 partition of p for values from (0) to (100);
create table p2 partition of p for values from (100) to (200);
call test.create('over_p', 'select count(*) as n, sum(k) as k from p');
alter table p1 disable trigger all;
insert into p1 values (1, 1);
insert into p values (2, 2), (101, 101);
alter table p1 enable trigger all;
insert into p1 values (3, 3);
insert into p values (4, 4);
select test.refresh('over_p');
alter table p disable trigger all;
insert into p values (5, 5);
alter table p enable trigger all;
insert into p1 values (6, 6);
select test.refresh('over_p');
select bool_and(present and enabled) from pgtrickle.trigger_inventory();
-- Behind the back of all event triggers: the next refresh finds it.
set event_triggers = off;
alter table p1 disable trigger all;
insert into p1 values (7, 7);
alter table p1 enable trigger all;
reset event_triggers;
select test.refresh('over_p');
