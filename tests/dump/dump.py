"""Dumps a database with stream tables, restores it, and looks whether they live on.

Usage: dump.py SERVER FORMAT SQL...

FORMAT is plain, which psql restores, or custom, which pg_restore does. The SQL files are run in the database first; before.sql then makes
what is dumped. SERVER is the folder of the server, see tests/support/postgres.py.
"""

import contextlib
import pathlib
import subprocess
import sys
import tempfile
from collections.abc import Iterator

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "support"))

from postgres import Server  # noqa: E402

TABLES = "select pgt_relid::oid::regclass::text from pgtrickle.pgt_stream_tables order by pgt_id"
CONTENTS = """
select name || ': ' || coalesce((xpath('//row/c/text()', query_to_xml(
    format('select md5(string_agg(t::text, '';'' order by t::text)) as c from %s as t', name), false, false, '')))[1]::text, 'empty')
from (select pgt_relid::oid::regclass::text as name from pgtrickle.pgt_stream_tables order by pgt_id) as tables
"""
# No scheduler runs here. The changes of a table in mode FULL are not captured: only the scheduler finds out that there are none, until then the
# table is as old as its last refresh, and stale some seconds after it.
TROUBLES = """
select check_name from pgtrickle.health_check() where severity <> 'OK' and check_name not in ('scheduler_running', 'stale_tables')
union all
select 'stale_tables' from pgtrickle.stream_tables_info where stale and refresh_mode <> 'FULL'
order by 1
"""
BUFFERS = """
select relname from pg_class where relnamespace = 'pgtrickle_changes'::regnamespace and relkind = 'r' and not exists
    (select from pgtrickle.pgt_dependencies where cdc_mode is not null and relname = 'changes_' || source_relid::oid)
"""
COUNT = "select count(*) from pg_class where relnamespace = '{}'::regnamespace and relkind in ('r', 'v')"
LATER = """
insert into orders values (40, 'r1', 40), (41, 'r7', 41);
update orders set amount = amount + 1 where region = 'r0';
delete from orders where id = 31;
insert into events values (61 + 100, 'k1');
insert into mine values (3);
insert into written values (30, 7, 5), (31, 9, 5);
delete from written where id = 3;
"""
# Right at the end of the transactions, without a refresh.
IMMEDIATE = "select test.check(pgt_name) from pgtrickle.pgt_stream_tables where refresh_mode in ('IMMEDIATE', 'ON COMMIT')"


class Restored:
    """A database that a dump was restored to."""

    def __init__(self, server: Server, name: str):
        self.server, self.name = server, name

    def rows(self, sql: str) -> list[str]:
        return self.server.execute(sql, self.name).splitlines()

    def troubles(self) -> set[str]:
        return set(self.rows(TROUBLES))

    def refresh(self) -> dict[str, str]:
        """What a refresh of each table does, and whether the table is right then; in an order in which they read each other."""
        return {table: self.rows("select test.refresh($q$" + table + "$q$)")[0] for table in self.rows(TABLES)}


def dump(server: Server, database: str, style: str, to: pathlib.Path) -> None:
    subprocess.run(["pg_dump", f"--format={style}", "--file", to, database], env=server.environment(), check=True)


def owner_complaints(server: Server, style: str, to: pathlib.Path) -> Iterator[str]:
    """The owner of a database and its content, without other privileges, dumps it; the buffers, on which he has none, are left out."""
    database = f"dump_{style}_owned"
    server.execute(f"drop database if exists {database} with (force)")
    server.execute(f"create database {database} owner dump_owner")
    server.execute("create extension pg_trickle; set role dump_owner; create table t (id int primary key, k int);"
                   " select pgtrickle.create_stream_table('s', 'select k, count(*) as n from t group by k'); insert into t values (1, 1)", database)
    done = subprocess.run(["pg_dump", "--role=dump_owner", f"--format={style}", "--file", to, database],
                          env=server.environment(), capture_output=True, text=True, check=False)
    server.execute(f"drop database {database} with (force)")
    if done.returncode != 0:
        yield f"a dump by the owner of the database: {done.stderr}"
    elif style == "plain" and "pgtrickle_changes.changes_" in to.read_text(encoding="utf-8"):
        yield "a dump has change buffers in it"


def restore(server: Server, style: str, dumped: pathlib.Path, database: str) -> None:
    server.execute(f"drop database if exists {database} with (force)")
    server.execute(f"create database {database} template template0")
    program = {
        "plain": ["psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "--dbname", database, "--file", dumped],
        "custom": ["pg_restore", "--exit-on-error", "--jobs=2", "--dbname", database, dumped],
    }
    subprocess.run(program[style], env=server.environment(), check=True, stdout=subprocess.DEVNULL)


def unlike(what: str, wanted: object, found: object) -> Iterator[str]:
    if wanted != found:
        yield f"{what}: wanted {wanted}, found {found}"


def wrong_results(what: str, refreshed: dict[str, str], how: str) -> Iterator[str]:
    for table, result in refreshed.items():
        if not result.endswith(", equal") or not result.startswith(how):
            yield f"{what}: {table} is {result}"


def told_complaints(restored: Restored, contents: list[str]) -> Iterator[str]:
    """As the guide has it: restore, ask, call restore_stream_tables(), refresh."""
    yield from unlike("contents after the restore", contents, restored.rows(CONTENTS))
    yield from unlike("troubles after the restore", {"capture_triggers", "definitions", "error_tables", "never_filled"},
                      restored.troubles() - {"stale_tables"})
    restored.rows("select pgtrickle.restore_stream_tables(), pgtrickle.resume_stream_table('stopped')")
    yield from unlike("foreign buffers", [], restored.rows(BUFFERS))
    yield from unlike("refresh groups", ["read together {public.totals,public.kinds}"],
                      restored.rows("select group_name || ' ' || members::text from pgtrickle.refresh_groups()"))
    restored.rows("insert into orders values (39, 'r2', 1)")
    yield from wrong_results("first refresh", restored.refresh(), "")
    yield from unlike("troubles after the first refresh", set(), restored.troubles())
    restored.rows(LATER)
    yield from unlike("in modes IMMEDIATE and ON COMMIT after later writes", ["equal"] * 3, restored.rows(IMMEDIATE))
    yield from unlike("what becomes of errors of upkeep", ["suspend"],
                      restored.rows("select upkeep_errors from pgtrickle.pgt_stream_tables where pgt_name = 'at_once'"))
    later = restored.refresh()
    yield from wrong_results("later refresh", later, "")
    # One is in mode FULL, three are maintained by transactions; two were filled, but not set up, by the first.
    for table in ("newest", "at_once", "over_at_once", "on_commit", "empty", "empty_sizes"):
        later.pop(table)
    yield from wrong_results("later refresh", later, "DIFFERENTIAL")


def ends_complaints(restored: Restored) -> Iterator[str]:
    """What belongs together goes together."""
    restored.rows("drop table kinds; drop table orders, written cascade")
    yield from unlike("tables that are left", ["owned", "owned_sizes", "owned_parts"], restored.rows(TABLES))
    yield from unlike("definitions that are left", ["3"], restored.rows(COUNT.format("pgtrickle_definitions")))
    yield from unlike("states that are left", ["1"], restored.rows(COUNT.format("pgtrickle_state")))


def untold_complaints(restored: Restored) -> Iterator[str]:
    """Without a call of restore_stream_tables() contents are right, too, from the first refresh on."""
    restored.rows("insert into orders values (39, 'r2', 1); select pgtrickle.resume_stream_table('stopped')")
    yield from wrong_results("untold: first refresh", restored.refresh(), "")
    restored.rows(LATER)
    yield from unlike("untold: in modes IMMEDIATE and ON COMMIT after later writes", ["equal"] * 3, restored.rows(IMMEDIATE))
    yield from wrong_results("untold: later refresh", restored.refresh(), "")


def complaints(server: Server, style: str, files: list[str]) -> Iterator[str]:
    source, target = f"dump_{style}", f"dump_{style}_restored"
    with contextlib.suppress(RuntimeError):
        server.execute("create role dump_owner")
    server.execute(f"drop database if exists {source} with (force)")
    server.execute(f"create database {source}")
    server.execute("create extension pg_trickle", source)
    for file in [*files, HERE / "before.sql"]:
        server.execute(pathlib.Path(file).read_text(encoding="utf-8"), source)
    contents = server.execute(CONTENTS, source).splitlines()
    with tempfile.TemporaryDirectory() as folder:
        dumped = pathlib.Path(folder) / "dump"
        yield from owner_complaints(server, style, dumped)
        dump(server, source, style, dumped)
        restored = Restored(server, target)
        restore(server, style, dumped, target)
        yield from told_complaints(restored, contents)
        yield from ends_complaints(restored)
        restore(server, style, dumped, target)
        yield from untold_complaints(restored)
    for database in (source, target):
        server.execute(f"drop database {database} with (force)")


def main() -> int:
    server, style, files = Server(sys.argv[1]), sys.argv[2], sys.argv[3:]
    found = list(complaints(server, style, files))
    print(*found, f"{len(found)} complaints", sep="\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
