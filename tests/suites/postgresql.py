"""Makes stream tables of the queries in PostgreSQL's own regression files, changes their tables, refreshes, and compares.

Usage: postgresql.py SERVER SOURCE [--rounds N] [--all] [FILE...]

SERVER is the folder of a running server with the extension. SOURCE is a folder for the source package of PostgreSQL, which is fetched
from the apt sources of the machine unless it is there; the status is 77 if there is none. Each FILE is a name in src/test/regress/sql
without its suffix. --all prints every query with its outcome. Queries, outcomes and how many of them there may be: see probe.sql and LIMITS.
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

FILES = ["join", "subselect", "aggregates", "groupingsets", "window", "with", "union", "select", "select_distinct", "select_distinct_on",
         "select_having", "select_implicit", "limit", "case", "rangefuncs", "sqljson_jsontable", "partition_join", "partition_aggregate"]
OUTCOME = re.compile(r"\bINFO:  probe (\d+) (\w+) ?(.*)")
NO_SOURCE = 77
PROBE_SECONDS = 20
# Temporary tables cannot be sources, and the large tables are larger than comparing needs.
TEMPORARY = re.compile(r"\b(create\s+(?:or\s+replace\s+)?)(?:local\s+|global\s+)?temp(?:orary)?\s+(?=table|view|sequence|recursive)", re.IGNORECASE)
SMALLER = "delete from tenk1 where unique1 >= 500; delete from onek where unique1 >= 300; delete from onek2 where unique1 >= 300; analyze;"


def fetched(folder):
    """The folder with the files, or None."""
    status = subprocess.run([HERE / "fetch_source", folder], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False).returncode
    return folder / "regress" if status == 0 else None


def set_up(server, files):
    """A database with the tables that all files use, to be copied for each."""
    server.execute("drop database if exists suites_template; create database suites_template")
    script = (files / "sql" / "test_setup.sql").read_text(encoding="utf-8")
    # The server reads the data from files; it may not be able to read ours.
    copy = re.compile(r"^\\set filename :abs_srcdir '/data/([^']+)'\nCOPY (\w+) FROM :'filename';", re.MULTILINE)
    script = copy.sub(lambda found: f"\\copy {found[2]} from '{files}/data/{found[1]}'", script)
    server.psql("-q", "-f", "-", database="suites_template", input=script, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
    server.execute("create extension pg_trickle;" + (HERE.parent / "regress" / "support.sql").read_text(encoding="utf-8")
                   + (HERE / "probe.sql").read_text(encoding="utf-8") + "grant create on schema suites to public;" + SMALLER, "suites_template")


def with_probes(script, rounds):
    """The script with a probe after each query, and the queries by number."""
    text, queries = [], {}
    for statement in statements(TEMPORARY.sub(r"\1", script)):
        text.append(statement.text)
        query = query_in(statement)
        if query is not None:
            number = len(queries) + 1
            queries[number] = query
            text.append(f"\ncall suites.probe({number}, $suites_probe${query}$suites_probe$, {rounds});\n")
    return "".join(text), queries


def outcomes(server, name, script, rounds):
    """Outcome and detail of each query of a file. Those in a transaction that has failed, or after the server has, have none."""
    text, queries = with_probes(script, rounds)
    database = f"suites_{name}"
    server.execute(f"drop database if exists {database}; create database {database} template suites_template")
    options = f"-c statement_timeout={PROBE_SECONDS}s"
    environment = {**server.environment(database), "PGOPTIONS": options}
    ran = subprocess.run(["psql", "-X", "-q", "-f", "-"], env=environment, input=text, text=True, errors="replace", stdout=subprocess.PIPE,
                         stderr=subprocess.STDOUT, check=False)
    server.execute(f"drop database {database} with (force)")
    found = {int(match[1]): (match[2], match[3]) for match in OUTCOME.finditer(ran.stdout)}
    if "server closed the connection" in ran.stdout:
        found[0] = ("crashed", "the server closed the connection")
    return queries, found


def is_fault(outcome, detail):
    """Whether it must not be: a wrong row, a refresh that fails, an error inside the extension, a server that is gone."""
    return outcome in ("wrong", "failed", "crashed") or (outcome in ("refused", "full") and detail.startswith("XX"))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("server")
    parser.add_argument("source", type=pathlib.Path)
    parser.add_argument("files", nargs="*")
    parser.add_argument("--rounds", type=int, default=4)
    parser.add_argument("--all", action="store_true")
    options = parser.parse_args()
    files = fetched(options.source.resolve())
    if files is None:
        print("there is no source package of PostgreSQL to be had from the apt sources of this machine")
        return NO_SOURCE
    server = Server(options.server)
    set_up(server, files)
    total, faults = collections.Counter(), 0
    for name in options.files or FILES:
        queries, found = outcomes(server, name, (files / "sql" / f"{name}.sql").read_text(encoding="utf-8"), options.rounds)
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
    print(f"{maintained} of {maintained + recomputed} queries with one answer are DIFFERENTIAL, {total['right'] + total['open']} compared, {faults} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
