"""Forms of SQL that grammars make rarely, in all modes: a stream table holds what its query gives, to the image of each value.

Usage: forms.py SERVER

A case is some stream tables over the tables of forms_schema.py, made by the forms of forms_queries.py, and rounds of changes (forms_changes.py). See cases.py for the environment.
"""

import pathlib
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "support")]

import cases  # noqa: E402
from forms_changes import FormsChanges  # noqa: E402
from forms_queries import Queries  # noqa: E402
from forms_schema import SCHEMA, TABLES  # noqa: E402
from postgres import Server  # noqa: E402


class FormsDatabase(cases.Database):
    name, schema, tables = "property_forms", SCHEMA, TABLES


class Case(cases.Case):
    schema = SCHEMA
    # Keys and checks, rows without a partition, and what follows in a transaction that has failed.
    met = ("23505", "23514", "23502", "25P02", "3B001", "21000")
    data = ("21000", "22012", "22023", "22030")

    def __init__(self, database, choices):
        super().__init__(database, choices)
        self.changes = FormsChanges(choices)

    def settings(self):
        super().settings()
        self.say("set timezone = 'Europe/Berlin'")  # where clocks skip an hour

    def number_of_tables(self):
        return 1 + self.choices.below(3)

    def filled(self):
        return [self.changes.insert(table, 2 + self.choices.below(7)) for table in TABLES]

    def query(self, names):
        return Queries(self.choices).query()

    def round(self):
        return self.changes.round()


if __name__ == "__main__":
    sys.exit(cases.run(FormsDatabase(Server(sys.argv[1])), Case))
