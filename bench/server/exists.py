"""EXISTS over two tables in a server: what a refresh takes next to a delta by hand.

Usage: exists.py --stage STAGE [--rows N] [--rounds N] [--changes N...]

Rows of a table with a partner in another, five rows for each key on both sides. Changed rows of the other table get another key, so that few keys lose the last row or gain the first. By hand, the rows of each
changed key are counted, now and less the change, and rows are inserted or deleted where the key comes or goes. Both are measured by the processor time of the session.
"""

import argparse
import pathlib
import statistics
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parents[1] / "tests" / "support")]

from private_server import private_server  # noqa: E402
from processor_time import Measured  # noqa: E402
from session import Session  # noqa: E402

SETTINGS = ["shared_buffers=2GB", "work_mem=64MB", "max_wal_size=8GB", "checkpoint_timeout=1h", "random_page_cost=1.1", "effective_cache_size=8GB",
            "max_parallel_workers_per_gather=0"]
QUERY = "select id, n from a where n > 10 and exists (select from b where b.k = a.k)"
BY_HAND = """
    with keys as (select k, sum(w) as d from changed group by k having sum(w) <> 0),
    counted as (select k, d, (select count(*) from b where b.k = keys.k) as c from keys),
    moved as (select k, c > 0 as is_there from counted where (c > 0) <> (c - d > 0)),
    gone as (delete from by_hand h using moved m join a on a.k = m.k where not m.is_there and h.id = a.id)
    insert into by_hand select a.id, a.n from moved m join a on a.k = m.k where m.is_there and a.n > 10"""


def set_up(session, rows):
    session.ask("set client_min_messages = error")
    session.ask("set synchronous_commit = off")
    session.ask("create extension pg_trickle")
    for table in ("a", "b"):
        session.ask(f"create table {table} (id int primary key, k int not null, n int not null)")
        session.ask(f"insert into {table} select i, abs(hashint4(i + {ord(table)})::bigint) % {rows // 5}, i % 100 from generate_series(1, {rows}) i")
        session.ask(f"create index on {table} (k)")
    session.ask("create table changed (k int, w int)")
    session.ask(f"create table by_hand as {QUERY}")
    session.ask("alter table by_hand add primary key (id)")
    session.ask(f"select pgtrickle.create_stream_table('with_partner', '{QUERY}')")
    session.ask("vacuum analyze")


def measure(session, rows, changes, number):
    session.ask("truncate changed")
    session.ask(f"""
        with moved as (
            update b set k = (old.k + 7919) % {rows // 5} from b as old where old.id = b.id and b.id > {number} * {changes} and b.id <= ({number} + 1) * {changes}
            returning old.k as before, b.k as after)
        insert into changed select before, -1 from moved union all select after, 1 from moved""")
    session.ask("analyze changed")
    measured = Measured(session)
    taken = {}
    ways = {"hand": BY_HAND, "refresh": "select pgtrickle.refresh_stream_table('with_partner')"}
    for way in list(ways)[:: 1 if number % 2 else -1]:
        taken[way] = measured.milliseconds(ways[way])
    if session.ask("select count(*) from (select id, n from with_partner except table by_hand) as d") != ["0"]:
        raise SystemExit("rows are wrong")
    return taken["hand"], taken["refresh"]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--stage", required=True)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--changes", type=int, nargs="*", default=[1, 100, 10_000])
    arguments = parser.parse_args()
    with private_server(arguments.stage, SETTINGS) as server:
        server.execute("create database bench")
        session = Session(server, "bench")
        set_up(session, arguments.rows)
        print("| changed rows | by hand, ms | refresh, ms | refresh / by hand |\n| ---: | ---: | ---: | ---: |")
        first = 1
        for changes in arguments.changes:
            start = -(-first // changes)
            both = [measure(session, arguments.rows, changes, start + i) for i in range(arguments.rounds + 2)][2:]
            first = (start + arguments.rounds + 3) * changes
            hand, refresh = (statistics.median(times) for times in zip(*both))
            ratio = statistics.median(ours / by_hand for by_hand, ours in both)
            print(f"| {changes:,} | {hand:.2f} | {refresh:.2f} | {ratio:.2f} |", flush=True)
        session.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
