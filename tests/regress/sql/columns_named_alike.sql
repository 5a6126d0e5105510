-- Columns of users whose names begin as those of pg_trickle do are no columns of pg_trickle.
create table a (id int primary key, "__pgt_mine" int, v int);
insert into a values (1, 2, 3), (2, null, 4);
select test.error($$ select pgtrickle.create_stream_table('t', 'select * from a') $$);
select test.error($$ select pgtrickle.create_stream_table('t', 'select * from a', refresh_mode => 'FULL') $$);
call test.create('named', 'select id, "__pgt_mine" as mine, v from a');
call test.create('grouped', 'select "__pgt_mine" as mine, sum(v) as s from a group by "__pgt_mine"', 'IMMEDIATE');
call test.create('whole', 'select id, a::text as r from a');
insert into a values (3, 2, 5);
update a set "__pgt_mine" = 7 where id = 1;
delete from a where id = 2;
select test.refresh('named'), test.check('grouped'), test.refresh('whole');
-- Those of a stream table are.
call test.create('above', 'select * from named');
select test.columns('above');
