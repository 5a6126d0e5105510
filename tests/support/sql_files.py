"""Tests that are files: of SQL, with what psql prints for them, or of another language with a runner of its own."""

import argparse
import pathlib
import re
import subprocess
from collections.abc import Callable

from golden import matches
from postgres import Server

TIMEOUT = 120


def printed(server: Server, file: pathlib.Path, database: str) -> str:
    """What psql prints for a file: statements, results, errors, and notifications, without the numbers of processes."""
    ran = server.psql("-a", "-q", "-v", "SHOW_CONTEXT=never", "-f", file, database=database, timeout=TIMEOUT, stdin=subprocess.DEVNULL,
                      stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    return re.sub(r"(?<=received from server process with PID )\d+", "N", ran.stdout.replace(f"psql:{file.parent}/", "psql:"))


def passes(server: Server, folder: pathlib.Path, name: str, database: str, accept: bool) -> bool:
    """Whether sql/NAME.sql of a folder prints what expected/NAME.out has. Its database goes; if not, it stays for a look at it."""
    if not matches(folder / "expected" / f"{name}.out", printed(server, folder / "sql" / f"{name}.sql", database), accept):
        return False
    server.execute(f'drop database "{database}"')
    return True


def main(run: Callable[[Server, str, bool], bool]) -> int:
    """The command line `[--accept] SERVER NAME...`: `run` says of each name whether it passes."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--accept", action="store_true")
    parser.add_argument("server")
    parser.add_argument("names", nargs="+", metavar="NAME")
    options = parser.parse_args()
    server = Server(options.server)
    return 0 if all([run(server, name, options.accept) for name in options.names]) else 1
