-- Aggregates of CASE over updated rows, over a join, and the same aggregate several times.
create table a (id int primary key, k int, status text, n int);
create table b (k int primary key, x text);
call test.fill('{a,b}');
call test.create('cases', $$
    select x,
           sum(case when status = 'a' then n else 0 end) as a_total,
           sum(case when status <> 'a' then n end) as rest,
           count(case when n > 2 then 1 end) as large,
           sum(n) as total, sum(n) as again, sum(n + 1) as more, avg(case when n > 1 then n end) as mean
    from a join b using (k) group by x
$$);
update a set status = case status when 'a' then 'b' else 'a' end;
select test.refresh('cases');
update a set n = -n, status = 'a' where id % 2 = 0;
select test.refresh('cases');
call test.rounds('{cases}', '{a,b}', 25);
