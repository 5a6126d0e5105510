"""Five hundred stream tables, of which some change every second: none is missed, and none that did not change is refreshed.

Usage: many.py FOLDER STAGE

PGT_MANY_TABLES says how many tables, PGT_MANY_SECONDS for how long.
"""

import os
import random
import sys
import time

from support import Failure, cluster, eventually, run_test

TABLES = int(os.environ.get("PGT_MANY_TABLES", "500"))
SECONDS = int(os.environ.get("PGT_MANY_SECONDS", "10"))
TOUCHED = 10


def create(number):
    return (f"create table s{number} (id bigserial primary key, v int); insert into s{number} (v) values (1);"
            f"select pgtrickle.create_stream_table('t{number}', 'select count(*) as n, sum(v) as v from s{number}', schedule => '1s');\n")


def wrong(server):
    """The tables that are not up to date."""
    counts = " union all ".join(f"select {i} as i, (select n from t{i}) = (select count(*) from s{i}) as good" for i in range(TABLES))
    return server.execute(f"select i from ({counts}) c where not good", "app").split()


def main():
    def test():
        with cluster(sys.argv[1], sys.argv[2], ["max_locks_per_transaction=1024"]) as server:
            for start in range(0, TABLES, 50):
                server.execute("".join(create(i) for i in range(start, min(start + 50, TABLES))), "app")
            chosen = random.Random(1)
            touched = set()
            for _ in range(SECONDS):
                now = [chosen.randrange(TABLES) for _ in range(TOUCHED)]
                touched.update(now)
                start = time.monotonic()
                server.execute("".join(f"insert into s{i} (v) values (2);" for i in now), "app")
                time.sleep(max(0.0, start + 1 - time.monotonic()))
            eventually("all tables are up to date", lambda: not wrong(server), 20)
            refreshed = server.execute("select count(distinct pgt_id) from pgtrickle.pgt_refresh_history where initiated_by = 'SCHEDULER'", "app")
            if int(refreshed) != len(touched):
                raise Failure(f"{int(refreshed)} tables were refreshed, {len(touched)} have changed")

    return run_test(test)


if __name__ == "__main__":
    sys.exit(main())
