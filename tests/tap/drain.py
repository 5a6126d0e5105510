"""A drain: what runs comes to its end, nothing is started, and afterwards nothing is missing.

Usage: drain.py FOLDER STAGE
"""

import subprocess
import sys
import time

from support import Failure, cluster, eventually, run_test, wait_until_equal, wait_until_up

TABLES = """
create function slowly(v int) returns int language plpgsql immutable as $$ begin perform pg_sleep(1.5); return v; end $$;
create table t (id int primary key, v int);
create table u (id int primary key, v int);
insert into t values (1, 1);
select pgtrickle.create_stream_table('slow', 'select id, slowly(v) as v from t', schedule => '1s');
select pgtrickle.create_stream_table('short', 'select count(*) as n from u', schedule => '0s');
"""
SUMMARY = "scheduler_status, drain_requested, inflight_refreshes, drain_elapsed_seconds between 0 and 60"


def value(server, sql):
    return server.execute(sql, "app").strip()


def waits_for_what_runs(server):
    value(server, "update t set v = 2")
    eventually("a refresh runs", lambda: value(server, "select count(*) from pgtrickle.pgt_refresh_history where status = 'RUNNING'") != "0", 20, 0.01)
    if value(server, "select pgtrickle.drain(0), pgtrickle.is_drained(), pgtrickle.is_draining()") != "f|f|t":
        raise Failure("a drain is complete while a refresh runs")
    state = value(server, f"select {SUMMARY} from pgtrickle.health_summary()")
    if state != "DRAINING|t|1|t":
        raise Failure(f"a drain with a running refresh is shown as {state}")
    if value(server, "select pgtrickle.drain(20), pgtrickle.is_drained()") != "t|t":
        raise Failure("the drain was not complete in time")
    state = value(server, f"select {SUMMARY} from pgtrickle.health_summary()")
    if state != "DRAINED|t|0|t":
        raise Failure(f"a complete drain is shown as {state}")
    if value(server, "select v from slow") != "2":
        raise Failure("a refresh did not come to its end")


def starts_nothing(server):
    before = value(server, "select n from short")
    value(server, "insert into u select coalesce(max(id), 0) + 1, 1 from u")
    time.sleep(0.5)
    if value(server, "select n from short") != before:
        raise Failure("a refresh was started during a drain")
    if value(server, "select pgtrickle.scheduler_status() || (select severity from pgtrickle.health_check() where check_name = 'scheduler_running')") != "DRAINEDWARNING":
        raise Failure("the state of the scheduler does not show")
    value(server, "select pgtrickle.refresh_stream_table('short')")
    if value(server, "select n from short") == before:
        raise Failure("a refresh by hand did nothing during a drain")
    value(server, "insert into u select coalesce(max(id), 0) + 1, 1 from u")


def goes_on(server):
    if value(server, "select pgtrickle.undrain(), pgtrickle.undrain(), pgtrickle.is_drained()") != "t|f|f":
        raise Failure("undrain() returns something else")
    state = value(server, f"select {SUMMARY} is null from pgtrickle.health_summary()")
    if not state.startswith("ACTIVE|f|") or not state.endswith("|t"):
        raise Failure(f"a drain that has ended is shown as {state}")
    eventually("what was pending", lambda: value(server, "select n = (select count(*) from u) from short") == "t", 10)
    value(server, "select pgtrickle.drain()")
    value(server, "insert into u select coalesce(max(id), 0) + 1, 1 from u")
    server.halt()
    server.resume()
    wait_until_up(server, "app")
    eventually("a restart ends a drain", lambda: value(server, "select n = (select count(*) from u) from short") == "t", 20)


def is_not_for_all(server):
    server.execute("create role someone login", "app")
    for call in ("drain()", "undrain()"):
        ran = server.psql("-qAtc", f"set role someone; select pgtrickle.{call}", database="app", stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        if "permission denied" not in ran.stderr:
            raise Failure(f"any role may call {call}: {ran.stderr}")


def main():
    def test():
        for settings in (["pg_trickle.parallel_refresh_mode=on"], []):
            with cluster(sys.argv[1], sys.argv[2], settings) as server:
                server.execute(TABLES, "app")
                for step in (waits_for_what_runs, starts_nothing, goes_on, is_not_for_all):
                    step(server)
                wait_until_equal(server)

    return run_test(test)


if __name__ == "__main__":
    sys.exit(main())
