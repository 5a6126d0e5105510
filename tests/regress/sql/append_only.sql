-- append_only: rows are added without looking for stored ones, as long as rows are only inserted.
create table events (id int primary key, k int, v numeric, note text);
create table kinds (k int primary key, name text);
create table raw (k int, v int);
insert into kinds select g, 'kind ' || g from generate_series(0, 4) as g;
insert into events select g, g % 5, g, 'n' || g from generate_series(1, 20) as g;
insert into raw select g % 3, g % 2 from generate_series(1, 10) as g;
create view appending as select pgt_name, is_append_only from pgtrickle.pgt_stream_tables order by 1;
select pgtrickle.create_stream_table('rows_of_one', 'select id, k, v * 2 as w from events where v > 3', refresh_mode => 'DIFFERENTIAL', append_only => true);
select pgtrickle.create_stream_table('pairs', 'select e.id, e.v, n.name from events e join kinds n using (k)', append_only => true);
select pgtrickle.create_stream_table('halves', 'select id, 1 as side from events union all select id, 2 from events where k = 1', append_only => true);
select pgtrickle.create_stream_table('keyless', 'select r.k, n.name from raw r join kinds n on n.k = r.k', append_only => true);
select pgtrickle.create_stream_table('bag', 'select k, v from raw where v >= 0', append_only => true);
select pgtrickle.create_stream_table('words', 'select e.id, w from events e, regexp_split_to_table(e.note, ''n'') as w', append_only => true);
select pgtrickle.create_stream_table('parts', 'select id, k, v from events', append_only => true, partition_by => 'LIST:k');
select * from appending;
-- The statements look for nothing.
select property, value ~ 'INSERT INTO' as inserts, value ~ 'MERGE|DELETE' as looks
from pgtrickle.explain_st('rows_of_one') where property ~ '^delta_query' order by 1;
insert into events select g, g % 5, g, 'n' || g from generate_series(21, 40) as g;
insert into raw select g % 3, g % 2 from generate_series(1, 10) as g;
select test.refresh('rows_of_one'), test.refresh('pairs'), test.refresh('halves'), test.refresh('keyless'), test.refresh('bag'), test.refresh('words'), test.refresh('parts');
-- Both sides of a join in one refresh.
insert into kinds values (7, 'seven'), (8, 'eight');
insert into events values (41, 7, 1, 'x'), (42, 8, 2, 'y');
insert into raw values (7, 1), (7, 1), (8, 0);
select test.refresh('rows_of_one'), test.refresh('pairs'), test.refresh('halves'), test.refresh('keyless'), test.refresh('bag'), test.refresh('words'), test.refresh('parts');
-- What cancels out, or is not read, is no change.
insert into events values (50, 1, 1, 'gone');
delete from events where id = 50;
insert into events values (51, 1, 10, 'stays');
update events set note = 'other' where id = 1;
select test.refresh('rows_of_one'), test.refresh('pairs'), test.refresh('halves'), test.refresh('parts');
select * from appending where pgt_name in ('rows_of_one', 'pairs', 'halves', 'parts');
-- A row that changes: from now on it is looked for.
update events set v = v + 1 where id = 30;
select test.refresh('rows_of_one');
select test.refresh('pairs');
select * from appending;
delete from events where id = 31;
select test.refresh('rows_of_one'), test.refresh('pairs'), test.refresh('halves'), test.refresh('parts'), test.refresh('words');
delete from raw where ctid = (select min(ctid) from raw where k = 1);
select test.refresh('bag'), test.refresh('keyless');
select * from appending;
-- Again, by the owner.
select pgtrickle.alter_stream_table('bag', append_only => true);
select pgtrickle.create_or_replace_stream_table('keyless', 'select r.k, n.name from raw r join kinds n on n.k = r.k', append_only => true);
select pgtrickle.create_or_replace_stream_table('keyless', 'select r.k, n.name from raw r join kinds n on n.k = r.k', append_only => true);
insert into raw values (1, 1), (1, 1);
select test.refresh('bag'), test.refresh('keyless');
truncate raw;
select test.refresh('bag');
select test.refresh('keyless');
select * from appending where pgt_name in ('bag', 'keyless');
insert into raw values (1, 1), (1, 1);
select test.refresh('bag'), test.refresh('keyless');
-- Another query has to be one, too.
select pgtrickle.alter_stream_table('bag', append_only => true);
select test.error($$ select pgtrickle.alter_stream_table('bag', query => 'select k, count(*) as v from raw group by k') $$);
select pgtrickle.alter_stream_table('bag', query => 'select k, count(*) as v from raw group by k', append_only => false);
select test.check('bag');
select pgtrickle.alter_stream_table('bag', query => 'select k, v from raw', append_only => true);
insert into raw values (2, 2);
select test.refresh('bag');
-- A refresh in mode FULL, and a comparison with the query, change nothing about it.
insert into raw values (3, 3);
select pgtrickle.refresh_stream_table('bag', 'FULL');
select count(*) from pgtrickle.verify_stream_table('bag');
insert into raw values (4, 4);
select test.refresh('bag');
delete from raw where k = 4;
select count(*) from pgtrickle.verify_stream_table('bag');
select * from appending where pgt_name = 'bag';
-- The alert.
listen pgtrickle_alert;
select pgtrickle.alter_stream_table('bag', append_only => true);
delete from raw where k = 3;
select test.refresh('bag');
-- What cannot be.
create function append(query text, variadic more text[] default '{}') returns setof text language sql volatile as $$
    select test.error(format('select pgtrickle.create_stream_table(''x'', %L, append_only => true%s)', query, array_to_string(array(select ', ' || m from unnest(more) as m), '')))
$$;
select append('select k, count(*) as n from events group by k');
select append('select distinct k from events');
select append('select k from events union select k from kinds');
select append('select id from events where exists (select from kinds where kinds.k = events.k)');
select append('select e.id, n.name from events e left join kinds n using (k)');
select append('select id, row_number() over (order by id) as r from events');
select append('select id from events order by id limit 3');
select append('select id from events except all select k from kinds');
create table visits (id int primary key, at timestamptz);
select append('select id from visits where at > now() - interval ''1 day''');
select append('select id from events', 'refresh_mode => ''FULL''');
select append('select id from events', 'refresh_mode => ''IMMEDIATE''');
select append('select id from events', 'refresh_mode => ''ON COMMIT''');
select append('select id, 1 / v as w from events', 'row_errors => ''quarantine''');
select append('select id, random() as r from events');
select append('select id from events', 'refresh_mode => ''sometimes''');
select test.error($$ select pgtrickle.alter_stream_table('pairs', append_only => true, refresh_mode => 'FULL') $$);
select pgtrickle.alter_stream_table('pairs', append_only => true);
select test.error($$ select pgtrickle.alter_stream_table('pairs', refresh_mode => 'IMMEDIATE') $$);
select pgtrickle.create_stream_table('counted', 'select k, count(*) as n from events group by k');
select test.error($$ select pgtrickle.alter_stream_table('counted', append_only => true) $$);
select * from appending;
-- Changes that were rolled back are none; a row that is deleted and inserted again as it was is none; another one is.
create table log (id int primary key, k int, v int);
insert into log values (1, 1, 1), (2, 2, 2);
select pgtrickle.create_stream_table('logged', 'select id, k, v from log', append_only => true);
select pgtrickle.create_stream_table('both', 'select a.id, b.id as other from log a join log b on a.k = b.v', append_only => true);
begin;
update log set v = 5;
delete from log where id = 1;
rollback;
begin;
insert into log values (3, 3, 3);
savepoint a;
delete from log where id = 1;
truncate log;
rollback to a;
insert into log values (4, 1, 3);
commit;
select test.refresh('logged'), test.refresh('both');
begin;
delete from log where id = 1;
insert into log values (1, 1, 1);
commit;
select test.refresh('logged'), test.refresh('both');
select * from appending where pgt_name in ('logged', 'both');
-- A row that is inserted and updated before the refresh is one that is inserted.
insert into log values (5, 5, 5);
update log set v = 6 where id = 5;
update log set id = 6 where id = 5;
select test.refresh('logged'), test.refresh('both');
select * from appending where pgt_name in ('logged', 'both');
begin;
delete from log where id = 1;
insert into log values (1, 2, 2);
commit;
select test.refresh('logged'), test.refresh('both');
select * from appending where pgt_name in ('logged', 'both');
-- Over another stream table: of its changes the same holds.
select pgtrickle.alter_stream_table('logged', append_only => true);
select pgtrickle.create_stream_table('over_logged', 'select id, k from logged where v > 0', append_only => true);
insert into log values (7, 7, 7);
select test.refresh('logged'), test.refresh('over_logged');
delete from log where id = 7;
select test.refresh('logged');
select test.refresh('over_logged');
select * from appending where pgt_name in ('logged', 'over_logged');
-- A refresh that is rolled back leaves the option as it was.
select pgtrickle.alter_stream_table('logged', append_only => true);
delete from log where id = 6;
begin;
select pgtrickle.refresh_stream_table('logged');
rollback;
select * from appending where pgt_name = 'logged';
select test.refresh('logged');
select * from appending where pgt_name = 'logged';
