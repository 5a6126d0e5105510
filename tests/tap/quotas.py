"""Refresh workers are shared between databases as their quotas say, and a table that takes longer than its schedule gets a longer interval until it is fast again.

Usage: quotas.py FOLDER STAGE

Refreshes sleep instead of computing: so they overlap on a machine with any number of processors.
"""

import sys
import time

from support import Failure, cluster, eventually, repeatedly, run_test, wait_until_equal

COUNT = 6
TABLES = """
create function slowly(v int) returns int language plpgsql immutable as $$ begin perform pg_sleep(0.5); return v; end $$;
""" + "".join(f"""
create table s{i} (id int primary key, v int); insert into s{i} values (1, 0);
select pgtrickle.create_stream_table('t{i}', 'select id, slowly(v) as v from s{i}', schedule => '1s', refresh_mode => 'DIFFERENTIAL');
""" for i in range(COUNT))
PACED = """
create table pace (seconds float); insert into pace values (2.1);
create function paced(v int) returns int language plpgsql immutable as $$ begin perform pg_sleep((select seconds from public.pace)); return v; end $$;
create table p (id int primary key, v int); insert into p values (1, 0);
select pgtrickle.create_stream_table('slow_now', 'select id, paced(v) as v from p', schedule => '1s', refresh_mode => 'DIFFERENTIAL');
"""
SETTINGS = ["pg_trickle.parallel_refresh_mode=on", "pg_trickle.max_dynamic_refresh_workers=4", "pg_trickle.max_concurrent_refreshes=4", "max_worker_processes=16"]
CHANGE = "; ".join(f"update s{i} set v = v + 1" for i in range(COUNT))
RUNNING = "select count(*) from pgtrickle.parallel_job_status() where status = 'RUNNING'"


def load(server, *databases):
    """Changes the sources of all slow tables of some databases, all the time."""
    return repeatedly(0.3, lambda: [server.execute(CHANGE, one) for one in databases])


def most_running(server, *databases, seconds=8):
    """The largest number of jobs that ran at one time, by database, and of all together."""
    most = [0] * (len(databases) + 1)
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        now = [int(server.execute(RUNNING, one)) for one in databases]
        most = [max(*pair) for pair in zip(most, [*now, sum(now)])]
    return most


def quota(server, database, value):
    server.execute(f"alter database {database} {'reset pg_trickle.per_database_worker_quota' if value is None else f'set pg_trickle.per_database_worker_quota = {value}'};"
                   " select pg_reload_conf()")


def shares_workers(server):
    """A quota of one, and half as much again while there is room: two workers at most; the other database has the rest."""
    quota(server, "app", 1)
    quota(server, "other", 3)
    time.sleep(1)
    with load(server, "app", "other"):
        mine, others, _ = most_running(server, "app", "other")
    if mine not in (1, 2) or others < 2:
        raise Failure(f"with quotas of 1 and 3 there were {mine} and {others} jobs at a time")
    quota(server, "app", None)
    with load(server, "app"):
        eventually("a database without a quota has more workers", lambda: most_running(server, "app", seconds=0.3)[0] > 2, 30)
    for one in ("app", "other"):
        wait_until_equal(server, one)


def stretches_and_recovers(server):
    """The interval is doubled and doubled again, with warnings in the log, and restored by a refresh in time."""
    server.execute(PACED, "app")

    def warned(what):
        server.execute("update p set v = v + 1", "app")
        return any("WARNING" in line and "slow_now" in line and what in line for line in (server.folder / "log").read_text().splitlines())

    for what in ("2 times less often", "4 times less often"):
        eventually(what, lambda what=what: warned(what), 60, 0.2)
    server.execute("update pace set seconds = 0", "app")
    eventually("the schedule holds again", lambda: warned("as scheduled again"), 60, 0.2)
    wait_until_equal(server)


def main():
    folder, stage = sys.argv[1:]

    def test():
        with cluster(folder, stage, SETTINGS) as server:
            server.execute("create database other")
            server.execute("create extension pg_trickle", "other")
            for one in ("app", "other"):
                server.execute(TABLES, one)
            shares_workers(server)
            stretches_and_recovers(server)

    return run_test(test)


if __name__ == "__main__":
    sys.exit(main())
