"""Processes die at marked places, as by kill -9, while clients write; then everything has to be right, by itself.

Usage: crash.py FOLDER STAGE [POINT...]

The places are the calls of crash_point() in src/pgext; each takes its turn, for as many rounds as PGT_CRASH_ROUNDS says
(default: one for each place). A round in which no process reaches the place is a failure. Then the postmaster itself is killed.
"""

import os
import pathlib
import random
import re
import signal
import subprocess
import sys

from support import HERE, Failure, Writers, cluster, eventually, is_up, run_test, wait_until_equal, wait_until_up

SOURCES = HERE.parents[1] / "src/pgext"
ROUNDS = int(os.environ.get("PGT_CRASH_ROUNDS", "0"))
SEED = int(os.environ.get("PGT_CRASH_SEED", "1"))
CHECK_EVERY = 5
# By one process, that is: these may also be hit later than the first time.
PASSED_OFTEN = {"capture.begin", "capture.end", "refresh.read", "refresh.applied", "refresh.recorded", "refresh.disposed"}

# What a session does while the scheduler works: every way to create, populate, alter and drop a stream table.
BY_HAND = """
select pgtrickle.drop_stream_table(pgt_name) from pgtrickle.pgt_stream_tables where pgt_name = 'extra';
select pgtrickle.create_stream_table('extra', 'select country, count(*) as n from customers group by country', schedule => '1s');
insert into customers select nextval('numbers'), 'c1', 'new' from generate_series(1, 200);
select pgtrickle.refresh_stream_table('extra');
select pgtrickle.refresh_stream_table('extra', force_mode => 'FULL');
select pgtrickle.alter_stream_table('extra', refresh_mode => 'FULL');
select pgtrickle.alter_stream_table('extra', refresh_mode => 'DIFFERENTIAL');
select pgtrickle.alter_stream_table('extra', refresh_mode => 'IMMEDIATE');
select pgtrickle.create_stream_table('fragile', 'select id, 1 / length(name) as n from customers where id > 100000', refresh_mode => 'IMMEDIATE', upkeep_errors => 'suspend');
insert into customers values (2000000000, 'c1', '');
delete from customers where id = 2000000000;
select pgtrickle.drop_stream_table('fragile');
delete from customers where id > 100000;
select pgtrickle.alter_stream_table('extra', query => 'select country, count(*) as n, max(id) as newest from customers group by country');
select pgtrickle.alter_stream_table('extra', query => 'select country, count(*) as n from customers group by country');
create table if not exists retyped (id int primary key, v int);
select pgtrickle.create_stream_table('over_retyped', 'select id, v from retyped');
select pgtrickle.alter_column_type('retyped', 'v', 'bigint');
drop table retyped cascade;
select pgtrickle.alter_stream_table('extra', refresh_mode => 'ON COMMIT');
begin; insert into customers select nextval('numbers'), 'c1', 'new' from generate_series(1, 200); delete from customers where id > 100000; commit;
begin; create temp table kept as table events; truncate events; insert into events table kept; drop table kept; commit;
select pgtrickle.drop_stream_table('extra');
"""

# The row for which the query of `fragile` has no result: a crash may come before it is deleted.
WITHOUT_ERROR = "delete from customers where id = 2000000000"


def all_points():
    found = {name for path in SOURCES.rglob("*.cpp") for name in re.findall(r'crash_point\("([a-z_.]+)"\)', path.read_text())}
    return sorted(found)


def children_of(pid):
    listed = subprocess.run(["pgrep", "--parent", str(pid)], stdout=subprocess.PIPE, text=True)
    return [int(child) for child in listed.stdout.split()]


class Crashes:
    def __init__(self, server):
        self.server = server
        self.random = random.Random(SEED)
        self.rounds = 0

    def run(self, points):
        self.server.execute((HERE / "workshop.sql").read_text(), "app")
        self.writers = Writers(self.server, HERE / "workshop_writes.sql", 2)
        rounds = [points[i % len(points)] for i in range(ROUNDS or len(points))]
        for point in rounds:
            self.crash_at(point)
            self.rounds += 1
            if self.rounds % CHECK_EVERY == 0:
                self.check(point)
        self.kill_postmaster()
        self.check("kill -9 of the postmaster")

    def write(self):
        if not self.writers.run():
            self.stop_writers()
            self.writers.start()

    def stop_writers(self):
        try:
            self.writers.stop()
        except Failure as failure:
            if "server closed the connection" not in str(failure) and "terminating connection" not in str(failure):
                raise

    def crash_at(self, point):
        """One round: a process is killed there, and with it, as always in PostgreSQL, all sessions."""
        wait_until_up(self.server)
        before = self.crashes()
        self.write()
        visit = self.random.choice([1, 1, 2, 5]) if point in PASSED_OFTEN else 1
        self.configure(f"{point}:{visit}")
        eventually(f"a crash at {point}, visit {visit}", lambda: self.provoked(before), pause=0)
        self.configure("")

    def provoked(self, before):
        if self.crashes() > before:
            return True
        self.server.psql("-q", "-c", "set client_min_messages = error", "-f", "-", database="app", input=BY_HAND,
                         stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        if is_up(self.server):
            self.write()
        return self.crashes() > before

    def crashes(self):
        return (self.server.folder / "log").read_text().count("was terminated by signal 9")

    def configure(self, point):
        """Tells every process, also those of a server that is just coming up again."""
        file = pathlib.Path(self.server.folder / "data/postgresql.auto.conf")
        file.write_text(f"pgt_test.crash_point = '{point}'\n")
        self.signal_postmaster(signal.SIGHUP)

    def postmaster(self):
        return int((self.server.folder / "data/postmaster.pid").read_text().split()[0])

    def signal_postmaster(self, number):
        os.kill(self.postmaster(), number)

    def kill_postmaster(self):
        pid = self.postmaster()
        processes = [pid, *children_of(pid)]
        self.signal_postmaster(signal.SIGKILL)
        self.stop_writers()
        # As long as one has the shared memory no other postmaster starts, and as long as the postmaster is not waited for it seems to run.
        eventually("the end of all processes of the server", lambda: not any(pathlib.Path(f"/proc/{one}").exists() for one in processes))
        self.server.resume()
        self.rounds += 1

    def check(self, after):
        wait_until_up(self.server)
        self.stop_writers()
        self.server.execute(WITHOUT_ERROR, "app")
        try:
            wait_until_equal(self.server)
        except Failure as failure:
            raise Failure(f"after {self.rounds} crashes, the last at {after}: {failure}") from None


def main():
    folder, stage, *chosen = sys.argv[1:]

    def test():
        with cluster(folder, stage, ["restart_after_crash=on"]) as server:
            crashes = Crashes(server)
            crashes.run(chosen or all_points())
            print(f"{crashes.rounds} crashes, contents right")

    return run_test(test)


if __name__ == "__main__":
    sys.exit(main())
