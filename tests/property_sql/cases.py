"""Cases that wild.py, forms.py, odd.py, ordered.py and ticking.py play: stream tables of a grammar, rounds of changes, and comparisons of each table with its query.

A stream table has mode DIFFERENTIAL, IMMEDIATE or ON COMMIT, and some options. A table in mode IMMEDIATE is compared after each statement, one in mode
ON COMMIT after each transaction, the others after a refresh. Between the rounds a table may get another mode or another query. A query that the server
itself refuses, and one whose rows depend on the plan, is left out.

Environment: PGT_PROPERTY_SEED, PGT_PROPERTY_CASES, PGT_PROPERTY_SHRINK, PGT_PROPERTY_SECONDS as for property_sql.py, and
    PGT_PROPERTY_FINDINGS=FOLDER  go on after a failure, and write the scripts there
    PGT_PROPERTY_WORK=SECONDS     of the processor for each statement
"""

import os
import re
import time

import findings
import property_sql
from choices import Choices
from session import ServerGone, SqlError
from work import Budget

FINDINGS = os.environ.get("PGT_PROPERTY_FINDINGS")
SHRINK_ATTEMPTS = int(os.environ.get("PGT_PROPERTY_SHRINK", 300))
MOST_WORK = float(os.environ.get("PGT_PROPERTY_WORK", 12))
MODES = ["DIFFERENTIAL", "DIFFERENTIAL", "IMMEDIATE", "ON COMMIT"]
PLANS = ["set enable_hashagg = off; set enable_hashjoin = off", "set enable_sort = off; set enable_mergejoin = off; set enable_nestloop = off", "set enable_indexscan = off; set enable_nestloop = on"]
PLANNER = ("enable_hashagg", "enable_hashjoin", "enable_sort", "enable_mergejoin", "enable_nestloop", "enable_indexscan")
LARGEST = 40000


def has_state(error, states):
    return not isinstance(error, ServerGone) and any(f"ERROR:  {state}" in str(error) for state in states)


def quoted(text):
    return text.replace("'", "''")


class Database(property_sql.Database):
    most_work = MOST_WORK

    def clear(self, stream_tables):
        super().clear(stream_tables)
        for setting in ("pgt_test.cuts", "pgt_test.many_changes", "pg_trickle.direct_upkeep"):
            self.ask(f"reset {setting}")


class Case:
    """One case, played as it is generated; `script` has every statement, `ways` counts refreshes. A grammar defines:

    schema      the statements that make its tables
    met         the SQLSTATEs that a change may meet: keys, checks, rows that do not fit
    data        the SQLSTATEs that a query may raise for some rows; None: any
    ambiguous   a pattern of queries that give any one of several equal values, or None
    filled()    statements that fill the tables
    query(names)  a query with `sql`, `shown` (an expression for each column) and `fails`; `names` are stream tables that it may read
    round()     statements of a round of changes
    """

    modes, data, ambiguous = MODES, None, None

    def __init__(self, database, choices):
        self.database, self.choices = database, choices
        self.script, self.queries, self.mode_of, self.ways, self.refused = [], {}, {}, {}, []
        self.left_out = None  # why the case says nothing
        self.impossible = []  # what the server says of queries
        self.transaction = None  # the statements since `begin`
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
        """Whether the server runs all queries in a moment, so that the time is ours."""
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
        for line in self.filled():
            self.change(line)
        for number in range(self.number_of_tables()):
            self.create(f"s{number}", self.query(tuple(self.queries)))
        if not self.queries:
            return None
        for name in self.queries:
            if wrong := self.difference(name):
                return f"{name} as created: {wrong}"
        for _ in range(self.number_of_rounds()):
            if (wrong := self.changed_round() or self.altered() or self.refreshed_all()) or self.left_out:
                return wrong
        return self.verified()

    def number_of_rounds(self):
        return 2 + self.choices.below(6)

    def number_of_tables(self):
        return 1 + self.choices.rarely(2) + self.choices.rarely(3)

    def settings(self):
        if self.choices.rarely(4):
            self.say(f"set pgt_test.cuts = '{1 + self.choices.below(3)}:{self.choices.below(100)}'")
        if self.choices.rarely(5):
            self.say("set pg_trickle.direct_upkeep = off")
        if self.choices.rarely(4):
            self.say("set pgt_test.many_changes = 1")

    # Creation ---------------------------------------------------------------------------------------------------------

    def create(self, name, query):
        if not self.possible(query, most=LARGEST):
            return
        mode = self.choices.one_of(self.modes)
        if mode == "IMMEDIATE" and "ON COMMIT" in self.mode_of.values():
            mode = "ON COMMIT"  # a source of the table may change at the commit
        try:
            self.say(f"select pgtrickle.create_stream_table('{name}', '{quoted(query.sql)}', refresh_mode => '{mode}'{self.options(query)})")
        except SqlError as error:
            if not self.refusal(query, error):
                self.queries[name] = query
                raise
            self.refused.append(f"{query.sql}\n{error}")
            self.script.pop()
            return
        self.queries[name], self.mode_of[name] = query, mode

    def options(self, query):
        if self.choices.rarely(6):
            return ", row_errors => 'quarantine'"
        return ""

    def refusal(self, query, error):
        """A reason that the documentation gives, and not an error of generated SQL; or an error of the query."""
        made_no_statement = "PostgreSQL refuses" in str(error) and not any("cuts" in line for line in self.script)
        return has_state(error, ("0A000",)) and not made_no_statement or self.may_fail(query, error)

    def may_fail(self, query, error):
        """A subquery is computed for all rows, also where CASE would not have asked for it: its errors are those of the stream table."""
        return query.fails and has_state(error, self.data or ())

    def possible(self, query, most=None):
        """Whether the query raises no error over the rows that are there."""
        try:
            rows = int(self.database.ask(f"select count(q) from (select {', '.join(query.shown)} from ({query.sql}) as q) as q")[0])
            return most is None or rows <= most
        except ServerGone:
            raise
        except SqlError as error:
            if self.data is not None and not query.fails and not has_state(error, self.data):
                raise
            self.impossible.append(f"{str(error).partition('ERROR:  ')[2].splitlines()[0]}: {query.sql}")
            return False

    # Changes ----------------------------------------------------------------------------------------------------------

    def change(self, sql):
        """Whether it was made."""
        try:
            self.say(sql)
            return True
        except SqlError as error:
            self.script[-1] += " -- fails"
            if not has_state(error, self.met) and not any(self.may_fail(query, error) for query in self.queries.values()) and not self.explained(error, sql):
                raise
            return False

    def explained(self, error, sql):
        """Whether a query of a table that is maintained at once raises an error itself, after these changes. Then the case is over."""
        if isinstance(error, ServerGone) or has_state(error, ("XX000", "XX001", "XX002")) or all(mode == "DIFFERENTIAL" for mode in self.mode_of.values()):
            return False
        lines = [*(self.transaction or []), sql]
        queries = [query for name, query in self.queries.items() if self.mode_of[name] != "DIFFERENTIAL"]
        self.database.ask("rollback")
        for name in reversed(self.queries):
            self.database.ask(f"select pgtrickle.drop_stream_table('{name}')")
        if any(re.search(rf"\b{name}\b", query.sql) for name in self.queries for query in queries):
            self.left_out = f"a stream table over another: {error}"
            return True
        for line in lines:
            try:
                self.database.ask(line)
            except SqlError:
                pass
            for query in queries:
                try:
                    self.database.ask("savepoint before" if self.transaction else "select 1")
                    self.database.ask(f"select count(q) from (select {', '.join(query.shown)} from ({query.sql}) as q) as q")
                except SqlError as own:
                    self.left_out = str(own)
                    return True
        return False

    def changed_round(self):
        for line in self.round():
            made = self.change(line)
            if self.left_out:
                return None
            self.note(line)
            if made and (wrong := self.compared_at_once(line)):
                return wrong
        return None

    def note(self, line):
        if line == "begin":
            self.transaction = []
        if line in ("commit", "rollback"):
            self.transaction = None
        if self.transaction is not None:
            self.transaction.append(line)

    def compared_at_once(self, line):
        wanted = ("IMMEDIATE",) if self.transaction is not None else ("IMMEDIATE", "ON COMMIT")
        for name, mode in self.mode_of.items():
            if mode in wanted and self.possible(self.queries[name]) and (wrong := self.difference(name)):
                return f"{name}, {mode}, after {line}: {wrong}"
        return None

    # Other modes and queries ------------------------------------------------------------------------------------------

    def altered(self):
        """Gives a table another mode or another query."""
        name = self.choices.one_of(list(self.queries))
        if not self.choices.rarely(6) or not self.possible(self.queries[name]):
            return None
        if self.choices.rarely(2):
            return self.with_another_query(name)
        mode = self.choices.one_of(["DIFFERENTIAL", "ON COMMIT" if "ON COMMIT" in self.mode_of.values() else "IMMEDIATE", "ON COMMIT"])
        return self.altered_by(name, f"refresh_mode => '{mode}'", mode, self.queries[name])

    def with_another_query(self, name):
        before = tuple(other for other in self.queries if other < name)
        query = self.query(before)
        if query.sql == self.queries[name].sql or not self.possible(query, most=LARGEST):
            return None  # the same query changes nothing
        return self.altered_by(name, f"query => '{quoted(query.sql)}'", self.mode_of[name], query)

    def altered_by(self, name, arguments, mode, query):
        try:
            self.say(f"select pgtrickle.alter_stream_table('{name}', {arguments})")
        except SqlError as error:
            # Readers and the partition key forbid other columns; a quarantine forbids queries.
            if not has_state(error, ("2BP01", "22023")) and not self.refusal(query, error):
                raise
            self.refused.append(f"{query.sql}\n{error}")
            self.script.pop()
            return None
        self.queries[name], self.mode_of[name] = query, mode
        wrong = self.difference(name) if mode != "DIFFERENTIAL" or arguments.startswith("query") else None
        return f"{name}, altered: {wrong}" if wrong else None

    # Refreshes --------------------------------------------------------------------------------------------------------

    def refreshed_all(self):
        for name, mode in self.mode_of.items():
            if mode != "DIFFERENTIAL" or self.choices.rarely(8) or not all(self.possible(query) for query in self.queries.values()):
                continue
            if (wrong := self.refreshed(name)) or self.left_out:
                return wrong
        return None

    def refreshed(self, name):
        last = self.database.ask("select coalesce(max(refresh_id), 0) from pgtrickle.pgt_refresh_history")[0]
        try:
            self.say(f"select pgtrickle.refresh_stream_table('{name}')")
        except SqlError as error:
            if not self.may_fail(self.queries[name], error):
                raise
            return None
        rows = self.database.ask(f"select action || ' ' || coalesce(reason, '') || coalesce(error_message, '') from pgtrickle.pgt_refresh_history where refresh_id > {last}")
        for row in rows or ["NO_DATA"]:
            way = row.split(" ", maxsplit=1)[0]
            self.ways[way] = self.ways.get(way, 0) + 1
        if wrong := self.difference(name):
            return f"{name}, {rows}: {wrong}"
        return f"{name}, recomputed: {rows}" if any(self.suspicious(row) for row in rows) else None

    def suspicious(self, row):
        """A recomputation that says that the stored rows do not fit the changes. Of equal values that look different some queries give any, so what was stored may be another of them
        than what a change takes away."""
        may_be = self.ambiguous and re.search(self.ambiguous, " ".join(query.sql for query in self.queries.values()))
        return "XX0" in row or ("inconsistent" in row and not may_be)

    def difference(self, name):
        """Rows that the table has too many (+) or too few (-), or None."""
        query = self.queries[name]
        shown = ", ".join(query.shown)
        wanted = f"select {shown} from ({query.sql}) as q"
        rows = self.database.ask(f"with s as materialized (select {shown} from {name}), q as materialized ({wanted}) "
                                "(select '+', * from (table s except all table q) as surplus limit 3) union all (select '-', * from (table q except all table s) as missing limit 3)")
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
        for name, query in self.queries.items():
            if self.choices.rarely(4) and all(self.possible(one) for one in self.queries.values()) and not (self.ambiguous and re.search(self.ambiguous, query.sql)):
                if self.mode_of[name] == "DIFFERENTIAL" and (wrong := self.refreshed(name)):
                    return wrong
                rows = self.say(f"select * from pgtrickle.verify_stream_table('{name}')")
                if any("missing" in row or "surplus" in row for row in rows):
                    return f"{name}, verified: {rows[:3]}"
        return None


def report(case, wrong, seed):
    """Statements of the script that fail are marked by a comment, which stands behind their end."""
    statements = [f"{line};" if not line.endswith(" -- fails") else line.removesuffix(" -- fails") + "; -- fails" for line in case.script]
    findings.report(FINDINGS, case.schema, statements, wrong, seed)


class Count:
    """Of all cases of a run."""

    def __init__(self):
        self.cases, self.failures, self.tables, self.ways, self.left_out, self.refused, self.impossible = 0, 0, 0, {}, {}, {}, {}

    def add(self, case, seed):
        self.cases += 1
        self.tables += len(case.queries)
        if case.left_out:
            why = re.sub(r'"[^"]*"', '""', str(case.left_out).split("\n", maxsplit=1)[0])[:110]
            self.left_out[why] = self.left_out.get(why, 0) + 1
        for way, count in case.ways.items():
            self.ways[way] = self.ways.get(way, 0) + count
        for text in case.impossible:
            self.impossible.setdefault(re.sub(r'"[^"]*"', '""', text[:60]), []).append((seed, text))
        for text in case.refused:
            why = " / ".join(re.sub(r'"[^"]*"', '""', line) for line in text.partition("ERROR:  ")[2].split("\n") if "LOCATION" not in line and "HINT" not in line)[:220]
            self.refused.setdefault(why, []).append(seed)

    def print(self, first):
        ways = ", ".join(f"{way} {count}" for way, count in sorted(self.ways.items()))
        print(f"{self.cases} cases from seed {first}, {self.tables} stream tables, {self.failures} failures; refreshes: {ways}")
        for why, count in sorted(self.left_out.items(), key=lambda pair: -pair[1])[:12]:
            print(f"left out {count}: {why}")
        for _, found in sorted(self.impossible.items(), key=lambda pair: -len(pair[1]))[:20 if FINDINGS else 0]:
            print(f"refused by the server {len(found)}: {found[0][1][:400]} (seed {found[0][0]})")
        for why, seeds in sorted(self.refused.items(), key=lambda pair: -len(pair[1]))[:30]:
            print(f"refused {len(seeds)}: {why} (seed {seeds[0]})")


def run(database, of):
    """Cases one after the other; 0, or 1 if one fails."""
    first = int(os.environ.get("PGT_PROPERTY_SEED", time.time_ns() % 10**9))
    cases = int(os.environ.get("PGT_PROPERTY_CASES", 10**9))
    budget = Budget(float(os.environ.get("PGT_PROPERTY_SECONDS", 45)), database.seconds)
    print(f"seed {first}", flush=True)
    count = Count()
    while count.cases < cases and budget.is_left():
        seed = first + count.cases
        choices = Choices(seed=seed)
        case = of(database, choices)
        wrong = case.play()
        if wrong is not None:
            count.failures += 1
            report(*findings.minimal(of, database, choices, wrong, SHRINK_ATTEMPTS), seed)
            if not FINDINGS:
                return 1
        count.add(case, seed)
    count.print(first)
    return 1 if count.failures else 0
