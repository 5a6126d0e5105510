"""More to refresh than one process can: service classes and tiers keep their promises.

Usage: saturated.py FOLDER STAGE

Refreshes sleep instead of computing, so the scheduler is busy all the time on any machine, and what is demanded is an order, not a time: how many other refreshes
end between a commit and the refresh that has it.
"""

import sys
import time

from support import Failure, cluster, eventually, repeatedly, run_test, wait_until_equal

STANDARD = 12
TABLES = """
create function slowly(v int) returns int language plpgsql immutable as $$ begin perform pg_sleep(0.25); return v; end $$;
create table work (id int primary key, v int);
create table urgent (id int primary key, v int, at timestamptz);
create table frozen_source (id int primary key);
insert into work values (1, 0);
insert into urgent values (1, 0, clock_timestamp());
select pgtrickle.create_stream_table('urgent_copy', 'select id, v from urgent', schedule => '1s', refresh_mode => 'DIFFERENTIAL');
select pgtrickle.create_stream_table('cold_copy', 'select count(*) as n, sum(v) as v from work', schedule => '1s', refresh_mode => 'DIFFERENTIAL');
select pgtrickle.create_stream_table('frozen_copy', 'select id from frozen_source', schedule => '1s', refresh_mode => 'DIFFERENTIAL');
select pgtrickle.alter_stream_table('urgent_copy', sla_tier => 'critical');
select pgtrickle.alter_stream_table('cold_copy', tier => 'cold', sla_tier => 'critical');
select pgtrickle.alter_stream_table('frozen_copy', tier => 'frozen');
"""
WORKING = """
select pgtrickle.create_stream_table('slow_{0}', 'select id, slowly(v) as v from work where id >= {0} - {0}', schedule => '1s', refresh_mode => 'DIFFERENTIAL');
select pgtrickle.alter_stream_table('slow_{0}', sla_tier => '{1}');
"""


def value(server, sql):
    return server.execute(sql, "app").strip()


def load(server):
    """Changes the source of all slow tables twice a second, so that together they need more time than there is."""
    return repeatedly(0.5, lambda: value(server, "update work set v = v + 1"))


def refreshes(server, where="true"):
    """How many refreshes of these tables have ended."""
    return int(value(server, "select coalesce(sum(successful_refreshes), 0) from pgtrickle.pgt_stream_tables where " + where))


def is_saturated(server):
    """A round is longer than the schedule: at any time, most slow tables are further behind than it allows."""
    eventually("most slow tables are behind", lambda: int(value(
        server, "select count(*) from pgtrickle.stream_tables_info where pgt_name like 'slow%' and staleness > interval '1 second'")) > STANDARD / 2, 60)


def critical_comes_next(server, rounds):
    """A change of the critical table waits for its schedule and for the refresh that runs, not for the others that are due."""
    for number in range(1, rounds + 1):
        time.sleep(1.1)  # its interval has passed: it is due as soon as it changes
        value(server, f"update urgent set v = {number}, at = clock_timestamp()")
        eventually(f"the critical table has {number}", lambda: value(server, "select v from urgent_copy") == str(number))
        passed = int(value(server, """
            select count(*) from pgtrickle.pgt_refresh_history as h join pgtrickle.pgt_stream_tables as t using (pgt_id), urgent as u
            where t.pgt_name like 'slow%' and h.end_time > u.at and h.end_time < (
                select max(c.end_time) from pgtrickle.pgt_refresh_history as c join pgtrickle.pgt_stream_tables as s using (pgt_id)
                where s.pgt_name = 'urgent_copy' and c.status = 'COMPLETED')"""))
        if passed > 2:
            raise Failure(f"{passed} refreshes of others came before that of a critical table")


def others_are_not_starved(server):
    """All slow tables go on, those of the class background, too."""
    before = {name: refreshes(server, f"pgt_name = '{name}'") for name in [f"slow_{i}" for i in range(STANDARD)]}
    eventually("each slow table was refreshed", lambda: all(refreshes(server, f"pgt_name = '{name}'") > count for name, count in before.items()), 120)


def newest_refresh(server):
    return value(server, "select max(refresh_id) from pgtrickle.pgt_refresh_history")


def tiers_hold(server, first):
    """One that is cold has ten times its schedule, from the round in which a refresh was planned to the next; one that is frozen is left alone."""
    of_cold = f"""
        pgtrickle.pgt_refresh_history as h join pgtrickle.pgt_stream_tables as t using (pgt_id)
        where t.pgt_name = 'cold_copy' and h.initiated_by = 'SCHEDULER' and h.status = 'COMPLETED' and h.refresh_id > {first}"""
    eventually("the cold table was refreshed three times", lambda: int(value(server, f"select count(*) from {of_cold}")) >= 3, 120)
    closest = float(value(server, f"""
        select extract(epoch from min(gap)) from (
            select h.start_time - lag(h.start_time) over (order by h.refresh_id) as gap
            from {of_cold}) as g"""))
    if closest < 5:  # a refresh may begin later than it was planned, but hardly by five seconds
        raise Failure(f"a cold table with a schedule of 1 s was refreshed after {closest} s")
    if value(server, "select count(*) from frozen_copy") != "0":
        raise Failure("a frozen table was refreshed")


def main():
    folder, stage = sys.argv[1:]

    def test():
        with cluster(folder, stage) as server:
            server.execute(TABLES, "app")
            server.execute("".join(WORKING.format(i, "background" if i % 4 == 3 else "standard") for i in range(STANDARD)), "app")
            wait_until_equal(server)
            value(server, "insert into frozen_source values (1)")
            with load(server):
                is_saturated(server)
                first = newest_refresh(server)  # those before may have been planned before the tier was set
                critical_comes_next(server, 8)
                others_are_not_starved(server)
                tiers_hold(server, first)
            value(server, "select pgtrickle.alter_stream_table('frozen_copy', tier => 'hot'), pgtrickle.alter_stream_table('cold_copy', tier => 'hot')")
            wait_until_equal(server, patience=120)

    return run_test(test)


if __name__ == "__main__":
    sys.exit(main())
