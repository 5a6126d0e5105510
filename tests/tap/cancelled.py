"""Refreshes that are cancelled at any moment: nothing is half done, and the next refresh is right. And what idle schedulers, paused tables
and ended refreshes hold back: nothing.

Usage: cancelled.py FOLDER STAGE
"""

import pathlib
import sys
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))

from session import Session, SqlError  # noqa: E402
from support import Failure, cluster, eventually, run_test, wait_until_equal  # noqa: E402

ROUNDS = 30
QUERIES = {
    "by_group": "select k, sum(v) as v, count(*) as n from t group by k",
    "by_row": "select t.id, t.v, u.name from t join u on u.id = t.k",
    "ranked": "select id, v, rank() over (partition by k order by v) as r from t where id < 2000",
}
TABLES = """
create table t (id int primary key, k int, v int);
create table u (id int primary key, name text);
insert into u select i, 'n' || i from generate_series(0, 99) i;
insert into t select i, i % 100, i from generate_series(1, 60000) i;
"""


def value(server, sql):
    return server.execute(sql, "app").strip()


def contents(server, name):
    return value(server, f"select md5(string_agg(x::text, ',' order by x::text)) from {name} x")


def wanted(server, name):
    columns = {"by_group": "k, v, n", "by_row": "id, v, name", "ranked": "id, v, r"}[name]
    stored = f"select {columns} from {name}"
    return value(server, f"select not exists (({stored} except all ({QUERIES[name]})) union all (({QUERIES[name]}) except all {stored}))") == "t"


def change(server):
    server.execute("update t set v = v + 1, k = (k + 1) % 100 where id % 2 = 0; update u set name = name || 'x' where id < 5;"
                   "delete from t where id % 97 = 0; insert into t select i, 1, 1 from generate_series(97, 60000, 97) i on conflict do nothing", "app")


def cancel_after(canceller, pid, seconds):
    """Cancels what a process does after a time."""
    def cancel():
        time.sleep(seconds)
        canceller.ask(f"select pg_cancel_backend({pid})")

    thread = threading.Thread(target=cancel)
    thread.start()
    return thread


def refresh(session, name):
    """Whether it came to its end."""
    try:
        session.ask(f"select pgtrickle.refresh_stream_table('{name}')")
    except SqlError as error:
        if "57014" not in str(error):
            raise
        return False
    return True


def in_each_phase(server, name):
    """A cancellation after each part of the time that the refresh takes: reading, applying, bookkeeping."""
    session, canceller = Session(server, "app"), Session(server, "app")
    pid = session.ask("select pg_backend_pid()")[0]
    refresh(session, name)
    change(server)
    start = time.monotonic()
    refresh(session, name)
    took = time.monotonic() - start
    cancelled = 0
    for i in range(ROUNDS):
        change(server)
        before = contents(server, name)
        thread = cancel_after(canceller, pid, took * 1.2 * i / ROUNDS)
        is_done = refresh(session, name)
        thread.join()
        cancelled += not is_done
        if is_done != wanted(server, name) or (not is_done and contents(server, name) != before):
            raise Failure(f"{name}: half done, cancelled after {i} of {ROUNDS} parts of {took:.3f} s")
        time.sleep(0.01)  # a cancellation that came too late must not meet the next statement
        try:
            session.ask("select 1")
        except SqlError:
            pass
        if not is_done and i % 3 == 0 and not (refresh(session, name) and wanted(server, name)):
            raise Failure(f"{name}: the refresh after a cancelled one is wrong")
    if not refresh(session, name) or not wanted(server, name):
        raise Failure(f"{name}: the last refresh is wrong")
    if value(server, f"select status from pgtrickle.pgt_stream_tables where pgt_name = '{name}'") != "ACTIVE":
        raise Failure(f"{name}: cancelled refreshes by hand change the status")
    session.close()
    canceller.close()
    print(f"{name}: {cancelled} of {ROUNDS} cancelled, a refresh takes {took:.3f} s", flush=True)
    if cancelled < ROUNDS // 4:
        raise Failure(f"{name}: only {cancelled} of {ROUNDS} were cancelled")


def scheduler_goes_on(server):
    """pg_cancel_backend() on the scheduler costs the refresh that runs, and nothing else."""
    server.execute("alter system set pg_trickle.enabled = on; select pg_reload_conf()", "app")
    for name in QUERIES:
        server.execute(f"select pgtrickle.alter_stream_table('{name}', schedule => '1s')", "app")
    scheduler = "select pg_cancel_backend(pid) from pg_stat_activity where backend_type = 'pg_trickle scheduler' and datname = 'app'"
    eventually("a scheduler", lambda: value(server, scheduler) == "t")
    for _ in range(10):
        change(server)
        for _ in range(5):
            server.execute(scheduler, "app")
            time.sleep(0.05)
    wait_until_equal(server)
    states = value(server, "select string_agg(distinct status, ',') from pgtrickle.pgt_stream_tables")
    if states != "ACTIVE":
        raise Failure(f"after cancellations tables are {states}")


def holds_nothing_back(server):
    """The xmin of an idle scheduler and of a session after a refresh is empty, and vacuum removes what paused tables have not read."""
    session = Session(server, "app")
    session.ask("select pgtrickle.pause_stream_table('by_row')" if has_pause(server) else "select pgtrickle.alter_stream_table('by_row', status => 'PAUSED')")
    session.ask("select pgtrickle.refresh_stream_table('by_group')")
    change(server)
    wait_until_idle(server)
    held = "select coalesce(string_agg(backend_type || ' ' || backend_xmin, ', '), '') from pg_stat_activity where backend_xmin is not null and pid <> pg_backend_pid()"
    eventually("nothing holds the horizon", lambda: value(server, held) == "", 20)
    server.execute("create table garbage as select i from generate_series(1, 1000) i", "app")
    server.execute("delete from garbage", "app")
    wait_until_idle(server)
    ran = server.psql("-qAtc", "vacuum (verbose, freeze) garbage", database="app", capture_output=True)
    if "1000 removed" not in ran.stderr and "truncated" not in ran.stderr:
        raise Failure(f"vacuum keeps dead rows:\n{ran.stderr}")
    slots = value(server, "select count(*) from pg_replication_slots")
    if slots != "0":
        raise Failure("there are replication slots")
    session.close()


def has_pause(server):
    return value(server, "select count(*) from pg_proc where proname = 'pause_stream_table'") != "0"


def wait_until_idle(server):
    working = "select count(*) from pg_stat_activity where backend_type = 'pg_trickle scheduler' and state is distinct from 'idle' and backend_xmin is not null"
    eventually("an idle scheduler", lambda: value(server, working) == "0", 30, 0.2)


def main():
    def test():
        with cluster(sys.argv[1], sys.argv[2], ["pg_trickle.enabled=off"]) as server:
            server.execute(TABLES, "app")
            for name, query in QUERIES.items():
                mode = "FULL" if name == "ranked" else "AUTO"
                server.execute(f"select pgtrickle.create_stream_table('{name}', $${query}$$, schedule => '1h', refresh_mode => '{mode}')", "app")
            for name in QUERIES:
                in_each_phase(server, name)
            scheduler_goes_on(server)
            holds_nothing_back(server)

    return run_test(test)


if __name__ == "__main__":
    sys.exit(main())
