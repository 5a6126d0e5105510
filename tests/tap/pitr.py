"""Recovery to a moment: a base backup and the archived write-ahead log give the stream tables that there were then, and they live on.

Usage: pitr.py FOLDER STAGE

At the moment some changes are applied and some are pending. Later a stream table is dropped, one is created, and rows are deleted by mistake.
"""

import pathlib
import shutil
import sys

from support import Failure, cluster, eventually, run_test, wait_until_equal

from postgres import Server

TABLES = """
create table t (id int primary key, k int, v int);
insert into t select i, i % 5, i from generate_series(1, 100) i;
create table orders (id int primary key, k int);
select pgtrickle.create_stream_table('sums', 'select k, sum(v) as v, count(*) as n from t group by k', schedule => '1s');
select pgtrickle.create_stream_table('top', 'select max(v) as v from sums', schedule => '1s');
select pgtrickle.create_stream_table('joined', 'select t.id, o.id as o from t join orders o using (k)', schedule => '1s');
select pgtrickle.create_stream_table('at_once', 'select k, count(*) as n from orders group by k', refresh_mode => 'IMMEDIATE');
select pgtrickle.create_stream_table('on_commit', 'select k, min(id) as first from orders group by k', refresh_mode => 'ON COMMIT');
"""
CONTENTS = """
select md5(string_agg(t::text, ';' order by t::text)) from sums t union all select md5(string_agg(t::text, ';' order by t::text)) from top t
union all select md5(string_agg(t::text, ';' order by t::text)) from joined t union all select md5(string_agg(t::text, ';' order by t::text)) from at_once t
union all select md5(string_agg(t::text, ';' order by t::text)) from on_commit t union all select count(*)::text from t
"""
LAST = "select max(refresh_id) from pgtrickle.pgt_refresh_history"


def main():
    folder, stage = pathlib.Path(sys.argv[1]).resolve(), sys.argv[2]
    archive = folder / "archive"

    def test():
        folder.mkdir(parents=True, exist_ok=True)
        shutil.rmtree(archive, ignore_errors=True)
        archive.mkdir()
        archive.chmod(0o777)  # the server may be another user
        settings = ["wal_level=replica", "archive_mode=on", f"archive_command=cp %p {archive}/%f", "full_page_writes=on"]
        with cluster(folder / "primary", stage, settings) as primary:
            primary.execute(TABLES, "app")
            primary.execute("insert into t values (101, 1, 1); insert into orders values (1, 1), (2, 2)", "app")
            copy = Server(folder / "copy")
            copy.copy(primary, stage, ["pg_trickle.enabled=off", f"restore_command=cp {archive}/%f %p", "recovery_target_name=moment",
                                       "recovery_target_action=promote"])
            primary.execute("insert into t values (102, 2, 2); update orders set k = 3 where id = 2", "app")
            wait_until_equal(primary)
            primary.execute("alter database app set pg_trickle.enabled = off; select pg_reload_conf()", "app")
            eventually("no scheduler refreshes", lambda: primary.execute(
                "insert into t select max(id) + 1, 1, 1 from t returning pg_sleep(0.3); select max(n) < (select count(*) from t where k = 1) from sums where k = 1",
                "app").strip().endswith("t"))
            primary.execute("insert into t values (-1, 3, 5000); delete from t where id < 10; insert into orders values (3, 4)", "app")
            contents, last = primary.execute(CONTENTS, "app"), primary.execute(LAST, "app")
            primary.execute("select pg_create_restore_point('moment')", "app")
            primary.execute("select pgtrickle.drop_stream_table('joined'); delete from t; delete from orders;"
                            " select pgtrickle.create_stream_table('later', 'select id from t'); select pg_switch_wal()", "app")

            copy.resume()
            eventually("the recovery ends", lambda: copy.execute("select pg_is_in_recovery()").strip() == "f")
            copy.execute("alter database app reset pg_trickle.enabled")
            if (found := copy.execute(CONTENTS, "app")) != contents:
                raise Failure(f"recovered contents {found} instead of {contents}")
            copy.halt()
            copy.resume(["pg_trickle.enabled=on"])
            wait_until_equal(copy)
            copy.execute("insert into t values (-2, 4, 7); insert into orders values (4, 4); delete from orders where id = 1", "app")
            wait_until_equal(copy)
            if again := copy.execute("select string_agg(action || ' ' || coalesce(reason, ''), ', ') from pgtrickle.pgt_refresh_history"
                                     f" where refresh_id > {last} and action <> 'DIFFERENTIAL'", "app").strip():
                raise Failure(f"computed again after the recovery: {again}")
            copy.stop()
        shutil.rmtree(folder, ignore_errors=True)

    return run_test(test)


if __name__ == "__main__":
    sys.exit(main())
