-- A shop: psql variables "products", "orders" and "lines" say how large.
CREATE TABLE categories (id int PRIMARY KEY, name text NOT NULL);
CREATE TABLE products (id int PRIMARY KEY, category int NOT NULL REFERENCES categories, name text NOT NULL);
CREATE TABLE orders (id int PRIMARY KEY, customer int NOT NULL, ordered_on date NOT NULL);
CREATE TABLE order_lines (
    order_id int NOT NULL,
    line     int NOT NULL,
    product  int NOT NULL,
    quantity int NOT NULL,
    price    numeric(10, 2) NOT NULL,
    PRIMARY KEY (order_id, line)
);
SELECT setseed(0.42) \g /dev/null
INSERT INTO categories SELECT n, 'category ' || n FROM generate_series(1, 40) n;
INSERT INTO products SELECT n, 1 + n % 40, 'product ' || n FROM generate_series(1, :products) n;
INSERT INTO orders SELECT n, 1 + (random() * :orders / 10)::int, date '2026-01-01' + (n::bigint * 180 / :orders)::int
FROM generate_series(1, :orders) n;
INSERT INTO order_lines
SELECT 1 + (n - 1) / 4, 1 + (n - 1) % 4, 1 + floor(random() * :products)::int, 1 + floor(random() * 5)::int,
       (1 + random() * 99)::numeric(10, 2)
FROM generate_series(1, :lines) n;
CREATE INDEX ON products (category);
CREATE SEQUENCE new_orders START :next_order;
VACUUM (ANALYZE) categories, products, orders, order_lines;
