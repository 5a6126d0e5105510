-- Joins of many relations that change together.  A change of each side gives each row three ways to come, of which two take each other away:
-- without adding up between the joins there would be 2^24 rows for each changed one here, and the refresh would not end.
create table t (id int primary key, v int);
insert into t select i, i % 5 from generate_series(1, 20) i;

-- joins of `n` times the same table, by its key
create function joined(n int) returns text language sql as $$
    select 'select t1.id, t1.v + t' || n || '.v as v from t t1 ' ||
           string_agg(format('join t t%s on t%s.id = t%s.id', i, i, i - 1), ' ' order by i)
    from generate_series(2, n) i
$$;
select pgtrickle.create_stream_table('chain', joined(24), refresh_mode => 'DIFFERENTIAL');
select pgtrickle.create_stream_table('chain_now', joined(24), refresh_mode => 'IMMEDIATE');
insert into t values (21, 1), (22, null);
update t set v = v + 1 where id in (3, 21);
delete from t where id = 4;
select test.refresh('chain');
select test.check('chain_now');
begin;
update t set id = -id where id < 6;
delete from t where id = 7;
rollback;
update t set id = id + 100, v = 0 where id < 3;
select test.refresh('chain');
select test.check('chain_now');

-- without keys, with duplicates, NULLs and values that have no equality
create table k (a int, x json);
insert into k values (1, '1'), (1, '1'), (2, '2'), (null, '3');
select pgtrickle.create_stream_table('keyless',
    'select k1.a, k1.x, k6.x as y from k k1 join k k2 using (a) join k k3 using (a) join k k4 using (a) join k k5 using (a) join k k6 using (a)',
    refresh_mode => 'DIFFERENTIAL');
insert into k values (2, '2'), (3, '1'), (3, '1.0'), (null, '4');
delete from k where ctid in (select min(ctid) from k where a = 1);
select test.refresh('keyless');
update k set a = 3 where a = 2;
select test.refresh('keyless');

-- different tables, all of them changed, below a left join and groups
select format('create table s%1$s (id int primary key, v int); insert into s%1$s select i, i from generate_series(1, 5) i', n)
from generate_series(1, 8) n \gexec
select pgtrickle.create_stream_table('tables',
    'select s1.v, count(*) as n, count(s8.v) as m, max(s7.v) as top
     from s1 join s2 using (id) join s3 using (id) join s4 using (id) join s5 using (id) join s6 using (id) join s7 using (id) left join s8 using (id)
     group by s1.v', refresh_mode => 'DIFFERENTIAL');
select format('insert into s%1$s values (6, 6), (7, 1); update s%1$s set v = v + %1$s where id = 2; delete from s%1$s where id = 3', n)
from generate_series(1, 8) n \gexec
select test.refresh('tables');
delete from s8 where id = 6;
update s4 set id = 8 where id = 7;
select test.refresh('tables');
