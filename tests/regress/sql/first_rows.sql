-- The first rows of all, or of each group: stored rows, without deleted and with inserted ones, are the first rows again; only a group that has lost too many is computed from its rows.
create table a (id int primary key, k int, n int, x text collate "C", v numeric);
create table b (id int primary key, k int not null, m int not null);
call test.fill('{a,b}', 30);
call test.create('best', 'select id, n from a order by n desc nulls last, id limit 4');
call test.create('latest', 'select distinct on (k) k, id, x from a order by k, n desc, id');
call test.create('third', 'select id, k, n, i from (select id, k, n, row_number() over (partition by k order by n, id) as i from a) q where i <= 3');
call test.create('first_one', 'select id, k from (select id, k, row_number() over (partition by k order by v nulls first, x, id) as i from a) q where i = 1');
call test.create('ranked', 'select id, k, n, r, d from (select id, k, n, rank() over w as r, dense_rank() over w as d from a window w as (partition by k order by n)) q where r < 3');
call test.create('tied', 'select id, n from a order by n fetch first 3 rows with ties');
call test.create('computed', 'select id, n + k as s from a order by abs(n - k), x desc, id limit 5');
call test.create('of_joined', 'select distinct on (b.m) b.m, a.id, b.id as other from a join b on b.k = a.k order by b.m, a.n desc, a.id, b.id');
call test.create('of_groups', 'select k, sum(n) as s from a group by k order by s desc nulls last, k limit 2');
call test.create('below', 'select q.k, count(*) from (select k, row_number() over (partition by k order by n, id) as i from a) q join b on b.k = q.k where i <= 2 group by q.k');
select pgt_name, property, substring(value from 'O\(first rows\)') from pgtrickle.pgt_stream_tables, pgtrickle.explain_st(pgt_name) where property like '%operator_tree' order by 1, 2;
call test.rounds('{best,latest,third,first_one,ranked,tied,computed,of_joined,of_groups,below}', '{a,b}', 40);
-- The table of the rows is read only for a group that has lost too many of its first rows.
truncate a;
insert into a (id, k, n) select i, i % 10, i from generate_series(1, 1000) i;
select test.refresh('best'), test.refresh('latest'), test.refresh('third'), test.refresh('tied');
create function test.reads() returns bigint language sql as $$ select seq_tup_read + coalesce(idx_tup_fetch, 0) from pg_stat_xact_user_tables where relid = 'a'::regclass $$;
create function test.reads_of(name text, statement text) returns table (read_anything boolean, result text) language plpgsql as $$
declare
    before bigint;
begin
    execute statement;
    before := test.reads();
    perform pgtrickle.refresh_stream_table(name);
    -- A hash join reads one row before it finds the other side empty.
    read_anything := test.reads() - before > 1;
    result := test.check(name);
    return next;
end
$$;
select * from test.reads_of('best', 'insert into a (id, k, n) values (2000, 1, 5)');
select * from test.reads_of('best', 'insert into a (id, k, n) values (2001, 1, 5000)');
select * from test.reads_of('best', 'update a set n = 999 where id = 1000');
select * from test.reads_of('best', 'delete from a where id = 500');
select * from test.reads_of('best', 'delete from a where id = 2001');
select test.refresh('latest'), test.refresh('third'), test.refresh('tied');
select * from test.reads_of('latest', 'insert into a (id, k, n) values (2002, 3, 7000)');
select * from test.reads_of('third', 'insert into a (id, k, n) select 3000 + i, i, -i from generate_series(0, 9) i');
select * from test.reads_of('third', 'update a set n = -5 where id = 3003');
select * from test.reads_of('third', 'delete from a where id between 3000 and 3002');
select * from test.reads_of('tied', 'insert into a (id, k, n) values (2003, 3, 1)');
-- Groups come and go, all at once, with NULLs.
delete from a where k in (1, 2);
update a set k = null where k = 3;
insert into a (id, k, n) select 4000 + i, 20 + i % 2, null from generate_series(0, 9) i;
update a set n = null where id < 30;
select test.refresh('best'), test.refresh('latest'), test.refresh('third'), test.refresh('tied'), test.refresh('ranked'), test.refresh('first_one'), test.refresh('computed');
truncate a;
select test.refresh('best'), test.refresh('latest'), test.refresh('third'), test.refresh('tied');
-- Behind OFFSET: the rows up to the last one are a state, which is maintained so.
insert into a (id, k, n, x, v) select i, i % 5, i % 11, chr(97 + i % 7), i % 3 from generate_series(1, 25) i;
call test.create('page', 'select id, n from a order by n desc nulls last, id limit 3 offset 2');
call test.create('tied_page', 'select id, n from a order by n, id offset 1 row fetch next 2 rows with ties');
call test.create('hidden_page', 'select x from a order by abs(n - k), id limit 4 offset 3');
call test.create('page_of_groups', 'select k, sum(n) as s from a group by k order by s desc nulls last, k limit 2 offset 1');
call test.create('page_below', 'select b.id, q.id as first from b join (select id, k from a order by n, id limit 4 offset 1) q on q.k = b.k');
call test.create('page_of_page', 'select k, count(*) from (select k from (select id, k, n from a order by n, id limit 9 offset 2) p order by k, id limit 5 offset 1) q group by k');
call test.create('page_of_some', 'select id from a where n > 3 order by id limit 2 offset 1');
select pgt_name, property, split_part(value, ': ', 2) from pgtrickle.pgt_stream_tables, pgtrickle.explain_st(pgt_name) where pgt_name like '%page%' and property ~ '^state [0-9]+$' order by 1, 2;
call test.rounds('{page,tied_page,hidden_page,page_of_groups,page_below,page_of_page,page_of_some}', '{a,b}', 40);
truncate a;
insert into a (id, k, n) select i, i % 10, i from generate_series(1, 1000) i;
select test.refresh('page'), test.refresh('tied_page');
select * from test.reads_of('page', 'insert into a (id, k, n) values (2000, 1, 5)');
select * from test.reads_of('page', 'insert into a (id, k, n) values (2001, 1, 5000)');
select * from test.reads_of('page', 'update a set n = 998 where id = 1000');
select * from test.reads_of('page', 'delete from a where id = 999');
select id, n from page order by n desc, id;
-- Not for very many rows, nor for groups.
call test.create('far', 'select id from a order by id limit 5 offset 10000');
call test.create('page_of_each', 'select b.id, q.id as other from b, lateral (select a.id from a where a.k = b.k order by a.n, a.id limit 1 offset 1) q');
select count(*) from pgtrickle.pgt_stream_tables, pgtrickle.explain_st(pgt_name) where pgt_name in ('far', 'page_of_each') and property like 'state%';
truncate a;
select test.refresh('best'), test.refresh('latest'), test.refresh('third'), test.refresh('tied'), test.refresh('page'), test.refresh('far');
-- All rows of the groups are computed for other limits, and why.
create table bag (k int, n int);
call test.create('offset_rows', 'select id from a order by n, id offset 2 limit 3');
call test.create('of_bag', 'select k, n from bag order by n limit 3');
call test.create('and_more', 'select id, k from (select id, k, n, row_number() over (partition by k order by id) as i from a) q where i <= 2 and n > 1');
call test.create('by_dense_rank', 'select id, k from (select id, k, dense_rank() over (partition by k order by n) as i from a) q where i <= 2');
call test.rounds('{best,latest,third,tied,offset_rows,of_bag,and_more,by_dense_rank}', '{a,bag}', 15);
-- In the transaction that changes the rows, and at its end.
select pgtrickle.create_stream_table('at_once', 'select id, k, i from (select id, k, row_number() over (partition by k order by n desc nulls last, id) as i from a) q where i <= 2', refresh_mode => 'IMMEDIATE');
select pgtrickle.create_stream_table('at_commit', 'select distinct on (k) k, id, n from a order by k, n, id', refresh_mode => 'ON COMMIT');
truncate a;
insert into a (id, k, n) select i, i % 4, i % 7 from generate_series(1, 60) i;
update a set n = 100 where id in (5, 6, 7);
delete from a where id in (5, 14, 21, 28);
update a set k = k + 1 where id > 40;
select count(*) from (select id, k, i from at_once except select id, k, i from (select id, k, row_number() over (partition by k order by n desc nulls last, id) as i from a) q where i <= 2) q;
select count(*) from (select k, id, n from at_commit except (select distinct on (k) k, id, n from a order by k, n, id)) q;
select (select count(*) from at_once), (select count(*) from at_commit);
