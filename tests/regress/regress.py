"""Runs a file of SQL against a server and compares what psql prints with the file of expected output.

Usage: regress.py prepare SERVER SQL...
       regress.py run [--accept] SERVER NAME

`prepare` makes the database that each test gets a copy of, and runs the SQL files in it. `run` makes the copy, runs
sql/NAME.sql there and compares with expected/NAME.out; a difference is shown as a diff, and the copy stays for a look at it.
--accept takes the output as the expected one: read it before.

SERVER is the folder of the server, see tests/support/postgres.py.
"""

import pathlib
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "support"))

import sql_files  # noqa: E402
from postgres import Server  # noqa: E402

TEMPLATE = "regress_template"


def prepare(server: Server, files: list[str]) -> None:
    server.execute(f"drop database if exists {TEMPLATE} with (force); create database {TEMPLATE};")
    for file in files:
        server.execute(pathlib.Path(file).read_text(encoding="utf-8"), TEMPLATE)


def run(server: Server, name: str, accept: bool) -> bool:
    """Whether the test passes, in a fresh copy of the template that is called as the test."""
    server.execute(f'drop database if exists "{name}" with (force); create database "{name}" template {TEMPLATE} strategy file_copy;')
    return sql_files.passes(server, HERE, name, name, accept)


def main() -> int:
    action = sys.argv.pop(1) if len(sys.argv) > 1 else ""
    if action == "run":
        return sql_files.main(run)
    if action != "prepare" or len(sys.argv) < 3:
        print(__doc__, file=sys.stderr)
        return 2
    prepare(Server(sys.argv[1]), sys.argv[2:])
    return 0


if __name__ == "__main__":
    sys.exit(main())
