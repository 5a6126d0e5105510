"""Many writers at once, and afterwards their transactions one after the other: at each commit each stream table was right.

Usage: commit_order.py FOLDER STAGE

The writers of concurrent.py change sources of stream tables in mode IMMEDIATE or ON COMMIT. What each transaction has changed, of sources and of
stream tables, is decoded from the write-ahead log in the order of commits, and applied to copies, which are plain tables. After each
transaction the copy of each stream table has to hold what its query gives over the copies of the sources. So no committed state was wrong, not even one that the next
commit has put right, and no session needed to look at the right moment.

Environment: PGT_PROPERTY_MODE (IMMEDIATE or "ON COMMIT"), PGT_PROPERTY_SEED and PGT_PROPERTY_SECONDS (default: 10), see concurrent.py.
"""

import os
import pathlib
import re
import shutil
import sys
import threading
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "support")]

from concurrent import DATABASE, MODE, STREAM_TABLES, TEMPLATE, WRITERS, Crew, set_up, writer  # noqa: E402
from postgres import Server  # noqa: E402
from queries import TABLES  # noqa: E402
from session import Session  # noqa: E402

LINE = re.compile(r'table public\."?(\w+)"?: (INSERT|UPDATE|DELETE|TRUNCATE):(.*)', re.DOTALL)
VALUE = re.compile(r'("(?:[^"]|"")*"|\w+)\[((?:[^\[\]]|\[\])+)\]:(\'(?:[^\']|\'\')*\'|\S+)')


def literal(printed):
    return printed if printed == "null" or printed.startswith("'") else f"'{printed}'"


class Copies:
    """The tables as they were after some of the transactions, in a schema of their own."""

    def __init__(self, server):
        self.session = Session(server, DATABASE)
        self.ask("set client_min_messages = error; create schema copy")
        self.columns, self.checks = {}, {}
        for name in [*TABLES, *STREAM_TABLES]:
            self.ask(f"create table copy.{name} (like public.{name})")
            self.columns[name] = self.ask("select attname from pg_attribute where attrelid = 'copy.{}'::regclass and attnum > 0 order by attnum".format(name))
        for name, query in STREAM_TABLES.items():
            columns = "\n".join(self.ask(f"select test.columns('public.{name}')"))
            self.checks[name] = (f"select '{name} has ' || difference from test.difference('select {columns} from copy.{name}',"
                                 f" 'select {columns} from ({query}) as q', false) as difference where difference is not null")
        self.ask("set search_path = copy, public")

    def ask(self, sql):
        return self.session.ask(sql)

    def row(self, table, printed):
        """What is not printed of an old row is NULL; that may be all of it."""
        values = {name.strip('"'): literal(value) for name, _, value in VALUE.findall(printed)}
        return f"row({', '.join(values.get(name, 'null') for name in self.columns[table])})::copy.{table}"

    def statements(self, table, event, printed):
        old, new = None, None
        if event == "INSERT":
            new = printed
        elif event == "DELETE":
            old = printed
        elif event == "UPDATE":
            old, new = re.fullmatch(r" old-key:(.*) new-tuple:(.*)", printed, re.DOTALL).groups()
        else:
            yield f"truncate copy.{table}"
        if old is not None:
            yield (f"delete from copy.{table} where ctid = (select min(ctid) from copy.{table} as t where t *= {self.row(table, old)})"
                   " returning 'gone'")
        if new is not None:
            yield f"insert into copy.{table} select ({self.row(table, new)}).*"

    def apply(self, changes):
        for table, event, printed in changes:
            for statement in self.statements(table, event, printed):
                answer = self.ask(statement)
                assert not statement.startswith("delete") or answer == ["gone"], f"no such row in the copy: {table} {printed}"

    def complaints(self):
        return [line for check in self.checks.values() for line in self.ask(check)]


def transactions(lines):
    """The changes of each transaction to the tables that are copied, in the order of commits."""
    changes = []
    for line in lines:
        if line.startswith("COMMIT"):
            yield changes
            changes = []
        elif (found := LINE.match(line)) and found[1] in {*TABLES, *STREAM_TABLES}:
            changes.append(found.groups())


def prepare_database(server):
    support = HERE.parent / "regress/support.sql"
    server.execute(f"create database {TEMPLATE}")
    server.execute("create extension pg_trickle", TEMPLATE)
    server.execute(support.read_text(encoding="utf-8"), TEMPLATE)
    set_up(server)
    for name in [*TABLES, *STREAM_TABLES]:
        server.execute(f"alter table {name} replica identity full", DATABASE)


def write(server, seed):
    crew = Crew(server, float(os.environ.get("PGT_PROPERTY_SECONDS", 10)))
    threads = [threading.Thread(target=crew.work, args=(f"writer {number}", writer(number, seed))) for number in range(WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return crew.surprise


def differences(server, lines):
    copies = Copies(server)
    count = 0
    for changes in transactions(lines):
        if not changes:
            continue
        count += 1
        copies.apply(changes)
        if found := copies.complaints():
            yield f"after transaction {count} of {MODE}: " + "; ".join(found)
            yield f"it did: {changes}"
            return
    for name in [*TABLES, *STREAM_TABLES]:
        copied, found = (copies.ask(f"select md5(string_agg(t::text, ';' order by t::text)) from {schema}.{name} as t") for schema in ("copy", "public"))
        if copied != found:
            yield f"in the end {name} is not its copy"
    print(f"{count} transactions")
    if count < 50:
        yield "these are too few"


def main(folder, stage):
    server = Server(folder)
    server.start(stage, ["wal_level=logical", "deadlock_timeout=50ms"])
    prepare_database(server)
    server.execute("select pg_create_logical_replication_slot('seen', 'test_decoding')", DATABASE)
    seed = int(os.environ.get("PGT_PROPERTY_SEED", time.time_ns() % 10**9))
    surprise = write(server, seed)
    print(f"seed {seed}")
    server.execute("checkpoint")  # what is not on disk is not decoded
    lines = server.execute("select replace(data, E'\\n', ' ') from pg_logical_slot_get_changes('seen', null, null, 'skip-empty-xacts', '1')", DATABASE).split("\n")
    found = [surprise] if surprise else list(differences(server, lines))
    server.execute("select pg_drop_replication_slot('seen')", DATABASE)
    print(*found, sep="\n")
    if not found:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
