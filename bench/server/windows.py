"""Windows in a server: what a refresh takes next to recomputing the touched partitions by hand.

Usage: windows.py --stage STAGE [--rows N] [--partitions N] [--only FUNCTION ...]

A table of N rows in partitions: its rows ranked by row_number(), beside the row before by lag(), beside an average of seven rows, beside the sum of the rows before in
the partition or in the table. By hand, the partitions of changed rows are computed again, and rows that differ are written. Changed rows get a new amount, each in a
partition of its own as far as there are enough; "appended" is one row at the end of its partition. Both are measured by the processor time of the session, so that other work on the machine matters less.
"""

import argparse
import statistics
import sys
import pathlib

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parents[1] / "tests" / "support")]

from private_server import private_server  # noqa: E402
from processor_time import Measured  # noqa: E402
from session import Session  # noqa: E402

SETTINGS = ["shared_buffers=2GB", "work_mem=64MB", "max_wal_size=8GB", "checkpoint_timeout=1h", "random_page_cost=1.1", "effective_cache_size=8GB",
            "max_parallel_workers_per_gather=0"]
# What is computed beside each row of its partition.
PLACES = {
    "row_number": "row_number() over (partition by part order by amount, id)",
    "lag": "lag(amount) over (partition by part order by amount, id)",
    "moving average": "avg(amount) over (partition by part order by id rows 6 preceding)",
    "running sum": "sum(amount) over (partition by part order by id)",
    "running sum of all": "sum(amount) over (order by id)",
}


def query_of(place, condition=""):
    return f"select id, part, amount, {PLACES[place]} as place from facts {condition}"


def by_hand(place):
    condition = "where part in (select part from touched)" if "partition by" in PLACES[place] else ""
    return f"""
    merge into by_hand as s using (
        select coalesce(n.id, o.id) as id, n.part, n.amount, n.place, n.id is null as gone
        from ({query_of(place, condition)}) as n
        full join (select * from by_hand {condition}) as o on n.id = o.id
        where (n.part, n.amount, n.place) is distinct from (o.part, o.amount, o.place)
    ) as n on s.id = n.id
    when matched and n.gone then delete
    when matched then update set part = n.part, amount = n.amount, place = n.place
    when not matched then insert values (n.id, n.part, n.amount, n.place)"""


def set_up(session, rows, partitions, place):
    session.ask("set client_min_messages = error")
    session.ask("set synchronous_commit = off")
    session.ask("create extension pg_trickle")
    session.ask("create table facts (id int primary key, part int not null, amount int not null)")
    session.ask(f"insert into facts select i, abs(hashint4(i)::bigint) % {partitions}, abs(hashint4(i + 7)::bigint) % 1000000 from generate_series(1, {rows}) i")
    session.ask("create index on facts (part)")
    session.ask("create table touched (part int)")
    session.ask(f"create table by_hand as {query_of(place)}")
    session.ask("alter table by_hand add primary key (id)")
    session.ask("create index on by_hand (part)")
    session.ask(f"select pgtrickle.create_stream_table('ranked', '{query_of(place)}')")
    session.ask("vacuum analyze")


def append(session, number, partitions):
    # Values beyond all others, so that the row is the last one in every order.
    session.ask(f"with changed as (insert into facts values ({2000000000 + number}, {number % partitions}, {1000000 + number}) returning part) insert into touched table changed")


def change(session, changes, number):
    session.ask(f"""
        with changed as (
            update facts set amount = (amount + 7919 * {number}) % 1000000
            where id in (select min(id) from (select id, part, row_number() over (partition by part order by hashint4(id + {number})) as place from facts
                         ) as q group by part, place order by place, hashint4(part + {number}) limit {changes})
            returning part
        )
        insert into touched select distinct part from changed""")


def measure(session, changes, number, place, partitions):
    session.ask("truncate touched")
    if changes == "appended":
        append(session, number, partitions)
    else:
        change(session, changes, changes + number)
    session.ask("analyze touched")
    measured = Measured(session)
    hand = measured.milliseconds(by_hand(place))
    refresh = measured.milliseconds("select pgtrickle.refresh_stream_table('ranked', force_mode => 'DIFFERENTIAL')")
    wrong = session.ask("select count(*) from (select id, part, amount, place from ranked except table by_hand) as d")[0]
    if wrong != "0":
        raise SystemExit(f"{wrong} rows are wrong")
    return hand, refresh


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--stage", required=True)
    parser.add_argument("--rows", type=int, default=1000000)
    parser.add_argument("--partitions", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--changes", nargs="*", type=lambda text: text if text == "appended" else int(text), default=["appended", 1, 100, 10000])
    parser.add_argument("--only", nargs="*", choices=list(PLACES))
    arguments = parser.parse_args()
    with private_server(arguments.stage, SETTINGS) as server:
        print("| function | changed rows | by hand, ms | refresh, ms | refresh / by hand |\n| --- | ---: | ---: | ---: | ---: |")
        for place in arguments.only or PLACES:
            database = f"bench_{list(PLACES).index(place)}"
            server.execute(f"create database {database}")
            session = Session(server, database)
            set_up(session, arguments.rows, arguments.partitions, place)
            for changes in arguments.changes:
                both = [measure(session, changes, i, place, arguments.partitions) for i in range(arguments.rounds + 1)][1:]
                hand, refresh = (statistics.median(times) for times in zip(*both))
                print(f"| {place} | {changes} | {hand:.1f} | {refresh:.1f} | {refresh / hand:.3f} |", flush=True)
            session.close()
            server.execute(f"drop database {database}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
