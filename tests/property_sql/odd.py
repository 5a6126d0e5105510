"""Types, functions, operators and aggregates of users and of extensions, and statements that change several tables: a stream table holds what its query gives.

Usage: odd.py SERVER

A case is some stream tables over the tables of odd_schema.py, made by the forms of odd_queries.py, and rounds of changes (odd_changes.py). See cases.py for the environment.
"""

import pathlib
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "support")]

import cases  # noqa: E402
from odd_changes import OddChanges  # noqa: E402
from odd_queries import Queries  # noqa: E402
from odd_schema import SCHEMA, TABLES  # noqa: E402
from postgres import Server  # noqa: E402


class OddDatabase(cases.Database):
    name, schema, tables = "property_odd", SCHEMA, TABLES


class Case(cases.Case):
    schema = SCHEMA
    # Keys, foreign keys, checks, exclusions, and what follows in a transaction that has failed.
    met = ("23505", "23503", "23514", "23502", "23P01", "25P02", "3B001", "21000", "22003", "27000", "55006")
    ambiguous = r"\b(max|min|mode|percentile_disc|middle)\("

    def __init__(self, database, choices):
        super().__init__(database, choices)
        self.changes = OddChanges(choices)

    def number_of_tables(self):
        return 1 + self.choices.below(3)

    def filled(self):
        return self.changes.filled()

    def query(self, names):
        return Queries(self.choices).query()

    def round(self):
        return self.changes.round()


if __name__ == "__main__":
    sys.exit(cases.run(OddDatabase(Server(sys.argv[1])), Case))
