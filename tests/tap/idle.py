"""Tables in mode FULL are computed when something has changed that they read, and only then.

Usage: idle.py FOLDER STAGE
"""

import pathlib
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))

from session import Session  # noqa: E402
from support import Failure, cluster, eventually, run_test  # noqa: E402

QUERY = "select id, rank() over (order by v) as r from t"
TABLES = f"""
create table t (id int primary key, v int);
insert into t select i, i from generate_series(1, 10) i;
create view seen as select * from t;
select pgtrickle.create_stream_table('ranks', '{QUERY}', schedule => '1s', refresh_mode => 'FULL');
select pgtrickle.create_stream_table('viewed', 'select count(*) over () as n from seen', schedule => '1s', refresh_mode => 'FULL');
select pgtrickle.create_stream_table('counts', 'select v % 2 as k, count(*) as n from t group by v % 2', schedule => '1s');
select pgtrickle.create_stream_table('over', 'select k, rank() over (order by n) as r from counts', schedule => '1s', refresh_mode => 'FULL');
"""


def value(server, sql):
    return server.execute(sql, "app").strip()


def refreshes(server, name="ranks"):
    return int(value(server, f"select successful_refreshes from pgtrickle.pgt_stream_tables where pgt_name = '{name}'"))


def is_right(server):
    return value(server, f"select not exists ((select id, r from ranks except all ({QUERY})) union all (({QUERY}) except all select id, r from ranks))"
                 " and (select count(*) from viewed) = (select count(*) from t)"
                 " and (select sum(r) from over) is not distinct from (select sum(r) from (select rank() over (order by n) as r from counts) c)") == "t"


def stays_idle(server, what, seconds=3):
    time.sleep(1.2)
    before = [refreshes(server, name) for name in ("ranks", "viewed", "over")]
    time.sleep(seconds)
    if (after := [refreshes(server, name) for name in ("ranks", "viewed", "over")]) != before:
        raise Failure(f"computed although nothing has changed, {what}: {before} {after}")


def follows(server, sql, database="app"):
    """A change is there within a few seconds, and then nothing more happens."""
    before = refreshes(server)
    server.execute(sql, database)
    eventually(f"computed after {sql}", lambda: refreshes(server) > before and is_right(server), 15)


def follows_all_kinds(server):
    for sql in ("insert into t values (100, 5)", "update t set v = 7 where id = 100", "delete from t where id = 100",
                "begin; savepoint s; insert into t values (101, 1); release s; commit",
                "copy t from stdin;\n102\t3\n103\t4\n\\.\n", "merge into t using (values (103)) as g (id) on t.id = g.id when matched then delete",
                "set session_replication_role = replica; insert into t values (104, 9)",
                "begin; insert into t values (105, 3); prepare transaction 'p'; commit prepared 'p'",
                "truncate t; insert into t select i, -i from generate_series(1, 5) i", "truncate t", "insert into t select i, i from generate_series(1, 10) i",
                "update t set v = v + 1"):
        follows(server, sql)
    stays_idle(server, "after changes")


def knows_nothing_of_what_did_not_happen(server):
    before = refreshes(server)
    server.execute("update t set v = 1 where false; insert into t values (1, 1) on conflict do nothing; begin; insert into t values (900, 1); rollback", "app")
    stays_idle(server, "after statements that changed nothing")
    if refreshes(server) != before:
        raise Failure("computed after statements that changed nothing")


def is_told_of_late_commits(server):
    """The mark comes when the change can be seen, not when it is made."""
    writer = Session(server, "app")
    writer.ask("begin")
    writer.ask("insert into t values (200, 2)")
    stays_idle(server, "while a writer is at it")
    writer.ask("commit")
    writer.close()
    eventually("the commit", lambda: is_right(server), 15)


def survives(server, mode):
    """After a restart everything is computed once; changes made just before it are there."""
    server.execute("insert into t select max(id) + 1, 1 from t", "app")
    server.halt(mode)
    server.resume()
    eventually(f"right after {mode}", lambda: is_right(server), 30)
    stays_idle(server, f"after {mode}")
    follows(server, "insert into t select max(id) + 1, 1 from t")


def reload_computes_nothing(server):
    stays_idle(server, "before a reload", 1)
    before = refreshes(server)
    server.execute("select pg_reload_conf()")
    time.sleep(2.5)
    if refreshes(server) != before:
        raise Failure("a reload has computed tables that nothing has happened to")
    follows(server, "insert into t select max(id) + 1, 1 from t")


def disabled_triggers_count(server):
    """Without its triggers the table is recomputed by schedule."""
    server.execute("alter table t disable trigger all; insert into t select max(id) + 1, 1 from t", "app")
    eventually("computed without triggers", lambda: value(server, f"select (select count(*) from ranks) = (select count(*) from t)") == "t", 15)
    server.execute("alter table t enable trigger all", "app")
    server.execute("select pgtrickle.rebuild_cdc_triggers()", "app")
    eventually("right again", lambda: is_right(server), 20)


def becomes_a_child(server):
    server.execute("create table root (id int, v int); create table plain (id int not null, v int);"
                   "select pgtrickle.create_stream_table('of_plain', 'select id, rank() over (order by v) as r from plain', schedule => '1s', refresh_mode => 'FULL')", "app")
    server.execute("alter table plain inherit root; insert into plain values (1, 1)", "app")
    server.execute("update root set v = 5; insert into plain values (2, 2); delete from root where id = 1", "app")
    eventually("changes by way of the parent", lambda: value(server, "select string_agg(id::text, ',') from of_plain") == "2", 15)


def says_what_it_costs(server):
    ran = server.psql("-qAtc", "select pgtrickle.create_stream_table('random', 'select id, random() as x from t', schedule => '1s')", database="app", capture_output=True)
    if "86400 times a day" not in ran.stderr:
        raise Failure(f"no warning of the cost: {ran.stderr}")
    before = refreshes(server, "random")
    eventually("computed by schedule", lambda: refreshes(server, "random") > before + 1, 15)
    server.execute("select pgtrickle.drop_stream_table('random')", "app")


def many_writers(server):
    """No mark is lost: when writers end, the tables are right."""
    script = server.folder / "write.sql"
    script.write_text("\\set i random(1000, 2000)\ninsert into t values (:i, :i) on conflict (id) do update set v = excluded.v + 1;\n")
    from support import Writers
    server.execute("select pgtrickle.alter_stream_table('ranks', schedule => '0s')", "app")
    for _ in range(8):
        writers = Writers(server, script, 3)
        writers.start()
        time.sleep(0.5)
        writers.process.terminate()
        writers.process.wait()
        writers.process = None
        eventually("right when writers have ended", lambda: is_right(server), 15)


def main():
    def test():
        with cluster(sys.argv[1], sys.argv[2]) as server:
            server.execute(TABLES, "app")
            stays_idle(server, "at first")
            for step in (follows_all_kinds, knows_nothing_of_what_did_not_happen, is_told_of_late_commits, reload_computes_nothing,
                         disabled_triggers_count, becomes_a_child, says_what_it_costs, many_writers):
                step(server)
            for mode in ("fast", "immediate"):
                survives(server, mode)

    return run_test(test)


if __name__ == "__main__":
    sys.exit(main())
