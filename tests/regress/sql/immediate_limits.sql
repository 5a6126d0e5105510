-- Mode IMMEDIATE: how large a LIMIT may be, and how far the changes of a statement may lead in a recursion.
create table a (id int primary key, k int, n int);
insert into a select i, i % 5, i from generate_series(1, 40) as i;
select test.error($$select pgtrickle.create_stream_table('first', 'select id, n from a order by n desc, id limit 1001', refresh_mode => 'IMMEDIATE')$$);
set pg_trickle.ivm_topk_max_limit = 5;
select test.error($$select pgtrickle.create_stream_table('first', 'select id, n from a order by n desc, id limit 2 * 3', refresh_mode => 'IMMEDIATE')$$);
select pgtrickle.create_stream_table('first', 'select id, n from a order by n desc, id limit 5 offset 2', refresh_mode => 'IMMEDIATE');
-- A limit inside is not that of the result; in other modes there is none.
select pgtrickle.create_stream_table('inner_limit', 'select k, count(*) as c from (select * from a order by n, id limit 20) as x group by k', refresh_mode => 'IMMEDIATE');
select pgtrickle.create_stream_table('later', 'select id, n from a order by n desc, id limit 6', refresh_mode => 'DIFFERENTIAL');
select test.error($$select pgtrickle.alter_stream_table('later', refresh_mode => 'IMMEDIATE')$$);
set pg_trickle.ivm_topk_max_limit = 0;
select test.error($$select pgtrickle.create_stream_table('none', 'select id, n from a order by n desc, id limit 1', refresh_mode => 'IMMEDIATE')$$);
select pgtrickle.create_stream_table('all_of_them', 'select id, n from a order by n limit all', refresh_mode => 'IMMEDIATE');
-- Those that exist are maintained, and re-initialised.
insert into a values (41, 1, 41);
alter table a add constraint n_is_known check (n is not null);
select name, test.check(name) from (values ('first'), ('inner_limit'), ('all_of_them')) as t (name);
reset pg_trickle.ivm_topk_max_limit;
select pgtrickle.alter_stream_table('later', refresh_mode => 'IMMEDIATE');
delete from a where id > 35;
select test.check('later');

create table edges (src int, dst int, primary key (src, dst));
insert into edges select i, i + 1 from generate_series(1, 3) as i;
select pgtrickle.create_stream_table('reached', 'with recursive r as (select src, dst from edges union select r.src, e.dst from r join edges as e on e.src = r.dst) select src, dst from r', refresh_mode => 'IMMEDIATE');
select pgtrickle.create_stream_table('paths', 'with recursive r (id, depth) as (select 1, 0 union all select e.dst, r.depth + 1 from r join edges as e on e.src = r.id) select id, depth from r', refresh_mode => 'IMMEDIATE');
set pg_trickle.ivm_recursive_max_depth = 4;
insert into edges values (4, 5);
select test.check('reached'), test.check('paths');
-- A chain of seven edges behind it: further than allowed, so that the statement fails and changes nothing.
create table chain as select i as src, i + 1 as dst from generate_series(10, 17) as i;
select test.error('insert into edges select * from chain');
select test.check('reached'), test.check('paths'), count(*) from edges;
set pg_trickle.ivm_recursive_max_depth = 0;
insert into edges select * from chain;
select test.check('reached'), test.check('paths');
-- What never ends.
reset pg_trickle.ivm_recursive_max_depth;
select test.error('insert into edges values (3, 1)');
select test.check('reached'), test.check('paths');
-- Refreshes are not limited.
select pgtrickle.drop_stream_table('paths');
set pg_trickle.ivm_recursive_max_depth = 2;
select pgtrickle.alter_stream_table('reached', refresh_mode => 'DIFFERENTIAL');
insert into edges select i, i + 1 from generate_series(20, 30) as i;
select test.refresh('reached');
