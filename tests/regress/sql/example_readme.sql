-- The readme's example as it stands, without the tables that need IMMEDIATE. Its last query needs a column that the
-- example's table does not have: that fails and changes nothing.
CREATE TABLE orders (
id INT PRIMARY KEY,
region TEXT,
amount NUMERIC
);
INSERT INTO orders VALUES
(1, 'US', 100), (2, 'EU', 200),
(3, 'US', 300), (4, 'APAC', 50);
SELECT pgtrickle.create_stream_table(
'regional_totals',
'SELECT region, SUM(amount) AS total, COUNT(*) AS cnt
FROM orders GROUP BY region'
);
SELECT pgtrickle.create_stream_table(
'hourly_totals',
'SELECT region, SUM(amount) AS total FROM orders GROUP BY region',
schedule => '@hourly',
refresh_mode => 'FULL'
);
SELECT region, total, cnt FROM regional_totals ORDER BY region;
SELECT pgtrickle.refresh_stream_table('regional_totals');
SELECT name, status, refresh_mode FROM pgtrickle.pgt_status() ORDER BY name;
insert into orders values (5, 'EU', 1), (6, null, 2);
delete from orders where region = 'APAC';
SELECT pgtrickle.refresh_stream_table('regional_totals'), pgtrickle.refresh_stream_table('hourly_totals');
SELECT region, total, cnt FROM regional_totals ORDER BY region;
SELECT region, total FROM hourly_totals ORDER BY region;
SELECT pgtrickle.drop_stream_table('regional_totals');
