"""A private PostgreSQL server for tests; scripts/server.sh starts and stops it.

Usage: postgres.py start FOLDER [--stage STAGE] [SETTING=VALUE...]
       postgres.py stop FOLDER

STAGE is the folder with the extension; a server without it has no extension. What an earlier server left in FOLDER goes.
"""

import argparse
import os
import pathlib
import shlex
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]

SETTINGS = [
    "synchronous_commit=off",
    "full_page_writes=off",
    "max_connections=60",
    "max_prepared_transactions=20",
    "shared_buffers=256MB",
    "max_wal_size=4GB",
    "autovacuum=off",
    "jit=off",
    "timezone=UTC",
    "datestyle=ISO, YMD",
    "lc_messages=C",
    "pg_trickle.enabled=off",  # tests of anything but the scheduler say when a table is refreshed
]


class Server:
    """The server of a folder. Nothing happens until `start`; an object for a running server may be made at any time."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder).resolve()

    def start(self, stage=None, settings=()):
        """Makes a new, empty cluster and starts it."""
        self.stop()
        self._stage, self._settings = stage, settings
        self.resume()

    def clone(self, primary, stage=None, settings=()):
        """Starts a standby of another server, which runs."""
        self.stop()
        self._stage, self._settings = stage, settings
        self._shell("server_clone", str(primary.folder))
        self.resume()

    def upgrade(self, old, stage=None, settings=()):
        """Starts what pg_upgrade makes of another server, which is stopped."""
        self.stop()
        self._stage, self._settings = stage, settings
        old.halt()
        self._shell("server_upgrade", str(old.folder), *self._configuration(), stage=stage or "")
        self.resume()

    def copy(self, primary, stage=None, settings=()):
        """Copies the cluster of another server, which runs; `resume` recovers it as its settings say, from archived write-ahead log."""
        self.stop()
        self._stage, self._settings = stage, settings
        self._shell("server_clone", str(primary.folder))
        (self.folder / "data/standby.signal").rename(self.folder / "data/recovery.signal")

    def resume(self, settings=(), stage=None):
        """Starts the cluster again that this object has made, with more settings, and with the extension of another stage from now on if one is given;
        nothing happens if it runs."""
        self._stage = stage or self._stage
        self._shell("server_start", *self._configuration(), *settings, stage=self._stage or "")

    def halt(self, mode="fast"):
        """Stops the server and keeps its data."""
        self._shell("server_stop", mode)

    def stop(self):
        """Stops the server, if it runs, and removes its folder."""
        self._shell("server_remove")

    def environment(self, database="postgres"):
        """What a client needs to reach the server: the variables of libpq, and none that a user has set."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
        place = {"PGHOST": (self.folder / "socket.path").read_text().strip(), "PGPORT": (self.folder / "port").read_text().strip()}
        return {**kept, **place, "PGUSER": "postgres", "PGDATABASE": database}

    def psql(self, *arguments, database="postgres", **options):
        """Runs psql without the user's start-up file; `options` are those of subprocess.run."""
        return subprocess.run(["psql", "-X", *arguments], env=self.environment(database), text=True, **options)

    def execute(self, sql, database="postgres"):
        """Runs statements, each in its own transaction; the first error ends it. Returns the output, unaligned."""
        ran = self.psql("-qAt", "-v", "ON_ERROR_STOP=1", "-f", "-", database=database, input=sql, stdout=subprocess.PIPE,
                        stderr=subprocess.PIPE)
        if ran.returncode != 0:
            raise RuntimeError(f"psql failed:\n{ran.stderr}\n{sql}")
        return ran.stdout

    def _configuration(self):
        without = [] if self._stage else ["shared_preload_libraries="]
        return [*SETTINGS, *without, *self._settings]

    def _shell(self, function, *arguments, stage=""):
        command = shlex.join([function, str(self.folder), *arguments])
        script = f"source '{ROOT}/scripts/common.sh'; source '{ROOT}/scripts/server.sh'; {command}"
        environment = {**os.environ, "PGT_STAGE": stage, "PGT_CLUSTERS": str(ROOT / "build/clusters")}
        subprocess.run(["bash", "-c", script], env=environment, stdin=subprocess.DEVNULL, check=True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("action", choices=["start", "stop"])
    parser.add_argument("folder")
    parser.add_argument("settings", nargs="*")
    parser.add_argument("--stage")
    arguments = parser.parse_intermixed_args()  # settings may follow options
    server = Server(arguments.folder)
    server.start(arguments.stage, arguments.settings) if arguments.action == "start" else server.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main())
