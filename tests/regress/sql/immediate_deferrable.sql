-- Constraints and triggers on stream tables that may be checked later are checked at the end of each statement that maintains them, whatever SET CONSTRAINTS says.
create table t (id int primary key, v int);
create table log (n int, what text);
insert into t select i, i from generate_series(1, 5) as i;
call test.create('now', 'select id, v from t', 'IMMEDIATE');
call test.create('late', 'select id, v from t', 'ON COMMIT');
call test.create('later', 'select id, v from t');
alter table now add constraint now_v unique (v) deferrable initially deferred;
alter table late add constraint late_v unique (v) deferrable initially deferred;
alter table later add constraint later_v exclude using btree (v with =) deferrable initially deferred;
create function notes() returns trigger language plpgsql as $$ begin insert into public.log values (new.id, tg_table_name); return null; end $$;
create constraint trigger notes after insert or update on now deferrable for each row execute function notes();
create constraint trigger notes after insert or update on late deferrable for each row execute function notes();

-- Values change places in one statement.
update t set v = 3 - v where id in (1, 2);
select test.check('now'), test.check('late'), test.refresh('later');
begin;
set constraints all deferred;
update t set v = 3 - v where id in (1, 2);
select test.check('now');
savepoint s;
insert into t values (6, 6);
rollback to s;
insert into t values (7, 7);
select test.check('now');
select what, count(*) from log group by what order by what;
commit;
select test.check('now'), test.check('late'), test.refresh('later');
select what, count(*) from log group by what order by what;
begin;
set constraints all deferred;
insert into t values (8, 8);
select pgtrickle.refresh_stream_table('later'), pgtrickle.refresh_stream_table('now', 'FULL'), pgtrickle.refresh_stream_table('later', 'FULL');
prepare transaction 'immediate_deferrable';
commit prepared 'immediate_deferrable';
select test.check('now'), test.check('late'), test.check('later');

-- In two statements they are equal in between.
begin;
set constraints all deferred;
update t set v = 2 where id = 2;
update t set v = 2 where id = 1;
rollback;
select pgtrickle.alter_stream_table('now', refresh_mode => 'DIFFERENTIAL');
begin;
update t set v = 3 where id = 4;
commit;
begin;
update t set v = 14 where id = 4;
update t set v = 15 where id = 3;
update t set v = 14 where id = 3;
update t set v = 16 where id = 4;
commit;
select test.refresh('now'), test.check('late'), test.refresh('later');
insert into t values (9, 14);
update t set v = 17 where id = 3;
insert into t values (9, 14);
select test.refresh('now'), test.check('late'), test.refresh('later');
