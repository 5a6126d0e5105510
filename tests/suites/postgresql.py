"""Makes stream tables of the queries in PostgreSQL's own regression files, changes their tables, refreshes, and compares.

Usage: postgresql.py SERVER SOURCE [--rounds N] [--all] FILE...

SERVER is the folder of a running server with the extension, SOURCE the one that fetch_source has filled; the status is 77 if it could not.
Each FILE is a name in src/test/regress/sql without its suffix. --all prints every query with its outcome (see probe.sql).
"""

import argparse
import collections
import pathlib
import re
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "support")]

from postgres import Server  # noqa: E402
from statements import query_in, statements  # noqa: E402

OUTCOME = re.compile(r"\bINFO:  probe (\d+) (\w+) ?(.*)")
NO_SOURCE = 77
PROBE_SECONDS = 60
# Temporary tables cannot be sources, and the large tables are larger than comparing needs.
TEMPORARY = re.compile(r"\b(create\s+(?:or\s+replace\s+)?)(?:local\s+|global\s+)?temp(?:orary)?\s+(?=table|view|sequence|recursive)", re.IGNORECASE)
# What a query may show that is not decided by its rows: which of several equal values, how the server prints names, lists without an order.
UNDECIDED = re.compile(r"\b(?:array|string|jsonb?|xml)_?agg\((?![^()]*\border\s+by\b)|\*(?:=|<>|<|>|<=|>=)\s|\bpg_get_\w+def\(|\bpg_views\b", re.IGNORECASE)
SMALLER = ("delete from tenk1 where unique1 >= 200; delete from tenk2 where unique1 >= 200; delete from onek where unique1 >= 100; "
           "delete from onek2 where unique1 >= 100;")
TRANSACTION_BEGINS = re.compile(r"(?:\s|--[^\n]*\n)*(?:begin|start\s+transaction)\b", re.IGNORECASE)
TRANSACTION_ENDS = re.compile(r"(?:\s|--[^\n]*\n)*(?:commit|rollback(?!\s+to)|end|abort)\b", re.IGNORECASE)
PROBES_BETWEEN_VACUUMS = 10
# Large tables, and products with a thousand rows of a function, take long to compare; fewer rows have the same plans of maintenance.
LONG_SERIES = re.compile(r"\bgenerate_series\((?P<from>[01]), ?(?:1000|\d{5,})\)")
SHORT_TABLE, SHORT_PRODUCT = r"generate_series(\g<from>, 500)", r"generate_series(\g<from>, 20)"


def set_up(server, files, database):
    """A database with the tables that all files use."""
    server.execute(f"drop database if exists {database}; create database {database}")
    script = (files / "sql" / "test_setup.sql").read_text(encoding="utf-8")
    # The server reads the data from files; it may not be able to read ours.
    copy = re.compile(r"^\\set filename :abs_srcdir '/data/([^']+)'\nCOPY (\w+) FROM :'filename';", re.MULTILINE)
    script = copy.sub(lambda found: f"\\copy {found[2]} from '{files}/data/{found[1]}'", script)
    server.psql("-q", "-f", "-", database=database, input=script, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
    server.execute("create extension pg_trickle;" + (HERE.parent / "regress" / "support.sql").read_text(encoding="utf-8")
                   + (HERE / "probe.sql").read_text(encoding="utf-8") + "grant create on schema suites to public;" + SMALLER, database)
    server.execute("vacuum (full, analyze) tenk1, tenk2, onek, onek2", database)
    server.execute("analyze", database)


def with_probes(script, rounds):
    """The script with a probe after each query, and the queries by number. Probes leave dead rows, in the catalogs, too: they are removed now and then."""
    text, queries = [], {}
    in_transaction, dirty = False, 0
    for statement in statements(TEMPORARY.sub(r"\1", script)):
        text.append(LONG_SERIES.sub(SHORT_TABLE, statement.text))
        if TRANSACTION_BEGINS.match(statement.text):
            in_transaction = True
        elif TRANSACTION_ENDS.match(statement.text):
            in_transaction = False
        elif dirty >= PROBES_BETWEEN_VACUUMS and statement.is_plain and not in_transaction:
            text.append("\nvacuum;\n")
            dirty = 0
        query = query_in(statement)
        if query is not None:
            query = LONG_SERIES.sub(SHORT_PRODUCT, query)
            number = len(queries) + 1
            queries[number] = query
            dirty += 1
            text.append(f"\ncall suites.probe({number}, $suites_probe${query}$suites_probe$, {rounds});\n")
    return "".join(text), queries


def outcomes(server, files, name, rounds):
    """Outcome and detail of each query of a file. Those in a transaction that has failed, or after the server has, have none."""
    text, queries = with_probes((files / "sql" / f"{name}.sql").read_text(encoding="utf-8"), rounds)
    database = f"suites_{name}"
    set_up(server, files, database)
    options = f"-c statement_timeout={PROBE_SECONDS}s"
    environment = {**server.environment(database), "PGOPTIONS": options}
    ran = subprocess.run(["psql", "-X", "-q", "-f", "-"], env=environment, input=text, text=True, errors="replace", stdout=subprocess.PIPE,
                         stderr=subprocess.STDOUT, check=False)
    server.execute(f"drop database {database} with (force)")
    found = {int(match[1]): (match[2], match[3]) for match in OUTCOME.finditer(ran.stdout)}
    if "server closed the connection" in ran.stdout:
        found[0] = ("crashed", "the server closed the connection")
    return queries, found


def decided(query, outcome, detail):
    return ("open", detail) if outcome == "wrong" and UNDECIDED.search(query) else (outcome, detail)


def is_fault(outcome, detail):
    """Whether it must not be: a wrong row, a refresh that fails or does not end, an error inside the extension, a server that is gone."""
    return outcome in ("wrong", "failed", "slow", "crashed") or (outcome in ("refused", "full") and detail.startswith("XX"))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("server")
    parser.add_argument("source", type=pathlib.Path)
    parser.add_argument("files", nargs="+")
    parser.add_argument("--rounds", type=int, default=4)
    parser.add_argument("--all", action="store_true")
    options = parser.parse_args()
    files = options.source.resolve() / "regress"
    if not files.exists():
        print("the apt sources of this machine have no source package of PostgreSQL")
        return NO_SOURCE
    server = Server(options.server)
    total, faults = collections.Counter(), 0
    for name in options.files:
        queries, found = outcomes(server, files, name, options.rounds)
        found = {number: decided(queries.get(number, ""), *outcome) for number, outcome in found.items()}
        counts = collections.Counter(outcome for outcome, _ in found.values())
        counts["unknown"] = len(queries) - len(found)
        total += counts
        print(f"{name}: {len(queries)} queries, " + ", ".join(f"{n} {outcome}" for outcome, n in sorted(counts.items()) if n), flush=True)
        for number, (outcome, detail) in sorted(found.items()):
            bad = is_fault(outcome, detail)
            faults += bad
            if bad or options.all:
                print(f"  {number} {outcome} {detail}\n    {' '.join(queries.get(number, '').split())}", flush=True)
    maintained, recomputed = total["right"], total["full"] + total["refused"]
    share = 100 * maintained / max(1, maintained + recomputed)
    print(f"{maintained} of {maintained + recomputed} queries with one answer are DIFFERENTIAL ({share:.1f} %), "
          f"{total['right'] + total['open']} compared, {total['unstable']} without one answer, {faults} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
