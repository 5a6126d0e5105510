"""More databases than the shared memory has slots for: each one is served, nothing starves, and it ends.

A slot holds what a resting scheduler has to know. Databases beyond the slots are remembered by the launcher alone.

Usage: resting.py FOLDER STAGE
"""

import sys
import time

from support import Failure, Writers, cluster, eventually, run_test

WORKERS = 4
SLOTS = WORKERS + 56  # src/pgext/pg/worker/shared_state.cpp
COUNT = SLOTS + 8
DATABASES = [f"d{i}" for i in range(COUNT)]
TABLES = """
create table t (id bigserial primary key, v int);
insert into t (v) values (1);
select pgtrickle.create_stream_table('s', 'select sum(v) as v, count(*) as n from t', schedule => '1s');
"""


def is_fresh(server, database):
    return server.execute("select (select v from s) = (select sum(v) from t)", database).strip() == "t"


def all_are_fresh(server, what, patience=180):
    left = list(DATABASES)

    def look():
        left[:] = [one for one in left if not is_fresh(server, one)]
        return not left

    try:
        took = eventually(what, look, patience, 0.5)
    except Failure as failure:
        raise Failure(f"{failure}; left: {left}") from None
    print(f"{what}: {took:.1f} s", flush=True)


def change(server, *databases):
    for database in databases:
        server.execute("insert into t (v) values (1)", database)


def make_databases(server):
    """From a template, which no scheduler may be connected to while it is copied."""
    server.execute(TABLES, "app")
    eventually("the template is served", lambda: is_fresh(server, "app"))
    for database in DATABASES:
        server.execute(f"create database {database} template app")
    server.execute("drop database app")


def one_beside_busy_ones(server):
    """Databases that change all the time leave the others their turns."""
    script = server.folder / "write.sql"
    script.write_text("insert into t (v) values (1);\n\\sleep 20 ms\n")
    busy = [Writers(server, script, 1, database) for database in DATABASES[:3]]
    for one in busy:
        one.start()
    try:
        for database in (DATABASES[10], DATABASES[-1], DATABASES[SLOTS - 1]):
            change(server, database)
            took = eventually(f"{database} beside busy ones", lambda name=database: is_fresh(server, name), 90, 0.2)
            print(f"{database} beside busy ones: {took:.1f} s", flush=True)
    finally:
        for one in busy:
            one.stop()


def main():
    def test():
        with cluster(sys.argv[1], sys.argv[2], [f"max_worker_processes={WORKERS}"]) as server:
            make_databases(server)
            change(server, *DATABASES)
            all_are_fresh(server, "all databases refreshed")
            for _ in range(2):
                change(server, *reversed(DATABASES))
                all_are_fresh(server, "all databases refreshed again")
            one_beside_busy_ones(server)
            all_are_fresh(server, "all databases refreshed in the end")
            server.halt()
            server.resume()
            change(server, *DATABASES)
            all_are_fresh(server, "all databases refreshed after a restart")
            for database in DATABASES[4:]:
                server.execute(f"drop database {database} with (force)")
            del DATABASES[4:]
            change(server, *DATABASES)
            all_are_fresh(server, "the databases that are left", 60)
            start = time.monotonic()
            server.halt()
            if (took := time.monotonic() - start) > 20:
                raise Failure(f"the server took {took:.1f} s to stop")
            server.resume()

    return run_test(test)


if __name__ == "__main__":
    sys.exit(main())
