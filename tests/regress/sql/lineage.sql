-- Column lineage: what the columns of stream tables are made of, and what a change of a column would reach.
create table a (id int primary key, k int, n int, t text);
create table b (k int, name text, "odd Name" int);
create view named as select k, upper(name) as name, "odd Name" from b where "odd Name" > 0;
select pgtrickle.create_stream_table('s', 'select a.id, a.n as amount, n.name, a.k + a.n as x from a join named as n using (k) where t is not null', refresh_mode => 'DIFFERENTIAL');
select pgtrickle.create_stream_table('g', 'select name, sum(amount) as total, max(x + 1) as m, count(*) as c from s group by name having count(*) > 0', refresh_mode => 'DIFFERENTIAL');
select pgtrickle.create_stream_table('w', 'with c as (select id, k from a) select id, rank() over (partition by k order by id) as r, (select max(n) from a as x where x.k = c.k) as m from c');
select pgtrickle.create_stream_table('u', 'select id, t from a union all select k, name from b', refresh_mode => 'DIFFERENTIAL');
select pgtrickle.create_stream_table('r', 'with recursive up (id, top) as (select id, k from a where k is null union all select a.id, up.top from a join up on a.k = up.id) select * from up');
select pgtrickle.create_stream_table('j', 'select to_jsonb(a) as doc, coalesce(l.name, r.t) as either from a left join b as l on a.k = l.k cross join lateral (values (a.t)) as r (t)');
select * from pgtrickle.stream_table_lineage('s');
select * from pgtrickle.stream_table_lineage('g');
select * from pgtrickle.stream_table_lineage('g', recursive => true);
select * from pgtrickle.stream_table_lineage('w');
select * from pgtrickle.stream_table_lineage('u');
select * from pgtrickle.stream_table_lineage('r');
select * from pgtrickle.stream_table_lineage('j');
-- The impact of a change.
select * from pgtrickle.column_impact('a', 'n');
select * from pgtrickle.column_impact('b', 'odd Name');
select * from pgtrickle.column_impact('b', 'nix');
select count(*) > 10 as many from pgtrickle.column_impact('a');
-- Names are followed.
alter table a rename column n to number;
alter table b rename to "B";
select * from pgtrickle.stream_table_lineage('s') where output_col = 'amount' or source_table like '%B%';
-- Wrong arguments; and the definition is for those who may read the stream table.
select test.error($$ select * from pgtrickle.stream_table_lineage('a') $$);
select test.error($$ select * from pgtrickle.stream_table_lineage(null) $$);
select test.error($$ select * from pgtrickle.column_impact('nix') $$);
select count(*) from pgtrickle.column_impact(null);
select count(*) from pgtrickle.column_lineage('a'::regclass) as one full join pgtrickle.column_lineage(0) as other on true;
create role regress_blind;
set role regress_blind;
select count(*) from pgtrickle.stream_table_lineage('s');
select count(*) from pgtrickle.column_impact('a');
reset role;
drop role regress_blind;
