-- A refresh that fails leaves the table as it was, says why, and works again once the cause is gone.
create table a (id int primary key, k int);
insert into a values (1, 1);
call test.create('t', 'select id, 10 / k as q from a');
insert into a values (2, 0);
select pgtrickle.refresh_stream_table('t');
select id, q from t;
select name, status, consecutive_errors, last_error from pgtrickle.pgt_status();
insert into a values (3, 5);
select pgtrickle.refresh_stream_table('t');
delete from a where id = 2;
select test.refresh('t');
select name, status, consecutive_errors, last_error from pgtrickle.pgt_status();
-- In a transaction the error is the caller's, and can be caught.
insert into a values (4, 0);
begin;
insert into a values (5, 2);
savepoint s;
select pgtrickle.refresh_stream_table('t');
rollback to s;
delete from a where id = 4;
select test.refresh('t');
commit;
select test.check('t');
-- A scalar that overflows, a constraint on the storage table.
create table b (id int primary key, n int);
insert into b values (1, 2147483647);
call test.create('u', 'select id, n + 0 as n from b');
insert into b values (2, 1);
update b set n = n - 1 where id = 1;
select test.refresh('u');
set event_triggers = off;
alter table u add constraint small check (n < 100) not valid;
reset event_triggers;
insert into b values (3, 1000);
select test.error($$ select pgtrickle.refresh_stream_table('u') $$);
alter table u drop constraint small;
select test.refresh('u');
-- A change of the storage table behind its back is detected.
set session_replication_role = replica;
delete from u where id = 2;
reset session_replication_role;
delete from b where id = 2;
select pgtrickle.refresh_stream_table('u');
select pgtrickle.refresh_stream_table('u');
select test.check('u');
-- Changes of groups are not netted row by row: a value that was inserted and deleted is processed, and all is recomputed.
create table c (id int primary key, k int);
insert into c values (1, 1);
call test.create('g', 'select id % 2 as parity, sum(10 / k) as q from c group by id % 2');
insert into c values (2, 0);
delete from c where id = 2;
select test.refresh('g');
