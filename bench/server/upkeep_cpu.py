"""Processor time of the session for upkeep within the transaction, beside triggers by hand: for a machine that does other work beside.

Usage: upkeep_cpu.py --stage STAGE [--rows N] [--rounds N] [--statements N] [--query sum|join]

The subjects are those of upkeep.py, written by turns in a random order; blocks of statements, medians of the rounds.
"""

import argparse
import pathlib
import random
import statistics
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parents[1] / "tests" / "support")]

import server_bench  # noqa: E402
import upkeep  # noqa: E402
from private_server import private_server  # noqa: E402
from processor_time import Measured  # noqa: E402
from session import Session  # noqa: E402

WARM = 1  # rounds before those that count
ONE_ROW = {
    "INSERT of 1 row": "insert into {name} values (i, i % 1000, 1)",
    "UPDATE of 1 row": "update {name} set amount = amount + 1 where id = i",
    "UPDATE of a column that is not read": "update {name} set note = 'x' where id = 1 + i % 1000",
    "UPDATE of no row": "update {name} set amount = 0 where id = -1",
    "DELETE of 1 row": "delete from {name} where id = i",
}
WHOLE = {
    "100 times INSERT of 1 row, COMMIT": ("do $$ begin for i in {base} + 200000..{base} + 200099 loop insert into {name} values (i, i % 1000, 1); end loop; end $$", 100),
    "INSERT of 100 rows, COMMIT": ("insert into {name} select i, i % 1000, 1 from generate_series({base} + 300000, {base} + 300099) as i", 100),
    "INSERT of 10,000 rows, COMMIT": ("insert into {name} select i, i % 1000, 1 from generate_series({base} + 400000, {base} + 409999) as i", 10000),
}


def loop(statement, base, count, each=""):
    return f"do $$ begin for i in {base}..{base} + {count} - 1 loop {statement};{each} end loop; end $$"


def block(measured, name, base, count):
    """Microseconds for each statement, or row, by title."""
    taken = {}
    measured.session.ask("begin")
    for title, statement in ONE_ROW.items():
        taken[title] = measured.microseconds(loop(statement.format(name=name), base, count)) / count
    measured.session.ask("commit")
    for title, statement in {"INSERT of 1 row, and COMMIT": ONE_ROW["INSERT of 1 row"], "UPDATE of no row, and COMMIT": ONE_ROW["UPDATE of no row"]}.items():
        taken[title] = measured.microseconds(loop(statement.format(name=name), base + 100000, count, " commit;")) / count
    for title, (statement, rows) in WHOLE.items():
        taken[title] = measured.microseconds(statement.format(name=name, base=base)) / rows
    return taken


def first(server, name, base):
    """Of a session that has done nothing yet but its own set-up."""
    session = Session(server, "bench")
    session.ask("do $$ begin perform 1; end $$")
    measured = Measured(session)
    measured.microseconds("select 1")
    taken = measured.microseconds(f"insert into {name} values ({base}, 1, 1)")
    session.close()
    return taken


def measure(server, query, rows, rounds, count):
    session = Session(server, "bench")
    session.ask("set synchronous_commit = off")
    session.ask(f"create table upkeep_dim (id int primary key, name text not null); insert into upkeep_dim select i, 'name ' || i from generate_series(0, {upkeep.GROUPS}) as i;"
                "analyze upkeep_dim")
    tables = upkeep.create_subjects(session, query, rows)
    measured = Measured(session)
    taken = {}
    for number in range(rounds + WARM):
        subjects = list(tables.items())
        random.shuffle(subjects)
        for subject, name in subjects:
            of_round = block(measured, name, 10_000_000 + number * 1_000_000, count)
            of_round["first INSERT of a session"] = first(server, name, 90_000_000 + number)
            if number >= WARM:
                for title, value in of_round.items():
                    taken.setdefault(title, {}).setdefault(subject, []).append(value)
        if "differential" in tables:
            session.ask(f"select pgtrickle.refresh_stream_table('st_{tables['differential']}')")
        session.ask(";".join(f"vacuum {name}" for name in tables.values()))
    print(f"\n| {upkeep.TITLES[query]} | " + " | ".join(["without", *(f"{subject} adds" for subject in list(tables)[1:])]) + " |\n| --- " + "| ---: " * len(tables) + "|")
    for title, by_subject in taken.items():
        values = {subject: statistics.median(all_values) for subject, all_values in by_subject.items()}
        added = " | ".join(f"{values[subject] - values['without']:,.2f}" for subject in list(tables)[1:])
        print(f"| {title} | {values['without']:,.2f} | {added} |", flush=True)
    upkeep.check(session, query, tables)
    session.close()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--stage", required=True)
    parser.add_argument("--rows", type=int, default=50_000)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--statements", type=int, default=1000)
    parser.add_argument("--query", choices=list(upkeep.QUERIES), default="sum")
    options = parser.parse_args()
    with private_server(options.stage, server_bench.SETTINGS) as server:
        server.execute("create database bench")
        server.execute("create extension pg_trickle", "bench")
        measure(server, options.query, options.rows, options.rounds, options.statements)
    return 0


if __name__ == "__main__":
    sys.exit(main())
