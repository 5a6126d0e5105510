"""Queries of a grammar of its own, over tables of every kind: after each refresh a stream table holds what its query gives, to the image of each value.

Usage: wild.py SERVER

Beside property_sql.py and deep.py, and independent of them: expressions with subqueries in all places, LATERAL over everything, windows over groups,
first rows in branches of set operations, recursions above and below others, USING, functions in FROM, columns of some forty types, tables with keys of
all kinds. Every second round is a statement that changes one row. A query that the server itself refuses, and one whose rows depend on the plan, is left out.

Environment: PGT_PROPERTY_SEED, PGT_PROPERTY_CASES, PGT_PROPERTY_SHRINK, PGT_PROPERTY_SECONDS as for property_sql.py, and
    PGT_WILD_FINDINGS=FOLDER  go on after a failure, and write the scripts there
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
from postgres import Server  # noqa: E402
from session import ServerGone, SqlError  # noqa: E402
from wild_changes import WildChanges  # noqa: E402
from wild_queries import Queries  # noqa: E402
from wild_schema import KINDS, SCHEMA, TABLES, VIEWS, Column  # noqa: E402
from work import Budget  # noqa: E402

SHRINK_ATTEMPTS = int(os.environ.get("PGT_PROPERTY_SHRINK", 400))
FINDINGS = os.environ.get("PGT_WILD_FINDINGS")
SOURCES = {name: [Column(*column) for column in columns] for name, columns in {**{table.name: table.columns for table in TABLES.values()}, **VIEWS}.items()}
# What a change may meet: keys, checks, rows that do not fit, and what follows in a transaction that has failed.
MET = ("23505", "25P02", "3B001", "23514", "23502", "21000", "22003", "25001", "22008", "40001")
PLANS = ["set enable_hashagg = off; set enable_hashjoin = off", "set enable_sort = off; set enable_mergejoin = off; set enable_nestloop = off", "set enable_indexscan = off; set enable_nestloop = on"]
PLANNER = ("enable_hashagg", "enable_hashjoin", "enable_sort", "enable_mergejoin", "enable_nestloop", "enable_indexscan")
LARGEST = 40000
# Of equal values that look different these give any, so what was stored may be another of them than what a change takes away: then a table is recomputed.
AMBIGUOUS = r"\b(max|min|mode|percentile_disc)\("


class Database(property_sql.Database):
    name, schema, tables, most_work = "property_wild", SCHEMA, TABLES, float(os.environ.get("PGT_WILD_WORK", 8))

    def clear(self, stream_tables):
        super().clear(stream_tables)
        self.ask("reset pgt_test.cuts")
        self.ask("reset pgt_test.many_changes")
        self.ask("reset pg_trickle.direct_upkeep")


class Case:
    """One case, played as it is generated; `script` has every statement."""

    def __init__(self, database, choices):
        self.database, self.choices = database, choices
        self.changes = WildChanges(choices)
        self.script, self.queries, self.ways, self.refused = [], {}, {}, []
        self.left_out = None  # why the case says nothing
        self.slow = 0.0

    def say(self, sql):
        self.script.append(sql)
        begin = self.database.seconds()
        try:
            return self.database.ask(sql)
        finally:
            self.slow = max(self.slow, self.database.seconds() - begin)

    def play(self):
        """What is wrong, or None."""
        try:
            wrong = self.played()
            if FINDINGS and not wrong and self.slow > 10 and self.quick():
                return f"too slow: {self.slow} s"
            return wrong
        except SqlError as error:
            if property_sql.is_too_large(error):
                self.left_out = "too large"
                return f"too slow: {self.slow} s, {error}" if FINDINGS and (self.slow > 12 or "54001" in str(error)) and self.quick() else None
            return str(error)
        finally:
            self.database.clear(self.queries)

    def quick(self):
        """Whether the server runs all queries in a moment, so that it is us who take long."""
        try:
            self.database.ask("rollback")
            begin = time.monotonic()
            for query in self.queries.values():
                self.database.ask(f"select count(*) from ({query.sql}) as q")
            return time.monotonic() - begin < 0.5
        except SqlError:
            return False

    def played(self):
        self.settings()
        for table in TABLES.values():
            rows = 2 + self.choices.below(8)
            for _ in range(rows if table.unique else 1):
                self.change(self.changes.insert(table, 1 if table.unique else rows))
        self.create_all()
        if not self.queries:
            return None
        text = " ".join(query.sql for query in self.queries.values())
        self.changes.preferred = [name for name in TABLES if name in text] + [name for name in TABLES if any(view in text and name in ("opt", '"Item"', "logs", "gen", "parent", "hashed")
                                                                                                    for view in VIEWS)]
        for name in self.queries:
            if wrong := self.difference(name):
                return f"{name} as created: {wrong}"
        for _ in range(2 + self.choices.below(7)):
            for line in self.changes.round(self.queries):
                self.change(line)
            for name in self.queries:
                if self.choices.rarely(8):
                    continue
                if wrong := self.refreshed(name):
                    return wrong
                if self.left_out:
                    return None
        return self.verified()

    def settings(self):
        if self.choices.rarely(4):
            self.say(f"set pgt_test.cuts = '{1 + self.choices.below(3)}:{self.choices.below(100)}'")
        if self.choices.rarely(5):
            self.say("set pg_trickle.direct_upkeep = off")
        if self.choices.rarely(4):
            self.say("set pgt_test.many_changes = 1")

    def create_all(self):
        sources = dict(SOURCES)
        for number in range(1 + self.choices.rarely(2) + self.choices.rarely(3)):
            name = f"s{number}"
            query = Queries(self.choices, sources, tuple(self.queries)).query()
            if self.created(name, query):
                self.queries[name] = query
                sources[name] = query.columns

    def created(self, name, query):
        """Makes a stream table, unless the server refuses the query, or it gives very many rows."""
        try:
            if int(self.database.ask(f"select count(*) from ({query.sql}) as q")[0]) > LARGEST:
                return False
        except ServerGone:
            raise
        except SqlError as error:
            self.left_out_by_server = str(error)
            return False
        text = query.sql.replace("'", "''")
        try:
            self.say(f"select pgtrickle.create_stream_table('{name}', '{text}', refresh_mode => 'DIFFERENTIAL')")
        except SqlError as error:
            # Refused for no reason that the documentation gives: looked for when the findings are kept.
            no_statement = FINDINGS and "PostgreSQL refuses" in str(error) and not any("cuts" in line for line in self.script)
            if "ERROR:  0A000" not in str(error) or no_statement:
                self.queries[name] = query
                raise
            self.refused.append(str(error))
            self.script.pop()
            return False
        return True

    def change(self, sql):
        try:
            self.say(sql)
        except SqlError as error:
            if not any(f"ERROR:  {state}" in str(error) for state in MET):
                raise

    def refreshed(self, name):
        last = "select coalesce(max(refresh_id), 0) from pgtrickle.pgt_refresh_history"
        before = self.database.ask(last)[0]
        if not self.possible(name):
            return None
        self.say(f"select pgtrickle.refresh_stream_table('{name}')")
        ways = self.database.ask(f"select action from pgtrickle.pgt_refresh_history where refresh_id > {before}")
        way = ways[-1] if ways else "NO_DATA"
        self.ways[way] = self.ways.get(way, 0) + 1
        wrong = self.difference(name)
        if wrong or way in ("NO_DATA", "DIFFERENTIAL"):
            return f"{name}, {way}: {wrong}" if wrong else None
        return self.recomputed(name, before)

    def recomputed(self, name, before):
        reason = self.database.ask(f"select coalesce(reason, '') || coalesce(error_message, '') from pgtrickle.pgt_refresh_history where refresh_id > {before}")
        text = " ".join(reason)
        ambiguous = re.search(AMBIGUOUS, " ".join(query.sql for query in self.queries.values()))
        if "XX000" in text or ("inconsistent" in text and not ambiguous):
            return f"{name}, recomputed: {text}"
        return None

    def possible(self, name):
        """Whether the query raises no error over what the tables have now."""
        for other in self.queries:
            try:
                self.database.ask(f"select count(*) from ({self.queries[other].sql}) as q")
            except ServerGone:
                raise
            except SqlError as error:
                self.left_out = str(error)
                return False
        return True

    def sides(self, name):
        query = self.queries[name]
        columns = ", ".join(column.sql if not column.exact and KINDS[column.kind].equal else f"{column.sql}::text" for column in query.columns)
        return f"select {columns} from {name}", f"select {columns} from ({query.sql}) as q"

    def difference(self, name):
        """Rows that the table has too many (+) or too few (-), or None."""
        stored, wanted = self.sides(name)
        rows = self.database.ask(f"with s as materialized ({stored}), q as materialized ({wanted}) "
                                f"(select '+', * from (table s except all table q) as surplus limit 3) union all (select '-', * from (table q except all table s) as missing limit 3)")
        if not rows:
            return None
        if self.by_plan(wanted):
            self.left_out = "by plan"
            return None
        return "\n".join(rows)

    def by_plan(self, wanted):
        """Whether the rows of a query depend on how the server runs it."""
        seen = set()
        for plan in ["select 1", *PLANS]:
            self.database.ask(plan)
            seen.add("\n".join(sorted(self.database.ask(f"select * from ({wanted}) as q"))))
            for setting in PLANNER:
                self.database.ask(f"reset {setting}")
        return len(seen) > 1

    def verified(self):
        for name in self.queries:
            if self.choices.rarely(4) and not self.left_out and self.possible(name) and not re.search(AMBIGUOUS, self.queries[name].sql):
                self.say(f"select pgtrickle.refresh_stream_table('{name}')")
                rows = self.say(f"select * from pgtrickle.verify_stream_table('{name}')")
                if any("missing" in row or "surplus" in row for row in rows):
                    return f"{name}, verified: {rows[:3]}"
        return None


def report(case, wrong, seed):
    findings.report(FINDINGS, SCHEMA, [f"{line};" for line in case.script], wrong, seed)


def run(database):
    first = int(os.environ.get("PGT_PROPERTY_SEED", time.time_ns() % 10**9))
    cases = int(os.environ.get("PGT_PROPERTY_CASES", 10**9))
    budget = Budget(float(os.environ.get("PGT_PROPERTY_SECONDS", 30)), database.seconds)
    print(f"seed {first}", flush=True)
    number, failures, ways, reasons, left_out, made = 0, 0, {}, {}, {}, 0
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
        if case.left_out:
            why = re.sub(r'"[^"]*"', '""', str(case.left_out).split("\n", maxsplit=1)[0])[:110]
            left_out[why] = left_out.get(why, 0) + 1
        for way, count in case.ways.items():
            ways[way] = ways.get(way, 0) + count
        for text in case.refused:
            why = " / ".join(re.sub(r'"[^"]*"', '""', line) for line in text.split("\n") if "LOCATION" not in line and "HINT" not in line)[:220]
            reasons.setdefault(why, []).append(first + number - 1)
    print(f"{number} cases, {made} stream tables, {failures} failures; refreshes: {', '.join(f'{way} {count}' for way, count in sorted(ways.items()))}")
    for what, count in sorted(left_out.items(), key=lambda pair: -pair[1])[:12]:
        print(f"left out {count}: {what}")
    for what, seeds in sorted(reasons.items(), key=lambda pair: -len(pair[1]))[:30]:
        print(f"refused {len(seeds)}: {what} (seed {seeds[0]})")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(run(Database(Server(sys.argv[1]))))
