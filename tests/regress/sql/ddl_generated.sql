-- Generated columns that get another expression: no trigger fires, and the table is recomputed.
create table a (id int primary key, k int, s int generated always as (k * 2) stored, v int generated always as (k * 3) virtual);
insert into a (id, k) values (1, 1), (2, 2);
call test.create('rows_of_a', 'select id, s, v from a');
call test.create('sums', 'select sum(s) as s, sum(v) as v from a');
alter table a alter s set expression as (k * 100);
select test.refresh('rows_of_a'), test.refresh('sums');
alter table a alter v set expression as (k * 1000);
select test.refresh('rows_of_a'), test.refresh('sums');
insert into a (id, k) values (3, 3);
select test.refresh('rows_of_a'), test.refresh('sums');
alter table a alter s drop expression;
update a set s = 7 where id = 1;
select test.refresh('rows_of_a'), test.refresh('sums');
insert into a (id, k, s) values (4, 4, 4);
select test.refresh('rows_of_a'), test.refresh('sums');
-- Of one partition only.
create table p (id int, k int, s int generated always as (k * 2) stored) partition by range (id);
create table p1 partition of p for values from (0) to (10);
insert into p (id, k) values (1, 1);
call test.create('rows_of_p', 'select id, s from p');
alter table p1 alter s set expression as (k * 5);
select test.refresh('rows_of_p');
-- In a transaction that is older than the stream table, and one that rolls back.
begin;
alter table a alter v set expression as (k);
rollback;
select needs_reinit from pgtrickle.pgt_stream_tables where pgt_name = 'sums';
-- What leaves the values alone.
alter table a alter k set default 5, alter k set not null, alter k set statistics 5;
vacuum full a;
select needs_reinit from pgtrickle.pgt_stream_tables where pgt_name = 'sums';
