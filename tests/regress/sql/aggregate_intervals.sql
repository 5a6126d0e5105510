-- Sums of intervals and of money follow changes by states: months, days and time are added up each by itself; a group with an infinite interval is recomputed.
create table a (id int primary key, k int, i interval, m money);
create table b (k int, name text);
insert into a select n, n % 4, (array['1 month', '-30 days', '24 hours', '1 day', '-3 minutes 0.000001 seconds', '1 year -2 mons 3 days -04:05:06.7', null]::interval[])[1 + n % 7],
                     (array[1.5, -2.25, 1000000, 0, null]::numeric[])[1 + n % 5]::money from generate_series(1, 40) n;
insert into b values (0, 'even'), (1, 'odd'), (2, 'even'), (3, 'odd'), (null, 'none');
call test.create('sums', $$
    select k, sum(i) as s, avg(i) as a, count(i) as n, sum(i) filter (where id % 2 = 0) as even, sum(m) as paid, sum(m) filter (where id > 10) as later from a group by k
$$);
call test.create('total', 'select sum(i) as s, avg(i) as a, sum(m) as paid from a');
call test.create('joined', 'select b.name, sum(a.i) as s, avg(a.i) as a, sum(a.m) as paid from a left join b using (k) group by b.name');
call test.create('above', 'select k, sum(m) as paid from a group by k having sum(i) > interval ''1 month''');
select column_name from information_schema.columns where table_name = 'sums' and column_name like '\_\_pgt\_state%' order by 1;
call test.rounds('{sums,total,joined,above}', '{b}', 8);
-- Random values of both types; those of infinite length come and go.
create procedure changed(step int) language plpgsql as $$
begin
    perform setseed(step / 100.0);
    insert into a select (select max(id) from a) + n, test.below(4), make_interval(months => (test.below(30) - 15)::int, days => (test.below(70) - 35)::int) + test.below(1000000000000) * interval '1 microsecond',
                         ((test.below(2000000) - 1000000) / 100.0)::numeric::money from generate_series(1, 10) n;
    delete from a where id in (select id from a order by random() limit 8);
    update a set i = i - interval '1 month 1 day 1 hour', m = m * -1, k = test.below(4) where id in (select id from a order by random() limit 5);
end
$$;
create procedure checked(steps int) language plpgsql as $$
declare
    said text;
    name text;
begin
    for step in 1..steps loop
        call changed(step);
        foreach name in array '{sums,total,joined,above}'::text[] loop
            said := test.refresh(name);
            if said <> 'DIFFERENTIAL, equal' then raise notice 'step %, %: %', step, name, said; end if;
        end loop;
    end loop;
end
$$;
call checked(20);
insert into a values (90001, 1, 'infinity', '1'), (90002, 2, 'infinity', '2');
call checked(2);
select k, s, a from sums where k in (1, 2) order by k;
delete from a where id > 90000;
call checked(2);
select isfinite(s) and isfinite(a) as finite from total;
-- The least money has no negative; the greatest intervals are exact.
truncate a;
insert into a values (1, 1, '178000000 years 7 mons', '-92233720368547758.08'), (2, 1, '1000000000 hours 54.775807 seconds', '0.01'), (3, 2, '-1000000000 days', null);
select test.refresh('sums'), test.refresh('total');
select k, s, paid from sums order by k;
delete from a where id = 1;
select test.refresh('sums'), test.refresh('total');
update a set i = -i where id = 2;
select test.refresh('sums'), test.refresh('total');
select k, s, paid from sums order by k;
-- A change that is no interval, though the sums before and after it are: the table is computed again.
insert into a values (4, 4, '2000000000 months', '92233720368547758.06');
select test.refresh('sums'), test.refresh('total');
update a set i = '-2000000000 months', m = '-92233720368547758.08' where id = 4;
select test.refresh('sums'), test.refresh('total');
select k, s, paid from sums where k = 4;
delete from a where id = 4;
select test.refresh('sums'), test.refresh('total');
-- In the transaction, whatever the style of intervals.
set intervalstyle = 'sql_standard';
call test.create('at_once', 'select k, sum(i) as s, avg(i) as a from a group by k', 'IMMEDIATE');
insert into a values (10, 1, '-1-2 -3 -4:05:06', null), (11, 2, '+1-2 -3 +4:05:06', null);
select test.check('at_once');
delete from a where id in (2, 10);
select test.check('at_once'), test.refresh('sums');
set intervalstyle = 'iso_8601';
update a set i = i * 2 where id = 11;
select test.check('at_once'), test.refresh('sums');
select k, s from sums order by k;
