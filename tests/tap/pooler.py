"""A pooler in transaction mode: each transaction of a client is run by another session of the server, which is reset in between.

Usage: pooler.py FOLDER STAGE
"""

import itertools
import random
import sys

from support import HERE, Failure, cluster, run_test, wait_until_equal

sys.path.insert(0, str(HERE.parent / "support"))

from session import Session  # noqa: E402

RESETS = ("discard all", "discard plans", "deallocate all", "reset all")
TABLES = """
create table t (id int primary key, k int, v int); insert into t select i, i % 3, i from generate_series(1, 30) i;
select pgtrickle.create_stream_table('sums', 'select k, sum(v) as v, count(*) as n from t group by k', schedule => '1h', refresh_mode => 'DIFFERENTIAL', pooler_compatibility_mode => true);
select pgtrickle.create_stream_table('at_once', 'select k, max(v) as v from t group by k', refresh_mode => 'IMMEDIATE', pooler_compatibility_mode => true);
select pgtrickle.create_stream_table('on_commit', 'select count(*) as n from t where v > 5', refresh_mode => 'ON COMMIT', pooler_compatibility_mode => true);
"""


class Pooler:
    """Server sessions that take transactions in any order."""

    def __init__(self, server, count):
        self.sessions = [Session(server, "app") for _ in range(count)]
        self.last = None

    def run(self, transaction):
        session = random.choice([one for one in self.sessions if one is not self.last])
        self.last = session
        lines = session.ask(transaction)
        left = session.ask("select (select count(*) from pg_prepared_statements) || ' ' || (select count(*) from pg_listening_channels())"
                           " || ' ' || (select count(*) from pg_cursors where name <> '') || ' ' || (select count(*) from pg_locks where pid = pg_backend_pid() and locktype = 'advisory')")
        if left != ["0 0 0 0"]:
            raise Failure(f"after {transaction}: prepared statements, channels, cursors, advisory locks: {left}")
        session.ask(random.choice(RESETS))
        return lines


def each_transaction_elsewhere(server):
    random.seed(7)
    pooler = Pooler(server, 3)
    for number in itertools.islice(itertools.count(100), 60):
        pooler.run(f"begin; insert into t values ({number}, {number % 4}, {number}); update t set v = v + 1 where id = {number - 5}; commit")
        pooler.run("begin; select pgtrickle.refresh_stream_table('sums'); commit")
        wrong = pooler.run("select count(*) from sums full join (select k, sum(v) as v, count(*) as n from t group by k) q using (k, v, n) where sums.k is null or q.k is null")
        if wrong != ["0"]:
            raise Failure(f"after {number}: {wrong} rows differ")
        if number == 130:
            pooler.run("select pgtrickle.alter_stream_table('sums', query => 'select k, sum(v) as v, count(*) as n, max(id) as last from t group by k')")
    wait_until_equal(server)


def main():
    folder, stage = sys.argv[1:]

    def test():
        with cluster(folder, stage, ["pg_trickle.enabled=off"]) as server:
            server.execute(TABLES, "app")
            each_transaction_elsewhere(server)

    return run_test(test)


if __name__ == "__main__":
    sys.exit(main())
