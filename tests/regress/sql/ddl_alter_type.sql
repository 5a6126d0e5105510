-- The type of a column that is read changes: the stream table does not go on with the old one in silence.
create table a (id int primary key, k int, noise int);
insert into a values (1, 1, 1);
call test.create('t', 'select id, k from a');
call test.create('s', 'select sum(k) as s from a');
alter table a alter noise type text;
insert into a values (2, 2, 'two');
select test.refresh('t'), test.refresh('s');
select test.error('alter table a alter k type bigint');
select test.error('alter table a alter k type text');
insert into a values (3, 3, 'three');
select test.refresh('t'), test.refresh('s');
