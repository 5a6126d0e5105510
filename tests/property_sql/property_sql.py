"""Random queries, random changes: after each refresh a stream table holds what its query gives.

Usage: property_sql.py SERVER

A case is some stream tables over six small tables, some of them over each other, and rounds of changes with a refresh
after each. A failure is shown as a script for psql, made as short as can be, with the seed that leads to it.

Environment:
    PGT_PROPERTY_SEED=N      begin with this seed (default: from the clock)
    PGT_PROPERTY_MODE=IMMEDIATE  most stream tables are in that mode, and compared after every statement
    PGT_PROPERTY_MODE="ON COMMIT"  the same, compared after every transaction; some are IMMEDIATE
    PGT_PROPERTY_ROW_ERRORS=quarantine  the stream tables leave out rows that raise errors; some have queries that do
    PGT_PROPERTY_CASES=N     so many cases (default: as many as the seconds allow)
    PGT_PROPERTY_SHRINK=N    so many attempts to shorten a case that fails (default: 1500)
    PGT_PROPERTY_SECONDS=N   no case begins after so much processor time of this process and of the server's session, or three times that by the clock (default: 45)

Statements are cancelled by the processor time that they take, so that the same cases are too large on every machine. A statement that takes a minute by the clock
without computing that much is a failure.
"""

import os
import pathlib
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "support")]

from changes import Changes  # noqa: E402
from choices import Choices, shrink  # noqa: E402
from postgres import Server  # noqa: E402
from queries import GROUPABLE, SCHEMA, TABLES, Generator, Query  # noqa: E402
from session import ServerGone, Session, SqlError  # noqa: E402
from work import Budget, WorkLimit  # noqa: E402

MODE = os.environ.get("PGT_PROPERTY_MODE", "DIFFERENTIAL")
QUARANTINES = os.environ.get("PGT_PROPERTY_ROW_ERRORS", "stop") == "quarantine"
DATABASE = f"property_sql_{MODE.lower().replace(' ', '_')}{'_quarantine' if QUARANTINES else ''}"
SHRINK_ATTEMPTS = int(os.environ.get("PGT_PROPERTY_SHRINK", 1500))


# Queries that raise errors for some rows, and what they give over the others: the types of their columns, the query, and what it lacks.
FAILING = [
    (["int", "int"], "select id as c0, 10 / k as c1 from t1 {}", "where (k <> 0) is not false"),
    (["text", "int", "int"], "select x as c0, sum(10 / k) as c1, count(*) as c2 from t1 {} group by x", "where (k <> 0) is not false"),
    (["int", "int"], "select t1.id as c0, 10 / (t1.k - t2.k) as c1 from t1 join t2 on t1.id = t2.id {}", "where (t1.k <> t2.k) is not false"),
    (["int", "int"], "select a as c0, v as c1 from t4 where {} 10 / b > 3", "b <> 0 and"),
    (["int"], "select distinct 10 / v as c0 from t4 {}", "where (v <> 0) is not false"),
    (["int", "int"], "select k as c0, 10 / count(n) as c1 from t1 group by k {}", "having count(n) <> 0"),
    (["int", "int"], "select id as c0, count(*) as c1 from t1 {} group by id, 10 / (k - 1) union all select id, k from t2", "where (k <> 1) is not false"),
]


class Database:
    """The database of all cases, and a session with it: another one if the server crashes."""

    name, schema, tables = DATABASE, SCHEMA, TABLES
    most_work = 3  # seconds of the processor for a statement
    most_waiting = "60s"

    def __init__(self, server):
        self.server = server
        self.limit = None
        server.execute(f"drop database if exists {self.name} with (force); create database {self.name};")
        server.execute(f"create extension pg_trickle; {self.schema}", self.name)
        self.connect()

    def connect(self):
        self.session = Session(self.server, self.name)
        if self.limit:
            self.limit.end()
        self.limit = WorkLimit(self.server, self.session.ask("select pg_backend_pid()")[0], self.most_work)
        self.set_up()

    def set_up(self):
        """The settings of the session."""
        self.session.ask("set client_min_messages = error")
        self.session.ask(f"set statement_timeout = '{self.most_waiting}'")

    def seconds(self):
        """What its session has computed so far."""
        return self.limit.used()

    def recover(self):
        """Waits until the server takes sessions again."""
        for _ in range(60):
            try:
                return self.connect()
            except ServerGone:
                time.sleep(0.5)
        return self.connect()

    def ask(self, sql):
        with self.limit:
            return self.session.ask(sql)

    def clear(self, stream_tables):
        """Makes room for the next case."""
        try:
            self.ask("rollback")
        except ServerGone:
            self.recover()
        for name in reversed(stream_tables):
            self.ask(f"select pgtrickle.drop_stream_table('{name}') where to_regclass('{name}') is not null")
        self.ask(f"truncate {', '.join(self.tables)}")


def is_too_large(error):
    """Whether the server was stopped because a statement computed for too long, or gave up."""
    return "ERROR:  54001" in str(error) or ("ERROR:  57014" in str(error) and "due to user request" in str(error))


class Case:
    """One case, played as it is generated; `script` has every statement, `refreshes` counts them by their way."""

    sources, generator, changes = TABLES, Generator, Changes
    unequal = ("json", "box")  # types without an equality
    cases_for_one_too_large = 20

    def __init__(self, database, choices):
        self.database = database
        self.choices = choices
        self.script = []
        self.queries = {}
        self.immediate = []
        self.on_commit = []
        self.in_transaction = False
        self.refreshes = {}
        self.too_large = False  # joins of joins can have millions of rows: the server gave up

    def say(self, sql):
        self.script.append(sql)
        return self.database.ask(sql)

    def note_transaction(self, sql):
        if sql == "begin":
            self.in_transaction = True
        elif sql in ("commit", "rollback"):
            self.in_transaction = False

    def change(self, sql):
        """A change may meet a key that exists; what follows in its transaction, savepoints too, then goes with it."""
        self.note_transaction(sql)
        try:
            self.say(sql)
        except SqlError as error:
            if not any(state in str(error) for state in ("ERROR:  23505", "ERROR:  25P02", "ERROR:  3B001")):
                raise
            return None
        for name in self.immediate + ([] if self.in_transaction else self.on_commit):
            if wrong := self.difference(name):
                return f"{name}, after {sql}: {wrong}"
        return None

    def play(self):
        """What is wrong, or None."""
        try:
            return self.played()
        except SqlError as error:
            self.too_large = is_too_large(error)
            return None if self.too_large else str(error)
        finally:
            self.database.clear(self.queries)

    def played(self):
        changes = self.changes(self.choices)
        for table in changes.tables:
            self.say(changes.insert(table, 3 + self.choices.below(8)))
        self.create_all()
        for name in self.queries:
            if wrong := self.difference(name):
                return f"{name} as created: {wrong}"
        for _ in range(1 + self.choices.below(5)):
            for line in changes.round(self.queries):
                if wrong := self.change(line):
                    return wrong
            for name in self.queries:
                if name in self.immediate or name in self.on_commit or self.choices.rarely(6):
                    continue
                if wrong := self.refreshed(name):
                    return wrong
        return None

    def create_all(self):
        sources = dict(self.sources)
        for number in range(1 + self.choices.below(3)):
            name = f"s{number}"
            query = self.generator(self.choices, sources).query()
            self.create(name, query)
            self.queries[name] = query
            if all(kind in (*self.generator.groupable, *self.unequal) for kind in query.types):
                sources[name] = [(f"c{column}", kind) for column, kind in enumerate(query.types)]
        for number in range(QUARANTINES * (1 + self.choices.below(3))):
            types, query, lacks = self.choices.one_of(FAILING)
            self.make(f"e{number}", query.format(""), MODE)
            self.queries[f"e{number}"] = Query(query.format(lacks), types)

    def create(self, name, query):
        mode = "DIFFERENTIAL" if MODE in ("IMMEDIATE", "ON COMMIT") and self.choices.rarely(4) else MODE
        if mode == "ON COMMIT" and self.choices.rarely(4):
            mode = "IMMEDIATE"
        options = self.partitions(query)
        if query.advanced:
            try:
                return self.make(name, query.sql, mode, options)
            except SqlError as error:
                if "0A000" not in str(error):
                    raise
                mode = "FULL"
        return self.make(name, query.sql, mode, options)

    def make(self, name, query, mode, options=""):
        """Some queries cannot leave rows out."""
        text = query.replace("'", "''")
        call = f"select pgtrickle.create_stream_table('{name}', '{text}', refresh_mode => '{mode}'{options}"
        try:
            self.say(f"{call}, row_errors => 'quarantine')" if QUARANTINES and mode != "FULL" else f"{call})")
        except SqlError as error:
            if not QUARANTINES or mode == "FULL" or "0A000" not in str(error):
                raise
            self.script.pop()
            self.say(f"{call})")
        if mode == "IMMEDIATE":
            # What it reads may change at the commit.
            (self.on_commit if self.on_commit else self.immediate).append(name)
        elif mode == "ON COMMIT":
            self.on_commit.append(name)

    def partitions(self, query):
        """By the hash of a column: rows of all kinds then meet in several partitions."""
        columns = [f"c{number}" for number, kind in enumerate(query.types) if kind in GROUPABLE]
        if not columns or not self.choices.rarely(4):
            return ""
        return f", partition_by => 'HASH:{self.choices.one_of(columns)}:{2 + self.choices.below(3)}'"

    def refreshed(self, name):
        """Refreshes a stream table; what is wrong, or None."""
        last = "select coalesce(max(refresh_id), 0) from pgtrickle.pgt_refresh_history"
        before = self.database.ask(last)[0]
        self.say(f"select pgtrickle.refresh_stream_table('{name}')")
        ways = self.database.ask(f"select action from pgtrickle.pgt_refresh_history where refresh_id > {before}")
        way = ways[-1] if ways else "NO_DATA"
        self.refreshes[way] = self.refreshes.get(way, 0) + 1
        wrong = self.difference(name)
        return f"{name}, {way}: {wrong}" if wrong else None

    def difference(self, name):
        """Rows that the table has too many (+) or too few (-), by the equality of their types, or None."""
        columns = ", ".join(f"c{number}::text" if kind in self.unequal else f"c{number}" for number, kind in enumerate(self.queries[name].types))
        stored, wanted = f"select {columns} from {name}", f"select {columns} from ({self.queries[name].sql}) as q"
        rows = self.database.ask(f"(select '+', * from ({stored} except all {wanted}) as surplus limit 3) union all "
                                f"(select '-', * from ({wanted} except all {stored}) as missing limit 3)")
        return "\n".join(rows)


def report(case, wrong, seed):
    print(f"\n-- PGT_PROPERTY_SEED={seed}\n{case.database.schema.strip()}")
    print("\n".join(f"{line};" for line in case.script))
    print(f"-- {wrong}".replace("\n", "\n-- "), flush=True)


def minimal(database, choices, of=Case):
    """The simplest failing case that can be found from one that fails, and what is wrong there."""
    def fails(replay):
        return of(database, Choices(replay=replay)).play() is not None

    best = of(database, Choices(replay=shrink(choices.taken, fails, SHRINK_ATTEMPTS)))
    return best, best.play()


def run(database, of=Case):
    """Cases one after the other; 0, or 1 after one that fails."""
    first = int(os.environ.get("PGT_PROPERTY_SEED", time.time_ns() % 10**9))
    cases = int(os.environ.get("PGT_PROPERTY_CASES", 10**9))
    budget = Budget(float(os.environ.get("PGT_PROPERTY_SECONDS", 45)), database.seconds)
    ways, number, too_large = {}, 0, 0
    while number < cases and budget.is_left():
        choices = Choices(seed=first + number)
        case = of(database, choices)
        if case.play() is not None:
            report(*minimal(database, choices, of), first + number)
            return 1
        number += 1
        too_large += case.too_large
        for way, count in case.refreshes.items():
            ways[way] = ways.get(way, 0) + count
    print(f"{number} cases from seed {first}; refreshes: {', '.join(f'{way} {count}' for way, count in sorted(ways.items()))}; "
          f"{too_large} cases were too large")
    # Few cases say little: there may be time only for the first sixty of a seed.
    return 0 if too_large <= 2 + number // of.cases_for_one_too_large else 1


if __name__ == "__main__":
    sys.exit(run(Database(Server(sys.argv[1]))))
