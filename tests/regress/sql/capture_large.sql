-- Large changes: many rows at once, wide values, in one statement and in many.
create table a (id int primary key, k int, x text);
call test.create('copied', 'select * from a');
call test.create('sums', 'select k, count(*) as n, sum(id) as s, max(length(x)) as m from a group by k');
insert into a select i, i % 100, 'row ' || i from generate_series(1, 20000) i;
select test.refresh('copied'), test.refresh('sums');
update a set k = k + 1 where id % 2 = 0;
delete from a where id % 5 = 0;
select test.refresh('copied'), test.refresh('sums');
update a set x = repeat(md5(id::text), 100) where id < 500;
select test.refresh('copied'), test.refresh('sums');
update a set k = 1 where id < 500;
select test.refresh('copied'), test.refresh('sums');
-- Values out of line, kept by an update that does not touch them.
alter table a alter x set storage external;
insert into a select i, 0, repeat(i::text, 20000) from generate_series(30001, 30005) i;
update a set k = 2 where id > 30000;
select test.refresh('copied'), test.refresh('sums');
