-- Sources are bound by what they are, not by what they are called.
create table a (id int primary key, k int, x text);
create table b (k int, y text);
insert into a values (1, 1, 'a'), (2, 2, 'b');
insert into b values (1, 'one');
call test.create('t', 'select a.id, x, y from a left join b using (k)');
call test.create('g', 'select k, count(*) as n from a group by k');
alter table a rename to renamed;
insert into renamed values (3, 1, 'c');
select pgtrickle.refresh_stream_table('t'), pgtrickle.refresh_stream_table('g');
select id, x, y from t order by id;
alter table renamed rename column x to x2;
update renamed set x2 = 'changed' where id = 1;
select pgtrickle.refresh_stream_table('t'), pgtrickle.refresh_stream_table('g');
select id, x, y from t order by id;
create schema elsewhere;
alter table renamed set schema elsewhere;
alter schema elsewhere rename to moved;
insert into moved.renamed values (4, 2, 'd');
select pgtrickle.refresh_stream_table('t'), pgtrickle.refresh_stream_table('g');
select id, x, y from t order by id;
select k, n from g order by k;
-- Another table of the old name is another table.
create table a (id int primary key, k int, x text);
insert into a values (100, 1, 'not me');
select pgtrickle.refresh_stream_table('t', 'FULL');
select id, x, y from t order by id;
-- The stream table itself is renamed and moved.
alter table t rename to t2;
alter table t2 set schema moved;
insert into b values (2, 'two');
select pgtrickle.refresh_stream_table('moved.t2');
select id, x, y from moved.t2 order by id;
select pgt_schema, pgt_name from pgtrickle.pgt_stream_tables order by pgt_id;
