"""Runs a spec of several sessions with PostgreSQL's isolationtester and compares with the expected output.

Usage: isolation.py [--accept] SERVER NAME...

A spec gets a copy of the regression tests' database, so test.refresh() and test.check() are there.
--accept takes the output as the expected one: read it before.
"""

import pathlib
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "support"))

import sql_files  # noqa: E402
from golden import matches  # noqa: E402
from postgres import Server  # noqa: E402

TEMPLATE = "regress_template"


def tester():
    folder = subprocess.run(["pg_config", "--pkglibdir"], check=True, stdout=subprocess.PIPE, text=True).stdout.strip()
    return pathlib.Path(folder, "pgxs/src/test/isolation/isolationtester")


def run(server, name, accept):
    """Whether the spec passes."""
    database = f"isolation_{name}"
    server.execute(f'drop database if exists "{database}" with (force); create database "{database}" template {TEMPLATE} strategy file_copy;')
    with (HERE / "specs" / f"{name}.spec").open(encoding="utf-8") as spec:
        ran = subprocess.run([tester(), f"dbname={database}"], env=server.environment(database), stdin=spec, stdout=subprocess.PIPE,
                             stderr=subprocess.STDOUT, text=True, timeout=sql_files.TIMEOUT)
    if not matches(HERE / "expected" / f"{name}.out", ran.stdout, accept):
        return False
    server.execute(f'drop database "{database}"')
    return ran.returncode == 0


if __name__ == "__main__":
    sys.exit(sql_files.main(run))
