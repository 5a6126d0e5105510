-- Projection and expressions over one table: a computed column follows updates.
create table a (id int primary key, k int, x text, n numeric);
call test.fill('{a}');
call test.create('projected', 'select id, k + 1 as next, upper(x) as big, n * 2 as twice, x from a');
call test.create('all_columns', 'select * from a');
call test.create('no_key', 'select k, x from a');
call test.create('unnamed', 'select count(*), k + 1, upper(x), k::text from a group by k, x');
select attname from pg_attribute where attrelid = 'unnamed'::regclass and attnum > 0 and attname !~ '^__pgt_' order by attnum;
call test.create('constants', 'select 1 as one, null as nothing, ''x'' as x, id from a');
call test.rounds('{projected,all_columns,no_key,unnamed,constants}', '{a}');
