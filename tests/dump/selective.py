"""Parts of a dump are restored: rows of a source that were lost, a stream table as a table, a stream table that was dropped.

Usage: selective.py SERVER SQL...

The SQL files are run in the database first. SERVER is the folder of the server, see tests/support/postgres.py.
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

DATABASE = "selective"
TABLES = """
create table t (id int primary key, k int, v numeric);
insert into t select i, i % 3, i from generate_series(1, 30) i;
create table u (id int primary key, k int);
insert into u select i, i % 3 from generate_series(1, 5) i;
call test.create('sums', 'select k, sum(v) as v, count(*) as n from t group by k');
call test.create('pairs', 'select t.id, u.id as u from t join u using (k)');
call test.create('over', 'select max(v) as v, count(*) as n from sums');
call test.create('at_once', 'select k, max(v) as v from t group by k', refresh_mode => 'IMMEDIATE');
call test.create('on_commit', 'select k, min(v) as v from t group by k', refresh_mode => 'ON COMMIT');
create index sums_n on sums (n);
comment on table sums is 'By k';
"""
NAMES = ["sums", "pairs", "over", "at_once", "on_commit"]


class Drill:
    def __init__(self, server: Server, folder: pathlib.Path):
        self.server, self.dump = server, folder / "dump"

    def ask(self, sql: str, database: str = DATABASE) -> list[str]:
        return self.server.execute(sql, database).splitlines()

    def prepare(self, files: list[str]) -> None:
        self.make(DATABASE)
        self.ask("create extension pg_trickle")
        for file in files:
            self.ask(pathlib.Path(file).read_text(encoding="utf-8"))
        self.ask(TABLES)
        self.run("pg_dump", "--format=custom", "--file", str(self.dump), DATABASE)

    def make(self, database: str) -> None:
        self.server.execute(f"drop database if exists {database} with (force)")
        self.server.execute(f"create database {database} template template0")

    def run(self, *command: str) -> None:
        subprocess.run(command, env=self.server.environment(), check=True, stderr=subprocess.DEVNULL)

    def restore(self, database: str, *what: str) -> None:
        self.run("pg_restore", "--exit-on-error", "--dbname", database, *what, str(self.dump))

    def wrong(self, when: str) -> Iterator[str]:
        for name in NAMES:
            way = "check" if name in ("at_once", "on_commit") else "refresh"
            if not (verdict := self.ask(f"select test.{way}('{name}')")[0]).endswith("equal"):
                yield f"{when}: {name} is {verdict}"

    def lost_rows(self, *options: str) -> Iterator[str]:
        """Rows were deleted by mistake; those of the dump are copied into the table, and captured as all rows are."""
        self.ask("delete from t where id > 5; delete from u")
        yield from self.wrong("after the mistake")
        self.ask("delete from t")
        self.restore(DATABASE, "--data-only", *options, "--table=t")
        self.restore(DATABASE, "--data-only", *options, "--table=u")
        yield from self.wrong(f"rows restored {options}")
        if self.ask("select count(*) from t") != ["30"] or self.ask("select count(*) from over where n = 3") != ["1"]:
            yield f"rows restored {options}: they are not there"

    def as_table(self, database: str, before: str) -> Iterator[str]:
        """A stream table by itself is a table: with its rows and indexes, and open to writes. Its query stands in another part of the dump."""
        self.make(database)
        self.ask(before, database)
        self.restore(database, "--table=sums", "--table=t")
        self.restore(database, "--index=sums_n")
        if self.ask("select count(*), sum(n) from sums", database) != self.ask("select count(*), sum(n) from sums"):
            yield f"{database}: the rows of the table differ"
        self.ask("update sums set n = 0; insert into t values (100, 1, 1); truncate sums; drop table sums", database)

    def dropped(self) -> Iterator[str]:
        """It is made again by its query, which a database beside, restored as a whole, has; so are its options."""
        self.ask("select pgtrickle.drop_stream_table('sums', cascade => true)")
        self.make("beside")
        self.restore("beside")
        for name in ("sums", "over"):
            query = "\n".join(self.ask(f"select original_query from pgtrickle.pgt_stream_tables where pgt_name = '{name}'", "beside"))
            self.ask(f"select pgtrickle.create_stream_table('{name}', $q${query}$q$)")
        yield from self.wrong("made again")

    def not_over_a_stream_table(self) -> Iterator[str]:
        """What would write to a stream table is refused, and changes nothing."""
        with contextlib.suppress(subprocess.CalledProcessError):
            self.restore(DATABASE, "--data-only", "--table=sums")
            yield "rows were copied into a stream table"
        yield from self.wrong("after the refusal")


def complaints(drill: Drill, files: list[str]) -> Iterator[str]:
    drill.prepare(files)
    yield from drill.lost_rows()
    yield from drill.lost_rows("--disable-triggers")
    yield from drill.not_over_a_stream_table()
    yield from drill.as_table("selective_with", "create extension pg_trickle")
    yield from drill.as_table("selective_without", "")
    yield from drill.dropped()


def main() -> int:
    server, files = Server(sys.argv[1]), sys.argv[2:]
    with tempfile.TemporaryDirectory() as folder:
        found = list(complaints(Drill(server, pathlib.Path(folder)), files))
    print(*found, f"{len(found)} complaints", sep="\n")
    if not found:
        for database in (DATABASE, "selective_with", "selective_without", "beside"):
            server.execute(f"drop database {database} with (force)")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
