"""Refreshes fail: they are retried, given up, resumed; other tables are refreshed, diamonds stay consistent, and listeners are notified.

Usage: failures.py FOLDER STAGE
"""

import json
import pathlib
import re
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))

from session import Session  # noqa: E402
from support import Failure, Writers, cluster, eventually, run_test, wait_until_equal  # noqa: E402

TABLES = """
create table t (id int primary key, x int not null);
insert into t values (1, 1), (2, 2);
select pgtrickle.create_stream_table('quotients', 'select id, 100 / x as q from t', schedule => '1s');
select pgtrickle.create_stream_table('sums', 'select sum(x) as total from t', schedule => '1s');
"""


def value(server, sql):
    return server.execute(sql, "app").strip()


def status(server, table):
    return value(server, f"select status from pgtrickle.pgt_stream_tables where pgt_name = '{table}'")


class Listener:
    """Collects the alerts."""

    def __init__(self, server):
        self.session = Session(server, "app")
        self.session.ask("listen pgtrickle_alert")
        self.heard = []

    def hear(self):
        for line in self.session.ask("select 1"):
            if found := re.search(r'payload "(.*)" received from', line):
                self.heard.append(json.loads(found.group(1)))
        return self.heard

    def wait_for(self, event, table, seconds=30):
        eventually(f"alert {event} of {table} among {self.heard}",
                   lambda: any((one["event"], one.get("pgt_name")) == (event, table) for one in self.hear()), seconds)


def suspended_and_resumed(server, listener):
    server.execute("insert into t values (3, 0)", "app")
    eventually("another table goes on", lambda: value(server, "select total from sums") == "3", 10)
    eventually("suspended", lambda: status(server, "quotients") == "SUSPENDED", 30)
    failures = value(server, "select consecutive_errors || ' ' || last_error_message from pgtrickle.pgt_stream_tables where pgt_name = 'quotients'")
    if failures != "3 division by zero":
        raise Failure(f"failures: {failures}")
    if value(server, "select count(*) from pgtrickle.pgt_refresh_history where status = 'FAILED' and error_message = 'division by zero'") != "3":
        raise Failure("the history does not tell of three failures")
    listener.wait_for("refresh_failed", "quotients")
    listener.wait_for("auto_suspended", "quotients")
    server.execute("update t set x = 10 where id = 3", "app")
    time.sleep(1.5)
    if value(server, "select count(*) from quotients") != "2":
        raise Failure("a suspended table was refreshed")
    server.execute("select pgtrickle.resume_stream_table('quotients')", "app")
    listener.wait_for("resumed", "quotients")
    wait_until_equal(server)
    if value(server, "select consecutive_errors from pgtrickle.pgt_stream_tables where pgt_name = 'quotients'") != "0":
        raise Failure("errors are still counted")


def recovers_by_itself(server):
    """What was wrong is put right before the table is given up."""
    server.execute("update t set x = 0 where id = 3", "app")
    eventually("a failure", lambda: int(value(server, "select consecutive_errors from pgtrickle.pgt_stream_tables where pgt_name = 'quotients'")) > 0, 10)
    server.execute("update t set x = 5 where id = 3", "app")
    wait_until_equal(server)
    if status(server, "quotients") != "ACTIVE":
        raise Failure(f"status {status(server, 'quotients')} after it recovered")


def error_until_refreshed(server):
    """Without the right to read, trying again makes no sense; a refresh by hand shows that it works again."""
    server.execute("create role bob; grant create on schema public to bob; grant select on t to bob; set role bob;"
                   "select pgtrickle.create_stream_table('of_bob', 'select count(*) as n from t', schedule => '1s', refresh_mode => 'FULL'); reset role;"
                   "revoke select on t from bob; insert into t values (4, 4)", "app")
    eventually("an error", lambda: status(server, "of_bob") == "ERROR", 10)
    server.execute("grant select on t to bob; select pgtrickle.refresh_stream_table('of_bob')", "app")
    if status(server, "of_bob") != "ACTIVE":
        raise Failure("a refresh by hand did not end the error")
    server.execute("insert into t values (5, 5)", "app")
    wait_until_equal(server)


def waits_for_a_lock(server, listener):
    """A session locks a table: its refresh is retried again and again, others do not wait long."""
    server.execute("create table kept (id int primary key); select pgtrickle.create_stream_table('of_kept', 'select count(*) as n from kept', schedule => '1s')", "app")
    time.sleep(1.1)
    holder = Session(server, "app")
    holder.ask("begin")
    holder.ask("lock table of_kept in access exclusive mode")
    server.execute("insert into kept values (1); insert into t values (6, 6)", "app")
    eventually("others go on", lambda: value(server, "select (select total from sums) = (select sum(x) from t)") == "t", 20)
    listener.wait_for("stale_data", "of_kept")
    holder.ask("commit")
    holder.close()
    wait_until_equal(server, patience=90)
    if status(server, "of_kept") != "ACTIVE":
        raise Failure("waiting for a lock has suspended a table")


def diamond_stays_whole(server):
    """One side cannot be computed: the other does not go ahead."""
    server.execute("create table base (id int primary key, x int not null); insert into base values (1, 1);"
                   "select pgtrickle.create_stream_table('counted', 'select count(*) as n from base', schedule => '1s');"
                   "select pgtrickle.create_stream_table('divided', 'select sum(10 / x) as q from base', schedule => '1s');"
                   "select pgtrickle.create_stream_table('joined', 'select n, q from counted cross join divided', schedule => '1s');", "app")
    time.sleep(1.1)
    server.execute("insert into base values (2, 0)", "app")
    eventually("a failure of one side", lambda: int(value(server, "select consecutive_errors from pgtrickle.pgt_stream_tables where pgt_name = 'divided'")) > 0, 10)
    if value(server, "select n from counted") != "1":
        raise Failure("one side of a diamond went ahead")
    server.execute("update base set x = 5 where id = 2", "app")
    eventually("the diamond", lambda: value(server, "select n || ' ' || q from joined") == "2 12", 30)


def diamond_is_of_one_moment(server):
    """While others write, both sides of a diamond have the same rows in them, at any time."""
    server.execute("create table flow (id bigserial primary key, x int);"
                   "select pgtrickle.create_stream_table('rows', 'select count(*) as n from flow', schedule => '0s');"
                   "select pgtrickle.create_stream_table('ids', 'select count(id) as n, max(id) as last from flow', schedule => '0s');"
                   "select pgtrickle.create_stream_table('met', 'select r.n as one, i.n as other from rows r cross join ids i', schedule => '0s');", "app")
    script = server.folder / "flow.sql"
    script.write_text("insert into flow (x) values (1);\n")
    writers = Writers(server, script, 2)
    writers.start()
    seen = set()
    look = Session(server, "app")
    end = time.monotonic() + 4
    while time.monotonic() < end:
        sides, met = look.ask("select (select n from rows) - (select n from ids), (select one - other || ' ' || one from met)")[0].split("|")
        apart, count = met.split()
        if (sides, apart) != ("0", "0"):
            raise Failure(f"one side is ahead of the other: {sides}, {met}")
        seen.add(count)
    look.close()
    writers.stop()
    if len(seen) < 10:
        raise Failure(f"only {len(seen)} different states were seen")
    wait_until_equal(server)


def refreshed_less_often(server, listener):
    """A table that takes longer than its schedule."""
    server.execute("create table slow (id int primary key, v float); create function slowly(v float) returns float language plpgsql immutable"
                   " as $$ begin perform pg_sleep(v); return v; end $$;"
                   "select pgtrickle.create_stream_table('of_slow', 'select id, public.slowly(v) as v from slow', schedule => '1s', refresh_mode => 'DIFFERENTIAL');"
                   "insert into slow values (1, 1.2)", "app")
    listener.wait_for("scheduler_falling_behind", "of_slow")
    log = server.folder / "log"
    eventually("backing off", lambda: '"public.of_slow" is refreshed 2 times less often' in log.read_text(), 10)
    server.execute("insert into slow values (2, 0)", "app")
    eventually("as scheduled again", lambda: '"public.of_slow" is refreshed as scheduled again' in log.read_text(), 20)


def refreshed_by_another(server):
    """One refresh of a table at a time: while a user's transaction has one, the scheduler leaves the table alone."""
    holder = Session(server, "app")
    holder.ask("begin")
    server.execute("insert into t values (8, 8)", "app")
    holder.ask("select pgtrickle.refresh_stream_table('sums')")
    server.execute("insert into t values (9, 9)", "app")
    time.sleep(2)
    holder.ask("commit")
    holder.close()
    wait_until_equal(server)


def main():
    def test():
        with cluster(sys.argv[1], sys.argv[2]) as server:
            server.execute(TABLES, "app")
            listener = Listener(server)
            suspended_and_resumed(server, listener)
            waits_for_a_lock(server, listener)
            refreshed_less_often(server, listener)
            for step in (recovers_by_itself, error_until_refreshed, diamond_stays_whole, diamond_is_of_one_moment, refreshed_by_another):
                step(server)

    return run_test(test)


if __name__ == "__main__":
    sys.exit(main())
