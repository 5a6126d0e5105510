-- Large queries: many columns, many joins, many branches, deep nesting, long expressions.
do $$
begin
    execute (select 'create table wide (id int primary key, ' || string_agg(format('c%s int', i), ', ') || ')' from generate_series(1, 400) i);
end
$$;
create table a (id int primary key, k int);
insert into wide (id, c1, c400) values (1, 1, 1), (2, 2, 2);
insert into a select i, i % 5 from generate_series(1, 10) i;
call test.create('wide_copy', 'select * from wide');
select 'select c1, ' || string_agg(format('sum(c%s) as s%1$s', i), ', ') || ' from wide group by c1' as query from generate_series(2, 200) i \gset
call test.create('wide_sums', :'query');
select 'select t1.id' || string_agg(format(', t%s.k as k%1$s', i), '' order by i) || ' from a t1'
                                  || string_agg(format(' join a t%s on t%1$s.id = t%s.id', i, i - 1), '' order by i) as query from generate_series(2, 12) i \gset
call test.create('joins', :'query');
select 'select t1.id' || string_agg(format(', t%s.k as k%1$s', i), '' order by i) || ' from a t1'
                                  || string_agg(format(' left join a t%s on t%1$s.id = t%s.id + 1', i, i - 1), '' order by i) as query from generate_series(2, 8) i \gset
call test.create('left_joins', :'query');
select string_agg(format('select id, %s as branch from a where k = %s', i, i % 5), ' union all ') as query from generate_series(1, 40) i \gset
call test.create('branches', :'query');
select string_agg('select id, k + 1 as k from (', '') || 'select id, k from a' || string_agg(') q', '') as query from generate_series(1, 40) i \gset
call test.create('nested', :'query');
call test.create('grouped_twice', 'select n, count(*) as c from (select k, count(*) as n from (select k, id % 3 as m, count(*) from a group by k, id % 3) x group by k) y group by n');
select 'select id, ' || string_agg('(k', ' + ') || repeat(')', 100) || ' as s from a' as query from generate_series(1, 100) i \gset
call test.create('expression', :'query');
insert into wide (id, c1, c300) values (3, 1, 7);
update wide set c400 = 5 where id = 1;
delete from wide where id = 2;
insert into a values (11, 1), (12, null);
update a set k = 2 where id = 3;
delete from a where id = 5;
select test.refresh('wide_copy'), test.refresh('wide_sums'), test.refresh('joins'), test.refresh('left_joins');
select test.refresh('branches'), test.refresh('nested'), test.refresh('grouped_twice'), test.refresh('expression');
-- What goes too far is refused before it does harm.
select test.error(format($$ select pgtrickle.create_stream_table('too_deep', %L) $$,
    (select string_agg('select id, k + 1 as k from (', '') || 'select id, k from a' || string_agg(') q', '') from generate_series(1, 300) i))) ~ '^(no error|54000|54001|DETAIL|HINT)' as clear;
