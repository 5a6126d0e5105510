"""pg_upgrade takes stream tables of all modes into a new cluster, where they become right without a manual step, also where rows were written before that.

Usage: cluster.py FOLDER STAGE [OLD STAGE]

The old server has the extension from OLD STAGE, a release, and the new one is updated; without it both have that from STAGE.
"""

import pathlib
import shutil
import sys

from released import HERE, ROOT, contents_of
from schema_script import present_version, released_versions

sys.path.insert(0, str(HERE.parent / "tap"))

from postgres import Server  # noqa: E402
from support import Failure, run_test, wait_until_equal  # noqa: E402

LAST = "select coalesce(max(refresh_id), 0) from pgtrickle.pgt_refresh_history"
RIGHTS = "select relname, pg_get_userbyid(relowner), relacl from pg_class where relname in ('totals', 'owned', 'rich') order by 1"
RECOMPUTED = """
select string_agg(distinct t.pgt_name || ' ' || h.action || ' ' || coalesce(h.reason, ''), ', ')
from pgtrickle.pgt_refresh_history h join pgtrickle.pgt_stream_tables t using (pgt_id)
where h.refresh_id > {} and h.action <> 'DIFFERENTIAL' and t.refresh_mode = 'DIFFERENTIAL'
"""


def same(what, before, after):
    if before != after:
        raise Failure(f"{what}: {after} instead of {before}")


def main() -> int:
    folder, stage, old_stage = pathlib.Path(sys.argv[1]).resolve(), sys.argv[2], (sys.argv[3:] or sys.argv[2:])[0]
    made = HERE / released_versions()[-1]

    def test():
        old, new = Server(folder / "old"), Server(folder / "new")
        old.start(old_stage)
        old.execute("create role upgrade_owner; create database app")
        old.execute("create extension pg_trickle", "app")
        old.execute((ROOT / "tests/regress/support.sql").read_text(encoding="utf-8"), "app")
        old.execute((made / "before.sql").read_text(encoding="utf-8"), "app")
        contents, rights = contents_of(old, "app"), old.execute(RIGHTS, "app")

        new.upgrade(old, stage)
        if old_stage != stage:
            new.execute("alter extension pg_trickle update", "app")
        same("version", present_version(), new.execute("select extversion from pg_extension where extname = 'pg_trickle'", "app").strip())
        same("contents", contents, contents_of(new, "app"))
        same("privileges", rights, new.execute(RIGHTS, "app"))
        # pg_upgrade leaves capture triggers out, as every dump does: these changes are not captured.
        new.execute("insert into orders values (60, 'r1', 60); insert into written values (60, 1, 60); delete from edges where a = 2", "app")
        new.halt()
        new.resume(["pg_trickle.enabled=on"])
        wait_until_equal(new)
        last = new.execute(LAST, "app")
        new.execute((made / "later.sql").read_text(encoding="utf-8"), "app")
        same("in modes IMMEDIATE and ON COMMIT, after writes", "equal\nequal\nequal\n",
             new.execute("select test.check(name) from unnest(array['at_once', 'over_at_once', 'on_commit']) as name", "app"))
        wait_until_equal(new)
        same("what was computed again", "", new.execute(RECOMPUTED.format(last), "app").strip())
        new.execute("drop extension pg_trickle cascade", "app")
        old.stop()
        new.stop()
        shutil.rmtree(folder, ignore_errors=True)

    return run_test(test)


if __name__ == "__main__":
    sys.exit(main())
