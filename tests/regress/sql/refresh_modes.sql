-- The three modes, and what the history says of each refresh.
create table a (id int primary key, k int, x text);
insert into a select i, i % 3, 'x' from generate_series(1, 30) i;
select pgtrickle.create_stream_table('auto', 'select k, count(*) as n from a group by k');
select pgtrickle.create_stream_table('differential', 'select k, count(*) as n from a group by k', refresh_mode => 'DIFFERENTIAL');
select pgtrickle.create_stream_table('whole', 'select k, count(*) as n from a group by k', refresh_mode => 'FULL');
select pgt_name, refresh_mode from pgtrickle.pgt_stream_tables order by pgt_id;
select pgt_name, action, h.status, initiated_by, rows_inserted, rows_deleted, error_message
from pgtrickle.pgt_refresh_history h join pgtrickle.pgt_stream_tables using (pgt_id) order by refresh_id;
insert into a values (31, 1, 'new'), (32, 7, 'new');
select test.refresh('auto'), test.refresh('differential'), test.refresh('whole');
select pgt_name, action, h.status, initiated_by, rows_inserted, rows_deleted, end_time >= start_time as timed
from pgtrickle.pgt_refresh_history h join pgtrickle.pgt_stream_tables using (pgt_id) where initiated_by = 'MANUAL' order by refresh_id;
-- Nothing to do.
select test.refresh('differential');
-- Forced.
insert into a values (33, 1, 'new');
select pgtrickle.refresh_stream_table('differential', 'FULL');
select (test.last_refresh('differential')).action, test.check('differential');
insert into a values (34, 1, 'new');
select pgtrickle.refresh_stream_table('auto', force_mode => 'DIFFERENTIAL');
select (test.last_refresh('auto')).action, test.check('auto');
select test.error($$ select pgtrickle.refresh_stream_table('auto', 'SOMEHOW') $$);
-- AUTO over what cannot be maintained: FULL, and the reason is kept.
select pgtrickle.create_stream_table('random', 'select id, random() < 2 as r from a');
select refresh_mode from pgtrickle.pgt_stream_tables where pgt_name = 'random';
delete from a where id > 31;
select test.refresh('random');
select test.error($$ select pgtrickle.refresh_stream_table('random', 'DIFFERENTIAL') $$);
-- A full refresh writes only the rows that differ.
create table kept as select k, xmin::text as version from whole;
update a set k = 1 where id = 3;
select test.refresh('whole');
select k, whole.xmin::text = version as untouched from whole join kept using (k) order by k;
