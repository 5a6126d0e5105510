"""TPC-H at scale 1 in a server: what a refresh takes next to running the query, to a full refresh and to filling a table.

Usage: tpch.py --stage STAGE --data FOLDER [--rounds N] [--only QUERY...] [--full] [--keep FOLDER] [--settings NAME=VALUE...]

FOLDER holds the tables as CSV files with a header line, as `tpchgen-cli csv -s 1 --output-dir FOLDER` of the PyPI package tpchgen-cli writes them.
A round is the benchmark's refresh functions and updates, 0.1 % of orders and lineitems each (tpch_changes.sql). All stream tables exist at once and
are refreshed one after the other; their contents are compared with the query. Times are processor times of the session, so that other work on the machine matters less.
With --keep the server and the loaded tables stay for the next run.
"""

import argparse
import pathlib
import statistics
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
TESTS = HERE.parents[1] / "tests"
sys.path[:0] = [str(HERE), str(TESTS / "support")]

from postgres import Server  # noqa: E402
from processor_time import Measured  # noqa: E402
from session import Session, SqlError  # noqa: E402

SETTINGS = [
    "shared_buffers=2GB", "work_mem=64MB", "maintenance_work_mem=512MB", "max_wal_size=16GB", "checkpoint_timeout=1h",
    "random_page_cost=1.1", "effective_cache_size=8GB", "max_parallel_workers_per_gather=0",
]
TABLES = ["region", "nation", "supplier", "part", "partsupp", "customer", "orders", "lineitem"]
# The queries of the tests are for scale 0.01; these are their constants at scale 1.
AT_SCALE = {"0.01  -- 0.0001 / scale": "0.0001", "> 250  -- 300 leaves few at this scale": "> 300"}


def query_text(file):
    text = file.read_text(encoding="utf-8").strip()
    for small, large in AT_SCALE.items():
        text = text.replace(small, large)
    return text


def load(server, data):
    server.execute("create database tpch_base")
    server.execute((HERE / "tpch_schema.sql").read_text(encoding="utf-8"), "tpch_base")
    for table in TABLES:
        server.execute(f"\\copy {table} from '{data / table}.csv' csv header", "tpch_base")
    server.execute((HERE / "tpch_keys.sql").read_text(encoding="utf-8"), "tpch_base")
    server.execute("vacuum analyze", "tpch_base")


def has_base(server):
    return server.execute("select 1 from pg_database where datname = 'tpch_base'").strip() == "1"


def timed(session, sql):
    return Measured(session).milliseconds(sql)


def create(session, name, query):
    """What filling the stream table takes, and what CREATE TABLE AS takes."""
    plain = timed(session, f"create table plain_{name} as {query}")
    quoted = query.replace("'", "''")
    filled = timed(session, f"select pgtrickle.create_stream_table('{name}', '{quoted}')")
    return filled, plain


def differences(session, name, query):
    columns = session.ask(f"select string_agg(quote_ident(attname), ', ' order by attnum) from pg_attribute where attrelid = '{name}'::regclass "
                          "and attnum > 0 and not attisdropped and attname not like '\\_\\_pgt%'")[0]
    return int(session.ask(f"with q as materialized ({query}\n), t as (select {columns} from {name}) select (select count(*) from "
                           "(table q except all table t) a) + (select count(*) from (table t except all table q) b)")[0])


class Subject:
    """One query and what was measured of it, in milliseconds."""

    def __init__(self, session, name, query):
        self.name, self.query = name, query
        self.filled, self.plain = create(session, name, query)
        self.mode = session.ask(f"select refresh_mode from pgtrickle.pgt_stream_tables where pgt_name = '{name}'")[0]
        self.refreshes, self.runs, self.ways, self.wrong = [], [], [], 0
        self.full = self.full_plain = 0.0

    def refresh(self, session):
        try:
            self.refreshes.append(timed(session, f"select pgtrickle.refresh_stream_table('{self.name}')"))
        except SqlError as error:
            print(f"{self.name}: {error}", file=sys.stderr)
            self.refreshes.append(float("inf"))
            self.ways.append("error")
            return
        self.ways += session.ask("select case when was_full_fallback or action = 'FULL' then 'F' else 'D' end from pgtrickle.pgt_refresh_history h "
                                 f"join pgtrickle.pgt_stream_tables t using (pgt_id) where t.pgt_name = '{self.name}' order by refresh_id desc limit 1")

    def run(self, session):
        self.runs.append(timed(session, f"select count(q) from ({self.query}\n) as q"))
        self.wrong += differences(session, self.name, self.query)

    def recompute(self, session):
        self.full = timed(session, f"select pgtrickle.refresh_stream_table('{self.name}', force_mode => 'FULL')")
        session.ask(f"truncate plain_{self.name}")
        self.full_plain = timed(session, f"insert into plain_{self.name} {self.query}")

    def line(self):
        later = self.refreshes[1:] or self.refreshes
        refresh, run = statistics.median(later), statistics.median(self.runs)
        return (f"| {self.name} | {self.mode} | {'/'.join(self.ways)} | {self.refreshes[0]:.0f} | {refresh:.0f} | {run:.0f} | {run / refresh:.1f} | "
                f"{self.filled:.0f} | {self.filled / self.plain:.1f} | {self.full / (self.full_plain or 1):.1f} | {self.wrong} |"), run / refresh


def measure(server, arguments):
    server.execute("drop database if exists tpch with (force)")
    server.execute("create database tpch template tpch_base")
    session = Session(server, "tpch")
    session.ask("set client_min_messages = error")
    session.ask("set synchronous_commit = off")
    session.ask("create extension pg_trickle")
    session.send((HERE / "tpch_changes.sql").read_text(encoding="utf-8"))
    session.printed()
    files = sorted((TESTS / "tpch" / "queries").glob("*.sql"))
    wanted = [file for file in files if not arguments.only or file.stem in arguments.only]
    subjects = [Subject(session, file.stem, query_text(file)) for file in wanted]
    session.ask("analyze")
    session.ask(f"set statement_timeout = '{arguments.timeout}s'")
    for number in range(1, arguments.rounds + 1):
        session.ask(f"call changes({number})")
        for one in subjects:
            one.refresh(session)
            one.run(session)
            print(f"round {number}, {one.name}: {one.refreshes[-1]:.0f} ms, {one.ways[-1]}, query {one.runs[-1]:.0f} ms", file=sys.stderr, flush=True)
    if arguments.full:
        for one in subjects:
            one.recompute(session)
    sizes = session.ask("select pg_size_pretty(sum(pg_total_relation_size(c.oid))) from pg_class c join pg_namespace n on n.oid = relnamespace "
                        "where nspname = 'pgtrickle_state' and relkind = 'r'")
    session.close()
    print("| query | mode | ways | first, ms | refresh, ms | query, ms | query / refresh | filled, ms | / CREATE TABLE AS | FULL / INSERT | wrong |")
    print("| --- | --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |")
    ratios = []
    for one in subjects:
        line, ratio = one.line()
        ratios.append(ratio)
        print(line)
    print(f"\nmedian {statistics.median(ratios):.1f}, least {min(ratios):.1f}, states {sizes[0]}")
    return 1 if any(one.wrong for one in subjects) else 0


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--stage", required=True)
    parser.add_argument("--data", type=pathlib.Path, required=True)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--timeout", type=int, default=60, help="seconds that a statement may take")
    parser.add_argument("--only", nargs="*")
    parser.add_argument("--full", action="store_true")
    parser.add_argument("--keep")
    parser.add_argument("--settings", nargs="*", default=[])
    arguments = parser.parse_args()
    folder = arguments.keep or tempfile.mkdtemp(prefix="tpch")
    server = Server(folder)
    if arguments.keep and (pathlib.Path(folder) / "port").exists():
        server._stage, server._settings = arguments.stage, SETTINGS + arguments.settings
        server.resume()
    else:
        server.start(arguments.stage, SETTINGS + arguments.settings)
    try:
        if not has_base(server):
            load(server, arguments.data)
        return measure(server, arguments)
    finally:
        if not arguments.keep:
            server.stop()


if __name__ == "__main__":
    sys.exit(main())
