-- In mode FULL the rows are those of the query as it was understood, also if PostgreSQL prints it with another meaning.
create table t (id int primary key, i int, k int);
create table u (id int primary key, i int, j text);
insert into t values (1, 1, 10), (2, 2, 20);
insert into u values (1, 1, 'one'), (2, 3, 'three');
call test.create('aliases', 'select g as a, g as b from generate_series(1, 3) g group by a, rollup(b)', 'FULL');
select a, b from aliases order by a, b;
select pgtrickle.create_stream_table('joined', 'select row_to_json(x.*) as j from (t join u using (i)) as x', refresh_mode => 'FULL');
select j from joined;
select row_to_json(x.*) as j from (t join u using (i)) as x;
select * from test.error($$select pgtrickle.create_stream_table('of_using', 'select row_to_json(x.*) as j from t join u using (i) as x', refresh_mode => 'DIFFERENTIAL')$$);
insert into u values (3, 2, 'two');
select pgtrickle.refresh_stream_table('joined');
select j from joined order by j::text;
select pgtrickle.create_stream_table('cycles', $$with recursive w(i) as (select 1 union all select i % 3 + 1 from w)
    cycle i set c to 'Y' default 'N' using path select i, c from w$$, refresh_mode => 'FULL');
select i, c from cycles order by i, c;
call test.create('rows', 'select row(row(row(1))) = any (select row(row(1))) as is_there', 'FULL');
call test.create('fields', 'select (r).f1 from (select row(id, k) as r from t) q', 'FULL');
set IntervalStyle = postgres_verbose;
call test.create('intervals', $$select interval '-178956970 years -8 months' as least, interval '178956970 years 7 months' as most, interval '-1 day +2 hours' as mixed from t$$);
call test.create('intervals_full', $$select interval '-178956970 years -8 months' as least from t$$, 'FULL');
set lc_monetary = 'C';
call test.create('money', $$select id, '12.34'::money as m, -0.1::float8 as f, '\x00ff'::bytea as b, 'infinity'::timestamptz as forever from t$$);
-- Altering, renaming and re-initialising leave it so.
alter table t rename column k to kk;
alter table t rename to tt;
alter table u rename column j to jj;
select pgtrickle.alter_stream_table('joined', schedule => '2h');
insert into u values (4, 1, 'uno');
select pgtrickle.refresh_stream_table('joined');
select pgtrickle.repair_stream_table('aliases');
select pgtrickle.refresh_stream_table('aliases');
select a, b from aliases order by a, b;
select pgtrickle.refresh_stream_table('cycles');
insert into tt values (3, 3, 30);
select pgtrickle.refresh_stream_table('fields');
select f1 from fields order by f1;
-- Like any view, it follows what is renamed, and is not to be touched.
select pg_get_viewdef(definition) from pgtrickle.pgt_stream_tables where pgt_name = 'fields';
