-- Groups by ordinal, by expression, by alias, by several columns, by columns that are not shown; histograms.
create table a (id int primary key, k int, j int, path text, n numeric, d date);
insert into a values (1, 1, 1, 'x > y > z', 1.5, '2024-01-31'), (2, 1, 2, 'x > w', 2.5, '2024-02-01');
call test.create('ordinal', 'select split_part(path, '' > '', 2) as part, count(*) as n, sum(n) as s from a group by 1');
call test.create('alias', 'select k + j as total, count(*) as n from a group by total');
call test.create('several', 'select k, j, count(*) as n from a group by k, j');
call test.create('hidden', 'select count(*) as n from a group by k');
call test.create('of_expression', 'select (k + 1) * 2 as e, max(j) as m from a group by k + 1');
call test.create('histogram', 'select width_bucket(n, 0, 10, 5) as bucket, count(*) as n, min(n) as low from a group by 1');
call test.create('by_key', 'select id, k, sum(j) as s from a group by id');
call test.create('months', 'select date_trunc(''month'', d::timestamp) as month, count(*) as n from a group by 1');
update a set path = 'x > w > z' where id = 1;
select test.refresh('ordinal');
call test.rounds('{ordinal,alias,several,hidden,of_expression,histogram,by_key,months}', '{a}', 15);
