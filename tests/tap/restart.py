"""Servers are stopped and processes terminated in all ways: work continues, and interruptions are reported.

Usage: restart.py FOLDER STAGE
"""

import os
import signal
import sys
import time

from support import Failure, Writers, cluster, eventually, run_test, wait_until_equal, wait_until_up

TABLES = """
create table t (id bigserial primary key, k int, v int);
insert into t (k, v) select i % 5, i from generate_series(1, 1000) i;
select pgtrickle.create_stream_table('s', 'select k, sum(v) as v, count(*) as n from t group by k', schedule => '1s');
select pgtrickle.create_stream_table('top', 'select max(v) as v, sum(n) as n from s', schedule => '1s');
create table slow (id int primary key, v int);
create function wait(v int) returns int language plpgsql immutable as $$ begin perform pg_sleep(v); return v; end $$;
"""
# Again each time: of a table whose last refresh was short the next one is not noted beforehand.
SLOW = "select pgtrickle.create_stream_table('waits', 'select id, public.wait(v) as v from slow', schedule => '1s', refresh_mode => 'DIFFERENTIAL')"
LOAD = """
insert into t (k, v) select random() * 5, random() * 100 from generate_series(1, 5);
delete from t where id in (select id from t order by id limit 3 for update skip locked);
"""


def pid_of(server, kind):
    rows = server.execute(f"select pid from pg_stat_activity where backend_type = 'pg_trickle {kind}'").split()
    return rows[0] if rows else None


def while_it_runs(server, writers, stop):
    """Ends something while clients write and a refresh is under way; then everything has to be right."""
    writers.start()
    time.sleep(1)
    stop(server)
    wait_until_up(server)
    try:
        writers.stop()
    except Failure:  # those whose connection went
        pass
    wait_until_equal(server)


def end(kind):
    def stop(server):
        old = pid_of(server, kind)
        server.execute(f"select pg_terminate_backend({old})")
        eventually(f"another {kind}", lambda: pid_of(server, kind) not in (None, old), 20)

    return stop


def kill(kind):
    """As kill -9, after which PostgreSQL terminates all sessions and restarts."""
    def stop(server):
        old = pid_of(server, kind)
        os.kill(int(old), signal.SIGKILL)
        eventually("down", lambda: f"(PID {old}) was terminated by signal 9" in (server.folder / "log").read_text(), 20)
        wait_until_up(server)
        eventually(f"another {kind}", lambda: pid_of(server, kind) not in (None, old), 20)

    return stop


def restart(mode):
    def stop(server):
        server.halt(mode)
        server.resume()

    return stop


def interrupted(server, stop):
    """A refresh that takes long is in the history while it runs, and afterwards as one that failed."""
    server.execute(f"{SLOW}; insert into slow values (1, 30)", "app")
    state = "select status from pgtrickle.pgt_refresh_history order by refresh_id desc limit 1"
    eventually("a refresh that is running", lambda: server.execute(state, "app").strip() == "RUNNING", 20)
    time.sleep(1)  # the servers of tests write to disk when they find the time
    stop(server)
    wait_until_up(server)
    failed = "select count(*) from pgtrickle.pgt_refresh_history where status = 'FAILED' and error_message like 'interrupted:%'"
    eventually("reported as interrupted", lambda: int(server.execute(failed, "app")) >= 1, 20)
    server.execute("select pg_cancel_backend(pid) from pg_stat_activity where backend_type = 'pg_trickle scheduler';"
                   "select pgtrickle.drop_stream_table('waits'); truncate slow; delete from pgtrickle.pgt_refresh_history", "app")


def main():
    def test():
        with cluster(sys.argv[1], sys.argv[2]) as server:
            server.execute(TABLES, "app")
            script = server.folder / "load.sql"
            script.write_text(LOAD)
            writers = Writers(server, script, 2)
            for stop in (end("scheduler"), end("launcher"), kill("scheduler"), kill("launcher"), restart("fast"),
                         restart("immediate")):
                while_it_runs(server, writers, stop)
            interrupted(server, end("scheduler"))
            interrupted(server, kill("scheduler"))
            interrupted(server, restart("immediate"))

    return run_test(test)


if __name__ == "__main__":
    sys.exit(main())
