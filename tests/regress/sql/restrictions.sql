-- Restrictions of touched keys that go across joins: groups over outer joins, equalities between columns of different types, partners with
-- conditions, all of them below groups. NULLs, duplicates, rows without a key, both sides changing at once.
create table a (id int primary key, k int, n int);
create table b (id int primary key, k bigint, n int);
create table bag (k int, n int);
create table real (k double precision, n int);
call test.fill('{a,b,bag,real}');
set client_min_messages = error;
call test.create('counts', 'select c, count(*) as groups from (select a.id, count(b.id) as c from a left join b on a.k = b.k and b.n > 1 group by a.id) as x group by c');
call test.create('counts_right', 'select c, count(*) as groups from (select a.id, count(bag.n) as c from bag right join a on a.k = bag.k group by a.id) as x group by c');
call test.create('sums', 'select a.id, a.k, s.total from a left join (select k, sum(n) as total from bag group by k) as s on s.k = a.k where a.n > (select min(n) from b where b.k = a.k)');
call test.create('partly', 'select k, count(*) from (select a.k, a.n, s.total from a left join (select k, n, count(*) as total from bag group by k, n) as s on s.k = a.k and s.n = a.n) as x group by k');
call test.create('mixed', 'select k, max(total) as most from (select real.k + 0 as k, s.total from real left join (select k, sum(n) as total from b group by k) as s on s.k = real.k) as x group by k');
call test.create('chained', 'select k, max(total) as most from (select a.k, s.total from a join real on real.k = a.k join (select k, count(*) as total from b group by k) as s on s.k = real.k) as x group by k');
call test.create('others', 'select k, count(*) from bag where exists (select from b where b.k = bag.k and b.n <> bag.n) and not exists (select from a where a.k = bag.k and a.n < bag.n) group by k');
call test.create('others_joined', 'select b.id, count(*) from bag join b on b.k = bag.k where not exists (select from a where a.k = bag.k and a.n <> b.n) group by b.id');
call test.create('inequality', 'select k, count(*) from bag where exists (select from a where a.n < bag.n) group by k');
call test.create('others_of_groups', 'select a.id from a where exists (select from (select k, sum(n) as total from bag group by k) as s where s.k = a.k and s.total > a.n)');
call test.create('full_groups', 'select c, count(*) from (select coalesce(a.k, bag.k) as k, count(*) as c from a full join bag on a.k = bag.k group by 1) as x group by c');
reset client_min_messages;
call test.rounds('{counts,counts_right,sums,partly,mixed,chained,others,others_joined,inequality,others_of_groups,full_groups}', '{a,b,bag,real}', 25);
-- Rows of which none has a partner any more, and changes that did not happen.
truncate b;
select test.refresh('counts'), test.refresh('others'), test.refresh('mixed');
begin;
insert into bag select i % 3, i from generate_series(1, 20) as i;
update a set k = k + 1;
rollback;
select test.refresh('counts_right'), test.refresh('others'), test.refresh('others_joined'), test.refresh('inequality');
insert into b values (1, null, 2), (2, 1, null), (3, 1, 5);
insert into bag values (null, null), (1, 2), (1, 2);
select test.refresh('counts'), test.refresh('others'), test.refresh('others_joined'), test.refresh('sums');
truncate a, bag, real;
select test.refresh('counts'), test.refresh('others'), test.refresh('partly'), test.refresh('full_groups');
