"""A synchronous standby is promoted while clients write: no transaction that was acknowledged is lost, nothing is computed again.

Usage: failover.py FOLDER STAGE
"""

import pathlib
import shutil
import sys

from support import Failure, Writers, cluster, eventually, run_test, wait_until_equal

from postgres import Server

TABLES = """
create table t (id bigserial primary key, k int, v int);
create table o (id int primary key, k int);
insert into o select i, i % 5 from generate_series(1, 20) i;
create table acknowledged (number bigint);
select pgtrickle.create_stream_table('sums', 'select k, sum(v) as v, count(*) as n from t group by k', schedule => '1s');
select pgtrickle.create_stream_table('top', 'select max(v) as v, sum(n) as n from sums', schedule => '1s');
select pgtrickle.create_stream_table('joined', 'select k, count(*) as n from t join o using (k) group by k', schedule => '1s');
select pgtrickle.create_stream_table('at_once', 'select k, count(*) as n, sum(v) as v from t group by k', refresh_mode => 'IMMEDIATE');
select pgtrickle.create_stream_table('on_commit', 'select k, min(v) as v from t group by k', refresh_mode => 'ON COMMIT');
"""
# Each transaction that returns has been acknowledged.
LOAD = """
insert into t (k, v) values (random(0, 4), random(0, 1000));
update t set v = v + 1 where id = (select max(id) from t where k = 1);
"""
AT_ONCE = """
select count(*) from ((select k, n, v from at_once except select k, count(*), sum(v) from t group by k)
    union all (select k, count(*), sum(v) from t group by k except select k, n, v from at_once)) as differing
"""


def state_of(standby):
    return standby.execute("select coalesce(max(sync_state), 'none') from pg_stat_replication").strip()


def main():
    folder, stage = pathlib.Path(sys.argv[1]).resolve(), sys.argv[2]

    def test():
        with cluster(folder / "primary", stage, ["wal_level=replica", "full_page_writes=on"]) as primary:
            primary.execute(TABLES, "app")
            standby = Server(folder / "standby")
            standby.clone(primary, stage, ["pg_trickle.enabled=on"])
            primary.execute("alter system set synchronous_standby_names = '*'; alter system set synchronous_commit = 'on'")
            primary.execute("select pg_reload_conf()")
            eventually("a synchronous standby", lambda: state_of(primary) == "sync", 20)
            script = primary.folder / "load.sql"
            script.write_text(LOAD)
            writers = Writers(primary, script, 4)
            writers.start()
            eventually("writes", lambda: int(primary.execute("select count(*) from t", "app")) > 500, 60)
            # The acknowledged rows are all those that a committed and acknowledged transaction could read.
            seen = primary.execute("begin; insert into acknowledged select max(id) from t returning number; commit", "app").strip()
            count = primary.execute("select count(*) from t where id <= " + seen, "app")
            last = primary.execute("select max(refresh_id) from pgtrickle.pgt_refresh_history", "app").strip()
            primary.halt("immediate")
            writers.process.wait(timeout=60)
            writers.process = None
            standby.execute("select pg_promote()")
            eventually("the standby writes", lambda: standby.execute("select pg_is_in_recovery()").strip() == "f", 30)
            if standby.execute("select number from acknowledged", "app").strip() != seen:
                raise Failure("an acknowledged transaction is lost")
            if int(standby.execute(f"select count(*) from t where id <= {seen}", "app")) < int(count):
                raise Failure("rows of acknowledged transactions are lost")
            if (differing := standby.execute(AT_ONCE, "app").strip()) != "0":
                raise Failure(f"after the promotion {differing} rows of the table in mode IMMEDIATE differ")
            wait_until_equal(standby)
            standby.execute("insert into t (k, v) select 3, 9 from generate_series(1, 10); delete from o where k = 2", "app")
            wait_until_equal(standby)
            if again := standby.execute("select string_agg(action || ' ' || coalesce(reason, ''), ', ') from pgtrickle.pgt_refresh_history"
                                        f" where refresh_id > {last} and action <> 'DIFFERENTIAL'", "app").strip():
                raise Failure(f"computed again after the promotion: {again}")
            standby.stop()
        shutil.rmtree(folder, ignore_errors=True)

    return run_test(test)


if __name__ == "__main__":
    sys.exit(main())
