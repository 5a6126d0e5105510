-- Four stream tables in a chain; only the last has a schedule, the others follow it.
SELECT pgtrickle.create_stream_table('product_days', $$
    SELECT o.ordered_on, l.product, sum(l.quantity) AS units, sum(l.quantity * l.price) AS revenue, count(*) AS lines
    FROM order_lines l JOIN orders o ON o.id = l.order_id
    GROUP BY o.ordered_on, l.product
$$, schedule => 'calculated');
CREATE INDEX ON product_days (product); -- the next one joins by it

SELECT pgtrickle.create_stream_table('category_days', $$
    SELECT d.ordered_on, c.name AS category, sum(d.units) AS units, sum(d.revenue) AS revenue, sum(d.lines) AS lines
    FROM product_days d JOIN products p ON p.id = d.product JOIN categories c ON c.id = p.category
    GROUP BY d.ordered_on, c.name
$$, schedule => 'calculated');

SELECT pgtrickle.create_stream_table('category_months', $$
    SELECT extract(month FROM ordered_on)::int AS month, category, sum(units) AS units, sum(revenue) AS revenue, sum(lines) AS lines
    FROM category_days
    GROUP BY 1, category
$$, schedule => 'calculated');

SELECT pgtrickle.create_stream_table('shop_board', $$
    SELECT month, sum(revenue) AS revenue, sum(units) AS units, sum(lines) AS lines, max(revenue) AS best_category
    FROM category_months
    GROUP BY month
$$, schedule => '1s');
