-- Groups, and rows that are there or not, joined with rows that a condition leaves out: the change of the groups is restricted to those with a
-- partner, and looked up once.
create table facts (id int primary key, k int, l bigint, n int, x numeric, t text);
create table things (id int primary key, k int, n int, name text collate "C", x numeric);
create table bag (k int, n int, x numeric, t text);
create collation folded (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
create table folds (id int primary key, t text collate folded, n int);
call test.fill('{facts,things,bag,folds}');
set client_min_messages = error;
call test.create('below_sum', 'select t.id, t.name from things t where t.n > 2 and t.n < (select sum(f.n) from facts f where f.k = t.k)');
call test.create('below_sum_of_two', 'select t.id from things t join bag b on b.k = t.k where b.n = 3 and t.n <= (select avg(f.n) from facts f where f.k = t.k and f.n = b.n)');
call test.create('beside_sums', 'select t.id, s.total from things t join (select k, sum(n) as total, count(*) as c from facts group by k) s on s.k = t.k where t.name < ''m''');
call test.create('beside_null', 'select t.id, s.total from things t join (select k, sum(n) as total, count(*) as c from facts group by k) s on s.k is not distinct from t.k where t.n > 1');
call test.create('by_other_type', 'select t.id, s.c from things t join (select l, count(*) as c from facts group by l) s on s.l = t.k where t.n <> 1');
call test.create('by_numeric', 'select t.id, s.c from things t join (select x, count(*) as c from bag group by x) s on s.x = t.k where t.n > 1');
call test.create('by_numerics', 'select t.id, trim_scale(s.x) as x, s.c from things t join (select x, count(*) as c from bag group by x) s on s.x = t.x where t.n > 1');
call test.create('folded', 'select t.id, s.c from things t join (select t, count(*) as c from folds group by t) s on s.t = t.name collate folded where t.n > 1');
call test.create('folded_too', 'select t.id, s.c from folds t join (select t, max(n) as c from folds group by t) s on s.t = t.t where t.n > 1');
call test.create('in_groups', 'select t.id from things t where t.n > 1 and t.k in (select k from bag group by k having count(*) > 1)');
call test.create('with_some', 'select f.id from facts f where f.n > 2 and exists (select from bag b where b.k = f.k and b.n > 1)');
call test.create('without_any', 'select f.id from facts f where f.n > 2 and not exists (select from bag b join things t on t.k = b.k where b.k = f.k)');
call test.create('with_numeric', 'select f.id from facts f where f.n > 2 and f.x in (select x from bag)');
call test.create('kinds', 'select f.id, d.k, trim_scale(d.x) as x from facts f join (select distinct k, x from bag) d on d.k = f.k where f.n < 3');
call test.create('names', 'select t, count(*) from (select distinct t, k from facts) d group by t');
call test.create('count_some', 'select f.t, count(*) from facts f where exists (select from bag b where b.k = f.k and b.n > f.n) group by f.t');
reset client_min_messages;
call test.rounds('{below_sum,below_sum_of_two,beside_sums,beside_null,by_other_type,by_numeric,by_numerics,folded,folded_too,in_groups,with_some,without_any,with_numeric,kinds,names,count_some}', '{facts,things,bag,folds}', 25);
set pgt_test.many_changes = '1';
call test.rounds('{below_sum,below_sum_of_two,beside_sums,beside_null,by_other_type,by_numeric,by_numerics,folded,folded_too,in_groups,with_some,without_any,with_numeric,kinds,names,count_some}', '{facts,things,bag,folds}', 10);
