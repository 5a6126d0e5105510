-- Changes of columns that no query reads leave the stream table alone.
create table a (id int primary key, k int, noise text);
insert into a values (1, 1, 'x'), (2, 2, 'y');
call test.create('read', 'select id, k from a');
create table kept as select id, xmin::text as version, ctid as place from read;
update a set noise = 'z';
select test.refresh('read');
select id, (read.xmin::text, read.ctid) = (version, place) as untouched from read join kept using (id) order by id;
-- Another consumer needs the column from now on.
call test.create('noisy', 'select id, noise from a');
update a set noise = 'w', k = 5 where id = 1;
select test.refresh('read'), test.refresh('noisy');
update a set noise = 'v' where id = 2;
insert into a values (3, 3, 'new');
select test.refresh('read'), test.refresh('noisy');
select pgtrickle.drop_stream_table('noisy');
update a set noise = 'u', k = 6 where id = 2;
delete from a where id = 3;
select test.refresh('read');
-- A query that reads no column at all.
call test.create('only_rows', 'select count(*) as n from a');
insert into a values (4, 4, 'four');
update a set noise = 't';
delete from a where id = 1;
select test.refresh('only_rows');
