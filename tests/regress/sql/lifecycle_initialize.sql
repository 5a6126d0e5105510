-- A table created empty is filled by its first refresh, and maintained from then on.
create table a (id int primary key, k int);
insert into a values (1, 1), (2, 2);
select pgtrickle.create_stream_table('t', 'select k, count(*) as n from a group by k', refresh_mode => 'DIFFERENTIAL', initialize => false);
select is_populated, status from pgtrickle.pgt_stream_tables;
select count(*) from t;
insert into a values (3, 1);
delete from a where id = 2;
-- A stream table over one that was never filled.
select pgtrickle.create_stream_table('above', 'select n, count(*) as c from t group by n', refresh_mode => 'DIFFERENTIAL');
select pgtrickle.refresh_stream_table('t');
select (test.last_refresh('t')).action, test.check('t');
select is_populated, status from pgtrickle.pgt_stream_tables where pgt_name = 't';
select pgtrickle.refresh_stream_table('above');
select test.check('above');
insert into a values (4, 4);
update a set k = 4 where id = 1;
select test.refresh('t'), test.refresh('above');
