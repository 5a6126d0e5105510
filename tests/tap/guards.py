"""Guards that the scheduler keeps: fuses, the comparison with the query within a budget, alerts of both; failures of sessions survive a restart.

Usage: guards.py FOLDER STAGE
"""

import json
import sys
import time

from failures import Listener
from support import Failure, cluster, eventually, run_test, wait_until_equal

TABLES = """
create table t (id int primary key, x int not null);
insert into t select g, g from generate_series(1, 100) as g;
select pgtrickle.create_stream_table('copies', 'select id, 1000 / x as x from t', schedule => '1s', refresh_mode => 'DIFFERENTIAL');
select pgtrickle.create_stream_table('sums', 'select x % 10 as part, sum(x) as total from t group by x % 10', schedule => '1s', refresh_mode => 'DIFFERENTIAL');
select pgtrickle.alter_stream_table('copies', fuse => 'on', fuse_ceiling => 50);
"""


def value(server, sql):
    return server.execute(sql, "app").strip()


def demand(what, wanted, found):
    if wanted != found:
        raise Failure(f"{what}: wanted {wanted!r}, found {found!r}")


def state(server):
    return value(server, "select fuse_state from pgtrickle.fuse_status() where name = 'public.copies'")


def fuse(server, listener):
    """Few changes pass; more blow it, in the scheduler, and nothing is applied until it is reset, whatever else changes."""
    server.execute("insert into t values (101, 101)", "app")
    wait_until_equal(server)
    server.execute("insert into t select g, g from generate_series(200, 299) as g", "app")
    eventually("the fuse blows", lambda: state(server) == "blown", 20)
    listener.wait_for("fuse_blown", "copies")
    demand("the history", "SKIP SKIPPED SCHEDULER 100",
           value(server, "select concat_ws(' ', action, status, initiated_by, delta_row_count) from pgtrickle.pgt_refresh_history where action = 'SKIP'"))
    server.execute("insert into t values (102, 102)", "app")
    eventually("other tables go on", lambda: value(server, "select sum(total) from sums") == value(server, "select sum(x) from t"), 20)
    time.sleep(2)
    demand("rows of a blown table", "101", value(server, "select count(*) from copies"))
    demand("how often it was skipped", "1", value(server, "select count(*) from pgtrickle.pgt_refresh_history where action = 'SKIP'"))
    server.execute("select pgtrickle.reset_fuse('copies')", "app")
    wait_until_equal(server)
    demand("the state", "armed", state(server))


def audit(server, listener):
    """The scheduler compares one table after the other, rests, and reports what differs; it repairs nothing."""
    server.execute("alter system set pg_trickle.audit_budget = 0.5; select pg_reload_conf()", "app")
    proven = "select count(*) from pgtrickle.audit_status() where result = 'equal' and initiated_by = 'SCHEDULER' and last_proven is not null"
    server.execute("insert into t values (103, 103)", "app")
    eventually("both are proven", lambda: value(server, proven) == "2", 30)
    server.execute("set session_replication_role = replica; delete from copies where id = 1", "app")
    listener.wait_for("audit_difference", "copies")
    demand("what differs", "different 1 0", value(
        server, "select concat_ws(' ', result, missing_rows, surplus_rows) from pgtrickle.audit_status() where name = 'public.copies'"))
    demand("health", "CRITICAL", value(server, "select severity from pgtrickle.health_check() where check_name = 'audit'"))
    demand("the row", "0", value(server, "select count(*) from copies where id = 1"))
    demand("the repair", "1", value(server, "select count(*) from pgtrickle.verify_stream_table('copies', repair => true)"))
    wait_until_equal(server)
    eventually("it is proven again", lambda: value(server, proven) == "2", 30)
    server.execute("alter system reset pg_trickle.audit_budget; select pg_reload_conf()", "app")


def pieces(server, listener):
    """A large table is compared piece by piece, each for a short time; what differs is reported with its rows."""
    # The scheduler rests for a second after each piece: the others would take their turns.
    server.execute("select pgtrickle.alter_stream_table(name, status => 'PAUSED') from unnest('{copies,sums}'::text[]) as name", "app")
    server.execute("create table wide (id int primary key, x int not null); insert into wide select g, g from generate_series(1, 100000) as g;"
                   "select pgtrickle.create_stream_table('large', 'select id, x + 1 as y from wide', schedule => '1s', refresh_mode => 'DIFFERENTIAL');"
                   "analyze large", "app")
    server.execute("alter system set pg_trickle.audit_budget = 1; select pg_reload_conf()", "app")
    server.execute("alter system set pg_trickle.audit_piece_ms = 20; select pg_reload_conf()", "app")
    rounds = "select concat_ws(' ', result, initiated_by) from pgtrickle.audit_status() where name = 'public.large'"
    eventually("it is being compared", lambda: int(value(server, "select coalesce(max(pieces), 0) from pgtrickle.pgt_audit_rounds")) > 1, 60)
    server.execute("insert into wide select g, g from generate_series(100001, 100100) as g; update wide set x = 0 where id % 1000 = 0", "app")
    # After each piece there is a rest: the others are larger, so that the round does not take minutes.
    server.execute("alter system set pg_trickle.audit_piece_ms = 100; select pg_reload_conf()", "app")
    eventually("it is proven", lambda: value(server, rounds) == "equal SCHEDULER", 240)
    if float(value(server, "select duration_ms from pgtrickle.audit_status() where name = 'public.large'")) <= 20:
        raise Failure("there was one piece")
    server.execute("set session_replication_role = replica; delete from large where id = 77777; update large set y = -1 where id = 5", "app")
    listener.wait_for("audit_difference", "large", 240)
    eventually("the rows are known", lambda: value(
        server, "select string_agg(difference || ' ' || (contents ->> 'id'), ',' order by contents ->> 'id', difference)"
                " from pgtrickle.pgt_audit_differences") == "missing 5,surplus 5,missing 77777", 240)
    server.execute("alter system reset pg_trickle.audit_budget", "app")
    server.execute("alter system reset pg_trickle.audit_piece_ms; select pg_reload_conf()", "app")
    server.execute("select pgtrickle.drop_stream_table('large')", "app")
    server.execute("select pgtrickle.alter_stream_table(name, status => 'ACTIVE') from unnest('{copies,sums}'::text[]) as name", "app")


def budget(server):
    """With 5 % of a core a comparison is followed by 20 times as long without one, however long it takes on a busy machine."""
    server.execute("alter system set pg_trickle.audit_budget = 0.05; select pg_reload_conf()", "app")
    # The two tables take turns. What is compared after this was begun under the new budget, or is the last one of the old.
    since = value(server, "select clock_timestamp() + interval '1 second'")
    eventually("both are compared again", lambda: value(
        server, f"select count(*) from pgtrickle.audit_status() where initiated_by = 'SCHEDULER' and checked_at > '{since}'") == "2", 120)
    spent = value(server, """
        with turns as (select duration_ms, checked_at, lead(duration_ms) over w as next_ms, lead(checked_at) over w as next_at
                      from pgtrickle.audit_status() where initiated_by = 'SCHEDULER' window w as (order by checked_at))
        select duration_ms / (extract(epoch from next_at - checked_at) * 1000 - next_ms) from turns where next_at is not null""")
    if float(spent) > 0.06:
        raise Failure(f"comparing has taken {spent} of the time")
    server.execute("alter system reset pg_trickle.audit_budget; select pg_reload_conf()", "app")


def failures_of_sessions(server):
    server.execute("select pgtrickle.alter_stream_table('copies', status => 'PAUSED'); insert into t values (500, 0)", "app")
    server.psql("-qAtc", "select pgtrickle.refresh_stream_table('copies')", database="app", capture_output=True)
    last = "select error_message from pgtrickle.diagnose_errors('copies')"
    demand("what is known", "division by zero (changes of public.t)", value(server, last))
    server.halt()
    server.resume()
    eventually("the statistics survive a restart", lambda: value(server, last) == "division by zero (changes of public.t)", 20)
    server.execute("delete from t where id = 500; select pgtrickle.resume_stream_table('copies')", "app")
    wait_until_equal(server)


def events(server, log):
    """All events of one refresh have one cycle_id; another refresh has another one. Nothing of a row is in them."""
    server.execute("alter system set pg_trickle.log_format = json; select pg_reload_conf()", "app")
    eventually("the setting is known", lambda: value(server, "show pg_trickle.log_format") == "json", 20)
    server.execute("insert into t values (600, 0); update t set x = 7 where id = 1", "app")
    server.psql("-qAtc", "select pgtrickle.refresh_stream_table('copies')", database="app", capture_output=True)
    server.execute("delete from t where id = 600", "app")
    server.execute("select pgtrickle.refresh_stream_table('copies')", "app")
    lines = [json.loads(one[one.index("{"):]) for one in log.read_text().splitlines() if 'LOG:  {"event": ' in one]
    mine = [one for one in lines if one["pgt_name"] == "public.copies"]
    for event in ("refresh_start", "refresh_error", "refresh_complete"):
        if event not in [one["event"] for one in mine]:
            raise Failure(f"no {event} among {mine}")
    failed = next(one["cycle_id"] for one in mine if one["event"] == "refresh_error")
    done = next(one["cycle_id"] for one in mine if one["event"] == "refresh_complete")
    demand("events of the failed refresh", {"refresh_start", "refresh_error"}, {one["event"] for one in mine if one["cycle_id"] == failed})
    demand("events of the other one", {"refresh_start", "refresh_complete"}, {one["event"] for one in mine if one["cycle_id"] == done})
    if any(not {"event", "ts", "pgt_name", "pgt_id", "cycle_id"} <= one.keys() for one in lines) or any("division" in str(one) for one in lines):
        raise Failure(f"events: {lines}")
    server.execute("alter system reset pg_trickle.log_format; select pg_reload_conf()", "app")


def main():
    folder, stage = sys.argv[1:]

    def test():
        with cluster(folder, stage) as server:
            server.execute(TABLES, "app")
            wait_until_equal(server)
            listener = Listener(server)
            fuse(server, listener)
            audit(server, listener)
            budget(server)
            pieces(server, listener)
            failures_of_sessions(server)
            server.execute("select pgtrickle.alter_stream_table('copies', schedule => '1h')", "app")
            events(server, server.folder / "log")

    return run_test(test)


if __name__ == "__main__":
    sys.exit(main())
