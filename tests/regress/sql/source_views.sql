-- Views, and views of views: the changes of their tables arrive.
create table a (id int primary key, k int, n int);
create table b (k int, x text);
call test.fill('{a,b}');
create view v as select id, k, n * 2 as twice from a where n is not null;
create view w (key, total) as select k, sum(twice) from v group by k;
create view both_tables as select v.id, b.x from v join b using (k);
call test.create('of_view', 'select * from v');
call test.create('of_views', 'select w.*, x from w left join b on b.k = w.key');
call test.create('joined', 'select x, count(*) as n from both_tables group by x');
call test.rounds('{of_view,of_views,joined}', '{a,b}', 20);
