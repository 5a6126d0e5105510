-- Frames with bounded ends, lag and lead: rows near the changed ones are computed again, found by an index on partition and order.
create table a (id int primary key, k int, n int, v numeric, x text, d date, f float8);
create table b (id int primary key, m int not null, t timestamp not null);
call test.fill('{a,b}', 30);
call test.create('steps', 'select id, k, n, lag(n) over w as g, lead(x, 2, ''none'') over w as l, lag(v, 0) over w as same from a window w as (partition by k order by n, id)');
call test.create('moving', 'select id, n, avg(v) over w as a, sum(f) over w as s, count(*) filter (where n > 1) over w as c, min(x) over w as m from a window w as (partition by k order by d, id rows between 2 preceding and 1 following)');
call test.create('ends', 'select id, first_value(n) over w as f, last_value(n) over w as l, nth_value(x, 2) over w as t from a window w as (partition by k, x order by id desc rows between 3 preceding and 1 preceding)');
call test.create('far', 'select id, sum(n) over (order by v desc, id desc rows between 1 following and 3 following) as s, lead(n, 4) over (order by v desc, id desc) as l from a');
call test.create('nulls', 'select id, n, d, lag(id) over (partition by k order by n, d, id) as g, lead(id) over (partition by k order by n nulls last, d nulls last, id) as l from a');
call test.create('down', 'select id, lag(id) over (partition by k order by n desc, d desc nulls first, id desc) as g from a');
call test.create('excluding', 'select id, sum(n) over (partition by k order by id rows between 2 preceding and 2 following exclude current row) as c, sum(n) over (partition by k order by id rows between 1 preceding and 1 following exclude group) as g, count(*) over (partition by k order by id rows 1 preceding exclude ties) as t from a');
call test.create('joined', 'select a.id, b.m, lag(a.n) over (partition by b.m order by b.t, a.id) as g, sum(a.n) over (partition by b.m order by b.t, a.id rows 2 preceding) as s from a join b on b.id = a.n');
call test.create('nameless', 'select n, lag(n) over (partition by k order by d, id) as g, upper(x) || lag(x) over (partition by k order by d, id) as u from a');
call test.create('below', 'select g, count(*) from (select n - lag(n) over (partition by k order by id) as g from a) q group by g');
call test.create('all_rows', 'select id, v - lag(v) over (order by id) as step from a');
create view upkeep as
    select pgt_name, property, substring(value from 'O\((?:frame|group|rest)\)[^[]*') as upkeep
    from pgtrickle.pgt_stream_tables, pgtrickle.explain_st(pgt_name) e where property like '%operator_tree' and value ~ 'O.(frame|group|rest)';
select * from upkeep order by 1, 2;
select tablename, regexp_replace(indexdef, '.* USING', '') from pg_indexes where tablename in ('steps', 'ends', 'far', 'nulls', 'nameless', 'all_rows') order by 1, 2;
call test.rounds('{steps,moving,ends,far,nulls,down,excluding,joined,nameless,below,all_rows}', '{a,b}', 40);
-- Only rows that differ are written.
truncate a;
insert into a (id, k, n, v) select i, i % 3, i, i from generate_series(1, 300) i;
select test.refresh('steps'), test.refresh('moving'), test.refresh('all_rows');
update a set v = 1000 where id = 150;
select test.refresh('moving'), test.refresh('all_rows');
select pgt_name, rows_inserted, rows_updated, rows_deleted from (select distinct on (pgt_id) * from pgtrickle.pgt_refresh_history order by pgt_id, refresh_id desc) h join pgtrickle.pgt_stream_tables t using (pgt_id) where pgt_name in ('moving', 'all_rows') order by 1;
-- A row moves to another place, to another partition; stretches of rows go and come; all at once.
update a set n = 20 where id = 150;
update a set k = 7 where id in (149, 10);
select test.refresh('steps'), test.refresh('moving'), test.refresh('down');
delete from a where id between 100 and 140;
insert into a (id, k, n, v) select i, i % 3, i - 100, i from generate_series(400, 420) i;
update a set id = id + 1000 where id between 200 and 210;
select test.refresh('steps'), test.refresh('moving'), test.refresh('far'), test.refresh('nulls'), test.refresh('down'), test.refresh('excluding'), test.refresh('all_rows'), test.refresh('nameless');
update a set k = null where k = 1;
update a set n = null, d = null where id % 5 = 0;
select test.refresh('steps'), test.refresh('moving'), test.refresh('far'), test.refresh('nulls'), test.refresh('down'), test.refresh('excluding'), test.refresh('all_rows'), test.refresh('nameless');
-- An order that leaves rows open is decided by their key.
create table t (id int primary key, k int not null, v int);
insert into t select i, 1, i from generate_series(1, 9) i;
select pgtrickle.create_stream_table('open', 'select id, v, lag(v) over (order by k) as g from t', refresh_mode => 'DIFFERENTIAL');
insert into t values (0, 1, 0);
delete from t where id = 5;
select pgtrickle.refresh_stream_table('open');
select id, v, g from open order by id;
-- What is computed by partition, and why.
create table bag (k int, n int);
call test.create('of_bag', 'select k, n, lag(n) over (partition by k order by n) as g from bag');
call test.create('running', 'select id, lag(v) over (order by id) as g, sum(v) over (order by id) as s from t');
call test.create('peers', 'select id, sum(v) over (order by k rows 1 preceding exclude ties) as s from t');
call test.create('both_ways', 'select id, lag(v) over (order by k, id) as g, lead(v) over (order by id desc) as s from t');
call test.create('mixed', 'select id, lag(v) over (order by k desc, id) as g from t');
call test.create('computed', 'select id, lag(v) over (order by abs(v), id) as g from t');
call test.create('wide', 'select id, sum(v) over (order by id rows 1000 preceding) as g from t');
call test.create('shown', 'select id, g from (select id, v, lag(v) over (order by id) as g from t) q where v > g');
call test.create('two', 'select id, lag(v) over (partition by k order by id) as g, lag(v) over (order by id) as h from t');
call test.create('one_row', 'select s, lag(s) over (order by s) as g from (select sum(n) as s from a) q');
call test.create('texts', 'select id, lag(id) over (order by x, id) as g from a');
select * from upkeep where pgt_name in ('of_bag', 'running', 'peers', 'both_ways', 'mixed', 'computed', 'wide', 'shown', 'two', 'one_row', 'texts') order by 1, 2;
call test.rounds('{of_bag,running,both_ways,mixed,computed,wide,shown,two,one_row,texts}', '{t,bag,a}', 15);
-- In the transaction that changes the rows.
select pgtrickle.create_stream_table('at_once', 'select id, k, v, lag(v) over (partition by k order by id) as g, sum(v) over (partition by k order by id rows between 1 preceding and 1 following) as s from t', refresh_mode => 'IMMEDIATE');
insert into t select i, i % 2, i from generate_series(100, 110) i;
update t set v = v + 1 where id % 3 = 0;
update t set k = 1 - k where id > 104;
delete from t where id in (101, 102, 108);
select id, k, v, g, s from at_once except select id, k, v, lag(v) over (partition by k order by id) as g, sum(v) over (partition by k order by id rows between 1 preceding and 1 following) as s from t;
select count(*) from at_once;
-- The first groups are found by an index on the state that they are in.
call test.create('best', 'select k, sum(n) as s from a group by k order by s desc, k limit 3');
call test.create('best_of', 'select distinct on (c) c, k, s from (select count(*) as c, k, sum(n) as s from a group by k) q order by c, s, k');
select regexp_replace(indexdef, '.* USING', '') from pg_indexes where schemaname = 'pgtrickle_state' and indexdef !~ '__pgt' order by 1;
call test.rounds('{best,best_of}', '{a}', 15);
