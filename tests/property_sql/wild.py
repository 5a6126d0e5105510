"""Queries of a grammar of its own, over tables of every kind, in all modes: a stream table holds what its query gives, to the image of each value.

Usage: wild.py SERVER

Beside property_sql.py and deep.py, and independent of them: expressions with subqueries in all places, LATERAL over everything, windows over groups,
first rows in branches of set operations, recursions above and below others, USING, functions in FROM, columns of some forty types, tables with keys of
all kinds. Every second round is a statement that changes one row. See cases.py for the environment.
"""

import pathlib
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "support")]

import cases  # noqa: E402
from postgres import Server  # noqa: E402
from wild_changes import WildChanges  # noqa: E402
from wild_queries import Queries  # noqa: E402
from wild_schema import SCHEMA, TABLES, VIEWS, Column  # noqa: E402

SOURCES = {name: [Column(*column) for column in columns] for name, columns in {**{table.name: table.columns for table in TABLES.values()}, **VIEWS}.items()}
READ_BY_VIEWS = ("opt", '"Item"', "logs", "gen", "parent", "hashed")


class WildDatabase(cases.Database):
    name, schema, tables = "property_wild", SCHEMA, TABLES


class Case(cases.Case):
    schema = SCHEMA
    met = ("23505", "25P02", "3B001", "23514", "23502", "21000", "22003", "25001", "22008", "40001")
    # Of equal values that look different these give any.
    ambiguous = r"\b(max|min|mode|percentile_disc)\("

    def __init__(self, database, choices):
        super().__init__(database, choices)
        self.changes = WildChanges(choices)
        self.number = 0

    def filled(self):
        for table in TABLES.values():
            rows = 2 + self.choices.below(8)
            for _ in range(rows if table.unique else 1):
                yield self.changes.insert(table, 1 if table.unique else rows)

    def query(self, names):
        return Queries(self.choices, {**SOURCES, **{name: self.queries[name].columns for name in names}}, names).query()

    def options(self, query):
        hashed = [column.sql for column in query.columns if column.kind in ("int", "int8", "text", "date", "bool", "price")]
        if hashed and self.choices.rarely(6):
            return f", partition_by => 'HASH:{quoted(self.choices.one_of(hashed))}:{2 + self.choices.below(2)}'"
        return super().options(query)

    def round(self):
        text = " ".join(query.sql for query in self.queries.values())
        self.changes.preferred = [name for name in TABLES if name in text] + [name for name in READ_BY_VIEWS if any(view in text for view in VIEWS)]
        return self.changes.round([name for name, mode in self.mode_of.items() if mode == "DIFFERENTIAL"])


quoted = cases.quoted

if __name__ == "__main__":
    sys.exit(cases.run(WildDatabase(Server(sys.argv[1])), Case))
