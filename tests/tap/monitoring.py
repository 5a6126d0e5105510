"""What reports say while a scheduler runs, or does not; a dump that is restored under one.

Usage: monitoring.py FOLDER STAGE
"""

import pathlib
import subprocess
import sys
import tempfile
import time

from support import Failure, cluster, eventually, program, run_test, wait_until_equal

TABLES = """
create table t (id int primary key, x int not null);
insert into t values (1, 1), (2, 2);
select pgtrickle.create_stream_table('quotients', 'select id, 100 / x as q from t', schedule => '1s');
select pgtrickle.create_stream_table('sums', 'select sum(x) as total from t', schedule => '1s');
select pgtrickle.create_stream_table('top', 'select max(total) as total from sums');
create role watcher login;
"""


def value(server, sql, database="app"):
    return server.execute(sql, database).strip()


def check(server, name):
    """Severity and detail of a check, as seen by a role without privileges."""
    severity, _, detail = value(
        server, f"set role watcher; select severity, detail from pgtrickle.health_check() where check_name = '{name}'").partition("|")
    return severity, detail


def troubles(server, database="app"):
    return value(server, "select check_name || ': ' || detail from pgtrickle.health_check() where severity <> 'OK'", database)


def demand(what, wanted, found):
    if wanted != found:
        raise Failure(f"{what}: wanted {wanted!r}, found {found!r}")


def all_is_well(server):
    wait_until_equal(server)
    demand("the scheduler", ("OK", "the scheduler runs"), check(server, "scheduler_running"))
    demand("troubles", "", troubles(server))
    demand("quick_health", "3|0|0|t|OK", value(server, "table pgtrickle.quick_health"))


def idle_tables_are_not_stale(server):
    time.sleep(4)
    demand("staleness of idle tables", "0", value(server, "select sum(pgtrickle.get_staleness(name)) from pgtrickle.pgt_status()"))
    demand("troubles of idle tables", "", troubles(server))


def disabled(server):
    server.execute("alter database app set pg_trickle.enabled = off; select pg_reload_conf()", "app")
    eventually("the scheduler is disabled", lambda: value(server, "select pgtrickle.scheduler_status()") == "DISABLED", 20)
    time.sleep(1)
    server.execute("insert into t values (3, 3)", "app")
    time.sleep(3.5)
    demand("a disabled scheduler", "WARNING", check(server, "scheduler_running")[0])
    severity, detail = check(server, "stale_tables")
    demand("stale tables", "WARNING", severity)
    for name in ("public.quotients", "public.sums", "public.top"):
        if name not in detail:
            raise Failure(f"{name} is not among the stale: {detail}")
    demand("quick_health", "3|0|3|f|WARNING", value(server, "table pgtrickle.quick_health"))
    server.execute("alter database app reset pg_trickle.enabled; select pg_reload_conf()", "app")
    eventually("all is well again", lambda: troubles(server) == "", 20)


def suspended(server):
    server.execute("insert into t values (4, 0)", "app")
    eventually("it is suspended", lambda: check(server, "error_tables")[0] == "CRITICAL", 30)
    if "public.quotients (SUSPENDED: 22012)" not in check(server, "error_tables")[1]:
        raise Failure(f"error_tables: {check(server, 'error_tables')}")
    history = value(server, "select string_agg(distinct status || ' ' || error_message, ', ') from pgtrickle.get_refresh_history('quotients', 3)")
    demand("history", "FAILED division by zero", history)
    demand("failures", "3", value(server, "select failed_refreshes from pgtrickle.pg_stat_stream_tables where pgt_name = 'quotients'"))
    server.execute("delete from t where id = 4; select pgtrickle.resume_stream_table('quotients')", "app")
    eventually("all is well again", lambda: troubles(server) == "", 20)


def enable(server, enabled):
    server.execute(f"alter system set pg_trickle.enabled = {enabled}")
    server.execute("select pg_reload_conf()")


def restored(server):
    enable(server, "off")  # refreshes would create the triggers
    with tempfile.TemporaryDirectory() as folder:
        dumped = pathlib.Path(folder) / "dump"
        subprocess.run([program("pg_dump"), "--file", dumped, "app"], env=server.environment(), check=True)
        server.execute("create database restored template template0")
        subprocess.run([program("psql"), "-X", "-q", "-v", "ON_ERROR_STOP=1", "-d", "restored", "-f", dumped], env=server.environment(),
                       check=True, stdout=subprocess.DEVNULL)
    for expected in ("definitions: ", "capture_triggers: "):
        if expected not in troubles(server, "restored"):
            raise Failure(f"{expected}not found after a restore, but: {troubles(server, 'restored')}")
    enable(server, "on")
    server.execute("insert into t values (5, 5); select pgtrickle.restore_stream_tables()", "restored")
    wait_until_equal(server, "restored")
    server.execute("insert into t values (6, 6)", "restored")
    wait_until_equal(server, "restored")
    eventually("nothing is wrong with what was restored", lambda: troubles(server, "restored") == "", 20)


def warnings_of(server, sql, database="app"):
    return server.psql("-qAtc", sql, database=database, capture_output=True).stderr


def without_room(folder, stage, workers):
    """Of two workers one is the server's own, the other the launcher; of one there is not even a launcher."""
    with cluster(folder, stage, [f"max_worker_processes={workers}"]) as server:
        server.execute("create role watcher", "app")
        demand("no place for a scheduler", "CRITICAL", check(server, "scheduler_running")[0])
        demand("workers", "WARNING", check(server, "worker_pool")[0])
        server.execute("create table t (id int primary key); insert into t values (1)", "app")
        eventually("creation warns", lambda: "will only be refreshed by hand" in warnings_of(
            server, "begin; select pgtrickle.create_stream_table('s', 'select count(*) as n from t'); rollback"), 30, 0.5)
        server.execute("create database second")
        if "max_worker_processes" not in (said := warnings_of(server, "create extension pg_trickle", "second")):
            raise Failure(f"with {workers} workers CREATE EXTENSION does not warn: {said!r}")
        server.execute("select pgtrickle.create_stream_table('s', 'select count(*) as n from t'); insert into t values (2);"
                       "select pgtrickle.refresh_stream_table('s')", "app")
        demand("refreshes by hand", "2", server.execute("select n from s", "app").strip())


def main():
    folder, stage = sys.argv[1:]

    def test():
        with cluster(f"{folder}/server", stage) as server:
            server.execute(TABLES, "app")
            for part in (all_is_well, idle_tables_are_not_stale, disabled, suspended, restored):
                part(server)
        for workers in (1, 2):
            without_room(f"{folder}/full{workers}", stage, workers)

    return run_test(test)


if __name__ == "__main__":
    sys.exit(main())
