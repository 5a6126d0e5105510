"""Measures how long a refresh takes after few rows of large groups have changed, for each family of aggregates.

Usage: aggregates.py --stage STAGE [--rows N] [--groups N] [--rounds N]

STAGE is the folder with the extension, as the build leaves it. A private server is started in a folder below /tmp. Times are those of the
server, median of the rounds, with a commit after each refresh.
"""

import argparse
import pathlib
import statistics
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parents[1] / "tests" / "support")]

from private_server import private_server  # noqa: E402
from session import Session  # noqa: E402

SETTINGS = ["shared_buffers=1GB", "work_mem=64MB", "max_wal_size=4GB", "synchronous_commit=off", "random_page_cost=1.1"]

SCHEMA = """
create extension pg_trickle;
create table fact (id int primary key, grp int not null, whole int not null, part numeric not null, label text not null);
insert into fact select i, i % {groups}, i % 1000, (i % 100000)::numeric / 100, 'label ' || i % 5000 from generate_series(1, {rows}) i;
create index on fact (grp);
create table clock (t timestamptz);
insert into clock values (now());
"""

QUERIES = {
    "sum(numeric)": "select grp, sum(part) from fact group by grp",
    "stddev(int)": "select grp, stddev(whole) from fact group by grp",
    "var_pop(numeric)": "select grp, var_pop(part) from fact group by grp",
    "bit_xor(int)": "select grp, bit_xor(whole) from fact group by grp",
    "count(distinct int)": "select grp, count(distinct whole) from fact group by grp",
    "sum(int), count(distinct text)": "select grp, sum(whole), count(distinct label) from fact group by grp",
    "sum(int) having sum(int) > 0": "select grp, sum(whole) from fact group by grp having sum(whole) > 0",
    "corr(int, int), recomputed": "select grp, corr(whole, id) from fact group by grp",
}


def timed(session, statement):
    session.ask("update clock set t = clock_timestamp()")
    session.ask(statement)
    return float(session.ask("select extract(epoch from clock_timestamp() - t) * 1000 from clock")[0])


def change(session, rows, changes, number):
    """Other values in so many rows of one group; where the group is small, in all of its rows."""
    session.ask(f"update fact set whole = (whole + 1) % 1000, part = part + 0.01, label = label || 'x' where id in "
                f"(select id from fact where grp = 1 order by id offset {number * changes % (rows // 20)} limit {changes})")


def measure(session, rows, changes, rounds):
    times = []
    for number in range(rounds + 2):
        change(session, rows, changes, number)
        times.append(timed(session, "select pgtrickle.refresh_stream_table('st')"))
    return statistics.median(times[2:])


def run(session, rows, rounds, title, query):
    session.ask(f"select pgtrickle.create_stream_table('st', '{query}', refresh_mode => 'DIFFERENTIAL')")
    one, hundred = (measure(session, rows, changes, rounds) for changes in (1, 100))
    columns, = session.ask("select string_agg(quote_ident(attname), ', ' order by attnum) from pg_attribute "
                           "where attrelid = 'st'::regclass and attnum > 0 and not attname ~ '^__pgt_'")
    differing = session.ask(f"select count(*) from (select {columns} from st except all {query}) as d")
    if differing != ["0"] and "corr" not in query:
        sys.exit(f"{title} differs from its query")
    computed = timed(session, query)
    session.ask("select pgtrickle.drop_stream_table('st')")
    print(f"| {title} | {one:.2f} | {hundred:.2f} | {computed:.0f} |", flush=True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--stage", required=True)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--groups", type=int, default=10)
    parser.add_argument("--rounds", type=int, default=7)
    options = parser.parse_args()
    with private_server(options.stage, SETTINGS) as server:
        server.execute("create database bench")
        server.execute(SCHEMA.format(rows=options.rows, groups=options.groups), "bench")
        server.execute("vacuum analyze", "bench")
        session = Session(server, "bench")
        print(f"\n## Server: aggregates over groups of {options.rows // options.groups:,} rows\n\nMilliseconds, median.\n")
        print("| aggregates | 1 row changed | 100 rows changed | the query |")
        print("| --- | ---: | ---: | ---: |")
        for title, query in QUERIES.items():
            run(session, options.rows, options.rounds, title, query)
        session.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
