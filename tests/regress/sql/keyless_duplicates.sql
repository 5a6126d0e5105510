-- Tables without a key: exact duplicates are counted, and removed one by one.
create table a (k int, x text);
insert into a values (1, 'a'), (1, 'a'), (1, 'a'), (2, null), (2, null);
select pgtrickle.create_stream_table('copies', 'select k, x from a', refresh_mode => 'DIFFERENTIAL');
select test.check('copies');
delete from a where ctid = (select min(ctid) from a);
select test.refresh('copies');
select k, x, count(*) from copies group by k, x order by k;
update a set x = 'b' where ctid = (select max(ctid) from a where k = 1);
insert into a values (2, null), (1, 'b');
select test.refresh('copies');
select k, x, count(*) from copies group by k, x order by k, x;
-- The same row goes and comes again in one statement, and in one transaction.
begin;
delete from a where k = 2;
insert into a values (2, null), (2, null), (2, null);
update a set k = k;
commit;
select test.refresh('copies');
create table b (k int, y text);
insert into b values (1, 'p'), (1, 'p'), (1, 'q');
call test.create('products', 'select x, y from a join b using (k)');
call test.create('projected', 'select k from a');
call test.rounds('{copies,products,projected}', '{a,b}', 25);
