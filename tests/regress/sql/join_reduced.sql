-- Outer joins, semijoins and DISTINCT that are inner joins: a condition that rows without a partner do not satisfy, keys that have one row at most.
create table a (id int primary key, k int, n int);
create table b (id int primary key, k bigint, n int);
create table bag (k int, n int);
call test.fill('{a,b,bag}');
set client_min_messages = error;
call test.create('left_compared', 'select a.id, b.n from a left join b on a.k = b.k where b.n > a.n');
call test.create('left_computed', 'select a.id, b.n from a left join b on a.k = b.k where a.n < 2 * b.n + 1');
call test.create('left_not_null', 'select a.id from a left join b on a.k = b.k where b.n is not null and a.n is distinct from 3');
call test.create('left_kept', 'select a.id, b.n from a left join b on a.k = b.k where coalesce(b.n, 2) > a.n or b.n is null');
call test.create('left_or', 'select a.id, b.n from a left join b on a.k = b.k where b.n > 1 or b.k < 2');
call test.create('left_or_kept', 'select a.id, b.n from a left join b on a.k = b.k where b.n > 1 or a.n < 2');
call test.create('correlated', 'select a.id, a.n from a where a.n = (select min(n) from bag where bag.k = a.k)');
call test.create('correlated_count', 'select a.id from a where a.n > (select count(*) from bag where bag.k = a.k)');
call test.create('of_key', 'select id, n from bag join a using (n) where bag.k in (select id from b where n > 0)');
call test.create('of_nullable_key', 'select k, n from bag where k in (select k from b where n > 0)');
call test.create('exists_key', 'select k, count(*) from bag where exists (select from a where a.id = bag.k and a.n <> bag.n) group by k');
call test.create('nested', 'select id from a where k in (select k from bag where n in (select id from b where k > 1) and n > (select avg(n) from a as x where x.k = bag.k))');
call test.create('distinct_key', 'select distinct a.id, b.n from a left join b on a.k = b.id');
call test.create('distinct_bag', 'select distinct a.k, b.n from a join b on a.k = b.id');
reset client_min_messages;
-- Which operators are left.
select pgt_name, value ~ '(left_join|semijoin|distinct):' as compares_groups
from pgtrickle.pgt_stream_tables, pgtrickle.explain_st(pgt_name) as e(property, value)
where property = 'operator_tree' order by pgt_name;
call test.rounds('{left_compared,left_computed,left_not_null,left_kept,left_or,left_or_kept,correlated,correlated_count,of_key,of_nullable_key,exists_key,nested,distinct_key,distinct_bag}', '{a,b,bag}', 25);
-- The key goes: two rows with one value are partners of one row.
alter table b drop constraint b_pkey;
insert into b select id, k, n from b where n > 0;
select test.refresh('of_key'), test.refresh('nested'), test.refresh('distinct_key');
update b set n = n + 1;
select test.refresh('of_key'), test.refresh('nested'), test.refresh('distinct_key');
