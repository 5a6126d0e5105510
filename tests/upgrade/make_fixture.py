"""Makes the files that tests/upgrade keeps of a release: run it once, with the module of that release, before the next version begins.

Usage: make_fixture.py FOLDER STAGE

STAGE has the release; FOLDER is for a server. It writes tests/upgrade/<version>: dump.sql, of the database that before.sql makes there, and
contents.txt, of its stream tables.
"""

import pathlib
import subprocess
import sys

from released import HERE, contents_of

from postgres import Server  # noqa: E402


def main() -> int:
    server = Server(sys.argv[1])
    server.start(sys.argv[2])
    server.execute("create role upgrade_owner; create database app")
    server.execute("create extension pg_trickle", "app")
    folder = HERE / server.execute("select pgtrickle.version()", "app").strip()
    server.execute((folder / "before.sql").read_text(encoding="utf-8"), "app")
    dumped = subprocess.run(["pg_dump", "app"], env=server.environment(), check=True, stdout=subprocess.PIPE, text=True).stdout
    # What differs from one dump to the next, and is none of the database's.
    lines = [line for line in dumped.splitlines() if not line.startswith(("\\restrict", "\\unrestrict", "-- Dumped"))]
    pathlib.Path(folder / "dump.sql").write_text("\n".join(lines) + "\n", encoding="utf-8")
    pathlib.Path(folder / "contents.txt").write_text("\n".join(contents_of(server, "app")) + "\n", encoding="utf-8")
    server.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main())
