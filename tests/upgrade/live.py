"""A database of a release is updated where it stands: the server is restarted with the present module, and the extension updated.

Usage: live.py FOLDER STAGE OLD_STAGE
"""

import pathlib
import shutil
import sys

from cluster import LAST, RECOMPUTED, same
from released import HERE, contents_of
from schema_script import present_version, released_versions

sys.path.insert(0, str(HERE.parent / "tap"))

from support import Failure, cluster, eventually, run_test, wait_until_equal  # noqa: E402


def main() -> int:
    folder, stage, old_stage = pathlib.Path(sys.argv[1]).resolve(), sys.argv[2], sys.argv[3]
    made = HERE / released_versions()[-1]

    def test():
        with cluster(folder / "server", old_stage) as server:
            server.execute("create role upgrade_owner", "app")
            server.execute((made / "before.sql").read_text(encoding="utf-8"), "app")
            wait_until_equal(server)
            last = server.execute(LAST, "app")
            server.halt("immediate")
            server.resume(stage=stage)
            contents = contents_of(server, "app")
            log = server.folder / "log"
            eventually("the log names the update", lambda: f"has not been updated from version {released_versions()[-1]} to {present_version()}"
                       in log.read_text(encoding="utf-8", errors="replace"))
            # Writers of deferred stream tables go on meanwhile.
            server.execute("insert into orders values (50, 'r1', 50); delete from lines where line = 'line 9'", "app")
            same("contents before the update", contents, contents_of(server, "app"))
            server.execute("alter extension pg_trickle update", "app")
            wait_until_equal(server)
            server.execute((made / "later.sql").read_text(encoding="utf-8"), "app")
            wait_until_equal(server)
            if again := server.execute(RECOMPUTED.format(last), "app").strip():
                raise Failure(f"computed again: {again}")
        shutil.rmtree(folder, ignore_errors=True)

    return run_test(test)


if __name__ == "__main__":
    sys.exit(main())
