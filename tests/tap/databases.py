"""Databases come, go and are renamed; so does the extension. Each has a scheduler if and as long as it needs one.

Usage: databases.py FOLDER STAGE
"""

import pathlib
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))

from session import Session, SqlError  # noqa: E402
from support import Failure, Writers, cluster, eventually, run_test, wait_until_equal  # noqa: E402

TABLES = """
create table t (id bigserial primary key, k int, v int);
insert into t (k, v) select i % 5, i from generate_series(1, 100) i;
select pgtrickle.create_stream_table('s', 'select k, sum(v) as v, count(*) as n from t group by k', schedule => '1s');
"""

PARTS = """
create table p (id int, k int) partition by range (k);
create table p0 partition of p for values from (0) to (10);
create table p1 partition of p for values from (10) to (20);
insert into p values (1, 1), (2, 2), (3, 3);
select pgtrickle.create_stream_table('later', 'select k / 10 as d, count(*) as n from p group by 1', refresh_mode => 'DIFFERENTIAL');
select pgtrickle.create_stream_table('at_once', 'select k / 10 as d, count(*) as n from p group by 1', refresh_mode => 'IMMEDIATE');
"""


def schedulers(server):
    rows = server.execute("select datname from pg_stat_activity where backend_type = 'pg_trickle scheduler' order by 1")
    return rows.split()


def wait_for_schedulers(server, *databases):
    eventually(f"schedulers in {databases}, not in {schedulers(server)}", lambda: schedulers(server) == sorted(databases), 20)


def is_fresh(server, database):
    return server.execute("select (select sum(v) from s) = (select sum(v) from t)", database).strip() == "t"


def change_and_wait(server, *databases):
    for database in databases:
        server.execute("insert into t (k, v) values (1, 1000)", database)
    for database in databases:
        eventually(f"{database} is fresh", lambda: is_fresh(server, database), 20)


def quickly(server, sql):
    """Well before PostgreSQL would give up."""
    start = time.monotonic()
    server.execute(sql)
    if (took := time.monotonic() - start) > 4:
        raise Failure(f"{sql} took {took:.1f} s")


def two_databases(server):
    server.execute("create database other")
    server.execute("create extension pg_trickle", "other")
    for database in ("app", "other"):
        server.execute(TABLES, database)
    wait_for_schedulers(server, "app", "other")
    change_and_wait(server, "app", "other")


def copied_and_renamed(server):
    quickly(server, "create database copy template other")
    wait_for_schedulers(server, "app", "copy", "other")
    quickly(server, "alter database copy rename to renamed")
    wait_for_schedulers(server, "app", "other", "renamed")
    change_and_wait(server, "app", "other", "renamed")
    quickly(server, "drop database renamed")
    wait_for_schedulers(server, "app", "other")


def dropped_in_the_middle(server):
    """The scheduler of a database that is dropped may be refreshing."""
    server.execute("create database busy")
    server.execute("create extension pg_trickle", "busy")
    server.execute("create table slow (id int primary key, v int); create function wait(v int) returns int language plpgsql immutable"
                   " as $$ begin perform pg_sleep(60); return v; end $$;"
                   "select pgtrickle.create_stream_table('s', 'select id, public.wait(v) as v from slow', schedule => '1s', refresh_mode => 'DIFFERENTIAL');"
                   "insert into slow values (1, 1)", "busy")
    running = "select count(*) from pgtrickle.pgt_refresh_history where status = 'RUNNING'"
    eventually("a refresh that takes long", lambda: server.execute(running, "busy").strip() == "1", 20)
    quickly(server, "drop database busy")


def extension_comes_and_goes(server):
    server.execute("drop extension pg_trickle cascade", "other")
    wait_for_schedulers(server, "app")
    server.execute("drop table if exists s; drop table t; create extension pg_trickle", "other")
    server.execute(TABLES, "other")
    wait_for_schedulers(server, "app", "other")
    change_and_wait(server, "app", "other")


def extension_dropped_under_load(server, folder):
    script = folder / "load.sql"
    script.write_text("insert into t (k, v) select random() * 5, 1 from generate_series(1, 10);\nupdate t set v = v + 1 where id = (random() * 90)::int;\n")
    writers = Writers(server, script, 3, "other")
    for _ in range(3):
        writers.start()
        time.sleep(1)
        ran = server.psql("-qAtc", "drop extension pg_trickle cascade", database="other", stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        while ran.returncode != 0:  # one of them is cancelled in a deadlock
            if "deadlock" not in ran.stderr:
                raise Failure(ran.stderr)
            ran = server.psql("-qAtc", "drop extension pg_trickle cascade", database="other", stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        time.sleep(0.5)
        if not writers.run():
            raise Failure("a writer ended when the extension was dropped")
        server.execute("drop table if exists s; create extension pg_trickle;"
                       "select pgtrickle.create_stream_table('s', 'select k, sum(v) as v, count(*) as n from t group by k', schedule => '1s')", "other")
        wait_for_schedulers(server, "app", "other")
        time.sleep(1)
        writers.stop()
        wait_until_equal(server, "other")


def many_databases(server):
    """More than there can be workers; that only shows by the way."""
    server.execute("".join(f"create database empty_{i};" for i in range(12)))
    server.execute("create database last")
    server.execute("create extension pg_trickle", "last")
    server.execute(TABLES, "last")
    wait_for_schedulers(server, "app", "last", "other")
    change_and_wait(server, "app", "last", "other")
    server.execute("drop database last")
    if "no background worker left" in (server.folder / "log").read_text():
        raise Failure("databases without the extension have taken all workers")


def without_preload(server):
    """Everything but the scheduler works, and says so."""
    server.halt()
    server.resume(["shared_preload_libraries="])
    ran = server.psql("-qAtc", "create extension pg_trickle", "-c", TABLES, "-c", "insert into t (k, v) values (1, 1000)",
                      "-c", "select pgtrickle.refresh_stream_table('s')", database="plain", stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    if ran.returncode != 0 or "the stream table will only be refreshed by hand" not in ran.stderr or not is_fresh(server, "plain"):
        raise Failure(f"without preload: {ran.stderr}")
    server.execute(PARTS, "plain")
    # The first statement of a session begins before the module is loaded.
    for row in (1, 2):
        server.execute(f"merge into p using (values ({row})) as s (id) on p.id = s.id when matched then update set k = k + 10", "plain")
        server.execute("select pgtrickle.refresh_stream_table('later')", "plain")
        for name in ("later", "at_once"):
            counted = "(select k / 10 as d, count(*) as c from p group by 1) as q"
            if server.execute(f"select bool_and(n is not distinct from c) from {name} full join {counted} using (d)", "plain").strip() != "t":
                raise Failure(f"without preload: {name} has not followed a row that was moved")
    noted_without_preload(server)


def noted_without_preload(server):
    """Writers of stream tables are noted in memory that the first session creates."""
    one, other = Session(server, "plain"), Session(server, "plain")
    one.ask("begin isolation level repeatable read; select 1")
    other.ask("update p set id = id + 100 where id = 3")
    other.ask("update p set k = k + 10 where id = 103")
    try:
        one.ask("insert into p values (4, 4)")
        raise Failure("without preload: a snapshot has missed a writer of a stream table")
    except SqlError as error:
        if "40001" not in str(error):
            raise
    one.ask("rollback")
    one.ask("begin isolation level repeatable read; select 1; insert into p values (4, 4); commit")
    one.close()
    other.close()


def main():
    def test():
        with cluster(sys.argv[1], sys.argv[2]) as server:
            two_databases(server)
            copied_and_renamed(server)
            dropped_in_the_middle(server)
            extension_comes_and_goes(server)
            extension_dropped_under_load(server, server.folder)
            many_databases(server)
            server.execute("create database plain")
            without_preload(server)

    return run_test(test)


if __name__ == "__main__":
    sys.exit(main())
