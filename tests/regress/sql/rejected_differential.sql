-- What DIFFERENTIAL refuses and FULL accepts; AUTO takes FULL with a warning.
create table a (id int primary key, k int);
insert into a values (1, 1);
create materialized view m as select * from a;
create function vol(int) returns int volatile language sql return $1;
create view v as select id, vol(k) as k from a;
create operator ~~~ (rightarg = int, function = vol);
create function refusal(query text) returns setof text language sql as $$
    select test.error(format('select pgtrickle.create_stream_table(''t'', %L, refresh_mode => ''DIFFERENTIAL'')', query))
$$;
select refusal('select random() as r, id from a');
select refusal('select id from a where gen_random_uuid() is not null');
select refusal('select count(*) filter (where clock_timestamp() > now()) as n from a');
select refusal('select id from a join a b using (id) where coalesce(a.k, (random() * 10)::int) > b.k');
select refusal('select * from v');
select refusal('select ~~~ k as k from a');
select refusal('select max(vol(k)) as m from a group by id having vol(id) > 1');
select refusal('select * from m');
select refusal('select relname from pg_class');
select refusal('select id from a where k > (select avg(k) from a where vol(k) > 0)');
select pgtrickle.create_stream_table('auto_random', 'select id, random() >= 0 as r from a');
select pgtrickle.create_stream_table('full_random', 'select id, random() >= 0 as r from a', refresh_mode => 'FULL');
select pgtrickle.create_stream_table('auto_matview', 'select * from m');
select pgtrickle.create_stream_table('full_matview', 'select * from m', refresh_mode => 'FULL');
select pgt_name, refresh_mode from pgtrickle.pgt_stream_tables order by pgt_id;
insert into a values (2, 2);
refresh materialized view m;
select pgt_name, test.refresh(pgt_name) from pgtrickle.pgt_stream_tables order by pgt_id;
-- Foreign tables.
create extension file_fdw;
create server files foreign data wrapper file_fdw;
create foreign table f (line text) server files options (program 'echo one');
select refusal('select * from f');
select pgtrickle.create_stream_table('of_file', 'select line from f', refresh_mode => 'FULL');
select test.refresh('of_file'), line from of_file;
