"""The scheduler keeps stream tables fresh: by schedule, through chains, by itself; and does nothing where nothing happens.

Usage: scheduler.py FOLDER STAGE
"""

import sys
import time

from support import Failure, cluster, eventually, run_test

TABLES = """
create table orders (id int primary key, k int not null, amount int not null);
insert into orders select i, i % 10, i from generate_series(1, 100) i;
select pgtrickle.create_stream_table('totals', 'select k, sum(amount) as total from orders group by k');
select pgtrickle.create_stream_table('ranks', 'select total, count(*) as n from totals group by total');
select pgtrickle.create_stream_table('summary', 'select count(*) as n, sum(total) as total from totals', schedule => '1s');
"""


def value(server, sql):
    return server.execute(sql, "app").strip()


def follows_its_schedule(server):
    """A change after a pause is there at once, others within the second."""
    time.sleep(1.1)
    for number in range(5):
        before = int(value(server, "select total from summary"))
        server.execute("insert into orders select max(id) + 1, 3, 10 from orders", "app")
        eventually("a change in the summary", lambda: int(value(server, "select total from summary")) == before + 10, 10)
        if number > 1:
            time.sleep(0.3)


def comes_through_a_chain(server):
    """What has changed in the first table is in the last one after the same pass."""
    time.sleep(1.1)
    start = value(server, "select max(refresh_id) from pgtrickle.pgt_refresh_history")
    server.execute("insert into orders select max(id) + 1, 4, 7 from orders", "app")
    done = f"select string_agg(pgt_name, ',' order by refresh_id) from pgtrickle.pgt_refresh_history join pgtrickle.pgt_stream_tables using (pgt_id) where refresh_id > {start}"
    eventually("three refreshes", lambda: value(server, done).count(",") == 2, 10)
    order = value(server, done)
    if not order.startswith("totals,"):
        raise Failure(f"refreshed in the order {order}")
    took = value(server, f"select extract(epoch from max(end_time) - min(start_time)) < 0.9 from pgtrickle.pgt_refresh_history where refresh_id > {start}")
    if took != "t":
        raise Failure("a chain took more than one pass")


def fills_what_was_left_empty(server):
    server.execute("select pgtrickle.create_stream_table('later', 'select count(*) as n from orders', schedule => '1h', initialize => false)", "app")
    eventually("a table that was left empty is filled", lambda: value(server, "select n > 0 from later") == "t", 10)


def leaves_the_idle_alone(server):
    """No transaction in a database in which nothing happens."""
    count = "select xact_commit + xact_rollback from pg_stat_database where datname = 'app'"
    time.sleep(3)  # statistics come with a delay
    before = int(server.execute(count))
    time.sleep(3)
    if (after := int(server.execute(count))) != before:
        raise Failure(f"{after - before} transactions while nothing happened")


def can_be_switched_off(server):
    server.execute("alter database app set pg_trickle.enabled = off; select pg_reload_conf()", "app")
    time.sleep(1)
    before = value(server, "select total from summary")
    server.execute("insert into orders select max(id) + 1, 5, 3 from orders", "app")
    time.sleep(2)
    if value(server, "select total from summary") != before:
        raise Failure("refreshed although the scheduler was switched off")
    server.execute("alter database app reset pg_trickle.enabled; select pg_reload_conf()", "app")
    eventually("refreshed once it is switched on", lambda: int(value(server, "select total from summary")) == int(before) + 3, 20)


def refreshes_without_pause(server):
    """With the schedule 0s, a change is there long before anything that takes a second would be."""
    server.execute("select pgtrickle.create_stream_table('live', 'select sum(amount) as total from orders', schedule => '0s')", "app")
    longest = 0.0
    for _ in range(20):
        before = int(value(server, "select total from live"))
        server.execute("insert into orders select max(id) + 1, 6, 1 from orders", "app")
        longest = max(longest, eventually("a change in live", lambda: int(value(server, "select total from live")) == before + 1, 10))
    print(f"live: {longest * 1000:.0f} ms at most, psql's start included")


def knows_prepared_transactions(server):
    before = int(value(server, "select total from live"))
    server.execute("begin; insert into orders select max(id) + 1, 6, 1000 from orders; prepare transaction 'p'", "app")
    server.execute("commit prepared 'p'", "app")
    eventually("what a prepared transaction changed", lambda: int(value(server, "select total from live")) == before + 1000, 10)


def uses_cron(server):
    server.execute("select pgtrickle.create_stream_table('by_clock', 'select count(*) as n from orders', schedule => '*/2 * * * * *')", "app")
    before = int(value(server, "select n from by_clock"))
    server.execute("insert into orders select max(id) + 1, 6, 1 from orders", "app")
    eventually("a refresh by cron", lambda: int(value(server, "select n from by_clock")) == before + 1, 10)
    if value(server, "select extract(epoch from data_timestamp)::numeric % 2 < 1 from pgtrickle.pgt_stream_tables where pgt_name = 'by_clock'") != "t":
        raise Failure("a cron table was refreshed at another time")


def main():
    def test():
        with cluster(sys.argv[1], sys.argv[2]) as server:
            server.execute(TABLES, "app")
            for step in (follows_its_schedule, comes_through_a_chain, fills_what_was_left_empty, leaves_the_idle_alone, can_be_switched_off,
                         refreshes_without_pause, knows_prepared_transactions, uses_cron):
                step(server)

    return run_test(test)


if __name__ == "__main__":
    sys.exit(main())
