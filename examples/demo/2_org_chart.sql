-- Chapter 2: a chain of three stream tables over an organisation chart
CREATE TABLE departments (
    id        serial PRIMARY KEY,
    name      text NOT NULL,
    parent_id int REFERENCES departments (id)
);
CREATE TABLE employees (
    id            serial PRIMARY KEY,
    name          text NOT NULL,
    department_id int NOT NULL REFERENCES departments (id),
    salary        numeric(10, 2) NOT NULL
);
INSERT INTO departments (id, name, parent_id) VALUES
    (1, 'Company', NULL),
    (2, 'Engineering', 1), (3, 'Sales', 1), (4, 'Operations', 1),
    (5, 'Backend', 2), (6, 'Frontend', 2), (7, 'Platform', 2);
INSERT INTO employees (name, department_id, salary) VALUES
    ('Alice', 5, 120000), ('Bob', 5, 115000), ('Charlie', 6, 110000), ('Diana', 7, 130000),
    ('Eve', 3, 95000), ('Frank', 3, 90000), ('Grace', 4, 100000);

-- The first layer flattens the tree.
SELECT pgtrickle.create_stream_table(
    name     => 'department_tree',
    query    => $$
        WITH RECURSIVE tree AS (
            SELECT id, name, parent_id, name AS path, 0 AS depth
            FROM departments
            WHERE parent_id IS NULL
            UNION ALL
            SELECT d.id, d.name, d.parent_id, tree.path || ' > ' || d.name, tree.depth + 1
            FROM departments d JOIN tree ON d.parent_id = tree.id
        )
        SELECT id, name, parent_id, path, depth FROM tree
    $$,
    schedule => 'calculated'
);

-- The second reads the first and the employees.
SELECT pgtrickle.create_stream_table(
    name     => 'department_stats',
    query    => $$
        SELECT t.id AS department_id, t.name AS department_name, t.path AS full_path, t.depth,
               count(e.id) AS headcount,
               coalesce(sum(e.salary), 0) AS total_salary,
               coalesce(avg(e.salary), 0) AS avg_salary
        FROM department_tree t LEFT JOIN employees e ON e.department_id = t.id
        GROUP BY t.id, t.name, t.path, t.depth
    $$,
    schedule => 'calculated'
);

-- The third rolls up the second. Its schedule is the only one: the others follow it.
SELECT pgtrickle.create_stream_table(
    name     => 'department_report',
    query    => $$
        SELECT split_part(full_path, ' > ', 2) AS division,
               sum(headcount) AS total_headcount,
               sum(total_salary) AS total_payroll
        FROM department_stats
        WHERE depth >= 1
        GROUP BY 1
    $$,
    schedule => '1s'
);
SELECT path, depth FROM department_tree ORDER BY path;
SELECT division, total_headcount, total_payroll FROM department_report ORDER BY division;

-- Change 1: an employee joins. One group of the second layer changes, one row of the third.
INSERT INTO employees (name, department_id, salary) VALUES ('Heidi', 6, 105000);
SELECT department_name, headcount, total_salary FROM department_stats WHERE department_name = 'Frontend';
SELECT division, total_headcount, total_payroll FROM department_report ORDER BY division;

-- Change 2: a new department, without employees.
INSERT INTO departments (id, name, parent_id) VALUES (8, 'DevOps', 2);
SELECT id, name, depth, path FROM department_tree WHERE name = 'DevOps';

-- Change 3: one department gets another name. Five paths change, five groups, one division.
UPDATE departments SET name = 'R&D' WHERE id = 2;
SELECT name, path FROM department_tree WHERE path LIKE '%R&D%' ORDER BY depth, name;
SELECT division, total_headcount, total_payroll FROM department_report ORDER BY division;

-- Change 4: an employee leaves.
DELETE FROM employees WHERE name = 'Bob';
SELECT department_name, headcount, total_salary, avg_salary FROM department_stats WHERE department_name = 'Backend';
SELECT division, total_headcount, total_payroll FROM department_report ORDER BY division;
