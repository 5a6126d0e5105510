"""The sources of stream tables are filled by logical replication; also by transactions that were prepared. Of the buffers nothing is decoded.

Usage: subscriber.py FOLDER STAGE
"""

import sys

from support import Failure, Writers, cluster, eventually, run_test, wait_until_equal

SOURCE = "create table t (id bigint primary key, k int, v int);"
TABLES = """
select pgtrickle.create_stream_table('s', 'select k, sum(v) as v, count(*) as n from t group by k', schedule => '1s');
select pgtrickle.create_stream_table('top', 'select max(v) as v, sum(n) as n from s', schedule => '1s');
"""
LOAD = """
\\set number random(1, 1000000000)
insert into t select :number + i, i % 5, i from generate_series(1, 5) i on conflict do nothing;
update t set v = v + 1 where id in (select id from t order by id limit 3 for update skip locked);
delete from t where id in (select id from t order by id desc limit 2 for update skip locked);
"""


def count(server, database):
    return server.execute("select count(*), sum(v), sum(id) from t", database).strip()


def main():
    def test():
        settings = ["wal_level=logical"]
        with cluster(sys.argv[1], sys.argv[2], settings) as server:
            server.execute("create database origin")
            server.execute(SOURCE + "insert into t select i, i % 5, i from generate_series(1, 100) i; create publication p for table t;"
                           "select pg_create_logical_replication_slot('slot', 'pgoutput', false, true)", "origin")
            server.execute(SOURCE + TABLES, "app")
            server.execute("select pg_create_logical_replication_slot('seen', 'test_decoding')", "app")
            origin = server.environment("origin")
            server.execute(f"create subscription c connection 'host={origin['PGHOST']} port={origin['PGPORT']} user=postgres dbname=origin'"
                           " publication p with (create_slot = false, slot_name = 'slot', two_phase = true)", "app")
            arrived = lambda: count(server, "app") == count(server, "origin")  # noqa: E731
            eventually("the first copy", arrived, 30)
            wait_until_equal(server)

            script = server.folder / "load.sql"
            script.write_text(LOAD)
            writers = Writers(server, script, 2, "origin")
            writers.start()
            eventually("changes", lambda: int(server.execute("select n from top", "app") or 0) > 500, 30)
            writers.stop()
            eventually("all changes", arrived, 30)
            wait_until_equal(server)

            server.execute("begin; insert into t values (-1, 1, 1000000); prepare transaction 'p'", "origin")
            prepared = "select count(*) from pg_prepared_xacts where database = 'app'"
            eventually("prepared here too", lambda: server.execute(prepared).strip() == "1", 30)
            server.execute("commit prepared 'p'", "origin")
            eventually("what was prepared", arrived, 30)
            wait_until_equal(server, patience=20)

            server.execute("truncate t", "origin")
            eventually("emptied", arrived, 30)
            wait_until_equal(server)
            server.execute("drop subscription c", "app")

            server.execute("insert into t select i, i % 5, i from generate_series(1, 3000) i; update t set v = v + 1; delete from t where id > 10", "app")
            wait_until_equal(server)
            decoded = server.execute("select count(*) filter (where data ~ 'public.t'), count(*) filter (where data ~ 'pgtrickle_changes')"
                                     " from pg_logical_slot_get_changes('seen', null, null)", "app").strip()
            server.execute("select pg_drop_replication_slot('seen')", "app")
            if decoded.startswith("0|") or not decoded.endswith("|0"):
                raise Failure(f"decoded of the source and of its buffer: {decoded}")

    return run_test(test)


if __name__ == "__main__":
    sys.exit(main())
