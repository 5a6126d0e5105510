"""Runs a file of SQL that calls the probe, and compares what psql prints with the expected output.

Usage: boundary.py [--accept] SERVER NAME...

Each test is sql/NAME.sql, in a new database with the extension and the functions of probe.sql.
--accept takes the output as the expected one: read it before.
SERVER is the folder of the server, see tests/support/postgres.py.
"""

import pathlib
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "support"))

import sql_files  # noqa: E402
from postgres import Server  # noqa: E402


def run(server: Server, name: str, accept: bool) -> bool:
    """Whether the test passes."""
    database = f"boundary_{name}"
    server.execute(f'drop database if exists "{database}"; create database "{database}" template template0;')
    server.execute((HERE / "probe.sql").read_text(encoding="utf-8"), database)
    return sql_files.passes(server, HERE, name, database, accept)


if __name__ == "__main__":
    sys.exit(sql_files.main(run))
