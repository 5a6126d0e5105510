"""Refresh groups: what was committed together is seen together in tables that read different sources; a failure of one is one of all.

Usage: groups.py FOLDER STAGE
"""

import sys

from failures import Listener
from support import Failure, cluster, eventually, run_test, wait_until_equal

TABLES = """
create table a (id int primary key, v int);
create table b (id int primary key, v int);
create table c (id int primary key, v int);
insert into a values (1, 0);
insert into b values (1, 0);
insert into c values (1, 0);
select pgtrickle.create_stream_table('of_a', 'select id, v from a', schedule => '1s', refresh_mode => 'DIFFERENTIAL');
select pgtrickle.create_stream_table('of_b', 'select id, v from b', schedule => '1d', refresh_mode => 'DIFFERENTIAL');
select pgtrickle.create_stream_table('of_c', 'select id, 100 / (v + 1) as v from c', schedule => '1d', refresh_mode => 'DIFFERENTIAL');
select pgtrickle.create_refresh_group('page', array['of_a', 'of_b']);
"""


def value(server, sql):
    return server.execute(sql, "app").strip()


def change(server, number):
    value(server, f"begin; update a set v = {number}; update b set v = {number}; commit")


def is_read(server, number):
    """Both are read in one statement, and have to be the same at any time."""
    one, other = value(server, "select of_a.v, of_b.v from of_a, of_b").split("|")
    if one != other:
        raise Failure(f"one table of the group has {one}, the other {other}")
    return one == str(number)


def together(server):
    """The table with the schedule of a day follows the one of a second."""
    for number in range(1, 6):
        change(server, number)
        eventually(f"both have {number}", lambda: is_read(server, number))
    differing = value(server, """
        select count(*) from pgtrickle.pgt_stream_tables as x, pgtrickle.pgt_stream_tables as y
        where x.pgt_name = 'of_a' and y.pgt_name = 'of_b' and x.data_timestamp <> y.data_timestamp""")
    if differing != "0":
        raise Failure("the tables of the group are of different moments")


def fails_together(server, listener):
    """A member whose refresh fails keeps the others from being refreshed; when it can, both are."""
    value(server, "select pgtrickle.drop_refresh_group('page'); select pgtrickle.create_refresh_group('page', array['of_a', 'of_c'])")
    value(server, "begin; update a set v = 50; update c set v = -1; commit")
    listener.wait_for("refresh_failed", "of_c")
    if value(server, "select v from of_a") == "50":
        raise Failure("one table of the group was refreshed without the other")
    value(server, "update c set v = 9")
    eventually("both are refreshed", lambda: value(server, "select of_a.v, of_c.v from of_a, of_c") == "50|10")


def alone_again(server):
    """Without the group each has its own schedule."""
    value(server, "select pgtrickle.drop_refresh_group('page')")
    value(server, "begin; update a set v = 60; update c set v = 4; commit")
    eventually("one is refreshed", lambda: value(server, "select v from of_a") == "60")
    if value(server, "select v from of_c") != "10":
        raise Failure("a table was refreshed with one that is not in its group")
    value(server, "select pgtrickle.alter_stream_table(name, schedule => '1s') from unnest('{of_b,of_c}'::text[]) as name")
    wait_until_equal(server)


def survives_a_restart(server):
    value(server, "select pgtrickle.create_refresh_group('page', array['of_a', 'of_b'])")
    value(server, "select pgtrickle.alter_stream_table('of_b', schedule => '1d')")
    server.halt()
    server.resume()
    value(server, "begin; update a set v = 70; update b set v = 70; commit")
    eventually("both have 70", lambda: value(server, "select of_a.v, of_b.v from of_a, of_b") == "70|70")


def main():
    folder, stage = sys.argv[1:]

    def test():
        with cluster(folder, stage, ["pg_trickle.max_consecutive_errors=100"]) as server:
            server.execute(TABLES, "app")
            wait_until_equal(server)
            together(server)
            fails_together(server, Listener(server))
            alone_again(server)
            survives_a_restart(server)

    return run_test(test)


if __name__ == "__main__":
    sys.exit(main())
