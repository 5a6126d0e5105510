"""Runs a file of SQL against a server and compares what psql prints with the file of expected output.

Usage: regress.py prepare SERVER SQL...
       regress.py run [--accept] SERVER NAME

`prepare` makes the database that each test gets a copy of, and runs the SQL files in it. `run` makes the copy, runs
sql/NAME.sql there and compares with expected/NAME.out; a difference is shown as a diff, and the copy stays for a look at it.
--accept takes the output as the expected one: read it before.

SERVER is the folder of the server, see tests/support/postgres.py.
"""

import argparse
import pathlib
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "support"))

from golden import matches  # noqa: E402
from postgres import Server  # noqa: E402

TEMPLATE = "regress_template"
TIMEOUT = 120


def prepare(server, files):
    server.execute(f"drop database if exists {TEMPLATE} with (force); create database {TEMPLATE};")
    for file in files:
        server.execute(pathlib.Path(file).read_text(encoding="utf-8"), TEMPLATE)


def output_of(server, name):
    """What psql prints for the test, in a fresh copy of the template that is called as the test."""
    server.execute(f'drop database if exists "{name}" with (force); create database "{name}" template {TEMPLATE} strategy file_copy;')
    result = server.psql("-a", "-q", "-v", "SHOW_CONTEXT=never", "-f", HERE / "sql" / f"{name}.sql", database=name, stdin=subprocess.DEVNULL,
                         stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=TIMEOUT)
    return result.stdout.replace(f"psql:{HERE / 'sql'}/", "psql:")


def run(server, name, accept):
    """Whether the test passes."""
    if not matches(HERE / "expected" / f"{name}.out", output_of(server, name), accept):
        return False
    server.execute(f'drop database "{name}"')
    return True


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("action", choices=["prepare", "run"])
    parser.add_argument("--accept", action="store_true")
    parser.add_argument("server")
    parser.add_argument("arguments", nargs="+", metavar="NAME or SQL")
    options = parser.parse_args()
    server = Server(options.server)
    if options.action == "prepare":
        prepare(server, options.arguments)
        return 0
    return 0 if all([run(server, name, options.accept) for name in options.arguments]) else 1


if __name__ == "__main__":
    sys.exit(main())
