"""Measures many stream tables, workers, alterations, sliding windows and audits on a server, and prints a page of tables for bench/RESULTS.md.

Usage: saturation.py --stage STAGE [--only PART...] [--seconds N] [--quick]

STAGE is the folder with the extension, as the build leaves it. A private server is started in a folder below /tmp. The parts:

parallel   two independent refreshes of a second each, with two workers and without
alter      ALTER to a query that keeps all rows and states, beside two that do not, over tables of three sizes
many       1,000 stream tables with the schedule 1s, of which 100 change each second: how old their contents become
window     a sliding window: what it costs that 1,000 rows leave each second, over tables of four sizes
audit      processor time of the scheduler with pg_trickle.audit_budget = 0.01 beside that with none
"""

import argparse
import pathlib
import statistics
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parents[1] / "tests" / "support")]

from latency import cpu_seconds  # noqa: E402
from libpq import Connection  # noqa: E402
from private_server import private_server  # noqa: E402

SETTINGS = ["pg_trickle.enabled=on", "shared_buffers=1GB", "max_locks_per_transaction=1024", "max_worker_processes=16",
            "pg_trickle.history_max_rows=1000000", "pg_trickle.plan_cache_mb=1024"]


class Database:
    """A database of its own for one part."""

    def __init__(self, server, name):
        self.server, self.name = server, name
        server.execute(f"create database {name}")
        server.execute("create extension pg_trickle", name)
        self.connection = Connection(server.environment(name))

    def run(self, sql):
        return self.connection.run(sql)

    def number(self, sql):
        return float(self.connection.run(sql))

    def setting(self, text):
        """Written for the whole server: the scheduler reads it there."""
        self.server.execute(f"alter system {text}; select pg_reload_conf()", self.name)
        time.sleep(1)

    def drop(self):
        self.connection.close()
        self.server.execute(f"drop database {self.name} with (force)")


def until(is_so, patience=60):
    start = time.perf_counter()
    while not is_so():
        if time.perf_counter() - start > patience:
            raise RuntimeError(f"not within {patience} s")
        time.sleep(0.01)
    return time.perf_counter() - start


def parallel(server, options):
    """The refreshes sleep: what is measured is that they overlap, and what handing them over costs, on any number of processors."""
    here = Database(server, "parallel")
    here.run("create function slowly(v int) returns int language plpgsql immutable as $$ begin perform pg_sleep(1); return v; end $$;"
             "create table a (id int primary key, v int); create table b (id int primary key, v int);"
             "insert into a values (1, 0); insert into b values (1, 0);"
             "select pgtrickle.create_stream_table('of_a', 'select id, slowly(v) as v from a', schedule => '1s');"
             "select pgtrickle.create_stream_table('of_b', 'select id, slowly(v) as v from b', schedule => '1s')")
    rows = []
    for round_, mode in enumerate(("off", "on")):
        here.setting(f"set pg_trickle.parallel_refresh_mode = '{mode}'")
        times = []
        for number in range(4):
            time.sleep(2.5)  # beyond the interval: a change is refreshed at once
            mark = 1 + 4 * round_ + number
            here.run(f"begin; update a set v = {mark}; update b set v = {mark}; commit")
            times.append(until(lambda mark=mark: here.run("select count(*) from of_a join of_b using (v)") == "1"
                               and here.run("select v from of_a") == str(mark)))
        rows.append((mode, min(times[1:]), statistics.median(times[1:])))  # the first time includes the start of the workers
    print("\n## Two refreshes of 1 s each\n\n| parallel_refresh_mode | both are there after, s: least | median |\n| --- | ---: | ---: |")
    for mode, least, median in rows:
        print(f"| {mode} | {least:.2f} | {median:.2f} |")
    here.setting("reset pg_trickle.parallel_refresh_mode")
    here.drop()


def alter(server, options):
    here = Database(server, "altering")
    sizes = [2_000, 20_000, 200_000] if options.quick else [10_000, 100_000, 1_000_000]
    print("\n## ALTER, ms\n\n| rows | a column renamed, which keeps all | HAVING on top, which computes | another key, which computes |\n| ---: | ---: | ---: | ---: |")
    for size in sizes:
        here.run(f"create table t (id int primary key, k int not null, v int not null); insert into t select i, i % 1000, i from generate_series(1, {size}) as i; analyze t")
        shared = "select k, sum(v) as total, count(*) as n from t group by k"
        here.run(f"select pgtrickle.create_stream_table('s', '{shared}', schedule => '1h', refresh_mode => 'DIFFERENTIAL')")
        found = []
        for query in ("select k, sum(v) as added, count(*) as n from t group by k", "select k, sum(v) as added, count(*) as n from t group by k having count(*) > 0",
                      "select k + 1 as k, sum(v) as added, count(*) as n from t group by k + 1"):
            times = []
            for _ in range(3):
                here.run("begin")
                start = time.perf_counter()
                here.run(f"select pgtrickle.alter_stream_table('s', query => '{query}')")
                times.append((time.perf_counter() - start) * 1000)
                here.run("rollback")
            found.append(min(times))
        print(f"| {size:,} | " + " | ".join(f"{one:.1f}" for one in found) + " |", flush=True)
        here.run("set client_min_messages = warning; drop table t cascade")
    here.drop()


def many(server, options):
    """Each change notes when it was made; the history says when it was applied."""
    here = Database(server, "many")
    tables = 200 if options.quick else 1000
    each = tables // 10
    for start in range(0, tables, 100):
        here.run("".join(
            f"create table s{i} (id bigserial primary key, v bigint); insert into s{i} (v) values (1);"
            f"select pgtrickle.create_stream_table('t{i}', 'select count(*) as n, sum(v) as total from s{i}', schedule => '1s');\n"
            for i in range(start, min(start + 100, tables))))
    here.run("create table written (name text, at timestamptz)")
    time.sleep(3)
    before = cpu_seconds(server)
    number = 0
    for _ in range(options.seconds):
        second = time.perf_counter()
        for _ in range(each):
            number = (number + 7919) % tables
            here.run(f"insert into written values ('t{number}', clock_timestamp())")
            here.run(f"insert into s{number} (v) values (1)")
        time.sleep(max(0.0, second + 1 - time.perf_counter()))
    busy = cpu_seconds(server) - before
    until(lambda: here.run("select count(*) from pgtrickle.freshness() where has_pending") == "0", 120)
    ages = here.run("""
        select string_agg(age::text, ' ') from (
            select extract(epoch from min(h.end_time) - w.at) as age
            from written as w join pgtrickle.pgt_stream_tables as t on t.pgt_name = w.name
            left join pgtrickle.pgt_refresh_history as h on h.pgt_id = t.pgt_id and h.end_time >= w.at and h.status = 'COMPLETED'
            group by w.name, w.at) as a where age is not null""").split()
    changes = int(here.number("select count(*) from written"))
    wrong = sum(here.run(f"select (select n from t{i}) <> (select count(*) from s{i})") != "f" for i in range(tables))
    ordered = sorted(float(one) for one in ages)
    late = sum(one > 1 for one in ordered)
    print(f"\n## {tables} stream tables with the schedule 1s, {each} of which change each second\n\nIn {options.seconds} s {changes} changes. From commit to applied, ms: "
          f"median {statistics.median(ordered) * 1000:.1f}, 99 % {ordered[int(len(ordered) * 0.99)] * 1000:.1f}, longest {ordered[-1] * 1000:.1f}; {late} after more than the"
          f" schedule, {changes - len(ordered)} not applied, {wrong} tables not up to date in the end. The scheduler took {busy / options.seconds * 100:.1f} % of a core.", flush=True)
    here.drop()


def window(server, options):
    """Rows are spread over time so that 1,000 of them leave each second, whatever the size of the table."""
    here = Database(server, "windows")
    sizes = [20_000, 100_000] if options.quick else [10_000, 100_000, 1_000_000, 10_000_000]
    print("\n## A sliding window of which 1,000 rows leave each second\n\n| rows | refreshes | rows that left | a refresh, ms | scheduler, % of a core |\n| ---: | ---: | ---: | ---: | ---: |")
    for size in sizes:
        here.run("create table t (id int primary key, at timestamptz not null, k int not null)")
        # The first to leave does so some seconds from now.
        here.run(f"insert into t select i, clock_timestamp() - interval '1 hour' + interval '15 seconds' + i * interval '1 millisecond', i % 100 from generate_series(1, {size}) as i")
        here.run("create index on t (at)")
        here.run("vacuum analyze t")
        here.run("select pgtrickle.create_stream_table('w', $$select k, count(*) as n from t where at > now() - interval '1 hour' group by k$$, schedule => '1s', refresh_mode => 'DIFFERENTIAL')")
        until(lambda: here.run("select min(at) < now() - interval '1 hour' from t") == "t")
        time.sleep(1)
        first, before = here.number("select sum(n) from w"), cpu_seconds(server)
        refreshed = here.number("select coalesce(max(refresh_id), 0) from pgtrickle.pgt_refresh_history")
        seconds = min(options.seconds, 8)
        time.sleep(seconds)
        spent, left = cpu_seconds(server) - before, first - here.number("select coalesce(sum(n), 0) from w")
        count, took = here.run("select count(*) || ' ' || coalesce(round((percentile_cont(0.5) within group (order by extract(epoch from end_time - start_time) * 1000))::numeric, 2), 0)"
                               f" from pgtrickle.pgt_refresh_history where refresh_id > {refreshed:.0f}").split()
        print(f"| {size:,} | {count} | {left:,.0f} | {took} | {spent / seconds * 100:.1f} |", flush=True)
        here.run("set client_min_messages = warning; drop table t cascade")
    here.drop()


def audit(server, options):
    here = Database(server, "audits")
    size = 20_000 if options.quick else 200_000
    for i in range(5):
        here.run(f"create table s{i} (id int primary key, k int, v int); insert into s{i} select i, i % 1000, i from generate_series(1, {size}) as i; analyze s{i};"
                 f"select pgtrickle.create_stream_table('g{i}', 'select k, sum(v) as total from s{i} group by k', schedule => '1h', refresh_mode => 'DIFFERENTIAL')")
    print("\n## Audits\n\n| audit_budget | scheduler, % of a core | comparisons |\n| ---: | ---: | ---: |")
    for budget in ("0", "0.01"):
        before = cpu_seconds(server)
        since = here.run("select clock_timestamp()")
        here.setting(f"set pg_trickle.audit_budget = {budget}")  # the first comparison follows, and then the rest that it costs
        time.sleep(options.seconds - 1)
        spent = cpu_seconds(server) - before
        count = here.run(f"select count(*) from pgtrickle.audit_status() where checked_at > '{since}'")
        print(f"| {budget} | {spent / options.seconds * 100:.2f} | {count} |", flush=True)
    here.setting("reset pg_trickle.audit_budget")
    here.drop()


PARTS = {"parallel": parallel, "alter": alter, "many": many, "window": window, "audit": audit}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--stage", required=True)
    parser.add_argument("--only", nargs="+", choices=PARTS, default=list(PARTS))
    parser.add_argument("--seconds", type=int, default=30)
    parser.add_argument("--quick", action="store_true")
    options = parser.parse_args()
    with private_server(options.stage, SETTINGS) as server:
        for name in options.only:
            PARTS[name](server, options)
    return 0


if __name__ == "__main__":
    sys.exit(main())
