-- Creating a stream table: by position and by name, filled at once, described in the catalog.
create table orders (id int primary key, region text, amount numeric);
insert into orders values (1, 'US', 100), (2, 'EU', 200), (3, 'US', 300), (4, 'APAC', 50);
select pgtrickle.create_stream_table('regional_totals', 'SELECT region, SUM(amount) AS total, COUNT(*) AS cnt FROM orders GROUP BY region');
select region, total, cnt from regional_totals order by region;
select pgtrickle.create_stream_table(
    query => $$ select id, amount from orders where amount > 60; $$, name => 'large_orders', schedule => '1h30m', refresh_mode => 'differential');
select pgtrickle.create_stream_table('whole', 'select * from orders', '@hourly', 'FULL');
select pgtrickle.create_stream_table('later', 'select * from orders', initialize => false);
select count(*) from later;
select pgt_schema, pgt_name, schedule, refresh_mode, status, is_populated, pgt_relid::regclass
from pgtrickle.pgt_stream_tables order by pgt_id;
select name, status, refresh_mode, is_populated, schedule, staleness >= '0' as staleness, consecutive_errors, last_error
from pgtrickle.pgt_status() order by name;
select pgtrickle.refresh_stream_table('later');
select (test.last_refresh('later')).action, test.check('later');
select is_populated from pgtrickle.pgt_stream_tables where pgt_name = 'later';
-- Schedules: durations, seconds, cron.
select pgtrickle.create_stream_table('s' || row_number() over (), 'select 1 as one from orders', schedule)
from unnest(array['calculated', 'CALCULATED', '30s', '5m', '2h', '1d', '1w', '1h30m', '90', '*/5 * * * *', '0 */5 * * * *', '@daily', '5 seconds', '1 minute']) as schedule;
select pgt_name, schedule from pgtrickle.pgt_stream_tables where pgt_name ~ '^s\d' order by pgt_id;
-- If not exists.
select pgtrickle.create_stream_table_if_not_exists('regional_totals', 'select 1 as other');
select pgtrickle.create_stream_table_if_not_exists('fresh', 'select count(*) as n from orders');
select test.check('regional_totals'), test.check('fresh');
