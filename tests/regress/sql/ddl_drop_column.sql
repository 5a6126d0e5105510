-- A column that no query reads can be dropped; one that is read cannot, or the next refresh reports it.
create table a (id int primary key, k int, noise text, x text);
insert into a values (1, 1, 'n', 'x');
call test.create('t', 'select id, x from a');
alter table a drop column noise;
insert into a values (2, 2, 'y');
update a set x = 'z' where id = 1;
select test.refresh('t');
select test.error('alter table a drop column x');
insert into a values (3, 3, 'w');
select test.refresh('t');
alter table a drop column x cascade;
select count(*) from pgtrickle.pgt_stream_tables;
select count(*) from pg_trigger where tgrelid = 'a'::regclass and not tgisinternal;
insert into a values (4, 4);
