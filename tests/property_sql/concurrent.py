"""Several writers and several refreshers at once: a stream table is right in every snapshot in which it is refreshed.

Usage: concurrent.py SERVER

Writers change the tables in transactions of all kinds: short and long, rolled back, prepared, of all isolation levels.
Each refresher refreshes its stream table and, in the same snapshot, compares it with its query. Another session keeps
creating and dropping a stream table over the same sources.

With PGT_PROPERTY_MODE=IMMEDIATE or "ON COMMIT" all stream tables are in that mode: nothing is refreshed, and they are right in every snapshot.
With MIXED they are in all modes, and read each other.

Environment: PGT_PROPERTY_SEED and PGT_PROPERTY_SECONDS (default: 15), see property_sql.py.
"""

import os
import pathlib
import sys
import threading
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "support")]

from changes import Changes  # noqa: E402
from choices import Choices  # noqa: E402
from postgres import Server  # noqa: E402
from queries import SCHEMA  # noqa: E402
from session import Session, SqlError  # noqa: E402

MODE = os.environ.get("PGT_PROPERTY_MODE", "DIFFERENTIAL")
MODES_OF_WRITERS = ("IMMEDIATE", "ON COMMIT")
DATABASE = f"property_concurrent_{MODE.lower().replace(' ', '_')}"
TEMPLATE = "regress_template"  # with the extension and test.check(), see tests/regress/support.sql
WRITERS = 6
STREAM_TABLES = {
    "filtered": "select id, k, n, x from t1 where k < 3",
    "grouped": "select k, count(*) as rows, sum(n) as total, max(x) as high from t1 group by k",
    "joined": "select t1.id as a, t2.id as b, t3.x, t2.c from t1 join t2 using (k) left join t3 on t3.n = t1.n",
    "united": "select k, x from t1 union all select k, x from t3",
    "distincts": "select distinct c, k from t3",
    # Nothing else reads these sources: writers in modes IMMEDIATE and ON COMMIT lock rows of them.
    "counted": "select v, count(*) as rows, sum(b) as total from t4 group by v",
    "kept": "select a, b, v from t4 where v > 0",
    "many": "select k, h from t6",
    # These read others.
    "sizes": "select rows, count(*) as groups, sum(total) as total from grouped group by rows",
    "pairs": "select g.k, g.high, f.id from grouped as g left join filtered as f on f.k = g.k",
    "top": "select b, a, v from kept order by b desc, a, v limit 5",
    "sizes_of_sizes": "select groups, count(*) as n from sizes group by groups",
}
# Of MIXED; each reads tables of other modes.
MIXED = {"filtered": "IMMEDIATE", "grouped": "ON COMMIT", "united": "IMMEDIATE", "distincts": "FULL", "counted": "ON COMMIT", "kept": "IMMEDIATE",
         "pairs": "ON COMMIT", "sizes_of_sizes": "FULL"}
# What a transaction may meet from the others: a key that exists, a deadlock, a snapshot that is too old.
EXPECTED = ("ERROR:  23505", "ERROR:  40P01", "ERROR:  40001", "ERROR:  25P02")


def mode_of(name):
    return MIXED.get(name, "DIFFERENTIAL") if MODE == "MIXED" else MODE


class Crew:
    """Threads with a session each; the first surprise stops all."""

    def __init__(self, server, seconds):
        self.server = server
        self.end = time.monotonic() + seconds
        self.surprise = None
        self.done = {}

    def working(self):
        return self.surprise is None and time.monotonic() < self.end

    def work(self, name, step):
        session = Session(self.server, DATABASE)
        session.ask("set client_min_messages = error")
        try:
            while self.working():
                try:
                    step(session)
                    self.done[name] = self.done.get(name, 0) + 1
                except SqlError as error:
                    if not any(state in str(error) for state in EXPECTED):
                        raise
                    session.ask("rollback")
            session.close()
        except (SqlError, AssertionError) as error:
            self.surprise = self.surprise or f"{name}: {error}"


def writer(number, seed):
    choices = Choices(seed=seed + number)
    # Half of them write only to sources of stream tables whose rows are locked, so that they do not wait for all others.
    changes = Changes(choices, ("t4", "t6")) if number % 2 else Changes(choices)

    def step(session):
        session.ask(f"begin isolation level {choices.one_of(['read committed', 'repeatable read', 'serializable'])}")
        for _ in range(1 + choices.below(4)):
            session.ask(changes.statement())
            if choices.rarely(4):
                time.sleep(choices.below(50) / 1000)
        end = choices.below(6)
        if end == 5:
            session.ask(f"prepare transaction '{DATABASE}_{number}'")
            time.sleep(choices.below(30) / 1000)
            session.ask(f"{choices.one_of(['commit', 'rollback'])} prepared '{DATABASE}_{number}'")
        else:
            session.ask("rollback" if end == 4 else "commit")

    return step


def refresher(name):
    def step(session):
        session.ask("begin isolation level repeatable read")
        session.ask("lock table t1, t2, t3, t4, t6 in access share mode")  # TRUNCATE would empty them for older snapshots, too
        if mode_of(name) not in MODES_OF_WRITERS:
            session.ask(f"select pgtrickle.refresh_stream_table('{name}')")
        verdict = "\n".join(session.ask(f"select test.check('{name}', 'equality')"))
        session.ask("commit")
        assert verdict == "equal", verdict

    return step


def creator(session):
    mode = mode_of("passing")
    session.ask(f"select pgtrickle.create_stream_table('passing', 'select t1.id, t2.c from t1 join t2 using (id)', refresh_mode => '{mode}') "
                "where to_regclass('passing') is null")
    for _ in range(3):
        refresher("passing")(session)
    session.ask("select pgtrickle.drop_stream_table('passing')")


def set_up(server):
    server.execute(f"drop database if exists {DATABASE} with (force); create database {DATABASE} template {TEMPLATE};")
    server.execute(f"set client_min_messages = error; {SCHEMA}", DATABASE)
    for name, query in STREAM_TABLES.items():
        server.execute(f"set client_min_messages = error; call test.create('{name}', '{query}', '{mode_of(name)}')", DATABASE)


def main(folder):
    server = Server(folder)
    set_up(server)
    seed = int(os.environ.get("PGT_PROPERTY_SEED", time.time_ns() % 10**9))
    crew = Crew(server, float(os.environ.get("PGT_PROPERTY_SECONDS", 15)))
    steps = {f"writer {number}": writer(number, seed) for number in range(WRITERS)}
    steps |= {f"refresher of {name}": refresher(name) for name in STREAM_TABLES}
    steps["creator"] = creator
    threads = [threading.Thread(target=crew.work, args=item) for item in steps.items()]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    print(f"seed {seed};", ", ".join(f"{name}: {count}" for name, count in sorted(crew.done.items())))
    if crew.surprise:
        print(crew.surprise)
        return 1
    for name in STREAM_TABLES:
        verdict = server.execute(f"select test.{'check' if mode_of(name) in MODES_OF_WRITERS else 'refresh'}('{name}', 'equality')", DATABASE).strip()
        if not verdict.endswith("equal"):
            print(f"{name}, after all: {verdict}")
            return 1
    return 0 if set(crew.done) == set(steps) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
