-- Stream tables over stream tables, refreshed in order; each is differential.
create table a (id int primary key, k int, n int);
create table b (k int, x text);
call test.fill('{a,b}');
call test.create('base', 'select id, k, n from a where n > 0');
call test.create('totals', 'select k, sum(n) as total, count(*) as c from base group by k');
call test.create('named', 'select totals.k, total, b.x from totals left join b on b.k = totals.k');
call test.create('copies', 'select k, total from totals union all select k, n from base');
call test.create('diamond', 'select base.id, totals.total from base join totals on totals.k = base.k');
call test.rounds('{base,totals,named,copies,diamond}', '{a,b}', 25);
-- The middle is not refreshed: what is above it does not change.
insert into a values (1000, 1, 100);
select test.refresh('base');
select count(*) from totals where total >= 100;
select test.refresh('totals'), test.refresh('diamond');
-- A full refresh of the source gives its dependents a delta all the same.
update a set n = n + 1;
select pgtrickle.refresh_stream_table('base', 'FULL');
select (test.last_refresh('base')).action, test.check('base');
select test.refresh('totals'), test.refresh('named'), test.refresh('copies'), test.refresh('diamond');
truncate a;
select pgtrickle.refresh_stream_table('base');
select test.refresh('totals'), test.refresh('named'), test.refresh('copies'), test.refresh('diamond');
