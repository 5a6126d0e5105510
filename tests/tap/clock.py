"""Rows come and go as time passes: the scheduler wakes up for them though no source changes, and sleeps until the next one is due.

Usage: clock.py FOLDER STAGE
"""

import sys
import time

from support import Failure, cluster, eventually, run_test, wait_until_equal, wait_until_up

TABLES = """
create table events (id int primary key, k int not null, at timestamptz not null);
create index on events (at);
select pgtrickle.create_stream_table('recent', $$select id, k from events where at > now() - interval '3 seconds'$$, schedule => '1s');
select pgtrickle.create_stream_table('coming', $$select id from events where at <= now()$$, schedule => '1s');
select pgtrickle.create_stream_table('counted', 'select k, count(*) as c from recent group by k', schedule => '1s');
"""


def value(server, sql):
    return server.execute(sql, "app").strip()


def rows_leave(server):
    """A row leaves three seconds after its time, and so it does from a table that reads this one."""
    server.execute("insert into events values (1, 1, clock_timestamp()), (2, 1, clock_timestamp() + interval '1 second')", "app")
    eventually("two rows", lambda: value(server, "select c from counted") == "2", 10)
    eventually("one row left", lambda: value(server, "select c from counted") == "1", 10)
    late = value(server, "select extract(epoch from clock_timestamp() - min(at)) from events where id = 1")
    if not 3 <= float(late) < 6:
        raise Failure(f"the first row has left after {late} s")
    eventually("no row left", lambda: value(server, "select count(*) from counted") == "0", 10)


def rows_enter(server):
    server.execute("insert into events values (3, 2, clock_timestamp() + interval '4 seconds')", "app")
    eventually("a refresh", lambda: value(server, "select max(due) < clock_timestamp() + interval '4 seconds' from pgtrickle_catalog.pgt_moments where moment = (select max(moment) from pgtrickle_catalog.pgt_moments)") == "t", 10)
    if value(server, "select count(*) from coming where id = 3") != "0":
        raise Failure("a row is there before its time")
    eventually("the row comes", lambda: value(server, "select count(*) from coming where id = 3") == "1", 10)
    if value(server, "select clock_timestamp() >= at from events where id = 3") != "t":
        raise Failure("a row came before its time")


def sleeps_between(server):
    """Nothing is due within the day."""
    time.sleep(8)
    count = "select xact_commit + xact_rollback from pg_stat_database where datname = 'app'"
    before = int(server.execute(count))
    time.sleep(3)
    if (after := int(server.execute(count))) != before:
        raise Failure(f"{after - before} transactions while nothing was due")


def survives_a_crash(server):
    """What has become due while the server was down is applied when it is up again."""
    server.execute("insert into events values (4, 4, clock_timestamp() + interval '1 second')", "app")
    eventually("the row is in", lambda: value(server, "select c from counted where k = 4") == "1", 10)
    server.execute("checkpoint")
    server.halt("immediate")
    time.sleep(4)
    server.resume()
    wait_until_up(server)
    eventually("the row has left", lambda: value(server, "select count(*) from counted where k = 4") == "0", 30)
    time.sleep(1)
    wait_until_equal(server)


def main():
    def test():
        with cluster(sys.argv[1], sys.argv[2]) as server:
            server.execute(TABLES, "app")
            for step in (rows_leave, rows_enter, sleeps_between, survives_a_crash):
                step(server)

    return run_test(test)


if __name__ == "__main__":
    sys.exit(main())
