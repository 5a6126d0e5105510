"""Processor time of the first statement of a session, where other sessions share what they have analysed, and where they do not.

Usage: first_statement.py --stage STAGE [--rounds N]

Each statement is run by a session of its own that has done nothing but its set-up; medians. The sessions with and without sharing take turns.
"""

import argparse
import pathlib
import random
import statistics
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parents[1] / "tests" / "support")]

from private_server import private_server  # noqa: E402
from processor_time import Measured  # noqa: E402
from session import Session  # noqa: E402

SETTINGS = ["shared_buffers=128MB", "synchronous_commit=off", "autovacuum=off", "pg_trickle.enabled=off"]
QUERIES = {"sum": "select grp, count(*) as n, sum(amount) as total from {t} group by grp",
           "join": "select name, count(*) as n, sum(amount) as total from {t} join dim on dim.id = grp group by name"}
MODES = ("none", "IMMEDIATE", "ON COMMIT", "DIFFERENTIAL")


def name_of(query, mode):
    return f"{query}_{mode.lower().replace(' ', '_')}"


def prepare(server):
    server.execute("create database bench")
    server.execute("create extension pg_trickle", "bench")
    server.execute("create table dim (id int primary key, name text not null); insert into dim select i, 'name ' || i from generate_series(0, 999) as i; analyze dim", "bench")
    for query, text in QUERIES.items():
        for mode in MODES:
            name = name_of(query, mode)
            server.execute(f"create table t_{name} (id bigint generated always as identity primary key, grp int not null, amount bigint not null);"
                           f"insert into t_{name} (grp, amount) select i % 1000, 1 from generate_series(1, 50000) as i; analyze t_{name}", "bench")
            if mode != "none":
                server.execute(f"select pgtrickle.create_stream_table('s_{name}', '{text.format(t='t_' + name)}', refresh_mode => '{mode}', schedule => {'null' if mode != 'DIFFERENTIAL' else chr(39) + '1h' + chr(39)})", "bench")


def statements(query, mode):
    name = name_of(query, mode)
    insert = f"insert into t_{name} (grp, amount) values (5, 1)"
    return [insert, f"select pgtrickle.refresh_stream_table('s_{name}')"] if mode == "DIFFERENTIAL" else [insert]


def first(server, query, mode, shares):
    """Microseconds of the last statement, which may need others before it by another session."""
    *before, measured_one = statements(query, mode)
    for one in before:
        server.execute(one, "bench")
    session = Session(server, "bench")
    session.ask(f"set pg_trickle.share_plans = {'on' if shares else 'off'}")
    measured = Measured(session)
    measured.microseconds("select 1")
    taken = measured.microseconds(measured_one)
    session.close()
    return taken


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--stage", required=True)
    parser.add_argument("--rounds", type=int, default=25)
    options = parser.parse_args()
    with private_server(options.stage, SETTINGS) as server:
        prepare(server)
        subjects = [(query, mode, shares) for query in QUERIES for mode in MODES for shares in (False, True)]
        taken = {one: [] for one in subjects}
        for number in range(options.rounds + 1):
            random.shuffle(subjects)
            for one in subjects:
                value = first(server, *one)
                if number > 0:
                    taken[one].append(value)
        print("| first statement | analysed, µs (least) | shared, µs (least) |\n| --- | ---: | ---: |")
        for query in QUERIES:
            for mode in MODES:
                shown = [f"{statistics.median(taken[query, mode, shares]):,.0f} ({min(taken[query, mode, shares]):,.0f})" for shares in (False, True)]
                title = f"{query}: " + {"none": "INSERT without upkeep", "DIFFERENTIAL": "refresh"}.get(mode, f"INSERT, {mode}")
                print(f"| {title} | {shown[0]} | {shown[1]} |")
    return 0


if __name__ == "__main__":
    sys.exit(main())
