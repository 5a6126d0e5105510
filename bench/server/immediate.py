"""Measures what writers pay for a stream table in mode IMMEDIATE, beside pg_ivm, and prints a table for bench/RESULTS.md.

Usage: immediate.py --stage STAGE [--rows N] [--groups N] [--rounds N]

STAGE is the folder with the extension, as the build leaves it; pg_ivm is the one that is installed. A private server is started in a folder below /tmp. The
same statements run on copies of one table: without anything over it, under a stream table in mode DIFFERENTIAL, under one in mode IMMEDIATE, and under a view of
pg_ivm, by turns. Times are the server's own, of a whole statement, with saved plans in a warm session; all of them are in one transaction for each round, and the median of
the rounds counts. What a subject adds to the plain table is compared.
"""

import argparse
import pathlib
import statistics
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parents[1] / "tests" / "support")]

from private_server import private_server  # noqa: E402
from session import Session  # noqa: E402

SETTINGS = ["shared_buffers=1GB", "max_wal_size=8GB", "checkpoint_timeout=1h", "random_page_cost=1.1", "max_connections=20"]
SUBJECTS = {
    "plain": None,
    "DIFFERENTIAL": "select pgtrickle.create_stream_table('{view}', $q${query}$q$, refresh_mode => 'DIFFERENTIAL')",
    "IMMEDIATE": "select pgtrickle.create_stream_table('{view}', $q${query}$q$, refresh_mode => 'IMMEDIATE')",
    "pg_ivm": "select pgivm.create_immv('{view}', $q${query}$q$)",
}
QUERIES = {
    "grouped sum": "select grp, sum(amount) as total, count(*) as n from {table} group by grp",
    "join": "select f.id, f.amount, d.id as dim, d.name from {table} as f join dim as d on d.id = f.grp",
    "join with aggregate": "select d.name, sum(f.amount) as total, count(*) as n from {table} as f join dim as d on d.id = f.grp group by d.name",
}
# Of one statement; {n} is another number each time, {groups} the number of groups.
STATEMENTS = {
    "INSERT of 1 row": ("insert into {table} values ({n} + 100000000, {n} % {groups}, 1)", 200),
    "UPDATE of 1 row": ("update {table} set amount = amount + 1 where id = 1 + {n} % {rows}", 200),
    "DELETE of 1 row": ("delete from {table} where id = {n} + 100000000", 200),
    "UPDATE of 100 rows": ("update {table} set amount = amount + 1 where id between 1 + {n} and 100 + {n}", 20),
    "UPDATE of nothing the query reads": ("update {table} set note = 'x' where id = 1 + {n} % {rows}", 200),
    "INSERT of 10,000 rows": ("insert into {table} select 200000000 + {n} * 10000 + i, i % {groups}, 1 from generate_series(1, 10000) as i", 1),
}


def set_up(server, options):
    server.execute("create database bench")
    server.execute("create extension pg_trickle; create extension pg_ivm; create table dim (id int primary key, name text);"
                   f"insert into dim select i, 'name ' || i from generate_series(0, {options.groups}) as i", "bench")


def tables_for(session, query, options):
    """A copy of the table for each subject, and the subject over it."""
    for number, (subject, create) in enumerate(SUBJECTS.items()):
        table, view = f"fact{number}", f"view{number}"
        session.ask(f"drop table if exists {view}; drop table if exists {table}")
        session.ask(f"create table {table} (id bigint primary key, grp int, amount int, note text)")
        session.ask(f"insert into {table} select i, i % {options.groups}, i % 100 from generate_series(1, {options.rows}) as i")
        if create:
            session.ask(create.format(view=view, query=query.format(table=table)))
        yield subject, table
    session.ask("vacuum analyze")


def microseconds(session, table, statement, repeats, turn, options):
    """Of one statement, on average, in a transaction of a session that has its plans."""
    text = statement.format(table=table, n=f"($1 + {turn} * 1000)", groups=options.groups, rows=options.rows).replace("$1", "$1::int")
    session.ask(f"prepare measured (int) as {text}")
    took = session.ask(f"do $$ declare started timestamptz := clock_timestamp(); begin for i in 1 .. {repeats} loop execute format('execute measured (%s)', i); end loop;"
                       f" raise info 'took %', extract(epoch from clock_timestamp() - started) * 1e6 / {repeats}; end $$")
    session.ask("deallocate measured")
    return float(next(line for line in took if "took" in line).split("took ")[1])


def measure(server, name, query, options):
    session = Session(server, "bench")
    session.ask("set synchronous_commit = off")
    session.ask("set client_min_messages = info")
    subjects = list(tables_for(session, query, options))
    found = {}
    for turn in range(options.rounds + 1):
        for title, (statement, repeats) in STATEMENTS.items():
            for subject, table in subjects:
                took = microseconds(session, table, statement, repeats, turn, options)
                if turn:  # the first one makes plans
                    found.setdefault(title, {}).setdefault(subject, []).append(took)
        for number in range(len(SUBJECTS)):
            session.ask(f"vacuum fact{number}")
    session.close()
    print(f"\n### {name}\n\n| statement | plain, µs | DIFFERENTIAL adds | IMMEDIATE adds | pg_ivm adds | pg_ivm / IMMEDIATE |\n|---|---|---|---|---|---|")
    for title, by_subject in found.items():
        plain = statistics.median(by_subject["plain"])
        adds = {subject: statistics.median(took) - plain for subject, took in by_subject.items()}
        ratio = adds["pg_ivm"] / adds["IMMEDIATE"] if adds["IMMEDIATE"] > 0 else float("nan")
        print(f"| {title} | {plain:,.1f} | {adds['DIFFERENTIAL']:,.1f} | {adds['IMMEDIATE']:,.1f} | {adds['pg_ivm']:,.1f} | {ratio:.1f} |", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--stage", required=True)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--groups", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=9)
    options = parser.parse_args()
    with private_server(options.stage, SETTINGS) as server:
        set_up(server, options)
        for name, query in QUERIES.items():
            measure(server, name, query, options)
    return 0


if __name__ == "__main__":
    sys.exit(main())
