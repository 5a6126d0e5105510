\set customer random(1, 100000)
\set product random(1, :products)
\set quantity random(1, 5)
\set price random(100, 9900)
BEGIN;
WITH placed AS (INSERT INTO orders VALUES (nextval('new_orders'), :customer, date '2026-06-29') RETURNING id)
INSERT INTO order_lines
SELECT id, line, 1 + (:product + line * 7) % :products, :quantity, :price / 100.0 FROM placed, generate_series(1, 4) line;
COMMIT;
