\set order_id random(1, :orders)
\set what random(1, 200)
\if :what <= 150
UPDATE order_lines SET quantity = 1 + quantity % 5 WHERE order_id = :order_id;
\elif :what <= 199
DELETE FROM order_lines WHERE order_id = :order_id AND line > 2;
\else
UPDATE products SET category = 1 + (category + :order_id) % 40 WHERE id = 1 + :order_id % :products;
\endif
