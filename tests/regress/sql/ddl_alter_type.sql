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
-- The guard against accidents.
set pg_trickle.block_source_ddl = on;
select test.error('alter table a add column more int');
select test.error('alter table a drop column noise');
select test.error('alter table a rename column noise to sound');
select test.error('alter table a alter noise type varchar');
select test.error('alter table a alter k type bigint');
alter table a alter noise set default 'none', alter noise set statistics 100;
create table unread (id int);
alter table unread add column more int;
select pgtrickle.alter_column_type('a', 'k', 'bigint');
select pgtrickle.alter_stream_table('t', query => 'select k from a');
insert into a values (4, 4);
select test.refresh('t'), test.refresh('s');
reset pg_trickle.block_source_ddl;
alter table a rename column noise to sound;
select test.refresh('t'), test.refresh('s');
