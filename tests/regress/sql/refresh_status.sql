-- What the status functions and views of this step say.
create table a (id int primary key, k int);
insert into a values (1, 1);
call test.create('t', 'select k, count(*) as n from a group by k');
select pgtrickle.create_stream_table('f', 'select * from t', schedule => '1h', refresh_mode => 'FULL');
insert into a values (2, 2);
select test.refresh('t'), test.refresh('f');
select name, status, refresh_mode, schedule, is_populated, data_timestamp <= clock_timestamp() as dated,
       last_refresh_at <= clock_timestamp() as refreshed, staleness < '1 hour' as fresh, last_error
from pgtrickle.pgt_status() order by name;
select source_relid::regclass, source_type from pgtrickle.pgt_dependencies order by pgt_id, source_relid;
select frontier is not null as has_frontier from pgtrickle.pgt_stream_tables order by pgt_id;
select version() ~ 'PostgreSQL', pgtrickle.version() ~ '^\d+\.\d+\.\d+$';
