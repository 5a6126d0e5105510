"""More databases than background workers: every one of them is served, also after a restart and a crash.

Usage: neighbours.py FOLDER STAGE
"""

import sys
import time

from support import Failure, cluster, eventually, run_test, wait_until_up

COUNT = 12
TABLES = """
create extension pg_trickle;
create table t (id bigserial primary key, v int);
insert into t (v) values (1);
select pgtrickle.create_stream_table('s', 'select sum(v) as v, count(*) as n from t', schedule => '1s');
select pgtrickle.create_stream_table('ranks', 'select v, rank() over (order by v) as r from t', schedule => '1s', refresh_mode => 'FULL');
"""
DATABASES = [f"d{i}" for i in range(COUNT)]


def is_fresh(server, database):
    return server.execute("select (select v from s) = (select sum(v) from t) and (select count(*) from ranks) = (select count(*) from t)",
                          database).strip() == "t"


def all_are_fresh(server, what, patience):
    left = set(DATABASES)

    def look():
        left.difference_update([one for one in left if is_fresh(server, one)])
        return not left

    try:
        return eventually(what, look, patience, 0.1)
    except Failure as failure:
        raise Failure(f"{failure}; left: {sorted(left)}\n{schedulers(server)}") from None


def change_all(server):
    for database in DATABASES:
        server.execute("insert into t (v) values (1)", database)


def schedulers(server):
    return server.execute("select datname, pid from pg_stat_activity where backend_type = 'pg_trickle scheduler'")


def started(server):
    """How many schedulers have been started so far, by the log."""
    return (server.folder / "log").read_text().count('background worker "pg_trickle scheduler"')


def each_is_served(server):
    for _ in range(3):
        change_all(server)
        print(f"all refreshed after {all_are_fresh(server, 'all databases refreshed', 30):.1f} s")
    for database in ("d0", f"d{COUNT - 1}"):
        server.execute("insert into t (v) values (1)", database)
        took = eventually(f"{database} refreshed", lambda name=database: is_fresh(server, name), 15)
        print(f"{database} alone: {took:.1f} s")


def nothing_moves_when_nothing_happens(server):
    """No scheduler is asked to rest, and none wakes, while no database changes."""
    time.sleep(3)
    before = schedulers(server)
    time.sleep(4)
    if schedulers(server) != before:
        raise Failure(f"schedulers come and go although nothing happens:\n{before}\n{schedulers(server)}")
    statuses = [server.execute("select pgtrickle.scheduler_status()", one).strip() for one in DATABASES]
    if set(statuses) != {"RUNNING", "RESTING"}:
        raise Failure(f"the status of schedulers: {statuses}")


def busy_ones_take_turns(server):
    """More databases change all the time than there are workers: none of them waits for ever."""
    end = time.monotonic() + 25
    before = {one: int(server.execute("select count(*) from pgtrickle.pgt_refresh_history", one)) for one in DATABASES}
    while time.monotonic() < end:
        change_all(server)
        time.sleep(0.3)
    for one in DATABASES:
        if int(server.execute("select count(*) from pgtrickle.pgt_refresh_history", one)) == before[one]:
            raise Failure(f"{one} was never refreshed while all others changed")
    all_are_fresh(server, "all databases refreshed in the end", 60)


def keeps_its_clock(server):
    """A table by cron is refreshed although its database rests."""
    server.execute("create table u (id int primary key); select pgtrickle.create_stream_table('c', 'select count(*) as n from u', schedule => '*/2 * * * * *');"
                   "insert into u values (1)", "d3")
    eventually("a refresh by cron", lambda: server.execute("select n from c", "d3").strip() == "1", 30)


def prepared_are_noticed(server):
    server.execute("begin; insert into t (v) values (100); prepare transaction 'p'", "d5")
    change_all(server)
    all_are_fresh(server, "the others", 30)
    server.execute("commit prepared 'p'", "d5")
    all_are_fresh(server, "after COMMIT PREPARED", 30)


def main():
    def test():
        with cluster(sys.argv[1], sys.argv[2], ["max_worker_processes=5"], "d0") as server:
            server.execute("drop extension pg_trickle", "d0")
            for name in DATABASES[1:]:
                server.execute(f"create database {name}")
            for name in DATABASES:
                server.execute(TABLES, name)
            each_is_served(server)
            nothing_moves_when_nothing_happens(server)
            keeps_its_clock(server)
            prepared_are_noticed(server)
            busy_ones_take_turns(server)
            server.halt()
            server.resume()
            change_all(server)
            all_are_fresh(server, "after a restart", 40)
            server.halt("immediate")
            server.resume()
            wait_until_up(server, "d0")
            change_all(server)
            all_are_fresh(server, "after a crash", 40)

    return run_test(test)


if __name__ == "__main__":
    sys.exit(main())
