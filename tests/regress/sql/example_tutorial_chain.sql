-- The tutorial's second chapter: a tree, totals over it, a report over those.
CREATE TABLE departments (
id SERIAL PRIMARY KEY,
name TEXT NOT NULL,
parent_id INT REFERENCES departments(id)
);
CREATE TABLE employees (
id SERIAL PRIMARY KEY,
name TEXT NOT NULL,
department_id INT NOT NULL REFERENCES departments(id),
salary NUMERIC(10,2) NOT NULL
);
INSERT INTO departments (id, name, parent_id) VALUES
(1, 'Company', NULL);
INSERT INTO departments (id, name, parent_id) VALUES
(2, 'Engineering', 1),
(3, 'Sales', 1),
(4, 'Operations', 1);
INSERT INTO departments (id, name, parent_id) VALUES
(5, 'Backend', 2),
(6, 'Frontend', 2),
(7, 'Platform', 2);
INSERT INTO employees (name, department_id, salary) VALUES
('Alice', 5, 120000), -- Backend
('Bob', 5, 115000), -- Backend
('Charlie', 6, 110000), -- Frontend
('Diana', 7, 130000), -- Platform
('Eve', 3, 95000), -- Sales
('Frank', 3, 90000), -- Sales
('Grace', 4, 100000); -- Operations
SELECT pgtrickle.create_stream_table(
name => 'department_tree',
query => $$
WITH RECURSIVE tree AS (
-- Base case: root departments (no parent)
SELECT id, name, parent_id, name AS path, 0 AS depth
FROM departments
WHERE parent_id IS NULL
UNION ALL
-- Recursive step: children join back to the tree
SELECT d.id, d.name, d.parent_id,
tree.path || ' > ' || d.name AS path,
tree.depth + 1
FROM departments d
JOIN tree ON d.parent_id = tree.id
)
SELECT id, name, parent_id, path, depth FROM tree
$$,
schedule => '1s'
);
SELECT id, name, parent_id, path, depth FROM department_tree ORDER BY path;
SELECT pgtrickle.create_stream_table(
name => 'department_stats',
query => $$
SELECT
t.id AS department_id,
t.name AS department_name,
t.path AS full_path,
t.depth,
COUNT(e.id) AS headcount,
COALESCE(SUM(e.salary), 0) AS total_salary,
COALESCE(AVG(e.salary), 0) AS avg_salary
FROM department_tree t
LEFT JOIN employees e ON e.department_id = t.id
GROUP BY t.id, t.name, t.path, t.depth
$$,
schedule => 'calculated' -- CALCULATED: inherit schedule from downstream; see explanation below
);
SELECT department_name, full_path, headcount, total_salary
FROM department_stats
ORDER BY full_path;
SELECT pgtrickle.create_stream_table(
name => 'department_report',
query => $$
SELECT
split_part(full_path, ' > ', 2) AS division,
SUM(headcount) AS total_headcount,
SUM(total_salary) AS total_payroll
FROM department_stats
WHERE depth >= 1
GROUP BY 1
$$,
schedule => '1s' -- this is the only explicit schedule; CALCULATED tables above inherit it
);
SELECT division, total_headcount, total_payroll FROM department_report ORDER BY division;
INSERT INTO employees (name, department_id, salary) VALUES
('Heidi', 6, 105000); -- New Frontend engineer
SELECT pgtrickle.refresh_stream_table('department_stats');
SELECT pgtrickle.refresh_stream_table('department_report');
SELECT department_name, headcount, total_salary FROM department_stats
WHERE department_name = 'Frontend';
INSERT INTO departments (id, name, parent_id) VALUES
(8, 'DevOps', 2); -- New team under Engineering
SELECT pgtrickle.refresh_stream_table('department_tree');
SELECT pgtrickle.refresh_stream_table('department_stats');
SELECT pgtrickle.refresh_stream_table('department_report');
SELECT id, name, depth, path FROM department_tree WHERE name = 'DevOps';
UPDATE departments SET name = 'R&D' WHERE id = 2;
SELECT pgtrickle.refresh_stream_table('department_tree');
SELECT pgtrickle.refresh_stream_table('department_stats');
SELECT pgtrickle.refresh_stream_table('department_report');
SELECT name, path FROM department_tree WHERE path LIKE '%R&D%' ORDER BY depth, name;
DELETE FROM employees WHERE name = 'Bob';
SELECT pgtrickle.refresh_stream_table('department_stats');
SELECT pgtrickle.refresh_stream_table('department_report');
SELECT department_name, headcount, total_salary, avg_salary
FROM department_stats WHERE department_name = 'Backend';
SELECT name, status, refresh_mode, schedule FROM pgtrickle.pgt_status() ORDER BY name;
select test.check('department_tree'), test.check('department_stats'), test.check('department_report');
select distinct action from pgtrickle.pgt_refresh_history where initiated_by = 'MANUAL';
SELECT name, data_timestamp is not null, staleness is not null, last_refresh_at is not null, last_error
FROM pgtrickle.pgt_status() ORDER BY name;
-- Leaf to root; the root does not go first.
select test.error($$ select pgtrickle.drop_stream_table('department_tree') $$);
SELECT pgtrickle.drop_stream_table('department_report');
SELECT pgtrickle.drop_stream_table('department_stats');
SELECT pgtrickle.drop_stream_table('department_tree');
DROP TABLE employees;
DROP TABLE departments;
