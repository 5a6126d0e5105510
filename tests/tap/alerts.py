"""Alerts about what lasts, about spills, bounds, deadlines and diamonds; tables that the scheduler is told to leave alone.

Usage: alerts.py FOLDER STAGE
"""

import json
import sys
import time

from failures import Listener
from support import Failure, cluster, eventually, run_test, wait_until_equal

SETTINGS = ["pg_trickle.schedule_alert_cooldown_seconds=1", "pg_trickle.log_format=json"]
TABLES = """
create table t (id int primary key, x int not null);
insert into t select g, g from generate_series(1, 100) as g;
select pgtrickle.create_stream_table('copies', 'select id, x from t', schedule => '1s', refresh_mode => 'DIFFERENTIAL');
select pgtrickle.create_stream_table('held', 'select id, x + 1 as y from t', schedule => '1s', refresh_mode => 'DIFFERENTIAL');
"""
DIAMOND = """
create table d (id int primary key, x int not null);
insert into d values (1, 1);
select pgtrickle.create_stream_table('left_side', 'select id, 10 / x as q from d', schedule => '1s');
select pgtrickle.create_stream_table('right_side', 'select id, x from d', schedule => '1s');
select pgtrickle.create_stream_table('bottom', 'select l.q, r.x from left_side l join right_side r using (id)', schedule => '1s');
insert into d values (2, 0);
"""


def value(server, sql):
    return server.execute(sql, "app").strip()


def set_all(server, **settings):
    for name, to in settings.items():
        server.execute(f"alter system set pg_trickle.{name} = {to}", "app")
    server.execute("select pg_reload_conf()", "app")
    for name, to in settings.items():
        eventually(f"{name} is known", lambda name=name, to=to: value(server, f"show pg_trickle.{name}") == str(to), 20)


def held(server):
    """The scheduler leaves a table alone; a refresh by hand does not; resumed, it catches up."""
    if value(server, "select pgtrickle.pause_scheduler(array['held'])") != "1 stream table paused":
        raise Failure("pause_scheduler() says something else")
    server.execute("insert into t values (101, 101)", "app")
    eventually("another table goes on", lambda: value(server, "select count(*) from copies") == "101", 20)
    time.sleep(2)
    if value(server, "select count(*) from held") != "100":
        raise Failure("a paused table was refreshed")
    value(server, "select pgtrickle.refresh_stream_table('held')")
    server.execute("insert into t values (102, 102)", "app")
    value(server, "select pgtrickle.resume_scheduler(array['held', 'public.held'])")
    wait_until_equal(server)


def lasting(server, listener):
    """A blown fuse, a buffer that grows, a frozen table and a disabled trigger are told again and again; then no more."""
    value(server, "select pgtrickle.alter_stream_table('copies', fuse => 'on', fuse_ceiling => 5)")
    value(server, "select pgtrickle.alter_stream_table('held', tier => 'frozen')")
    set_all(server, buffer_alert_threshold=8)
    server.execute("insert into t select g, g from generate_series(200, 209) as g", "app")
    listener.wait_for("fuse_blown_reminder", "copies")
    listener.wait_for("buffer_growth_warning", "copies")
    listener.wait_for("frozen_tier_skip", "held")
    trigger = value(server, "select trigger_name from pgtrickle.trigger_inventory() where source_table = 'public.t' limit 1")
    server.execute(f'set session_replication_role = replica; set event_triggers = off; alter table t disable trigger "{trigger}"', "app")
    listener.wait_for("cdc_trigger_disabled", "t")
    server.execute(f'set event_triggers = off; alter table t enable always trigger "{trigger}"', "app")
    value(server, "select pgtrickle.alter_stream_table('held', tier => 'hot')")
    value(server, "select pgtrickle.reset_fuse('copies'), pgtrickle.alter_stream_table('copies', fuse => 'off')")
    wait_until_equal(server)
    time.sleep(2.5)
    listener.hear()
    before = len(listener.heard)
    time.sleep(3)
    if len(listener.hear()) > before:
        raise Failure(f"alerts about nothing: {listener.heard[before:]}")


def logged(server, event, table):
    """Whether the log has the event of the table, with all that each event has."""
    lines = [json.loads(one[one.index("{"):]) for one in (server.folder / "log").read_text().splitlines() if 'LOG:  {"event": ' in one]
    return any(one["event"] == event and one["pgt_name"] == f"public.{table}" and {"ts", "pgt_id", "cycle_id"} <= one.keys() for one in lines)


def bounds(server, listener):
    """More changes than a bound are a full refresh; so is the one after several that have spilled."""
    set_all(server, max_buffer_rows=20)
    server.execute("update t set x = x + 1", "app")
    listener.wait_for("change_buffer_backpressure", "copies")
    for event in ("backpressure_engaged", "mode_fallback"):
        eventually(f"{event} in the log", lambda event=event: logged(server, event, "copies"), 10)
    set_all(server, max_buffer_rows=0, spill_threshold_blocks=10, spill_consecutive_limit=1)
    value(server, "select pgtrickle.create_stream_table('grouped', 'select x % 50000 as k, max(id) as m, string_agg(x::text, ''-'' order by id) as s"
                  " from t group by x % 50000', schedule => '1s', refresh_mode => 'DIFFERENTIAL')")
    server.execute("alter system set work_mem = '64kB'; select pg_reload_conf()", "app")
    server.execute("insert into t select g, g from generate_series(1000, 60000) as g", "app")
    listener.wait_for("spill_threshold_exceeded", "grouped")
    eventually("a spill in the log", lambda: logged(server, "spill_detected", "grouped"), 10)
    wait_until_equal(server)
    server.execute("insert into t values (60001, 1)", "app")
    wait_until_equal(server)
    action = value(server, "select action || ' ' || reason from pgtrickle.pgt_refresh_history join pgtrickle.pgt_stream_tables using (pgt_id)"
                           " where pgt_name = 'grouped' order by refresh_id desc limit 1")
    if action != "FULL 1 refreshes in a row have written temporary files":
        raise Failure(f"after a spill: {action}")
    server.execute("insert into t values (60002, 1)", "app")
    wait_until_equal(server)
    if not value(server, "select action from pgtrickle.pgt_refresh_history join pgtrickle.pgt_stream_tables using (pgt_id)"
                         " where pgt_name = 'grouped' order by refresh_id desc limit 1") == "DIFFERENTIAL":
        raise Failure("spills are not forgotten")
    server.execute("alter system reset work_mem", "app")
    set_all(server, spill_threshold_blocks=0)


def deadlines(server, listener):
    value(server, "create function slowly(v int) returns int language plpgsql immutable as $$ begin perform pg_sleep(0.3); return v; end $$")
    value(server, "create table s (id int primary key)")
    value(server, "select pgtrickle.create_stream_table('slow', 'select slowly(id) as id from s', schedule => '1h', refresh_mode => 'DIFFERENTIAL')")
    value(server, "select pgtrickle.set_stream_table_sla('slow', interval '1.2 seconds')")
    found = value(server, "select concat_ws(' ', schedule, service_class, freshness_deadline_ms) from pgtrickle.pgt_stream_tables where pgt_name = 'slow'")
    if found != "1s critical 1200":
        raise Failure(f"a deadline gives {found}")
    server.execute("insert into s values (1)", "app")
    listener.wait_for("predicted_sla_breach", "slow")


def budgets(server, listener):
    """A table that was older than its deadline for longer than its budget allows."""
    value(server, "select pgtrickle.set_stream_table_sla('slow', interval '1.2 seconds', error_budget => 0.000001)")
    server.execute("insert into s select generate_series(2, 9)", "app")
    listener.wait_for("error_budget_burnt", "slow")
    late = value(server, "select late_ms between 100 and 60000 from pgtrickle.pgt_sla_breaches order by ended_at desc limit 1")
    spent = value(server, "select late_s > 0.1 and late_budget_remaining = 0 from pgtrickle.sla_summary('slow')")
    if (late, spent) != ("t", "t"):
        raise Failure(f"what was late: {late} {spent}")


def rare(server, listener):
    """Sources that do not change, in an idle database; a definition that has changed while a table is paused; a history that cannot be pruned."""
    set_all(server, no_changes_alert_seconds=2)
    listener.wait_for("no_upstream_changes", "copies")
    set_all(server, no_changes_alert_seconds=0)
    value(server, "select pgtrickle.pause_scheduler(array['slow'])")
    value(server, "create or replace function slowly(v int) returns int language sql immutable as 'select v'")
    value(server, "update t set x = 1 where id = 1")
    listener.wait_for("reinitialize_needed", "slow")
    value(server, "select pgtrickle.resume_scheduler(array['slow'])")
    server.execute("create function refuse() returns trigger language plpgsql as $$ begin raise exception 'no'; end $$;"
                   "create trigger refuse before delete on pgtrickle_catalog.pgt_refresh_history for each statement execute function refuse();"
                   "alter system set pg_trickle.history_max_rows = 20; select pg_reload_conf()", "app")
    listener.wait_for("cleanup_failure", None)
    server.execute("drop trigger refuse on pgtrickle_catalog.pgt_refresh_history", "app")


def main():
    folder, stage = sys.argv[1:]

    def test():
        with cluster(folder, stage, SETTINGS) as server:
            server.execute(TABLES, "app")
            wait_until_equal(server)
            listener = Listener(server)
            held(server)
            lasting(server, listener)
            bounds(server, listener)
            deadlines(server, listener)
            server.execute(DIAMOND, "app")
            listener.wait_for("diamond_partial_failure", "left_side")
            budgets(server, listener)
            rare(server, listener)

    return run_test(test)


if __name__ == "__main__":
    sys.exit(main())
