-- The tutorial's live_headcount, differential; the text expects four rows where its data give one.
CREATE TABLE employees (id SERIAL PRIMARY KEY, name TEXT NOT NULL, department_id INT NOT NULL, salary NUMERIC(10,2) NOT NULL);
INSERT INTO employees (name, department_id, salary) VALUES
('Alice', 5, 120000), ('Bob', 5, 115000), ('Charlie', 6, 110000), ('Diana', 7, 130000), ('Eve', 3, 95000), ('Frank', 3, 90000),
('Grace', 4, 100000);
SELECT pgtrickle.create_stream_table(
name => 'live_headcount',
query => 'SELECT department_id, COUNT(*) FROM employees GROUP BY 1',
schedule => '1s',
pooler_compatibility_mode => true
);
INSERT INTO employees (name, department_id, salary) VALUES ('Zara', 2, 95000);
SELECT pgtrickle.refresh_stream_table('live_headcount');
SELECT department_id, count FROM live_headcount WHERE department_id = 2;
