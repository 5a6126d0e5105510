-- The extremum goes, the next one takes its place; ties; NULLs; types of all kinds.
create table a (id int primary key, k int, n int);
insert into a values (1, 1, 10), (2, 1, 30), (3, 1, 30), (4, 1, 20), (5, 2, null);
call test.create('extremes', 'select k, min(n) as low, max(n) as high from a group by k');
delete from a where id = 2;
select test.refresh('extremes');
delete from a where id = 3;
select test.refresh('extremes');
select k, low, high from extremes order by k;
update a set n = 25 where id = 1;
insert into a values (6, 2, 5);
select test.refresh('extremes');
select k, low, high from extremes order by k;
delete from a where id in (1, 4);
delete from a where id = 6;
select test.refresh('extremes');
select k, low, high from extremes order by k;
create table b (id int primary key, k int, n numeric, f real, x text, d date, t timestamptz, v interval, l int[], m boolean);
call test.fill('{b}');
call test.create('kinds', $$
    select k, min(f) + 0 as f1, max(f) + 0 as f2, min(x) as x1, max(x) as x2, min(d) as d1, max(t) as t2, max(l) as l2,
           min(x collate "C") as c1, max(id) filter (where m) as i2, greatest(min(id), max(k)) as g
    from b group by k
$$);
call test.rounds('{extremes,kinds}', '{a,b}', 25);
