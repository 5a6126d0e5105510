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
-- Stars, chains and outer joins of many tables, long VALUES and UNION ALL: in time about linear in their number.
set statement_timeout = '60s';
do $$
begin
    execute (select 'create table fact (id int primary key, ' || string_agg(format('c%s int not null', i), ', ') || ')' from generate_series(1, 40) i);
end
$$;
create table dim (id int primary key, k int);
insert into dim select i, i % 3 from generate_series(1, 4) i;
do $$
begin
    for i in 1..40 loop
        execute format('create table d%s (id int primary key, k int)', i);
        execute format('insert into d%s select * from dim', i);
    end loop;
    execute (select 'insert into fact select i, ' || string_agg('1 + i % 4', ', ') || ' from generate_series(1, 6) i' from generate_series(1, 40));
end
$$;
set client_min_messages = error;
select 'select f.id, ' || string_agg(format('d%s.k as k%1$s', i), ', ') || ' from fact f ' || string_agg(format('join d%s on d%1$s.id = f.c%1$s', i), ' ') as query from generate_series(1, 40) i \gset
call test.create('star', :'query');
select 'select d1.id' || string_agg(format(', d%s.k as k%1$s', i), '') || ' from d1' || string_agg(format(' join d%s on d%1$s.id = d%s.id', i, i - 1), '') as query from generate_series(2, 30) i \gset
call test.create('chain', :'query');
select 'select f.id, ' || string_agg(format('d%s.k as k%1$s', i), ', ') || ' from fact f ' || string_agg(format('join dim d%s on d%1$s.id = f.c%1$s', i), ' ') as query from generate_series(1, 30) i \gset
call test.create('one_dimension', :'query', 'AUTO');
select 'select d1.id' || string_agg(format(', d%s.k as k%1$s', i), '') || ' from dim d1' || string_agg(format(' full join dim d%s on d%1$s.id = d1.id', i), '') as query from generate_series(2, 12) i \gset
call test.create('fulls', :'query', 'AUTO');
select 'with w0 as (select id, k from dim), ' || string_agg(format('w%s as (select a.id, b.k from w%s a join w%2$s b on a.id = b.id)', i, i - 1), ', ') || ' select * from w20' as query from generate_series(1, 20) i \gset
call test.create('doubling', :'query', 'AUTO');
select 'select * from (values ' || string_agg(format('(%s, ''v%1$s'')', i), ', ') || ') v(id, name)' as query from generate_series(1, 400) i \gset
call test.create('constants', :'query');
select 'select d.id, v.name from dim d left join (values ' || string_agg(format('(%s, ''v%1$s'')', i), ', ') || ') v(id, name) on v.id = d.id' as query from generate_series(1, 400) i \gset
call test.create('named', :'query');
select string_agg(format('select id, %s as branch from dim where k = %s', i, i % 5), ' union all ') as query from generate_series(1, 200) i \gset
call test.create('many_branches', :'query');
insert into d1 values (5, 1);
update d30 set k = 2 where id = 1;
insert into dim values (5, 1);
insert into fact select 7, fact.* from (select c1, c2, c3, c4, c5, c6, c7, c8, c9, c10, c11, c12, c13, c14, c15, c16, c17, c18, c19, c20, c21, c22, c23, c24, c25, c26, c27, c28, c29, c30, c31, c32, c33, c34, c35, c36, c37, c38, c39, c40 from fact where id = 1) fact;
select test.refresh('star');
select test.refresh('constants'), test.refresh('named');
select test.refresh('many_branches');
select test.refresh('chain');
select test.refresh('doubling');
select test.refresh('fulls');
-- Views of views of long unions, and little stack.
do $$
declare
    branches constant text := (select string_agg('select id, k from ' || case when i = 1 then '%I' else 'dim' end, ' union all ') from generate_series(1, 900) i);
begin
    execute 'create view v1 as ' || format(branches, 'dim');
    for i in 2..20 loop
        execute format('create view v%s as ', i) || format(branches, 'v' || i - 1);
    end loop;
end
$$;
select test.error($$ select pgtrickle.create_stream_table('views', 'select * from v20', initialize => false, refresh_mode => 'DIFFERENTIAL') $$) ~ '^(54001|57014|DETAIL|HINT)' as clear;
set max_stack_depth = '200kB';
select test.error($$ select pgtrickle.create_stream_table('little_stack', 'select * from v2', initialize => false, refresh_mode => 'DIFFERENTIAL') $$) ~ '^(54001|DETAIL|HINT)' as clear;
reset max_stack_depth;
-- All of it can be cancelled.
set statement_timeout = '20ms';
select pgtrickle.create_stream_table('cancelled', 'select * from v20', initialize => false);
reset statement_timeout;
