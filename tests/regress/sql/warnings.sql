-- What is accepted with a warning.
create table a (id int primary key, k int, t timestamptz);
create table keyless (k int);
select pgtrickle.create_stream_table('w1', 'select * from keyless', refresh_mode => 'DIFFERENTIAL');
select pgtrickle.create_stream_table('w2', 'select id, now() > t as past from a', refresh_mode => 'DIFFERENTIAL');
-- What depends on settings only is as good as immutable: they are kept with the table.
select pgtrickle.create_stream_table('w3', 'select id, to_char(t, ''YYYY'') as y from a');
select pgtrickle.create_stream_table('w4', 'select date_trunc(''month'', t) as m, count(*) as n from a group by 1');
select pgtrickle.create_stream_table('w5', 'select * from (select id from a limit 1) s');
select pgtrickle.create_stream_table('w6', 'select id, k + 1 as k from a', refresh_mode => 'DIFFERENTIAL');
select pgt_name, refresh_mode from pgtrickle.pgt_stream_tables order by pgt_id;
