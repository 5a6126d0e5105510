"""What an operator does on a server in use: definitions change while clients read all the time, and while sessions have plans of the old ones.

Usage: operator.py FOLDER STAGE
"""

import sys
import threading

from support import HERE, Failure, cluster, run_test, wait_until_equal

sys.path.insert(0, str(HERE.parent / "support"))

from session import Session, SqlError  # noqa: E402

TABLES = """
create table t (id int primary key, k int, v int, note text);
insert into t select i, i % 50, i, 'n' || i from generate_series(1, 3000) i;
select pgtrickle.create_stream_table('sums', 'select k, count(*) as n, sum(v) as total from t group by k', schedule => '1s');
select pgtrickle.create_stream_table('over_sums', 'select n, count(*) as groups from sums group by n', schedule => '1s');
create view shown as select k, n from sums;
create index sums_n on sums (n);
"""
# Each has k and n, which readers ask for: the same columns, others more and less, another type, other rows, other modes.
QUERIES = [
    "select k, count(*) as n, sum(v) as total from t where v > 10 group by k",
    "select k, count(*) as n, sum(v) as total, max(note) as last from t group by k",
    "select k, count(*) as n from t group by k",
    "select k, count(*) as n, avg(v) as total from t group by k having count(*) > 1",
    "select k, count(*) as n, sum(v)::text as total from t group by k",
    "select k, count(*) as n, sum(v) as total from t group by k",
]
MODES = ["FULL", "DIFFERENTIAL", "IMMEDIATE", "AUTO"]


class Reader:
    """Reads a table, and a view over it, over and over, and counts what is not as it should be."""

    def __init__(self, server, sql):
        self.session, self.sql, self.ends, self.reads, self.wrong = Session(server, "app"), sql, threading.Event(), 0, []
        self.thread = threading.Thread(target=self.run)

    def run(self):
        while not self.ends.is_set():
            self.reads += 1
            try:
                if self.session.ask(self.sql) != ["50"]:
                    self.wrong.append("groups are missing")
            except SqlError as error:
                self.wrong.append(str(error))

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.ends.set()
        self.thread.join()
        self.session.close()


def reads_all_the_time(server):
    """Neither another query nor another mode lets a reader fail, or find the table empty."""
    server.execute("select pgtrickle.drop_stream_table('over_sums')", "app")
    with Reader(server, "select count(k) from sums where n > 0") as of_table, Reader(server, "select count(k) from shown where n > 0") as of_view:
        for query in QUERIES:
            server.execute(f"select pgtrickle.alter_stream_table('sums', query => $$ {query} $$)", "app")
        for mode in MODES:
            server.execute(f"select pgtrickle.alter_stream_table('sums', refresh_mode => '{mode}', schedule => '1s')", "app")
        server.execute("select pgtrickle.refresh_stream_table('sums', 'FULL'), pgtrickle.repair_stream_table('sums')", "app")
    for one in (of_table, of_view):
        if one.wrong or one.reads < 10:
            raise Failure(f"of {one.reads} reads: {one.wrong[:3]}")
    if server.execute("select count(*) from pg_indexes where indexname = 'sums_n'", "app").strip() != "1":
        raise Failure("an index of the user is gone")


def alters_under_a_warm_session(server):
    """A session that has refreshed a table, and has its plans, refreshes the table with another query, another source column, another mode."""
    warm, other = Session(server, "app"), Session(server, "app")
    changes = [f"select pgtrickle.alter_stream_table('sums', query => $$ {query} $$)" for query in QUERIES] + [
        "alter table t rename column v to amount; alter table t rename column amount to v",
        "alter table t add column more int; alter table t drop column more",
        "create index t_k on t (k); analyze t; drop index t_k",
        "select pgtrickle.alter_column_type('t', 'v', 'bigint')",
        *(f"select pgtrickle.alter_stream_table('sums', refresh_mode => '{mode}', schedule => '1h')" for mode in MODES),
    ]
    for number, change in enumerate(changes):
        warm.ask(f"update t set v = v + 1 where id % 7 = {number % 7}; select pgtrickle.refresh_stream_table('sums')")
        other.ask(change)
        warm.ask(f"update t set v = v + 2, k = (k + 1) % 50 where id % 11 = {number % 11}; select pgtrickle.refresh_stream_table('sums')")
        query = warm.ask("select defining_query from pgtrickle.pgt_stream_tables where pgt_name = 'sums'")
        columns = warm.ask("select string_agg(attname, ', ') from pg_attribute where attrelid = 'sums'::regclass and attnum > 0 and not attisdropped and attname !~ '^__pgt'")[0]
        asked = "\n".join(query).rstrip("; ")
        wrong = warm.ask(f"with q as ({asked}) select count(*) from ((select {columns} from q except all select {columns} from sums)"
                         f" union all (select {columns} from sums except all select {columns} from q)) d")
        if wrong != ["0"]:
            raise Failure(f"after {change}: {wrong} rows differ")
    for one in (warm, other):
        one.close()


def main():
    folder, stage = sys.argv[1:]

    def test():
        with cluster(folder, stage) as server:
            server.execute(TABLES, "app")
            wait_until_equal(server)
            reads_all_the_time(server)
            server.execute("alter system set pg_trickle.enabled = off; select pg_reload_conf()", "app")
            alters_under_a_warm_session(server)
            server.execute("alter system reset pg_trickle.enabled; select pg_reload_conf()", "app")
            wait_until_equal(server)

    return run_test(test)


if __name__ == "__main__":
    sys.exit(main())
