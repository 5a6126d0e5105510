-- A view that is replaced or altered under a stream table.
create table a (id int primary key, k int);
insert into a values (1, 1), (2, 2), (3, 3);
create view v as select id, k from a where k > 1;
call test.create('t', 'select * from v');
create or replace view v as select id, k from a where k > 2;
select pgtrickle.refresh_stream_table('t');
select id, k from t order by id;
insert into a values (4, 4), (5, 2);
select pgtrickle.refresh_stream_table('t');
select id, k from t order by id;
alter view v rename to w;
insert into a values (6, 6);
select pgtrickle.refresh_stream_table('t');
select id, k from t order by id;
-- A function that a query uses is replaced: what it gave before stays until the rows change or a full refresh.
create function f(i int) returns int immutable language sql return i + 1;
call test.create('u', 'select id, f(k) as f from a');
select test.error('drop function f(int)');
