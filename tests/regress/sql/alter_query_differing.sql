-- Another query with the same columns, or fewer: rows that both queries give are not written again. Readers and consumers notice the others alone.
create table a (id int primary key, g int, v int, w numeric);
insert into a select i, i % 20, i, i / 2.0 from generate_series(1, 200) i;
insert into a values (300, null, 1, null);
-- Alters t; how many rows stayed where they are and how many were written, the verdict, and what the history counts.
create function altered(new_query text, out stayed bigint, out written bigint, out verdict text, out counted text) language plpgsql as $$
begin
    create temp table places on commit drop as select ctid as place, xmin::text as writer from t;
    perform pgtrickle.alter_stream_table('t', query => new_query);
    stayed := (select count(*) from t join places on t.ctid = place and t.xmin::text = writer);
    written := (select count(*) from t) - stayed;
    verdict := test.check('t');
    counted := (select action || ' ' || rows_inserted || ' ' || coalesce(rows_updated, 0) || ' ' || rows_deleted from pgtrickle.pgt_refresh_history h
                join pgtrickle.pgt_stream_tables s using (pgt_id) where s.pgt_name = 't' order by refresh_id desc limit 1);
    drop table places;
end $$;
\set VERBOSITY terse
-- Groups: some have other values, one goes, one comes.
call test.create('t', 'select g, count(*) as n, sum(v) as total from a group by g');
create index t_n on t (n);
select * from altered('select g, count(*) as n, sum(v) as total from a where id > 3 group by g');
select * from altered('select g, count(*) as n, sum(v) as total from a where id > 3 and g is not null group by g');
select * from altered('select g, count(*) as n, sum(v) as total from a group by g');
call test.rounds('{t}', '{a}', 3);
-- A consumer gets the rows that differ.
call test.create('above', 'select g, n from t where n > 0');
select test.check('above');
create temp table before_above as select ctid as place, xmin::text as writer from above;
select * from altered('select g, count(*) as n, sum(v) as total from a where id <> 7 group by g');
select test.refresh('above');
select test.check('above'), (select count(*) from above join before_above on above.ctid = place and above.xmin::text = writer) > 15 as most_stayed;
call test.create('at_once', 'select g, total from t', 'IMMEDIATE');
select * from altered('select g, count(*) as n, sum(v) as total from a where id <> 8 group by g');
select test.check('at_once'), test.refresh('above'), test.check('above');
select pgtrickle.drop_stream_table('at_once');
-- Columns less, and other rows: the rest is not written.
select * from altered('select g, count(*) as n from a where id <> 9 group by g');
select pgtrickle.drop_stream_table('above');
call test.rounds('{t}', '{a}', 3);
-- A column more: every row is another one.
select * from altered('select g, count(*) as n, max(v) as top from a where id <> 9 group by g');
call test.rounds('{t}', '{a}', 3);
-- Another key under the same names, and values that change places under a unique index.
select * from altered('select g + 1 as g, count(*) as n, max(v) as top from a group by g + 1');
call test.rounds('{t}', '{a}', 3);
create unique index t_g on t (g);
select * from altered('select -g as g, count(*) as n, max(v) as top from a where g between 1 and 5 group by -g');
select * from altered('select g - 7 as g, count(*) as n, max(v) as top from a where g between 1 and 5 group by g - 7');
select * from altered('select g - 6 as g, count(*) as n, max(v) as top from a where g between 1 and 5 group by g - 6');
drop index t_g;
call test.rounds('{t}', '{a}', 3);
select pgtrickle.drop_stream_table('t');
-- Rows without a key, from and to: identical rows stay as many as they are.
call test.create('t', 'select g from a');
select * from altered('select distinct g from a');
call test.rounds('{t}', '{a}', 3);
select * from altered('select g from a where v > 3');
call test.rounds('{t}', '{a}', 3);
select * from altered('select g from a union all select g from a where v > 100');
call test.rounds('{t}', '{a}', 3);
select pgtrickle.drop_stream_table('t');
-- In other modes.
call test.create('t', 'select g, sum(v) as total from a group by g', 'IMMEDIATE');
select * from altered('select g, sum(v) as total from a where id <> 5 group by g');
update a set v = v + 1 where g = 5;
select test.check('t');
select pgtrickle.drop_stream_table('t');
call test.create('t', 'select id, g, v from a', 'FULL');
select * from altered('select id, g, v from a where id > 10');
select * from altered('select id, v from a where id > 11');
call test.rounds('{t}', '{a}', 3);
select pgtrickle.drop_stream_table('t');
-- With a state, partitions, and joins.
create table b (g int primary key, x int);
insert into b select i, i from generate_series(0, 15) i;
select pgtrickle.create_stream_table('t', 'select a.id, a.g, max(b.x) over (partition by a.g) as top from a join b using (g)', refresh_mode => 'DIFFERENTIAL');
select test.check('t');
select * from altered('select a.id, a.g, max(b.x) over (partition by a.g) as top from a join b using (g) where b.x <> 3');
call test.rounds('{t}', '{a,b}', 3);
select pgtrickle.drop_stream_table('t');
select pgtrickle.create_stream_table('t', 'select g, count(*) as n from a group by g', refresh_mode => 'DIFFERENTIAL', partition_by => 'RANGE:g');
create table t_low partition of t for values from (-100) to (-50);
select * from altered('select g, count(*) as n from a where id <> 12 group by g');
call test.rounds('{t}', '{a}', 3);
