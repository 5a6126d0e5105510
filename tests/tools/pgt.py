"""Tests the program `pgt`. Usage: pgt.py PROGRAM"""

import pathlib
import subprocess
import sys
import tempfile
import unittest

SCHEMA = """
CREATE TABLE orders (id int PRIMARY KEY, customer int NOT NULL, amount numeric(10,2));
CREATE TABLE customers (id int PRIMARY KEY, name text);
CREATE VIEW big AS SELECT customer, amount FROM orders WHERE amount > 100;
"""
QUERY = "SELECT c.name, sum(b.amount) AS total\nFROM big b JOIN customers c ON c.id = b.customer\nGROUP BY c.name"


class Pgt(unittest.TestCase):
    program: str

    def run_pgt(self, query: str, *options: str, schema: str = SCHEMA):
        with tempfile.TemporaryDirectory() as folder:
            file = pathlib.Path(folder, "schema.sql")
            file.write_text(schema, encoding="utf-8")
            return subprocess.run(
                [self.program, "explain", "--schema", str(file), *options, "-"],
                input=query, capture_output=True, encoding="utf-8",
            )

    def test_circuits_and_sql(self):
        result = self.run_pgt(QUERY)
        self.assertEqual(result.stderr, "")
        self.assertEqual(result.returncode, 0)
        titles = [line for line in result.stdout.splitlines() if line.startswith("-- ") and "hidden" not in line]
        self.assertEqual(
            titles,
            [
                "-- the query",
                "-- SQL for its contents",
                "-- changes of public.orders",
                "-- SQL for changes of public.orders",
                "-- changes of public.customers",
                "-- SQL for changes of public.customers",
                "-- changes of all tables",
                "-- SQL for changes of all tables",
            ],
        )
        self.assertIn("source: public.orders", result.stdout)
        self.assertIn("O(delta)", result.stdout)
        self.assertIn("__pgt_delta_0", result.stdout)

    def test_recursion(self):
        query = (
            "WITH RECURSIVE chain AS (SELECT id, customer FROM orders UNION ALL"
            " SELECT o.id, c.customer FROM orders o JOIN chain c ON c.id = o.customer) SELECT id, customer FROM chain"
        )
        result = self.run_pgt(query)
        self.assertEqual(result.stderr, "")
        self.assertIn("iterate before", result.stdout)
        self.assertIn("WITH RECURSIVE x", result.stdout)

    def test_mermaid(self):
        self.assertIn("flowchart", self.run_pgt(QUERY, "--mermaid").stdout)

    def test_a_refusal_points_at_its_place(self):
        term = " SELECT o.id FROM orders o JOIN chain c ON c.id = o.customer WHERE 1 > (SELECT max(x.id) FROM orders x WHERE x.id < c.id)"
        result = self.run_pgt(f"WITH RECURSIVE chain AS (SELECT id FROM orders UNION ALL\n{term}) SELECT id FROM chain")
        self.assertEqual(result.returncode, 1)
        self.assertEqual(result.stdout, "")
        lines = result.stderr.splitlines()
        self.assertEqual(lines[0], "ERROR:  0A000: this subquery in a recursive term cannot be maintained incrementally")
        self.assertEqual(lines[1], f"LINE 2: {term}) SELECT id FROM chain")
        self.assertEqual(lines[2], " " * len("LINE 2: ") + " " * term.index("(SELECT max") + "^")
        self.assertTrue(lines[3].startswith("DETAIL:  "))
        self.assertTrue(lines[4].startswith("HINT:  "))

    def test_errors_of_the_schema(self):
        result = self.run_pgt("SELECT 1", schema="CREATE TABLE t (")
        self.assertEqual(result.returncode, 1)
        self.assertEqual(
            result.stderr, "ERROR:  42601: syntax error at end of input\nLINE 1: CREATE TABLE t (\n                        ^\n"
        )

    def test_wrong_calls(self):
        for arguments in ([], ["explain"], ["explain", "q.sql"], ["explain", "--schema"], ["nonsense"],
                          ["explain", "--schema", "/nowhere", "-"], ["explain", "--wrong"]):
            with self.subTest(arguments):
                result = subprocess.run([self.program, *arguments], input="", capture_output=True, encoding="utf-8")
                self.assertEqual(result.returncode, 2)
                self.assertIn("Usage: pgt explain", result.stderr)
        result = subprocess.run([self.program, "--help"], capture_output=True, encoding="utf-8")
        self.assertEqual(result.returncode, 0)
        self.assertTrue(result.stdout.startswith("Usage: pgt explain"))


if __name__ == "__main__":
    Pgt.program = sys.argv.pop()
    unittest.main()
