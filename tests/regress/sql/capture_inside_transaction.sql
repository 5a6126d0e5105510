-- A refresh in the transaction that made the changes sees them, and sees them once.
create table a (id int primary key, k int);
insert into a values (1, 1);
call test.create('sums', 'select k, count(*) as n, sum(id) as s from a group by k');
begin;
insert into a values (2, 1);
select test.refresh('sums');
insert into a values (3, 1);
select test.refresh('sums');
savepoint s;
insert into a values (4, 1);
select test.refresh('sums');
rollback to s;
select test.check('sums');
select test.refresh('sums');
delete from a where id = 2;
commit;
select k, n, s from sums;
select test.refresh('sums');
select k, n, s from sums;
-- Rolled back together with its changes.
begin;
insert into a values (5, 5);
select test.refresh('sums');
rollback;
select test.check('sums');
insert into a values (6, 1);
select test.refresh('sums');
-- Created in the transaction that made its source.
begin;
create table b (id int, x text);
insert into b values (1, 'a');
call test.create('copied', 'select * from b');
insert into b values (2, 'b');
select test.refresh('copied');
update b set x = 'c';
commit;
select test.refresh('copied');
insert into b values (3, 'd');
select test.refresh('copied');
-- Within a function.
do $$
begin
    for i in 10..15 loop
        insert into a values (i, i % 2);
        perform test.refresh('sums');
    end loop;
    delete from a where id = 12;
end
$$;
select test.refresh('sums');
