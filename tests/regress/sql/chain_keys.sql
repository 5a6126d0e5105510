-- The key of a stream table is known to those that read it: an updated group is an update there, too.
create table t (id int primary key, k int not null, n int, v int not null);
insert into t select i, i % 5, nullif(i % 4, 0), i from generate_series(1, 40) as i;
call test.create('sums', 'select k, count(*) as n, sum(v) as s from t group by k');
call test.create('by_null', 'select n, sum(v) as s from t group by n');
call test.create('rows', 'select id, k, v * 2 as w from t where v > 3');
call test.create('pairs', 'select k, id % 2 as odd, max(v) as v from t group by k, id % 2');
call test.create('hidden_key', 'select count(*) as n from t group by k');
call test.create('top', 'select k, v from t order by v desc limit 3');
call test.create('bag', 'select k from t');
call test.create('one', 'select count(*) as n from t');
select pgt_name, key_columns from pgtrickle.pgt_stream_tables order by pgt_id;
call test.create('big', 'select k, s from sums where s > 100');
call test.create('joined', 'select s.k, s.n, r.id from sums as s join rows as r on r.k = s.k');
call test.create('not_in', 'select id from rows where k not in (select k from sums where s > 150)');
call test.create('of_null', 'select n, s + 1 as s from by_null');
call test.create('of_sums', 'select s % 3 as m, count(*) as n from sums group by 1');
call test.create('third', 'select k, s * 2 as twice from big');
select pgt_name, key_columns from pgtrickle.pgt_stream_tables where pgt_id > (select pgt_id from pgtrickle.pgt_stream_tables where pgt_name = 'one') order by pgt_id;
create function checked() returns table (name text, outcome text, inserted bigint, updated bigint, deleted bigint) language plpgsql as $$
declare
    one record;
begin
    for one in select pgt_id, pgt_name from pgtrickle.pgt_stream_tables order by pgt_id loop
        outcome := test.refresh(one.pgt_name);
        return query select one.pgt_name, outcome, h.rows_inserted, h.rows_updated, h.rows_deleted
            from pgtrickle.pgt_refresh_history as h where h.pgt_id = one.pgt_id and outcome not like 'NO_DATA%' order by refresh_id desc limit 1;
    end loop;
end $$;
-- One group changes: it is updated in all that read it.
update t set v = v + 1 where id = 39;
select * from checked();
insert into t values (41, 7, null, 1000), (42, 1, 2, -500);
delete from t where k = 3;
select * from checked();
begin;
update t set k = 9 where k = 1;
savepoint s;
delete from t;
rollback to s;
update t set n = null where n = 2;
commit;
select * from checked();
-- The key goes, and those that read it are set up again by the rows that there are.
select pgtrickle.alter_stream_table('sums', query => 'select k % 2 as k, count(*) as n, sum(v) as s from t group by k');
select key_columns from pgtrickle.pgt_stream_tables where pgt_name = 'sums';
update t set v = v + 1000 where id % 3 = 0;
select name, outcome from checked();
select pgt_name, key_columns from pgtrickle.pgt_stream_tables where pgt_name in ('big', 'third', 'joined') order by 1;
update t set v = v - 900 where id % 6 = 0;
select name, outcome from checked();
-- It comes back.
select pgtrickle.alter_stream_table('sums', query => 'select k, count(*) as n, sum(v) as s from t group by k');
update t set v = v + 7;
select name, outcome from checked();
select pgt_name, key_columns from pgtrickle.pgt_stream_tables where pgt_name in ('big', 'third', 'joined') order by 1;
-- Mode FULL keeps no key, and a column that may be NULL makes none.
select pgtrickle.alter_stream_table('sums', refresh_mode => 'FULL');
select key_columns from pgtrickle.pgt_stream_tables where pgt_name = 'sums';
update t set v = v - 7 where id < 20;
select name, outcome from checked() where name in ('sums', 'big', 'joined', 'third', 'of_sums');
select pgtrickle.alter_stream_table('sums', refresh_mode => 'DIFFERENTIAL');
update t set v = v + 3 where id < 20;
select name, outcome from checked() where name in ('sums', 'big', 'joined', 'third', 'of_sums');
alter table t alter column k drop not null;
update t set k = null where id = 5;
select name, outcome from checked();
select pgt_name, key_columns from pgtrickle.pgt_stream_tables where pgt_name in ('sums', 'big') order by 1;
-- In mode IMMEDIATE.
create table u (id int primary key, k int not null, v int);
select pgtrickle.create_stream_table('now_sums', 'select k, sum(v) as s from u group by k', refresh_mode => 'IMMEDIATE');
select pgtrickle.create_stream_table('now_big', 'select k, s from now_sums where s > 5', refresh_mode => 'IMMEDIATE');
insert into u select i, i % 3, i from generate_series(1, 9) as i;
update u set v = v + 10 where id = 1;
delete from u where k = 2;
select test.check('now_sums'), test.check('now_big');
select pgt_name, key_columns from pgtrickle.pgt_stream_tables where pgt_name like 'now%' order by 1;
