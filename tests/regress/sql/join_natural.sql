-- The columns of a NATURAL join are those that the tables had at creation.
create table a (id int primary key, k int, x text);
create table b (k int, y text);
call test.fill('{a,b}');
call test.create('naturals', 'select * from a natural join b');
call test.create('natural_left', 'select * from a natural left join b');
call test.create('natural_full', 'select k, x, y from a natural full join b');
select attname from pg_attribute where attrelid = 'naturals'::regclass and attnum > 0 and attname !~ '^__pgt_' order by attnum;
call test.rounds('{naturals,natural_left,natural_full}', '{a,b}');
-- A column that comes later is not joined on.
alter table b add column id int default 77;
insert into a values (100, 3, 'new');
insert into b values (3, 'new', 5);
select pgtrickle.refresh_stream_table('naturals');
select count(*) from naturals where id = 100 and y = 'new';
