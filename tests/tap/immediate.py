"""Mode IMMEDIATE: the sources are filled by logical replication; and an error of upkeep suspends the stream table, which the scheduler then refreshes
until it is right.

Usage: immediate.py FOLDER STAGE
"""

import json
import pathlib
import re
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))

from session import Session  # noqa: E402
from support import Failure, Writers, cluster, differences, eventually, run_test  # noqa: E402

SOURCES = """
create table t (id bigint primary key, k int, v int);
create table u (k int primary key, name text);
"""
TABLES = """
select pgtrickle.create_stream_table('sums', 'select k, sum(v) as v, count(*) as n from t group by k', refresh_mode => 'IMMEDIATE');
select pgtrickle.create_stream_table('named', 'select t.id, u.name from t join u using (k)', refresh_mode => 'IMMEDIATE');
select pgtrickle.create_stream_table('top', 'select max(v) as v, sum(n) as n from sums', refresh_mode => 'IMMEDIATE');
"""
LOAD = """
\\set number random(1, 1000000000)
begin;
insert into t select :number + i, i % 5, i from generate_series(1, 5) i on conflict do nothing;
savepoint one;
update t set v = v + 1 where id in (select id from t order by id limit 3 for update skip locked);
rollback to one;
update u set name = left(name || 'x', 20) where k = :number % 5 and random() < 0.02;
delete from t where id in (select id from t order by id desc limit 2 for update skip locked);
commit;
"""
FRAGILE = """
create table f (id int primary key, n int);
insert into f values (1, 1);
select pgtrickle.create_stream_table('quotients', 'select id, 10 / n as q from f', refresh_mode => 'IMMEDIATE', upkeep_errors => 'suspend');
select pgtrickle.create_stream_table('over', 'select count(*) as n from quotients', refresh_mode => 'IMMEDIATE');
"""


def value(server, sql):
    return server.execute(sql, "app").strip()


def status(server):
    return value(server, "select status from pgtrickle.pgt_stream_tables where pgt_name = 'quotients'")


def check(server, when):
    """There is nothing to wait for: what is committed is right."""
    if wrong := differences(server):
        raise Failure(f"{when}: {wrong}")


def contents(server, database):
    return server.execute("select count(*), sum(v), sum(id), (select string_agg(name, ',' order by k) from u) from t", database).strip()


def replicated(server):
    server.execute("create database origin")
    server.execute(SOURCES + "insert into t select i, i % 5, i from generate_series(1, 100) i; insert into u select i, 'u' || i from generate_series(0, 3) i;"
                   "create publication p for table t, u; select pg_create_logical_replication_slot('slot', 'pgoutput', false, true)", "origin")
    server.execute(SOURCES + TABLES, "app")
    origin = server.environment("origin")
    server.execute(f"create subscription c connection 'host={origin['PGHOST']} port={origin['PGPORT']} user=postgres dbname=origin'"
                   " publication p with (create_slot = false, slot_name = 'slot', two_phase = true)", "app")
    arrived = lambda: contents(server, "app") == contents(server, "origin")  # noqa: E731
    eventually("the first copy", arrived, 30)
    check(server, "the first copy")

    script = server.folder / "load.sql"
    script.write_text(LOAD)
    writers = Writers(server, script, 2, "origin")
    writers.start()
    eventually("changes", lambda: int(value(server, "select n from top") or 0) > 200, 60)
    for _ in range(5):
        check(server, "while changes are applied")
    writers.stop()
    eventually("all changes", arrived, 120)
    check(server, "all changes")

    server.execute("begin; insert into t values (-1, 1, 1000000); prepare transaction 'p'", "origin")
    eventually("prepared here too", lambda: value(server, "select count(*) from pg_prepared_xacts where database = 'app'") == "1", 30)
    check(server, "prepared")
    server.execute("commit prepared 'p'", "origin")
    eventually("what was prepared", arrived, 30)
    check(server, "what was prepared")

    server.execute("truncate t", "origin")
    eventually("emptied", arrived, 30)
    check(server, "emptied")
    server.execute("drop subscription c", "app")
    server.execute("insert into t select i, i % 5, i from generate_series(1, 100) i", "app")
    check(server, "writes of sessions again")


def wait_for_alert(session, event, table):
    heard = []

    def is_heard():
        for line in session.ask("select 1"):
            if found := re.search(r'payload "(.*)" received from', line):
                heard.append(json.loads(found.group(1)))
        return any((one["event"], one["pgt_name"]) == (event, table) for one in heard)

    eventually(f"alert {event} of {table} among {heard}", is_heard, 30)


def suspended(server):
    server.execute(FRAGILE, "app")
    listener = Session(server, "app")
    listener.ask("listen pgtrickle_alert")
    server.execute("begin; insert into f values (2, 0); rollback;", "app")
    if status(server) != "ACTIVE":
        raise Failure("what was rolled back has suspended the table")
    server.execute("insert into f values (2, 0)", "app")
    if status(server) != "SUSPENDED":
        raise Failure(f"status {status(server)} after an error of upkeep")
    wait_for_alert(listener, "auto_suspended", "quotients")
    server.execute("insert into f values (3, 3)", "app")
    # More often than a scheduled table is tried: it is not given up.
    eventually("the scheduler tries", lambda: int(value(server, "select consecutive_errors from pgtrickle.pgt_stream_tables"
                                                                " where pgt_name = 'quotients'")) >= 5, 60)
    if status(server) != "SUSPENDED":
        raise Failure(f"status {status(server)} while refreshes fail")
    server.execute("update f set n = 2 where id = 2", "app")
    eventually("active again", lambda: status(server) == "ACTIVE", 60)
    check(server, "after the scheduler has refreshed it")
    server.execute("insert into f values (4, 4)", "app")
    check(server, "upkeep goes on")


def main():
    def test():
        with cluster(sys.argv[1], sys.argv[2], ["wal_level=logical"]) as server:
            replicated(server)
            suspended(server)

    return run_test(test)


if __name__ == "__main__":
    sys.exit(main())
