"""Several writers and refreshers at once, while stream tables and their sources are altered.

Usage: concurrent_altering.py SERVER

Like concurrent.py with PGT_PROPERTY_MODE=MIXED. Beside the writers, sessions give stream tables other modes and other queries, repair and compare them, add and
drop columns, keys and triggers of sources, detach and truncate. A stream table is right whenever it is refreshed, whatever its mode is then, and all are right in the end. Commands may meet deadlocks and refusals, but no internal errors.

Environment: see concurrent.py.
"""

import os
import pathlib
import sys
import threading
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "support")]
os.environ.setdefault("PGT_PROPERTY_MODE", "MIXED")

import concurrent  # noqa: E402
from choices import Choices  # noqa: E402
from postgres import Server  # noqa: E402
from session import SqlError  # noqa: E402

concurrent.DATABASE = "property_concurrent_altering"
concurrent.EXPECTED = (*concurrent.EXPECTED, "ERROR:  0A000", "ERROR:  55P03", "ERROR:  42P01", "ERROR:  2BP01", "ERROR:  22023", "ERROR:  42701", "ERROR:  42P07",
                       "ERROR:  42703", "ERROR:  42704", "ERROR:  42P16", "ERROR:  57014", "ERROR:  55000", "ERROR:  23502")
OTHERS = {
    "filtered": ["select id, k, n, x from t1 where k < 3", "select id, k, n, x from t1 where k < 2 or k is null", "select id, k, n, x from t1"],
    "grouped": ["select k, count(*) as rows, sum(n) as total, max(x) as high from t1 group by k",
                "select k, count(n) as rows, max(n) as total, min(x) as high from t1 group by k"],
    "joined": ["select t1.id as a, t2.id as b, t3.x, t2.c from t1 join t2 using (k) left join t3 on t3.n = t1.n", "select t1.id as a, t2.id as b, t1.x, t2.c from t1 join t2 using (id)"],
    "distincts": ["select distinct c, k from t3", "select c, k from t3", "select max(c) as c, k from t3 group by k"],
    "counted": ["select v, count(*) as rows, sum(b) as total from t4 group by v", "select v, count(*) as rows, sum(a) as total from t4 group by v"],
    "kept": ["select a, b, v from t4 where v > 0", "select a, b, v from t4", "select max(a) as a, b, max(v) as v from t4 group by b"],
    "many": ["select k, h from t6", "select distinct k, h from t6"],
}
COMMANDS = [
    "select pgtrickle.repair_stream_table('{0}')", "select count(*) from pgtrickle.verify_stream_table('{0}', true)", "select pgtrickle.refresh_stream_table('{0}', 'FULL')",
    "alter table t1 add column z int default 3", "alter table t1 drop column z", "create index z on t1 (k)", "drop index z", "alter table t4 drop constraint t4_pkey",
    "alter table t4 add primary key (a, b)", "alter table t2 add column z text default random()::text", "alter table t2 drop column z", "alter table t3 disable trigger all",
    "alter table t3 enable trigger all", "alter table t1 alter column x set not null", "alter table t6 rename column k to kk", "alter table t6 rename column kk to k",
    "select pgtrickle.alter_column_type('t4', 'v', 'bigint')", "select pgtrickle.alter_column_type('t4', 'v', 'int')", "truncate t3, t6", "select pgtrickle.rebuild_cdc_triggers()",
    "select count(*) from pgtrickle.health_check()", "select pgtrickle.alter_stream_table('{0}', status => 'PAUSED')", "select pgtrickle.resume_stream_table('{0}')",
    "vacuum full t4", "analyze",
]


def alterer(number, seed):
    choices = Choices(seed=seed * 7 + number)

    def step(session):
        session.ask("set lock_timeout = '2s'")
        name = choices.one_of(list(concurrent.STREAM_TABLES))
        form = choices.below(3)
        inside = choices.rarely(3)
        if form == 0:
            mode = choices.one_of(["DIFFERENTIAL", "IMMEDIATE", "ON COMMIT", "FULL", "AUTO"])
            sql = f"select pgtrickle.alter_stream_table('{name}', refresh_mode => '{mode}')"
        elif form == 1:
            name = choices.one_of(list(OTHERS))
            sql = f"select pgtrickle.alter_stream_table('{name}', query => '{choices.one_of(OTHERS[name])}')"
        else:
            sql = choices.one_of(COMMANDS).format(name)
        if inside and not sql.startswith("vacuum"):
            session.ask("begin")
            session.ask(sql)
            time.sleep(choices.below(30) / 1000)
            session.ask(choices.one_of(["commit", "rollback"]))
        else:
            session.ask(sql)
        time.sleep(choices.below(100) / 1000)

    return step


CHECK = """select coalesce(test.difference(format('select %s from %s', test.columns('{0}'), '{0}'), format('select %s from %s', test.columns('{0}'), definition), false), 'equal')
 from pgtrickle.pgt_stream_tables where pgt_relid = '{0}'::regclass"""


def is_skipped(session, name):
    """Refreshes; whether that was left to the session that alters or refreshes the table just now."""
    session.ask("set local client_min_messages = notice")
    session.send(f"select pgtrickle.refresh_stream_table('{name}')")
    lines = session.printed()
    if any("ERROR:  " in line for line in lines):
        raise SqlError("\n".join(lines))
    return any(line.startswith("NOTICE:") for line in lines)


def refresher(name):
    def step(session):
        # A table that has to be computed again is computed as of the latest snapshot, and another session may alter it just now: then it is right the next time.
        verdicts = []
        while len(verdicts) < 8:
            verdicts.append(compared(session))
            if verdicts[-1] == "equal":
                return
            time.sleep(0.3)  # another session may alter it just now, in a transaction of several statements
        raise AssertionError("\n".join(verdicts))

    def compared(session):
        definition = session.ask(f"select definition from pgtrickle.pgt_stream_tables where pgt_relid = '{name}'::regclass")[0]
        session.ask("begin isolation level repeatable read")
        # What is rewritten, or replaced, is so for older snapshots, too.
        session.ask(f"lock table t1, t2, t3, t4, t6, {', '.join(concurrent.STREAM_TABLES)}, {definition} in access share mode")
        row = session.ask(f"select refresh_mode, status from pgtrickle.pgt_stream_tables where pgt_relid = '{name}'::regclass")
        mode, status = row[0].split("|")
        skipped = False
        if mode not in concurrent.MODES_OF_WRITERS or status != "ACTIVE":
            skipped = is_skipped(session, name)
        verdict = "\n".join(session.ask(CHECK.format(name)))
        session.ask("commit")
        return verdict if verdict == "equal" else f"{mode} {status} {skipped=}: {verdict}"

    return step


def main(folder):
    server = Server(folder)
    concurrent.set_up(server)
    seed = int(os.environ.get("PGT_PROPERTY_SEED", time.time_ns() % 10**9))
    crew = concurrent.Crew(server, float(os.environ.get("PGT_PROPERTY_SECONDS", 15)))
    steps = {f"writer {number}": concurrent.writer(number, seed) for number in range(4)}
    steps |= {f"refresher of {name}": refresher(name) for name in concurrent.STREAM_TABLES}
    steps |= {f"alterer {number}": alterer(number, seed) for number in range(2)}
    threads = [threading.Thread(target=crew.work, args=item) for item in steps.items()]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    print(f"seed {seed};", ", ".join(f"{name}: {count}" for name, count in sorted(crew.done.items())))
    if crew.surprise:
        print(crew.surprise)
        return 1
    wrong = 0
    for name in concurrent.STREAM_TABLES:
        try:
            server.execute(f"select pgtrickle.resume_stream_table('{name}') from pgtrickle.pgt_stream_tables where pgt_relid = '{name}'::regclass and status <> 'ACTIVE'", concurrent.DATABASE)
            server.execute(f"select pgtrickle.refresh_stream_table('{name}')", concurrent.DATABASE)
            verdict = server.execute(CHECK.format(name), concurrent.DATABASE).strip()
        except Exception as error:  # noqa: BLE001
            verdict = str(error)
        if not verdict.endswith("equal"):
            print(f"{name}, after all: {verdict}")
            wrong = 1
    return wrong


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
