-- EXISTS, IN, ANY and ALL, as conditions and as truth values: partners that appear and vanish, duplicates, NULLs, empty results.
create table a (id int primary key, k int, n int);
create table b (id int primary key, k int, n int);
create table bag (k int, n int);
call test.fill('{a,b,bag}');
-- Of tables without a primary key.
set client_min_messages = error;
call test.create('some', 'select id from a where exists (select from b where b.k = a.k)');
call test.create('some_not', 'select id from a where not exists (select from bag where bag.k = a.k and bag.n > a.n)');
call test.create('of_bag', 'select k, n from bag where exists (select from b where b.k = bag.k and b.n <> bag.n)');
call test.create('nested', 'select id from a where exists (select from b where b.k = a.k and not exists (select from bag where bag.k = b.k and bag.n = a.n))');
call test.create('any_row', 'select id from a where exists (select from bag) and not exists (select from bag where n = 4 limit 1)');
call test.create('members', 'select id from a where k in (select k from bag)');
call test.create('not_members', 'select id from a where k not in (select k from bag)');
call test.create('not_members_of', 'select id from a where k not in (select n from bag where bag.k = a.n)');
call test.create('key_not_in', 'select id from a where id not in (select id from b)');
call test.create('row_in', 'select id from a where (k, n) in (select k, n from bag)');
call test.create('row_not_in', 'select id from a where (k, n) not in (select k, n from bag where k = a.k)');
call test.create('below_any', 'select k, n from bag where n < any (select n from b where b.k = bag.k)');
call test.create('above_all', 'select id from a where n >= all (select n from bag where bag.k = a.k)');
call test.create('not_above_all', 'select id from a where not n >= all (select n from bag where bag.k = a.k)');
call test.create('grouped', 'select id from a where exists (select bag.k from bag where bag.k >= a.k group by bag.k having count(*) > a.n)');
call test.create('united', 'select id from a where k in (select k from b where b.n = a.n union select n from bag where bag.k = a.k)');
call test.create('under_or', 'select id from a where n = 1 or exists (select from b where b.k = a.k) or k in (select n from bag)');
call test.create('truths', 'select id, exists (select from b where b.k = a.k) as e, k in (select n from bag) as i, n > all (select n from bag where bag.k = a.k) as g, k not in (select k from b where b.n = a.n) as o from a');
call test.create('in_case', 'select id, case when k in (select k from b) then ''in'' when not exists (select from bag where bag.n = a.n) then ''alone'' end as x from a');
call test.create('joined', 'select a.id, b.id as other from a join b on a.k = b.k and exists (select from bag where bag.n = a.n and bag.k = b.k)');
reset client_min_messages;
call test.rounds('{some,some_not,of_bag,nested,any_row,members,not_members,not_members_of,key_not_in,row_in,row_not_in,below_any,above_all,not_above_all,grouped,united,under_or,truths,in_case,joined}', '{a,b,bag}', 25);
-- Nothing is left to compare with, and then a NULL.
truncate bag;
select test.refresh('not_members'), test.refresh('above_all'), test.refresh('truths'), test.refresh('some_not');
insert into bag values (null, null);
select test.refresh('not_members'), test.refresh('above_all'), test.refresh('truths'), test.refresh('some_not');
truncate a;
select test.refresh('not_members'), test.refresh('above_all'), test.refresh('truths'), test.refresh('some_not');
