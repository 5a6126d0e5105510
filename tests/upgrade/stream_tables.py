"""Stream tables of each release live on: a dump of it is restored into the present version, and into its own, which is updated then.

Usage: stream_tables.py FOLDER STAGE

What it restores was made by the module of that release, see make_fixture.py. The module at hand serves a schema of its own version only:
until the update it refreshes nothing, and says so.
"""

import pathlib
import shutil
import sys

from released import HERE, contents_of, stage_with_released
from schema_script import present_version, released_versions

sys.path.insert(0, str(HERE.parent / "tap"))

from postgres import Server  # noqa: E402
from support import Failure, cluster, eventually, run_test, wait_until_equal  # noqa: E402

CREATION = "CREATE EXTENSION IF NOT EXISTS pg_trickle WITH SCHEMA pg_catalog;"
WRITTEN_AT_ONCE = """
select 'at_once' from ((select k, n, c from at_once except select k, sum(n), count(*) from written group by k)
    union all (select k, sum(n), count(*) from written group by k except select k, n, c from at_once)) as differing
union all
select 'on_commit' from ((select k, lowest from on_commit except select k, min(n) from written group by k)
    union all (select k, min(n) from written group by k except select k, lowest from on_commit)) as differing
"""


def restore(server: Server, database: str, release: str, version: str) -> None:
    """A database with the dump of a release in it. Before the update, event triggers ask what the module cannot answer."""
    server.execute(f"create database {database} template template0")
    dumped = (HERE / release / "dump.sql").read_text(encoding="utf-8")
    if CREATION not in dumped:
        raise Failure(f"the dump of {release} does not create the extension")
    creation = CREATION.replace(";", f" VERSION '{version}';")
    server.execute("set event_triggers = off;\n" + dumped.replace(CREATION, creation), database)


def compare_contents(server: Server, database: str, release: str, when: str) -> None:
    wanted = (HERE / release / "contents.txt").read_text(encoding="utf-8").splitlines()
    if (found := contents_of(server, database)) != wanted:
        raise Failure(f"{release}, {when}: contents {found} instead of {wanted}")


def lives(server: Server, database: str, release: str) -> None:
    """Everything becomes right, and stays so. The dump could not have the changes that were pending."""
    wait_until_equal(server, database)
    server.execute((HERE / release / "later.sql").read_text(encoding="utf-8"), database)
    if wrong := server.execute(WRITTEN_AT_ONCE, database):
        raise Failure(f"{release}: after writes {wrong}")
    wait_until_equal(server, database)
    refreshed = server.execute("select distinct action from pgtrickle.pgt_refresh_history where refresh_id > "
                               "(select max(refresh_id) from pgtrickle.pgt_refresh_history where action = 'REINITIALIZE')", database)
    if "DIFFERENTIAL" not in refreshed:
        raise Failure(f"{release}: refreshes were {refreshed}")
    server.execute("select pgtrickle.drop_stream_table('totals', cascade => true); drop table written, events cascade;"
                   " drop extension pg_trickle cascade", database)


def updated(server: Server, release: str) -> None:
    database = f"updated_{release.replace('.', '_')}"
    restore(server, database, release, release)
    log = server.folder / "log"
    eventually(f"the log names the update of {release}",
               lambda: f'extension "pg_trickle" has not been updated from version {release} to {present_version()}'
               in log.read_text(encoding="utf-8", errors="replace"))
    compare_contents(server, database, release, "before the update")
    server.execute("alter extension pg_trickle update", database)
    lives(server, database, release)


def restored(server: Server, release: str) -> None:
    database = f"restored_{release.replace('.', '_')}"
    restore(server, database, release, present_version())
    lives(server, database, release)


def refused_until_updated(server: Server) -> None:
    """What the module does not find in the catalog of another version."""
    server.execute("create database older")
    server.execute("create extension pg_trickle; create table t (a int); alter table pgtrickle_catalog.pgt_sources rename column immediate to at_once;"
                   " update pg_extension set extversion = '0.0.9' where extname = 'pg_trickle'", "older")
    said = server.psql("-qAtc", "select pgtrickle.create_stream_table('s', 'select a from t')", database="older", capture_output=True).stderr
    for wanted in (f'extension "pg_trickle" has not been updated to version {present_version()}', "In this database it has version 0.0.9.",
                   "Call ALTER EXTENSION pg_trickle UPDATE."):
        if wanted not in said:
            raise Failure(f"without an update it is said: {said}")


def main() -> int:
    folder = pathlib.Path(sys.argv[1]).resolve()

    def test():
        with cluster(folder / "server", str(stage_with_released(sys.argv[2], folder / "stage")), ["max_worker_processes=16"]) as server:
            server.execute("create role upgrade_owner")
            for release in released_versions():
                restored(server, release)
                updated(server, release)
            refused_until_updated(server)
        shutil.rmtree(folder, ignore_errors=True)

    return run_test(test)


if __name__ == "__main__":
    sys.exit(main())
