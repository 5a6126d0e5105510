"""Deep random queries in all modes at once, random changes of every kind: after each refresh a stream table holds what its query gives.

Usage: deep.py SERVER

Like property_sql.py, with more: queries in which everything is nested in everything, over partitioned tables, tables with children, generated
columns and views; stream tables of all modes over each other; MERGE, COPY, moves between partitions, tables that are rewritten while they are read;
definitions that are altered between the rounds; rows that are left out because their expressions raise errors. A query that the server itself
refuses is left out.

Environment: see property_sql.py. PGT_PROPERTY_MODE is the mode of all stream tables if it is given.
"""

import os
import pathlib
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "support")]

import deep_tables as deep  # noqa: E402
import property_sql  # noqa: E402
from deep_changes import TABLES, DeepChanges  # noqa: E402
from deep_queries import DeepGenerator  # noqa: E402
from postgres import Server  # noqa: E402
from queries import SCHEMA, Query  # noqa: E402
from session import SqlError  # noqa: E402

MODE = os.environ.get("PGT_PROPERTY_MODE")
MODES = ["DIFFERENTIAL", "DIFFERENTIAL", "DIFFERENTIAL", "AUTO", "FULL", "IMMEDIATE", "IMMEDIATE", "ON COMMIT"]


def quoted(text):
    return text.replace("'", "''")


class DeepDatabase(property_sql.Database):
    name = f"property_deep_{(MODE or 'mixed').lower().replace(' ', '_')}"
    schema, tables, most_work = SCHEMA + deep.SCHEMA, TABLES, 6

    def clear(self, stream_tables):
        super().clear(stream_tables)
        for line in ["set session_replication_role = origin", "alter table t1 drop column if exists z", "alter table t8 drop column if exists z",
                     "alter table t9 drop column if exists z", "alter table t7 alter column g set expression as (k * 2)", "alter table t2 set logged",
                     "alter table t10 enable trigger all"]:
            self.ask(line)
        for part, of, how in [("t8_1", "t8", "attach partition t8_1 for values in (2, null)"), ("t9c", "t9", None)]:
            if self.ask(f"select not exists (select from pg_inherits where inhrelid = '{part}'::regclass)") == ["t"]:
                self.ask(f"alter table {of} {how}" if how else f"alter table {part} inherit {of}")


class DeepCase(property_sql.Case):
    sources = {**TABLES, **deep.VIEWS}
    generator, changes = DeepGenerator, DeepChanges
    cases_for_one_too_large = 6

    def __init__(self, database, choices):
        super().__init__(database, choices)
        self.known = dict(self.sources)  # with the stream tables that later ones may read

    def create_all(self):
        for number in range(1 + self.choices.below(4)):
            query = self.possible(lambda: self.generator(self.choices, self.known).query())
            if query is not None:
                self.added(f"s{number}", query)
        if self.choices.rarely(4):
            self.add_quarantined("q")

    def added(self, name, query):
        self.create(name, query)
        self.queries[name] = query
        if all(kind in (*self.generator.groupable, *self.unequal) for kind in query.types):
            self.known[name] = [(f"c{column}", kind) for column, kind in enumerate(query.types)]

    def add_quarantined(self, name):
        """A stream table without the rows in which a division fails, which another query can leave out, too."""
        pair = []

        def made():
            pair[:] = self.generator(self.choices, self.known).divisions()
            return pair[1]

        if self.possible(made) is None:
            return
        try:
            self.say(f"select pgtrickle.create_stream_table('{name}', '{quoted(pair[0].sql)}', refresh_mode => 'DIFFERENTIAL', row_errors => 'quarantine')")
        except SqlError as error:
            if "0A000" not in str(error):
                raise
            return
        self.queries[name] = pair[1]

    def possible(self, made):
        """A query that the server itself can run, or None."""
        query = made()
        try:
            self.database.ask(f"select count(*) from ({query.sql}) as q")
        except SqlError as error:
            if "server" in str(error):
                raise
            return None
        return query

    def create(self, name, query):
        mode = MODE or self.choices.one_of(MODES)
        try:
            self.make(name, query.sql, mode)
        except SqlError as error:
            if "0A000" not in str(error) or mode in ("FULL", "AUTO"):
                raise
            self.make(name, query.sql, "FULL")

    def change(self, sql):
        try:
            return super().change(sql)
        except SqlError as error:
            # A command that this stream table forbids, or that a transaction cannot contain.
            if sql.startswith(("alter table", "vacuum", "cluster")) and any(state in str(error) for state in ("0A000", "2BP01", "25001", "55006")):
                return None
            raise

    def refreshed(self, name):
        wrong = super().refreshed(name)
        for other in self.immediate + self.on_commit:
            wrong = wrong or self.differs(other, f"{other}, after a refresh of {name}")
        if not wrong and self.choices.rarely(12):
            wrong = self.altered(name)
        return wrong

    def differs(self, name, when):
        wrong = self.difference(name)
        return f"{when}: {wrong}" if wrong else None

    def altered(self, name):
        """Gives a stream table another query with the same columns."""
        before = {other: columns for other, columns in self.known.items() if other < name or not other.startswith("s")}
        types = self.queries[name].types
        if any(kind in self.unequal for kind in types):
            return None

        def made():
            generator = self.generator(self.choices, before)
            return generator.casted(generator.query(), types)

        query = self.possible(made)
        if query is None:
            return None
        try:
            self.say(f"select pgtrickle.alter_stream_table('{name}', query => '{quoted(query.sql)}')")
        except SqlError as error:
            # A type may differ in what the generator does not tell apart, a domain from its base: readers then forbid it.
            if not any(state in str(error) for state in ("0A000", "2BP01")):
                raise
            return None
        self.queries[name] = Query(query.sql, types, True)
        return self.differs(name, f"{name}, with another query")


if __name__ == "__main__":
    sys.exit(property_sql.run(DeepDatabase(Server(sys.argv[1])), DeepCase))
