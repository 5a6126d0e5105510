"""Four clients write at random for a while, the scheduler keeps ten stream tables fresh; then everything has to be right.

Usage: soak.py FOLDER STAGE

PGT_SOAK_SECONDS says for how long (default: 20).

In the end: contents equal to the queries, nothing left in the change buffers, and little space taken by them, memory of the
scheduler as it was after the first quarter, no error in the server's log but what the workload makes on purpose.
"""

import os
import re
import sys
import time

from support import HERE, Failure, Writers, cluster, eventually, run_test, wait_until_equal

SECONDS = float(os.environ.get("PGT_SOAK_SECONDS", "20"))
TOLERATED_GROWTH = 16 << 20  # bytes of the scheduler's own memory: plans that it makes later stay


def scheduler_pid(server):
    rows = server.execute("select pid from pg_stat_activity where backend_type like 'pg_trickle scheduler%' and datname = 'app'")
    return int(rows) if rows.strip() else None


def private_memory(pid):
    """Bytes of private anonymous memory of a process."""
    with open(f"/proc/{pid}/status", encoding="ascii") as status:
        return 1024 * int(re.search(r"^RssAnon:\s+(\d+)", status.read(), re.MULTILINE).group(1))


def buffers(server):
    """Rows and bytes in all change buffers."""
    names = server.execute("select oid::regclass from pg_class where relnamespace = 'pgtrickle_changes'::regnamespace and relkind = 'r'", "app")
    rows = sum(int(server.execute(f"select count(*) from {name}", "app")) for name in names.split())
    size = sum(int(server.execute(f"select pg_relation_size('{name}')", "app")) for name in names.split())
    return rows, size


def errors(server):
    """Errors of all processes, warnings of background processes: their lines name no user. Clients are terminated at the end."""
    log = (server.folder / "log").read_text().splitlines()
    found = [line for line in log if re.search(r"(ERROR|FATAL|PANIC):|\] WARNING:", line)]
    harmless = ("FATAL:  connection to client lost", "times less often", "as scheduled again")  # the last two: the machine is busy
    return [line for line in found if not line.endswith(harmless)]


def soak(server):
    server.execute((HERE / "workshop.sql").read_text(), "app")
    eventually("a scheduler", lambda: scheduler_pid(server))
    writers = Writers(server, HERE / "workshop_writes.sql", 4)
    writers.start()
    time.sleep(SECONDS / 4)
    pid, before = scheduler_pid(server), private_memory(scheduler_pid(server))
    time.sleep(SECONDS * 3 / 4)
    if not writers.run():
        writers.stop()
        raise Failure("the writers ended by themselves")
    writers.stop()
    fresh = wait_until_equal(server)
    if scheduler_pid(server) != pid:
        raise Failure("the scheduler is not the one that it was")
    grown = private_memory(pid) - before
    rows = eventually("empty change buffers", lambda: buffers(server)[0] == 0)
    size = buffers(server)[1]
    refreshes = server.execute("select count(*), round(avg(delta_row_count)) from pgtrickle.pgt_refresh_history", "app").strip()
    print(f"equal {fresh:.1f} s after the last write, buffers empty after {rows:.1f} s and {size >> 10} kB large, "
          f"scheduler {grown >> 10:+} kB, refreshes|changes each: {refreshes}")
    if grown > TOLERATED_GROWTH:
        raise Failure(f"the scheduler's memory has grown by {grown} bytes")
    if found := errors(server):
        raise Failure("in the server's log: " + "\n".join(found[:10]))


def main():
    folder, stage = sys.argv[1:]

    def test():
        with cluster(folder, stage) as server:
            soak(server)

    return run_test(test)


if __name__ == "__main__":
    sys.exit(main())
