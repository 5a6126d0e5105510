-- Another query in every mode, with states, and for tables that are not populated.
create table a (id int primary key, g int, v int);
create table b (id int primary key, g int, w int);
insert into a select i, i % 4, i from generate_series(1, 12) i;
insert into a values (13, null, null);
insert into b select i, i % 3, i from generate_series(1, 6) i;
create view how as
    select pgt_name, requested_mode, refresh_mode, schedule, status, downgrade_reason from pgtrickle.pgt_stream_tables order by 1;
-- IMMEDIATE: the statements that follow maintain it.
call test.create('i', 'select g, count(*) as n from a group by g', 'IMMEDIATE');
call test.create('above', 'select n, count(*) as m from i group by n', 'IMMEDIATE');
select pgtrickle.alter_stream_table('i', query => 'select a.g, count(*) as n, sum(b.w) as w from a left join b using (g) group by a.g');
select test.check('i'), test.check('above');
insert into a values (20, 1, 1), (21, 7, 7);
update b set g = 7 where id = 1;
delete from a where id < 3;
select test.check('i'), test.check('above');
begin;
insert into b values (30, 7, 30);
select pgtrickle.alter_stream_table('i', query => 'select a.g, count(*) as n from a left join b using (g) where v > 1 group by a.g');
select test.check('i'), test.check('above');
insert into a values (31, 7, 31);
select test.check('i'), test.check('above');
rollback;
select test.check('i'), test.check('above');
insert into a values (31, 7, 31);
select test.check('i'), test.check('above');
-- ON COMMIT.
call test.create('c', 'select g, count(*) as n from a group by g', 'ON COMMIT');
select pgtrickle.alter_stream_table('c', query => 'select g, count(*) as n, max(v) as top from a where v is not null group by g');
insert into a values (40, 4, 40);
delete from a where id = 31;
select test.check('c');
-- To another mode, and back, with another query each.
select pgtrickle.alter_stream_table('c', query => 'select distinct g from a', refresh_mode => 'DIFFERENTIAL');
select test.check('c');
call test.rounds('{c}', '{a,b}', 2);
select pgtrickle.alter_stream_table('c', query => 'select g, v from a where v > 2', refresh_mode => 'IMMEDIATE');
insert into a values (1001, 3, 3);
select test.check('c');
-- A mode that the query does not allow.
select test.error($$ select pgtrickle.alter_stream_table('c', query => 'select g, random() as v from a') $$);
select test.check('c');
-- AUTO chooses again.
select pgtrickle.create_stream_table('x', 'select g, v from a');
select pgtrickle.alter_stream_table('x', query => 'select g, (random() * 0)::int as v from a');
select * from how;
select test.check('x');
select pgtrickle.alter_stream_table('x', query => 'select g, v + 1 as v from a');
select test.check('x');
select * from how;
call test.rounds('{x}', '{a,b}', 2);
-- States come and go.
create function states() returns bigint language sql as $$ select count(*) from pg_class where relnamespace = 'pgtrickle_state'::regnamespace and relkind = 'r' $$;
call test.create('h', 'select g, v from a');
select states();
select pgtrickle.alter_stream_table('h', query => 'select g, v from a where v > (select avg(w) from b)');
select test.check('h'), states();
call test.rounds('{h}', '{a,b}', 3);
-- A renamed column over a state: the state stays, too.
create table state_before as select c.oid, c.relname from pg_class c where relnamespace = 'pgtrickle_state'::regnamespace and relkind = 'r';
select pgtrickle.alter_stream_table('h', query => 'select g, v as value from a where v > (select avg(w) from b)');
select test.check('h'), (select count(*) from state_before join pg_class using (oid)) = states() as same_states;
call test.rounds('{h}', '{a,b}', 3);
select pgtrickle.alter_stream_table('h', query => 'select g, count(distinct v) as values, sum(v) as sum from a group by g having count(*) > 1');
select test.check('h'), states();
call test.rounds('{h}', '{a,b}', 3);
select pgtrickle.alter_stream_table('h', query => 'with recursive r as (select id, g from a where g = 1 union select a.id, a.g from a join r on a.g = r.id) select * from r');
select test.check('h');
call test.rounds('{h}', '{a,b}', 3);
-- Window functions, and groups without a key.
select pgtrickle.alter_stream_table('h', query => 'select id, g, row_number() over (partition by g order by v, id) as place from a');
select test.check('h');
call test.rounds('{h}', '{a,b}', 3);
select pgtrickle.alter_stream_table('h', query => 'select count(*) as n from a');
select test.check('h');
call test.rounds('{h}', '{a,b}', 3);
-- Not populated, suspended, paused, waiting for a re-initialisation.
select pgtrickle.create_stream_table('e', 'select g, v from a', initialize => false);
select pgtrickle.alter_stream_table('e', query => 'select g, v, id from a');
select is_populated, (select count(*) from e) from pgtrickle.pgt_stream_tables where pgt_name = 'e';
select test.refresh('e');
select pgtrickle.alter_stream_table('e', status => 'PAUSED');
select pgtrickle.alter_stream_table('e', query => 'select g, sum(v) as v from a group by g');
select test.check('e'), status from pgtrickle.pgt_stream_tables where pgt_name = 'e';
select pgtrickle.alter_stream_table('e', status => 'ACTIVE');
create view over_a as select g, v from a;
select pgtrickle.alter_stream_table('e', query => 'select g, v from over_a');
create or replace view over_a as select g, v * 2 as v from a;
select pgtrickle.alter_stream_table('e', query => 'select g, v as w from over_a');
select test.check('e'), needs_reinit from pgtrickle.pgt_stream_tables where pgt_name = 'e';
call test.rounds('{e}', '{a,b}', 2);
select * from how;
