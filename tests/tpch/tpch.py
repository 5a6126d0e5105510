"""TPC-H's queries as stream tables: after each of several rounds of changes, each holds what its query gives.

Usage: tpch.py SERVER

Prints a table: how each query was maintained, and what a refresh took next to running the query.
"""

import dataclasses
import pathlib
import statistics
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "support"))

from postgres import Server  # noqa: E402
from session import Session  # noqa: E402

DATABASE = "tpch"
TEMPLATE = "regress_template"  # with the extension and test.refresh(), see tests/regress/support.sql
ROUNDS = 5


def set_up(server):
    server.execute(f"drop database if exists {DATABASE} with (force); create database {DATABASE} template {TEMPLATE};")
    for name in ("schema", "data", "changes"):
        server.execute((HERE / f"{name}.sql").read_text(encoding="utf-8"), DATABASE)


def create(session, name, query):
    quoted = query.replace("'", "''")
    session.ask(f"select pgtrickle.create_stream_table('{name}', '{quoted}')")


def timed(session, sql):
    """How long the server takes for a statement, in milliseconds."""
    start = time.monotonic()
    session.ask(sql)
    return (time.monotonic() - start) * 1000


@dataclasses.dataclass
class Measured:
    """What was seen of one query: the ways of its refreshes, and milliseconds."""

    ways: list = dataclasses.field(default_factory=list)
    refreshes: list = dataclasses.field(default_factory=list)
    runs: list = dataclasses.field(default_factory=list)


def play_round(session, number, queries, measured):
    """Changes, then a refresh of each table; yields what is wrong."""
    session.ask(f"call changes({number})")
    for name, query in queries.items():
        one = measured[name]
        one.refreshes.append(timed(session, f"select pgtrickle.refresh_stream_table('{name}')"))
        one.runs.append(timed(session, f"select count(*) from ({query}\n) as q"))
        one.ways += session.ask(f"select (test.last_refresh('{name}')).action")
        verdict = " ".join(session.ask(f"select test.check('{name}', 'equality')"))
        if verdict != "equal":
            yield f"round {number}, {name}, {one.ways[-1]}: {verdict}"


def main(folder):
    server = Server(folder)
    set_up(server)
    session = Session(server, DATABASE)
    session.ask("set client_min_messages = error")
    queries = {file.stem: file.read_text(encoding="utf-8") for file in sorted((HERE / "queries").glob("*.sql"))}
    for name, query in queries.items():
        create(session, name, query)
    measured = {name: Measured() for name in queries}
    wrong = [line for number in range(1, ROUNDS + 1) for line in play_round(session, number, queries, measured)]
    modes = dict(line.split("|") for line in session.ask("select pgt_name, refresh_mode from pgtrickle.pgt_stream_tables"))
    session.close()

    print("| query | mode | refreshed by | refresh, ms | query, ms |\n| --- | --- | --- | ---: | ---: |")
    for name, one in measured.items():
        print(f"| {name} | {modes[name]} | {', '.join(sorted(set(one.ways)))} | "
              f"{statistics.median(one.refreshes):.1f} | {statistics.median(one.runs):.1f} |")
    print(*wrong, f"{list(modes.values()).count('DIFFERENTIAL')} of {len(modes)} are differential", sep="\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
