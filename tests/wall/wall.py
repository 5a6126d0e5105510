"""Runs a file of SQL that calls the probe, and compares what psql prints with the expected output.

Usage: wall.py [--accept] SERVER NAME...

Each test is sql/NAME.sql, in a new database with the extension and the functions of probe.sql.
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

TIMEOUT = 120


def run(server: Server, name: str, accept: bool) -> bool:
    """Whether the test passes. Its database stays for a look at it if it does not."""
    database = f"wall_{name}"
    server.execute(f'drop database if exists "{database}"; create database "{database}" template template0;')
    server.execute((HERE / "probe.sql").read_text(encoding="utf-8"), database)
    test = HERE / "sql" / f"{name}.sql"
    ran = server.psql("-a", "-q", "-v", "SHOW_CONTEXT=never", "-f", test, database=database, timeout=TIMEOUT,
                      stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    if not matches(HERE / "expected" / f"{name}.out", ran.stdout.replace(f"psql:{test.parent}/", "psql:"), accept):
        return False
    server.execute(f'drop database "{database}"')
    return True


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--accept", action="store_true")
    parser.add_argument("server")
    parser.add_argument("names", nargs="+", metavar="NAME")
    options = parser.parse_args()
    server = Server(options.server)
    return 0 if all([run(server, name, options.accept) for name in options.names]) else 1


if __name__ == "__main__":
    sys.exit(main())
