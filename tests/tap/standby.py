"""On a standby nothing is refreshed, but everything can be read; once it is promoted, its scheduler takes up work.

Usage: standby.py FOLDER STAGE
"""

import shutil
import sys
import time

from support import Failure, cluster, eventually, run_test, wait_until_equal

from postgres import Server

TABLES = """
create table t (id bigserial primary key, k int, v int);
insert into t (k, v) select i % 5, i from generate_series(1, 100) i;
select pgtrickle.create_stream_table('s', 'select k, sum(v) as v, count(*) as n from t group by k', schedule => '1s');
select pgtrickle.create_stream_table('top', 'select max(v) as v from s', schedule => '1s');
"""


def workers(server):
    return server.execute("select backend_type from pg_stat_activity where backend_type like 'pg_trickle%' order by 1").split("\n")[:-1]


def reads_only(standby):
    if found := workers(standby):
        raise Failure(f"on a standby there run {found}")
    for report in ("pgt_status()", "health_check()", "pg_stat_stream_tables", "diamond_groups()", "dependency_tree()"):
        standby.execute(f"select count(*) from pgtrickle.{report}", "app")
    try:
        standby.execute("select pgtrickle.refresh_stream_table('s')", "app")
    except RuntimeError as refusal:
        if "cannot refresh stream tables on a standby" not in str(refusal):
            raise Failure(str(refusal)) from None
    else:
        raise Failure("a standby refreshed a table")


def main():
    folder, stage = sys.argv[1:]

    def test():
        with cluster(f"{folder}/primary", stage, ["wal_level=replica"]) as primary:
            primary.execute(TABLES, "app")
            standby = Server(f"{folder}/standby")
            standby.clone(primary, stage, ["pg_trickle.enabled=on"])
            primary.execute("insert into t (k, v) select 1, 1 from generate_series(1, 10)", "app")
            wait_until_equal(primary)
            total = primary.execute("select sum(n) from s", "app")
            eventually("the standby follows", lambda: standby.execute("select sum(n) from s", "app") == total, 20)
            reads_only(standby)
            # Changes that the primary does not apply any more.
            primary.execute("alter database app set pg_trickle.enabled = off; select pg_reload_conf()", "app")
            time.sleep(1)
            primary.execute("insert into t (k, v) select 2, 7 from generate_series(1, 10); alter database app reset pg_trickle.enabled", "app")
            count = primary.execute("select count(*) from t", "app")
            eventually("the standby has everything", lambda: standby.execute("select count(*) from t", "app") == count, 20)
            primary.halt("immediate")
            standby.execute("select pg_promote()")
            wait_until_equal(standby)
            standby.execute("insert into t (k, v) select 3, 9 from generate_series(1, 10)", "app")
            wait_until_equal(standby)
            primary.resume()
            standby.stop()
        shutil.rmtree(folder, ignore_errors=True)

    return run_test(test)


if __name__ == "__main__":
    sys.exit(main())
