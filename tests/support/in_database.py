"""Runs a program in a database of its own with the extension, on the server of the tests.

Usage: in_database.py SERVER DATABASE PROGRAM [ARGUMENT...]

The program finds the database by libpq's environment variables.
"""

import subprocess
import sys

from postgres import Server


def main(folder, database, *command):
    server = Server(folder)
    server.execute(f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)')
    server.execute(f'CREATE DATABASE "{database}"')
    server.execute("CREATE EXTENSION pg_trickle", database)
    return subprocess.run(command, env=server.environment(database), check=False).returncode


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
