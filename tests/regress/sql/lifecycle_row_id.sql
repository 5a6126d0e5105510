-- __pgt_row_id stays the same for a row that stays, and tells rows apart.
create table a (id int primary key, k int, x text);
insert into a select i, i % 3, 'x' from generate_series(1, 9) i;
call test.create('keyed', 'select id, x from a');
call test.create('grouped', 'select k, count(*) as n from a group by k');
select attname, atttypid::regtype, attnotnull from pg_attribute where attrelid = 'keyed'::regclass and attname = '__pgt_row_id';
create table kept as select 'keyed' as name, id as key, __pgt_row_id as row from keyed union all select 'grouped', k, __pgt_row_id from grouped;
select count(*) = count(distinct row) as all_differ from kept where name = 'keyed';
update a set x = 'y' where id < 3;
insert into a values (10, 1, 'new');
select test.refresh('keyed'), test.refresh('grouped');
select name, count(*), count(*) filter (where row = __pgt_row_id) as same
from kept join (select 'keyed' as name, id as key, __pgt_row_id from keyed union all select 'grouped', k, __pgt_row_id from grouped) now using (name, key)
group by name order by name;
-- A changed row with the same key is an update: rows that did not change stay where they are.
create table places as select id, ctid as place from keyed;
update a set x = 'z' where id = 5;
select test.refresh('keyed');
select count(*) filter (where keyed.ctid = place) as stayed, count(*) filter (where keyed.ctid <> place) as moved from keyed join places using (id);
select test.error($$ select pgtrickle.create_stream_table('r', 'select id as __pgt_row_id from a') $$);
select test.error($$ select pgtrickle.create_stream_table('r', 'select id as __pgt_mine from a') $$);
