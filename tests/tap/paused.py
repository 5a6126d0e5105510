"""A million changes wait for a paused stream table: refreshes of the others over the same source cost what they cost without it.

Usage: paused.py FOLDER STAGE

PGT_PAUSED_ROWS says how many changes wait. What is compared is counted, not timed: blocks that are looked at, of the change buffer
and in all, for each of some small refreshes before and after. Times are printed only. In the end the paused table goes on and is right.
"""

import os
import pathlib
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))

from session import Session  # noqa: E402
from support import Failure, cluster, differences, run_test  # noqa: E402

ROWS = int(os.environ.get("PGT_PAUSED_ROWS", "1000000"))
ROUNDS = 20
# A refresh may look at so many blocks more than before: of the free space map and the like; and of the buffer, whose end is searched.
FEW_BLOCKS = 40
# Consumers that might retain changes; one that was never populated does not need them.
HELD_BACK = {
    "paused": (
        "select pgtrickle.create_stream_table('paused', 'select id % 10 as k, sum(v) as s from t group by id % 10'); select"
        " pgtrickle.alter_stream_table('paused', status => 'PAUSED')"
    ),
    "never_filled": "select pgtrickle.create_stream_table('never_filled', 'select count(*) as n from t', initialize => false)",
}
LIVE = {
    "copied": "select id, v from t where v > 5",
    "sums": "select v % 7 as k, sum(v) as s, count(*) as n from t group by v % 7",
    "joined": "select t.id, u.name from t join u on u.id = t.v",
}
TABLES = (
    "create table t (id bigint primary key, v int); create table u (id int primary key, name text); insert into u values (1, 'one'), (2,"
    " 'two'); insert into t select -i, i % 4 from generate_series(1, 1000) i"
)
# Rows that come and go: the tables stay as large as they are, only what waits grows.
MILLION = f"begin; insert into t select i, 9 from generate_series(1, {ROWS // 2}) i; delete from t where id > 0; commit"


class Counted:
    """A session whose blocks are counted."""

    def __init__(self, server):
        self.session = Session(server, "app")
        self.look = Session(server, "app")
        self.pid = self.session.ask("select pg_backend_pid()")[0]
        self.buffer = self.look.ask("select 'pgtrickle_changes.changes_' || 't'::regclass::oid")[0]
        self.session.ask("set stats_fetch_consistency = none")

    def blocks(self):
        """Blocks read: of the buffer, by all sessions; and of all relations, by this session."""
        self.session.ask("select pg_stat_force_next_flush()")
        self.session.ask("select 1")
        asked = (
            f"select (select heap_blks_read + heap_blks_hit from pg_statio_all_tables where relid = '{self.buffer}'::regclass), "
            f"(select sum(coalesce(hits, 0) + coalesce(reads, 0)) from pg_stat_get_backend_io({self.pid}))"
        )
        return [int(one or 0) for one in self.look.ask(asked)[0].split("|")]

    def refreshes(self):
        """What one small refresh of each live table costs: blocks of the buffer, blocks in all, milliseconds; on average."""
        buffer = total = 0
        took = 0.0
        for number in range(ROUNDS):
            self.look.ask(
                f"insert into t values ({-5000 - number}, 1), ({-7000 - number}, 8) on conflict (id) do update set v = t.v + 1; delete from"
                f" t where id = {-1 - number}"
            )
            before, start = self.blocks(), time.monotonic()
            for table in LIVE:
                self.session.ask(f"select pgtrickle.refresh_stream_table('{table}')")
            took += time.monotonic() - start
            after = self.blocks()
            buffer += after[0] - before[0]
            total += after[1] - before[1]
        refreshes = ROUNDS * len(LIVE)
        return buffer / refreshes, total / refreshes, 1000 * took / refreshes


def tell(when, cost):
    print(f"{when}: {cost[0]:.1f} blocks of the buffer, {cost[1]:.1f} in all, {cost[2]:.2f} ms for each refresh", flush=True)


def check(what, before, now):
    for name, was, is_ in (("of the buffer", before[0], now[0]), ("in all", before[1], now[1])):
        if is_ > 1.5 * was + FEW_BLOCKS:
            raise Failure(f"{what}: a refresh looks at {is_:.0f} blocks {name}, before it was {was:.0f}")


def main():
    def test():
        with cluster(sys.argv[1], sys.argv[2], ["pg_trickle.enabled=off"]) as server:
            server.execute(TABLES, "app")
            for name, query in LIVE.items():
                server.execute(f"select pgtrickle.create_stream_table('{name}', '{query}')", "app")
            counted = Counted(server)
            counted.refreshes()  # plans are made
            alone = counted.refreshes()
            tell("alone", alone)
            for name, made in HELD_BACK.items():
                server.execute(made, "app")
                start = time.monotonic()
                server.execute(MILLION, "app")
                wrote = time.monotonic() - start
                for table in LIVE:
                    counted.session.ask(f"select pgtrickle.refresh_stream_table('{table}')")
                waiting = server.execute(f"select pg_relation_size('{counted.buffer}') / 8192", "app").strip()
                if name == "paused" and int(waiting) < ROWS // 200:
                    raise Failure(f"a paused table does not hold back anything: the buffer has {waiting} blocks")
                if name == "never_filled" and int(waiting) > FEW_BLOCKS:
                    raise Failure(f"a table that will be computed in full holds back {waiting} blocks of the buffer")
                now = counted.refreshes()
                tell(f"{name}, {ROWS} changes in {waiting} blocks wait (written in {wrote:.1f} s)", now)
                print(
                    f"  ratios: blocks of the buffer {now[0] / max(alone[0], 1):.2f}, in all {now[1] / max(alone[1], 1):.2f}, time"
                    f" {now[2] / alone[2]:.2f}",
                    flush=True,
                )
                check(name, alone, now)
                server.execute(
                    f"delete from t where id > 0; select pgtrickle.resume_stream_table('{name}') where '{name}' = 'paused'; select"
                    f" pgtrickle.refresh_stream_table('{name}')",
                    "app",
                )
                for table in LIVE:
                    counted.session.ask(f"select pgtrickle.refresh_stream_table('{table}')")
                if wrong := differences(server):
                    raise Failure(f"after {name}: rows that differ: {wrong}")
                server.execute(f"select pgtrickle.drop_stream_table('{name}')", "app")

    return run_test(test)


if __name__ == "__main__":
    sys.exit(main())
