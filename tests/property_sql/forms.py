"""Forms of SQL that grammars make rarely, in all modes: a stream table holds what its query gives, to the image of each value.

Usage: forms.py SERVER

A case is some stream tables over the tables of forms_schema.py, each in mode DIFFERENTIAL, IMMEDIATE or ON COMMIT, made by the forms of forms_queries.py, and rounds of changes
(forms_changes.py). A table in mode IMMEDIATE is compared after each statement, one in mode ON COMMIT after each transaction, the others after a refresh.

Environment: PGT_PROPERTY_SEED, PGT_PROPERTY_CASES, PGT_PROPERTY_SHRINK, PGT_PROPERTY_SECONDS as for property_sql.py, and
    PGT_FORMS_FINDINGS=FOLDER  go on after a failure, and write the scripts there
"""

import os
import pathlib
import re
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "support")]

import findings  # noqa: E402
import property_sql  # noqa: E402
from choices import Choices  # noqa: E402
from forms_changes import FormsChanges  # noqa: E402
from forms_queries import Queries  # noqa: E402
from forms_schema import SCHEMA, TABLES  # noqa: E402
from postgres import Server  # noqa: E402
from session import ServerGone, SqlError  # noqa: E402
from work import Budget  # noqa: E402

FINDINGS = os.environ.get("PGT_FORMS_FINDINGS")
SHRINK_ATTEMPTS = int(os.environ.get("PGT_PROPERTY_SHRINK", 300))
MODES = ["DIFFERENTIAL", "DIFFERENTIAL", "IMMEDIATE", "ON COMMIT"]
# What a change may meet: keys and checks, rows without a partition, and what follows in a transaction that has failed.
MET = ("23505", "23514", "23502", "25P02", "3B001", "21000")
# What a query may raise for some rows.
DATA = ("21000", "22012", "22023", "22030")


class FormsDatabase(property_sql.Database):
    name, schema, tables, most_work = "property_forms", SCHEMA, TABLES, 15


class Case:
    def __init__(self, database, choices):
        self.database, self.choices = database, choices
        self.changes = FormsChanges(choices)
        self.script, self.queries, self.modes, self.refused, self.ways = [], {}, {}, [], {}
        self.in_transaction = False

    def say(self, sql):
        self.script.append(sql)
        return self.database.ask(sql)

    def play(self):
        """What is wrong, or None."""
        try:
            return self.played()
        except SqlError as error:
            return str(error)
        finally:
            self.database.clear(self.queries)

    def played(self):
        for table in TABLES:
            self.change(self.changes.insert(table, 2 + self.choices.below(7)))
        for number in range(1 + self.choices.below(3)):
            self.create(f"s{number}", Queries(self.choices).query())
        for name in self.queries:
            if wrong := self.difference(name):
                return f"{name} as created: {wrong}"
        for _ in range(2 + self.choices.below(5)):
            for line in self.changes.round():
                if wrong := self.changed(line):
                    return wrong
            for name, mode in self.modes.items():
                if mode == "DIFFERENTIAL" and (wrong := self.refreshed(name)):
                    return wrong
        return None

    def create(self, name, query):
        if not self.possible(query):
            return
        mode, text = self.choices.one_of(MODES), query.sql.replace("'", "''")
        try:
            self.say(f"select pgtrickle.create_stream_table('{name}', '{text}', refresh_mode => '{mode}')")
        except SqlError as error:
            is_refused = "ERROR:  0A000" in str(error) and "PostgreSQL refuses" not in str(error)
            if not is_refused and not self.may_fail(query, error):
                self.queries[name] = query
                raise
            self.refused.append(f"{query.sql}\n{error}")
            self.script.pop()
            return
        self.queries[name], self.modes[name] = query, mode

    def possible(self, query):
        """Whether the query raises no error over the rows that are there."""
        try:
            self.database.ask(f"select count(*) from (select {self.shown(query)} from ({query.sql}) as q) as q")
            return True
        except ServerGone:
            raise
        except SqlError as error:
            if not query.fails and not any(f"ERROR:  {state}" in str(error) for state in DATA):
                raise
            return False

    @staticmethod
    def may_fail(query, error):
        """A subquery is computed for all rows, also where CASE would not have asked for it: its errors are those of the stream table."""
        return query.fails and not isinstance(error, ServerGone) and any(f"ERROR:  {state}" in str(error) for state in DATA)

    def change(self, sql):
        """Whether it was made."""
        try:
            self.say(sql)
            return True
        except SqlError as error:
            is_met = any(f"ERROR:  {state}" in str(error) for state in MET)
            if not is_met and not any(self.may_fail(query, error) for query in self.queries.values()):
                raise
            self.script[-1] += " -- fails"
            return False

    def changed(self, sql):
        made = self.change(sql)
        self.in_transaction = (self.in_transaction or sql == "begin") and sql not in ("commit", "rollback")
        if not made:
            return None
        wanted = ("IMMEDIATE",) if self.in_transaction else ("IMMEDIATE", "ON COMMIT")
        for name, mode in self.modes.items():
            if mode in wanted and (wrong := self.difference(name)):
                return f"{name}, {mode}, after {sql}: {wrong}"
        return None

    def refreshed(self, name):
        if not self.possible(self.queries[name]):
            return None
        last = self.database.ask("select coalesce(max(refresh_id), 0) from pgtrickle.pgt_refresh_history")[0]
        try:
            self.say(f"select pgtrickle.refresh_stream_table('{name}')")
        except SqlError as error:
            if not self.may_fail(self.queries[name], error):
                raise
            return None
        rows = self.database.ask(f"select action || ' ' || coalesce(reason, '') || coalesce(error_message, '') from pgtrickle.pgt_refresh_history where refresh_id > {last}")
        for row in rows:
            way = row.split(" ", maxsplit=1)[0]
            self.ways[way] = self.ways.get(way, 0) + 1
        if wrong := self.difference(name):
            return f"{name}, {rows}: {wrong}"
        return f"{name}, recomputed: {rows}" if any("XX0" in row or "inconsistent" in row for row in rows) else None

    @staticmethod
    def shown(query):
        return ", ".join(f"c{number}" + ("" if query.by_equality else "::text") for number in range(query.width))

    def difference(self, name):
        """Rows that the table has too many (+) or too few (-), or None."""
        query = self.queries[name]
        stored, wanted = f"select {self.shown(query)} from {name}", f"select {self.shown(query)} from ({query.sql}) as q"
        rows = self.database.ask(f"with s as materialized ({stored}), q as materialized ({wanted}) "
                                "(select '+', * from (table s except all table q) as surplus limit 3) union all (select '-', * from (table q except all table s) as missing limit 3)")
        return "\n".join(rows) or None


def report(case, wrong, seed):
    """Statements of the script that fail are marked by a comment, which stands behind their end."""
    statements = [f"{line};" if " -- " not in line else line.replace(" -- ", "; -- ", 1) for line in case.script]
    findings.report(FINDINGS, SCHEMA, statements, wrong, seed)


def run(database):
    first = int(os.environ.get("PGT_PROPERTY_SEED", time.time_ns() % 10**9))
    cases = int(os.environ.get("PGT_PROPERTY_CASES", 10**9))
    budget = Budget(float(os.environ.get("PGT_PROPERTY_SECONDS", 45)), database.seconds)
    number, failures, made, ways, refused = 0, 0, 0, {}, {}
    while number < cases and budget.is_left():
        choices = Choices(seed=first + number)
        case = Case(database, choices)
        wrong = case.play()
        if wrong is not None:
            failures += 1
            report(*findings.minimal(Case, database, choices, wrong, SHRINK_ATTEMPTS), first + number)
            if not FINDINGS:
                return 1
        number += 1
        made += len(case.queries)
        for way, count in case.ways.items():
            ways[way] = ways.get(way, 0) + count
        for text in case.refused:
            why = re.sub(r'"[^"]*"', '""', text.partition("ERROR:  ")[2].split("\n")[0])
            refused.setdefault(why, []).append(text)
    print(f"{number} cases from seed {first}, {made} stream tables, {failures} failures; refreshes: {', '.join(f'{way} {count}' for way, count in sorted(ways.items()))}")
    for why, texts in sorted(refused.items(), key=lambda pair: -len(pair[1])):
        print(f"refused {len(texts)}: {why}, as {texts[0].splitlines()[0][:300]}")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(run(FormsDatabase(Server(sys.argv[1]))))
