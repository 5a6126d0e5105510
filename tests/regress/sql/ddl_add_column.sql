-- A column that is added changes nothing, not even for SELECT *.
create table a (id int primary key, k int);
insert into a values (1, 1);
call test.create('t', 'select * from a');
call test.create('g', 'select k, count(*) as n from a group by k');
alter table a add column x text default 'none';
insert into a values (2, 2, 'x');
update a set x = 'y';
select pgtrickle.refresh_stream_table('t'), test.refresh('g');
select id, k from t order by id;
alter table a add column y int not null default 5, add column z timestamptz default now();
update a set k = 3 where id = 1;
delete from a where id = 2;
select pgtrickle.refresh_stream_table('t'), test.refresh('g');
select id, k from t order by id;
-- A new consumer needs the new column, from a buffer that did not have it.
call test.create('u', 'select id, x, y from a');
insert into a values (7, 7, 'seven', 7);
select test.refresh('u'), test.refresh('g');
-- Other harmless changes.
create index on a (k);
alter table a add constraint positive check (k > 0);
alter table a alter k set default 1;
alter table a alter x set statistics 10;
alter table a alter k set not null;
vacuum full a;
cluster a using a_pkey;
comment on table a is 'changed';
insert into a (id) values (8);
select test.refresh('u'), test.refresh('g');
-- The key goes.
alter table a drop constraint a_pkey;
insert into a values (8, 8, 'eight', 8), (8, 8, 'eight', 8);
select pgtrickle.refresh_stream_table('u'), pgtrickle.refresh_stream_table('g');
select test.check('u'), test.check('g');
delete from a where ctid = (select max(ctid) from a);
select pgtrickle.refresh_stream_table('u');
select test.check('u');
