-- What a query names and its result does not depend on; and queries that read nothing.
create table used (id int primary key, k int);
create table unused (id int primary key, k int);
call test.create('i', 'with u as (select k from unused) select id, k from used', 'IMMEDIATE');
call test.create('c', 'with u as (select k from unused) select k, count(*) as n from used group by k', 'ON COMMIT');
call test.create('d', 'with u as (select k from unused) select k from used');
select t.pgt_name, d.source_relid, d.need from pgtrickle.pgt_dependencies as d join pgtrickle.pgt_stream_tables as t using (pgt_id) order by 1, 2;
-- It is captured for others, who find that it was not.
call test.create('other', 'select max(k) as m from unused', 'IMMEDIATE');
call test.create('later', 'select k, count(*) as n from unused group by k');
select pgt_name, needs_reinit, reinit_reason from pgtrickle.pgt_stream_tables where needs_reinit;
insert into used values (1, 1), (2, 1);
insert into unused values (1, 1);
select test.check('i'), test.check('c'), test.check('other'), test.refresh('d'), test.refresh('later');
-- Nothing that could change.
call test.create('constant', 'with u as (select k from unused) select 1 as x');
call test.create('listed', 'select x, count(*) as n from (values (1), (1), (2)) as v (x) group by x');
select pgtrickle.explain_diff_sql('constant') is null as is_null, pgtrickle.explain_diff_sql('listed') is null as is_null;
select * from pgtrickle.explain_delta('constant');
select property from pgtrickle.explain_st('constant');
select property from pgtrickle.explain_st('listed', true);
select pass_name from pgtrickle.explain_query_rewrite('select 1 as x');
select aspect, detail from pgtrickle.estimate_stream_table('select 1 as x') where aspect = 'mode';
select test.refresh('constant'), test.refresh('listed');
drop table used, unused cascade;
