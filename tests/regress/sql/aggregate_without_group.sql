-- Without GROUP BY there is always one row, also over nothing.
create table a (id int primary key, k int, x text);
call test.create('one', 'select count(*) as n, count(k) as k, sum(k) as s, max(k) as m, string_agg(x, '','' order by id) as x from a');
select n, k, s, m, x from one;
call test.create('one_or_none', 'select sum(k) as s from a having count(*) > 2');
call test.create('over_join', 'select count(*) as n, avg(l.k) as mean from a l join a r on l.k = r.k where l.id <> r.id');
insert into a values (1, 5, 'a'), (2, null, 'b');
select test.refresh('one'), test.refresh('one_or_none'), test.refresh('over_join');
select n, k, s, m, x from one;
delete from a;
select test.refresh('one'), test.refresh('one_or_none');
select n, k, s, m, x from one;
call test.rounds('{one,one_or_none,over_join}', '{a}', 20);
