-- Chapter 1: one table, one stream table
-- A shop's products, and what each category comes to.
CREATE TABLE products (
    id       serial PRIMARY KEY,
    category text NOT NULL,
    price    numeric(10, 2) NOT NULL,
    in_stock boolean NOT NULL DEFAULT true
);
INSERT INTO products (category, price) VALUES
    ('Electronics', 299.99), ('Electronics', 49.99), ('Books', 14.99), ('Books', 24.99), ('Books', 9.99);

SELECT pgtrickle.create_stream_table(
    name     => 'category_summary',
    query    => $$
        SELECT category,
               count(*) AS product_count,
               round(avg(price), 2) AS avg_price,
               min(price) AS min_price,
               max(price) AS max_price,
               count(*) FILTER (WHERE in_stock) AS in_stock_count
        FROM products
        GROUP BY category
    $$,
    schedule => '1s'
);

-- It is filled at once.
SELECT category, product_count, avg_price, min_price, max_price, in_stock_count FROM category_summary ORDER BY category;

-- An INSERT changes one group. No refresh is called from here on: the scheduler does it.
INSERT INTO products (category, price) VALUES ('Books', 39.99);
SELECT category, product_count, avg_price, min_price, max_price, in_stock_count FROM category_summary WHERE category = 'Books';

-- An UPDATE takes the highest price away from its group.
UPDATE products SET price = 19.99 WHERE price = 299.99;
SELECT category, product_count, avg_price, min_price, max_price, in_stock_count FROM category_summary WHERE category = 'Electronics';

-- What the scheduler did, and to how many rows.
SELECT action, initiated_by, delta_row_count AS changes, rows_inserted, rows_updated, rows_deleted
FROM pgtrickle.pgt_refresh_history ORDER BY refresh_id;

SELECT pgtrickle.drop_stream_table('category_summary');
DROP TABLE products;
