"""A day in the life, at small scale: clients write all the time; meanwhile definitions change, sources are altered, tables are compared with their queries, the server
is drained, restarted and crashes, a dump is restored beside, a database of an older release is updated. In the end everything is equal.

Usage: day.py FOLDER STAGE

PGT_DAY_SECONDS says how long clients write between two events (default: 1).
"""

import contextlib
import os
import pathlib
import shutil
import subprocess
import sys
import time

from support import HERE, Failure, Writers, cluster, eventually, run_test, wait_until_equal, wait_until_up

sys.path.insert(0, str(HERE.parent / "upgrade"))

from released import stage_with_released  # noqa: E402
from schema_script import released_versions  # noqa: E402
from stream_tables import lives, restore  # noqa: E402

SECONDS = float(os.environ.get("PGT_DAY_SECONDS", "1"))
VERIFIED = "select format('%I.%I', pgt_schema, pgt_name) from pgtrickle.pgt_stream_tables where is_populated order by pgt_id"


class Day:
    def __init__(self, server):
        self.server = server
        self.writers = Writers(server, HERE / "workshop_writes.sql", 3)

    def sql(self, statements):
        return self.server.execute(statements, "app").strip()

    @contextlib.contextmanager
    def event(self, what):
        """Clients write before it, during it and after it; who is thrown out comes back."""
        time.sleep(SECONDS)
        start = time.monotonic()
        yield
        print(f"{time.monotonic() - start:6.1f} s  {what}", flush=True)
        if not self.writers.run():
            with contextlib.suppress(Failure):
                self.writers.stop()
            self.writers.start()

    def definitions(self):
        with self.event("another query, other modes"):
            self.sql("select pgtrickle.alter_stream_table('busiest', query => 'select n, max(customer) as last, min(customer) as first from"
                     " (select customer, count(*) as n from orders group by customer) c group by n')")
            self.sql("select pgtrickle.alter_stream_table('by_customer', refresh_mode => 'FULL')")
            self.sql("select pgtrickle.alter_stream_table('event_bag', refresh_mode => 'IMMEDIATE')")
            self.sql("select pgtrickle.create_stream_table('by_country', 'select country, count(*) as n from customers group by country', refresh_mode => 'ON COMMIT')")
        with self.event("and back"):
            self.sql("select pgtrickle.alter_stream_table('by_customer', refresh_mode => 'AUTO')")
            self.sql("select pgtrickle.alter_stream_table('event_bag', refresh_mode => 'DIFFERENTIAL', schedule => '1s')")

    def sources(self):
        with self.event("sources are altered"):
            self.sql("alter table orders add column note text; create index orders_by_customer on orders (customer);"
                     " alter table customers alter name set default 'nobody'; vacuum full parts")
            self.sql("select pgtrickle.alter_column_type('orders', 'day', 'bigint')")
        with self.event("a source is emptied and filled"):
            self.sql("begin; truncate events; insert into events select 1 + n % 200, 'k' || n % 5, n % 3 from generate_series(1, 500) n; commit")

    def audit(self, when):
        with self.event(f"comparison with the queries, {when}"):
            for name in self.sql(VERIFIED).splitlines():
                if differing := self.sql(f"select * from pgtrickle.verify_stream_table('{name}')"):
                    raise Failure(f"{when}, {name}: {differing}")

    def interruptions(self):
        with self.event("pause and resume"):
            self.sql("select pgtrickle.pause_all()")
            time.sleep(SECONDS)
            self.sql("select pgtrickle.resume_all()")
        with self.event("drain and restart"):
            if self.sql("select pgtrickle.drain(60)") != "t":
                raise Failure("the drain did not end")
            self.server.halt()
            self.server.resume()
            wait_until_up(self.server)
        with self.event("crash"):
            self.server.halt("immediate")
            self.server.resume()
            wait_until_up(self.server)

    def backup(self):
        with self.event("a dump is restored beside"), (self.server.folder / "dump").open("wb") as file:
            subprocess.run(["pg_dump", "--format=custom", "app"], env=self.server.environment(), check=True, stdout=file)
            self.server.execute("create database beside template template0")
            subprocess.run(["pg_restore", "--exit-on-error", "--dbname=beside", file.name], env=self.server.environment(), check=True)
            wait_until_equal(self.server, "beside")
            self.server.execute("delete from orders where id % 7 = 0; update customers set country = 'c1' where id < 20", "beside")
            wait_until_equal(self.server, "beside")

    def update(self):
        release = released_versions()[0]
        with self.event(f"a database of release {release} is updated"):
            self.server.execute("create role upgrade_owner")
            restore(self.server, "older", release, release)
            self.server.execute("alter extension pg_trickle update", "older")
            lives(self.server, "older", release)

    def evening(self):
        self.sql("select pgtrickle.drop_stream_table('world'); select pgtrickle.create_stream_table('world', 'select sum(amount) as amount from countries')")
        self.audit("in the evening")
        self.writers.stop()
        wait_until_equal(self.server)
        buffers = self.sql("select oid::regclass from pg_class where relnamespace = 'pgtrickle_changes'::regnamespace and relkind = 'r'").split()
        eventually("empty change buffers", lambda: all(self.sql(f"select count(*) from {one}") == "0" for one in buffers))
        if troubles := self.sql("select check_name, detail from pgtrickle.health_check() where severity = 'CRITICAL'"):
            raise Failure(f"in the evening: {troubles}")

    def live(self):
        self.sql((HERE / "workshop.sql").read_text())
        self.writers.start()
        self.definitions()
        self.sources()
        self.audit("at noon")
        self.interruptions()
        self.backup()
        self.update()
        self.evening()


def main():
    folder = pathlib.Path(sys.argv[1]).resolve()

    def test():
        with cluster(folder / "server", str(stage_with_released(sys.argv[2], folder / "stage")), ["max_worker_processes=16"]) as server:
            Day(server).live()
        shutil.rmtree(folder, ignore_errors=True)

    return run_test(test)


if __name__ == "__main__":
    sys.exit(main())
