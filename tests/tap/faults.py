"""Each call that the extension makes into the server fails once; then everything goes on and is right.

Usage: faults.py FOLDER STAGE [STEP...]

A build with PGT_CRASH_POINTS counts the calls of pg::call and lets the n-th raise an error (src/pgext/pg/boundary/fault.hpp). For each step
(a way to use the extension) the calls are counted in one run; then the step runs again and again, each time with another of them
failing: out of memory, cancel, lock timeout, serialization failure, disk full, in turn. Of many calls some are left out;
PGT_FAULTS says how many of a step's are tried (default 100).
"""

import os
import pathlib
import re
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))

from session import ServerGone, Session, SqlError  # noqa: E402
from support import Failure, cluster, eventually, run_test, wait_until_equal  # noqa: E402

CODES = ["53200", "57014", "55P03", "40001", "53100"]
MOST = int(os.environ.get("PGT_FAULTS", "100"))
MESSAGE = "a test lets call"
# What a failure must not leave behind; the server says so in its log.
LEFT_BEHIND = re.compile(
    r"PANIC|TRAP|was terminated by signal|XX000|was not closed|leak|still active|you don't own a lock|while cleaning up|non-empty SPI|in"
    r" progress|while in \w+ state|not active"
)

TABLES = """
create table t (id int primary key, g int, v int not null);
create table u (id int primary key, name text);
insert into t select i, i % 5, i from generate_series(1, 50) i;
insert into u select i, 'n' || i from generate_series(0, 4) i;
create view w as select id, g from t where v > 3;
"""
QUERIES = {
    "copied": "select id, v from t",
    "sums": "select g, sum(v) as s, count(*) as n, max(v) as m from t group by g",
    "joined": "select t.id, u.name from t left join u on u.id = t.g",
    "ranked": "select id, rank() over (order by v) as r from t",
    "viewed": "select distinct g from w",
    "upon": "select s, n from sums",
}
CHANGE = (
    "insert into t select max(id) + 1, 1, 7 from t; update t set v = v + 1 where id % 7 = 1; delete from t where id = (select min(id) from"
    " t); update u set name = name || 'x' where id = 1"
)
MANY = "insert into t select 100000 + i, i % 5, i from generate_series(1, 300) i; delete from t where id > 100000"

# How the extension is used: what is done before, what is done with faults in it, and what is done after, whether it failed or not.
STEPS = {
    "create": (
        "",
        "select pgtrickle.create_stream_table('extra', 'select u.name, sum(t.v) as s from t join u on u.id = t.g group by u.name')",
        "drop_if_there",
    ),
    "create_full": (
        "",
        (
            "select pgtrickle.create_stream_table('extra', 'select id, row_number() over (order by g, id) as r from w', refresh_mode =>"
            " 'FULL')"
        ),
        "drop_if_there",
    ),
    "refresh_copied": (CHANGE, "select pgtrickle.refresh_stream_table('copied')", ""),
    "refresh_sums": (CHANGE, "select pgtrickle.refresh_stream_table('sums')", ""),
    "refresh_joined": (CHANGE, "select pgtrickle.refresh_stream_table('joined')", ""),
    "refresh_many": (MANY, "select pgtrickle.refresh_stream_table('sums', 'DIFFERENTIAL')", ""),
    "refresh_ranked": (CHANGE, "select pgtrickle.refresh_stream_table('ranked')", ""),
    "refresh_in_full": (CHANGE, "select pgtrickle.refresh_stream_table('joined', 'FULL')", ""),
    "refresh_truncated": (
        "begin; create temp table kept on commit drop as table u; truncate u; insert into u table kept; commit",
        "select pgtrickle.refresh_stream_table('joined')",
        "",
    ),
    "set_up_anew": ("alter table t drop constraint t_pkey, add primary key (id)", "select pgtrickle.refresh_stream_table('copied')", ""),
    "new_session": (CHANGE, "select pgtrickle.refresh_stream_table('sums')", "new_session"),
    "capture": ("", CHANGE, ""),
    "capture_many": ("", MANY, ""),
    "alter": (
        "",
        (
            "select pgtrickle.alter_stream_table('sums', refresh_mode => 'FULL'); select pgtrickle.alter_stream_table('sums', refresh_mode"
            " => 'AUTO', schedule => '5m')"
        ),
        "alter_back",
    ),
    "alter_query": (
        "",
        (
            "select pgtrickle.alter_stream_table('joined', query => 'select t.id, u.name, t.v from t left join u on u.id = t.g where t.v > 3');"
            " select pgtrickle.alter_stream_table('joined', query => 'select t.id, u.name from t left join u on u.id = t.g')"
        ),
        "query_back",
    ),
    "alter_query_kept": (
        CHANGE,
        "select pgtrickle.alter_stream_table('joined', query => 'select t.id from t left join u on u.id = t.g where t.id > 3')",
        "query_back",
    ),
    "alter_column_type": (
        "select pgtrickle.create_stream_table('extra', 'select id, name from u')",
        (
            "select pgtrickle.alter_column_type('u', 'name', 'varchar(20000)');"
            " select pgtrickle.alter_column_type('u', 'name', 'text')"
        ),
        "drop_if_there",
    ),
    "drop": (
        "select pgtrickle.create_stream_table('extra', 'select u.id, sum(t.v) as s from t join u on u.id = t.g group by u.id')",
        "select pgtrickle.drop_stream_table('extra')",
        "drop_if_there",
    ),
    "drop_table": ("select pgtrickle.create_stream_table('extra', 'select id, g from t')", "drop table extra", "drop_if_there"),
    "ddl_of_source": (
        "alter table t drop column if exists more",
        "alter table t add column more int; alter table t drop column more; create or replace view w as select id, g from t where v > 3",
        "",
    ),
    "ddl_of_stream_table": ("", "alter table copied rename to copied2; alter table copied2 rename to copied", "rename_back"),
    "repair": ("drop trigger if exists pgt_capture_insert on u", "select pgtrickle.repair_stream_table('joined')", "repair"),
    "rebuild": ("alter table u disable trigger user", "select pgtrickle.rebuild_cdc_triggers()", "rebuild"),
    "restore": ("", "select pgtrickle.restore_stream_tables()", ""),
    "explain": (
        CHANGE,
        (
            "select * from pgtrickle.explain_st('joined', true); select pgtrickle.explain_diff_sql('sums'); select * from"
            " pgtrickle.explain_delta('joined'); select * from pgtrickle.list_auxiliary_columns('sums')"
        ),
        "",
    ),
    "reports": (
        CHANGE,
        (
            "select * from pgtrickle.health_check(); select * from pgtrickle.pgt_status(); select * from pgtrickle.dependency_tree();"
            " select pgtrickle.explain_dag(); select * from pgtrickle.diamond_groups(); select * from pgtrickle.change_buffer_sizes()"
        ),
        "",
    ),
}
COLUMNS = {"copied": "id, v", "sums": "g, s, n, m", "joined": "id, name", "ranked": "id, r", "viewed": "g", "upon": "s, n"}
DIFFERENCES = " union all ".join(
    f"select '{name} ' || x::text from ((select {COLUMNS[name]} from {name} except all ({query})) union all (({query}) except all select"
    f" {COLUMNS[name]} from {name})) x"
    for name, query in QUERIES.items()
)
AFTERWARDS = {
    "drop_if_there": "select pgtrickle.drop_stream_table(pgt_name) from pgtrickle.pgt_stream_tables where pgt_name = 'extra'",
    "alter_back": "select pgtrickle.alter_stream_table('sums', refresh_mode => 'AUTO', schedule => '1s')",
    "query_back": "select pgtrickle.alter_stream_table('joined', query => 'select t.id, u.name from t left join u on u.id = t.g')",
    "rename_back": "do $$ begin if to_regclass('copied2') is not null then alter table copied2 rename to copied; end if; end $$",
    "repair": "select pgtrickle.repair_stream_table('joined')",
    "rebuild": "select pgtrickle.rebuild_cdc_triggers(); alter table u enable trigger user; select pgtrickle.rebuild_cdc_triggers()",
}


def sampled(count, most):
    """Which of the calls 1 to `count` are tried: all, or as many as `most`, evenly, the first and the last among them."""
    if count <= most:
        return list(range(1, count + 1))
    return sorted({1 + round(i * (count - 1) / (most - 1)) for i in range(most)})


class Faults:
    def __init__(self, server):
        self.server = server
        self.session = None
        self.new_session()
        self.look = Session(server, "app")
        self.place = 0
        self.tried = 0

    def new_session(self):
        if self.session:
            self.session.close()
        self.session = Session(self.server, "app")
        self.session.ask("set client_min_messages = warning")

    def run(self, sql, fault):
        """Runs statements with a fault in them; what the server said, if that was an error."""
        self.session.ask(f"set pgt_test.fail_call = '{fault}'")
        try:
            self.session.ask(sql)
            return ""
        except ServerGone:
            raise
        except SqlError as error:
            return str(error)
        finally:
            if self.session.process.poll() is None:
                self.session.ask("set pgt_test.fail_call = ''")

    def step(self, name):
        before, what, after = STEPS[name]
        with_new_session = after == "new_session"
        count = self.counted(before, what, after, with_new_session)
        calls = sampled(count, MOST)
        passed = 0
        for number, call in enumerate(calls):
            if before:
                self.look.ask(before)
            if with_new_session:
                self.new_session()
            code = CODES[number % len(CODES)]
            try:
                said = self.run(what, f"session:{call}:{code}")
            except ServerGone as gone:
                raise Failure(f"{name}, call {call} of {count} with {code}: {gone}\n{self.log_tail()}") from None
            if said and f"{MESSAGE} {call} fail" not in said:
                raise Failure(f"{name}, call {call} of {count} with {code}: another error: {said}")
            passed += not said
            self.tried += 1
            self.afterwards(after)
            if number % 20 == 19:
                self.check(f"{name}, up to call {call} of {count}")
        self.check(name)
        return count, len(calls), passed

    def counted(self, before, what, after, with_new_session):
        """How many calls the step makes; it is run once without a fault, so that what is only done once has been done."""
        for _ in range(2):
            if before:
                self.look.ask(before)
            if with_new_session:
                self.new_session()
            self.session.ask("set pgt_test.fail_call = 'session:0:00000'")
            self.session.ask(what)
            count = int(self.session.ask("show pgt_test.calls_made")[0])
            self.session.ask("set pgt_test.fail_call = ''")
            self.afterwards(after)
        return count

    def afterwards(self, after):
        if after in AFTERWARDS:
            self.session.ask(AFTERWARDS[after])

    def check(self, when):
        """Everything can be refreshed, is right, and nothing is left: no locks, no transaction, no word of it in the log."""
        for which in ("in this session", "in a new session"):
            for table in QUERIES:
                self.session.ask(f"select pgtrickle.refresh_stream_table('{table}')")
            if wrong := self.look.ask(DIFFERENCES):
                raise Failure(f"after {when}, refreshed {which}: rows that differ: {wrong}")
            self.new_session()
        locks = self.look.ask(
            "select locktype || ' ' || coalesce(relation::regclass::text, '') || ' ' || mode from pg_locks where pid <> pg_backend_pid()"
            " and database = (select oid from pg_database where datname = current_database())"
        )
        if locks:
            raise Failure(f"after {when}: locks are left: {locks}")
        self.check_log(when)

    def check_log(self, when):
        text = (self.server.folder / "log").read_text(errors="replace")
        fresh, self.place = text[self.place :], len(text)
        found = [line for line in fresh.splitlines() if LEFT_BEHIND.search(line)]
        if found:
            raise Failure(f"after {when}, in the log: " + "\n".join(found[:5]))

    def log_tail(self):
        return "\n".join((self.server.folder / "log").read_text(errors="replace").splitlines()[-8:])

    # The scheduler and the launcher: controlled by the configuration, observed in the log.

    def configure(self, fault):
        file = pathlib.Path(self.server.folder / "data/postgresql.auto.conf")
        file.write_text(f"pg_trickle.enabled = on\npgt_test.fail_call = '{fault}'\n")
        self.look.ask("select pg_reload_conf()")

    def failures_told(self):
        return (self.server.folder / "log").read_text(errors="replace").count(MESSAGE)

    def workers(self, who, calls):
        """Lets calls of background workers fail until none of that number is made any more."""
        for number, call in enumerate(calls):
            before = self.failures_told()
            self.configure(f"{who}:{call}:{CODES[number % len(CODES)]}")
            end = time.monotonic() + 4
            while self.failures_told() == before and time.monotonic() < end:
                self.look.ask(CHANGE)
                time.sleep(0.1)
            failed = self.failures_told() > before
            self.configure("")
            self.tried += failed
            if not failed:
                return call
            self.look.ask(CHANGE)
            try:
                wait_until_equal(self.server, patience=30)
            except Failure as failure:
                raise Failure(f"{who}, call {call}: {failure}\n{self.log_tail()}") from None
            bad = self.look.ask("select pgt_name || ' ' || status from pgtrickle.pgt_stream_tables where status <> 'ACTIVE'")
            if bad:
                raise Failure(f"{who}, call {call}: {bad}")
        self.check_log(who)
        return None


def main():
    folder, stage, *chosen = sys.argv[1:]

    def test():
        with cluster(
            folder, stage, ["pg_trickle.enabled=off", "log_error_verbosity=verbose", "restart_after_crash=off", "lock_timeout=5s"]
        ) as server:
            server.execute(TABLES, "app")
            for name, query in QUERIES.items():
                mode = "FULL" if name == "ranked" else "AUTO"
                server.execute(f"select pgtrickle.create_stream_table('{name}', '{query}', schedule => '1s', refresh_mode => '{mode}')", "app")
            faults = Faults(server)
            for name in chosen or STEPS:
                if name in STEPS:
                    start = time.monotonic()
                    count, tried, passed = faults.step(name)
                    print(
                        f"{name}: {tried} of {count} calls failed once, {passed} of them unnoticed ({time.monotonic() - start:.1f} s)",
                        flush=True,
                    )
            if not chosen or "scheduler" in chosen:
                faults.session.close()
                faults.workers("scheduler", [2, 9, 20, 40, 70, 110, 160, 230, 300, 400])
                faults.workers("launcher", [1, 3, 5])
                eventually("the scheduler runs", lambda: server.execute("select pgtrickle.scheduler_status()", "app").strip() == "RUNNING")
            print(f"{faults.tried} faults, contents right")

    return run_test(test)


if __name__ == "__main__":
    sys.exit(main())
