"""The scheduler goes on with the others, whatever happens to one table, or is set for the database.

Usage: robust.py FOLDER STAGE
"""

import json
import pathlib
import re
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))

from session import Session, SqlError  # noqa: E402
from support import Failure, cluster, eventually, run_test  # noqa: E402

TABLES = """
create table u (id int primary key);
select pgtrickle.create_stream_table('good', 'select count(*) as n from u', schedule => '1s');
create table t (id int primary key, v text);
insert into t values (1, '1');
select pgtrickle.create_stream_table('bad', 'select id, v::int as v from t', schedule => '1s');
"""


def value(server, sql):
    return server.execute(sql, "app").strip()


def scheduler(server):
    return value(server, "select pid from pg_stat_activity where backend_type = 'pg_trickle scheduler' and datname = 'app'")


def goes_on(server, what):
    """A change of another table's source comes through."""
    server.execute("insert into u select coalesce(max(id), 0) + 1 from u", "app")
    eventually(f"the other table is refreshed, {what}", lambda: value(server, "select (select n from good) = (select count(*) from u)") == "t", 20)


def status(server, name="bad"):
    return value(server, f"select status from pgtrickle.pgt_stream_tables where pgt_name = '{name}'")


def survives_long_messages(server):
    """Messages that grow when they are escaped, and whose characters have several bytes."""
    time.sleep(1.1)
    pid = scheduler(server)
    listener = Session(server, "app")
    listener.ask("listen pgtrickle_alert")
    for text in ("repeat('\"', 6000)", "repeat(chr(1), 6000)", "'x' || repeat('é', 6000)", "repeat(chr(128512), 4000)"):
        server.execute(f"update t set v = {text} where id = 1; select pgtrickle.resume_stream_table('bad') where (select status <> 'ACTIVE' from pgtrickle.pgt_status() where name = 'public.bad')", "app")
        eventually(f"a failure is noted, {text}", lambda: status(server) == "SUSPENDED", 30)
        goes_on(server, text)
    if scheduler(server) != pid:
        raise Failure("the scheduler has ended")
    if int(value(server, "select max(octet_length(error_message)) from pgtrickle.pgt_refresh_history")) > 2100:
        raise Failure("messages are not cut")
    heard = [json.loads(found.group(1)) for line in listener.ask("select 1") if (found := re.search(r'payload "(.*)" received from', line))]
    listener.close()
    if not any(one["event"] == "auto_suspended" and one["sqlstate"] == "22P02" for one in heard) or "\x01" in json.dumps(heard):
        raise Failure(f"alerts: {heard[-3:]}")
    server.execute("update t set v = '1'", "app")
    server.execute("select pgtrickle.refresh_stream_table('bad')", "app")
    if status(server) != "ACTIVE":
        raise Failure("a refresh by hand that succeeds does not end SUSPENDED")


def survives_missing_buffer(server):
    """It is the table's own trouble, and mended by its next refresh."""
    server.execute("do $$ begin execute format('alter extension pg_trickle drop table pgtrickle_changes.changes_%1$s; drop table pgtrickle_changes.changes_%1$s cascade', 't'::regclass::oid); end $$", "app")
    server.execute("select pg_reload_conf()", "app")
    time.sleep(1)
    goes_on(server, "without a buffer")
    eventually("the table is recomputed", lambda: value(server, "select count(*) from pgtrickle.trigger_inventory() where not enabled") == "0"
               and status(server) == "ACTIVE", 20)
    server.execute("insert into t values (2, '2')", "app")
    eventually("it is right again", lambda: value(server, "select count(*) from bad") == "2", 20)


def survives_nonsense_in_the_catalog(server):
    for column, text in (("frontier", "garbage"), ("schedule", "0 0 31 2 *"), ("refresh_mode", "SIDEWAYS"), ("status", "NOBODY KNOWS")):
        kept = value(server, f"select coalesce(quote_literal({column}), 'null') from pgtrickle.pgt_stream_tables where pgt_name = 'bad'")
        server.execute(f"update pgtrickle.pgt_stream_tables set {column} = '{text}' where pgt_name = 'bad'; select pg_reload_conf()", "app")
        time.sleep(1)
        server.execute("insert into t select max(id) + 1, '3' from t", "app")
        goes_on(server, f"with nonsense as {column}")
        eventually(f"an error because of {column}", lambda: status(server) == "ERROR", 20)
        server.execute(f"update pgtrickle.pgt_stream_tables set {column} = {kept} where pgt_name = 'bad'; update pgtrickle.pgt_stream_tables set status = 'ERROR' where pgt_name = 'bad';"
                       "select pgtrickle.resume_stream_table('bad')", "app")
        eventually("right again", lambda: value(server, "select count(*) from bad") == value(server, "select count(*) from t"), 20)


def survives_a_lost_table(server):
    """Dropped while event triggers were off."""
    server.execute("create table lost_source (id int primary key); select pgtrickle.create_stream_table('lost', 'select id from lost_source', schedule => '1s')", "app")
    server.execute("set event_triggers = off; drop table lost cascade", "app")
    server.execute("insert into lost_source values (1); select pg_reload_conf()", "app")
    time.sleep(1)
    goes_on(server, "with a table gone")
    server.execute("delete from pgtrickle_catalog.pgt_stream_tables where pgt_name = 'lost'", "app")


def has_its_own_settings(server):
    server.execute("create role nobody_much; alter database app set transaction_timeout = '50ms'; alter database app set statement_timeout = '1ms';"
                   "alter database app set lock_timeout = '1ms'; alter database app set default_transaction_read_only = on;"
                   "alter database app set default_transaction_isolation = 'serializable'; alter database app set default_transaction_deferrable = on;"
                   "alter database app set search_path = 'nowhere'; alter database app set role = 'nobody_much';"
                   "alter database app set standard_conforming_strings = off;"
                   "alter database app set array_nulls = off; alter database app set exit_on_error = on; alter database app set row_security = off;"
                   "alter database app set idle_in_transaction_session_timeout = '1ms'; alter database app set restrict_nonsystem_relation_kind = 'view'", "postgres")
    server.execute("select pg_reload_conf()")
    time.sleep(2)
    pid = scheduler_from_outside(server)
    plain = ("set role none; set transaction_timeout = 0; set statement_timeout = 0; set lock_timeout = 0; set default_transaction_read_only = off; set search_path = public;"
             "set default_transaction_isolation = 'read committed'; set session_replication_role = origin; set standard_conforming_strings = on;"
             "set restrict_nonsystem_relation_kind = ''; set default_transaction_deferrable = off;")
    server.execute(plain + "insert into u select max(id) + 1 from u", "app")
    eventually("refreshed under odd settings", lambda: server.execute(plain + "select (select n from good) = (select count(*) from u)", "app").strip() == "t", 20)
    if scheduler_from_outside(server) != pid:
        raise Failure("the scheduler has ended because of settings")
    server.execute("alter database app reset all; select pg_reload_conf()", "postgres")
    time.sleep(1)


def scheduler_from_outside(server):
    return server.execute("select pid from pg_stat_activity where backend_type = 'pg_trickle scheduler' and datname = 'app'").strip()


def is_fair(server):
    """A query takes for ever, and cannot even be cancelled: other tables are refreshed nevertheless."""
    server.execute("create role slow; grant create on schema public to slow; set role slow;"
                   "create table of_slow (id int primary key, v int);"
                   "create function never(v int) returns int language plpgsql immutable as $$ begin loop begin perform pg_sleep(1000); exception when query_canceled then null; end; end loop; return v; end $$;"
                   "select pgtrickle.create_stream_table('sleeper', 'select id, public.never(v) as v from of_slow', schedule => '1s', refresh_mode => 'DIFFERENTIAL');"
                   "insert into of_slow values (1, 1)", "app")
    eventually("the endless refresh has begun",
               lambda: value(server, "select count(*) from pgtrickle.pgt_refresh_history where status = 'RUNNING'") == "1", 20)
    server.execute("insert into u select max(id) + 1 from u", "app")
    took = eventually("others have their turn", lambda: value(server, "select (select n from good) = (select count(*) from u)") == "t", 40)
    print(f"waited {took:.0f} s for the endless refresh of another owner")
    server.execute("select pgtrickle.alter_stream_table('sleeper', status => 'PAUSED')", "app")


def refused(session, command):
    try:
        session.ask(command)
    except SqlError:
        return
    raise Failure(f"{command} was not refused")


def is_not_stopped_by_strangers(server):
    """Commands that the server refuses leave the scheduler where it is."""
    server.execute("create role stranger login")
    time.sleep(1)
    pid = scheduler(server)
    stranger = Session(server, "postgres")
    stranger.ask("set role stranger")
    for command in ("drop database app", "drop database app with (force)", "alter database app rename to mine", "alter database app set tablespace pg_default",
                    "create database mine template app"):
        for _ in range(3):
            refused(stranger, command)
            if scheduler(server) != pid:
                raise Failure(f"{command} has sent the scheduler away")
    stranger.ask("reset role")
    stranger.ask("begin")
    refused(stranger, "drop database app")
    stranger.ask("rollback")
    if scheduler(server) != pid:
        raise Failure("DROP DATABASE in a transaction has sent the scheduler away")
    goes_on(server, "after commands of strangers")
    holder = Session(server, "app")
    holder.ask("select 1")  # the owner of a database may, but it has a session
    start = time.monotonic()
    refused(stranger, "alter database app rename to mine")
    eventually("the scheduler is back", lambda: scheduler(server) not in ("", pid), 20)
    holder.close()
    stranger.close()
    print(f"back {time.monotonic() - start:.1f} s after a command that failed")


def history_is_bounded(server):
    server.execute("alter system set pg_trickle.history_max_rows = 5; insert into pgtrickle_catalog.pgt_refresh_history (pgt_id, start_time, action, status, initiated_by)"
                   "select pgt_id, now(), 'FULL', 'COMPLETED', 'MANUAL' from pgtrickle.pgt_stream_tables, generate_series(1, 12000) where pgt_name = 'good';"
                   "insert into pgtrickle_catalog.pgt_refresh_history (refresh_id, pgt_id, start_time, action, status, initiated_by)"
                   "select -1, pgt_id, now() - interval '100 days', 'FULL', 'COMPLETED', 'MANUAL' from pgtrickle.pgt_stream_tables where pgt_name = 'bad';"
                   "select pg_reload_conf()", "app")
    time.sleep(1)
    goes_on(server, "with a large history")
    eventually("the history is pruned", lambda: int(value(server, "select count(*) from pgtrickle.pgt_refresh_history join pgtrickle.pgt_stream_tables using (pgt_id) where pgt_name = 'good'")) <= 7
               and value(server, "select count(*) from pgtrickle.pgt_refresh_history where refresh_id = -1") == "0", 20)
    if int(value(server, "select successful_refreshes from pgtrickle.pg_stat_stream_tables where pgt_name = 'good'")) < 5:
        raise Failure("counts went with the history")


def main():
    def test():
        with cluster(sys.argv[1], sys.argv[2]) as server:
            server.execute(TABLES, "app")
            for step in (survives_long_messages, survives_missing_buffer, survives_nonsense_in_the_catalog, survives_a_lost_table, has_its_own_settings,
                         is_not_stopped_by_strangers, history_is_bounded, is_fair):
                step(server)

    return run_test(test)


if __name__ == "__main__":
    sys.exit(main())
