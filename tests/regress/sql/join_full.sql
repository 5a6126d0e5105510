-- Both sides keep their rows; the column of USING is that of the side that has one.
create table a (id int primary key, k int, x text);
create table b (id int, k int, y text);
call test.fill('{a,b}');
call test.create('fulls', 'select a.id as a, a.x, b.id as b, b.y from a full join b on a.k = b.k');
call test.create('merged', 'select k, x, y from a full outer join b using (k)');
call test.create('two_columns', 'select * from a full join b using (k, id)');
call test.create('filtered', 'select a.x, b.y from a full join b on a.k = b.k where coalesce(a.x, b.y) > ''a''');
call test.rounds('{fulls,merged,two_columns,filtered}', '{a,b}', 20);
-- Everything goes on both sides at once, and comes back.
delete from a;
delete from b;
select test.refresh('fulls'), test.refresh('merged');
call test.fill('{a,b}', 5);
select test.refresh('fulls'), test.refresh('merged');
