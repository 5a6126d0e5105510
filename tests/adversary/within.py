"""Functions of a role run in refreshes of its stream tables, in the process of the scheduler or in a session of others: what they leave there, end, or throw."""

import sys

from trial import case, quoted, run_cases

# What a function does, as statements of PL/pgSQL.
DEEDS = {
    "transaction_timeout": "perform set_config('transaction_timeout', '20', false); perform pg_sleep(0.2)",
    "transaction_timeout_local": "perform set_config('transaction_timeout', '20', true); perform pg_sleep(0.2)",
    "transaction_timeout_late": "perform set_config('transaction_timeout', '300', true)",
    "statement_timeout": "perform set_config('statement_timeout', '1', false); perform pg_sleep(0.05)",
    "lock_timeout": "perform set_config('lock_timeout', '0', false)",
    "idle_timeouts": "perform set_config('idle_session_timeout', '1', false), set_config('idle_in_transaction_session_timeout', '1', false)",
    "read_only": "perform set_config('transaction_read_only', 'on', false)",
    "default_read_only": "perform set_config('default_transaction_read_only', 'on', false)",
    "isolation": "perform set_config('default_transaction_isolation', 'serializable', false)",
    "path": "perform set_config('search_path', 'mallory, pg_catalog', false)",
    "strings": "perform set_config('standard_conforming_strings', 'off', false), set_config('quote_all_identifiers', 'on', false)",
    "exit_on_error": "perform set_config('exit_on_error', 'on', false); perform 1 / 0",
    "client_check": "perform set_config('client_connection_check_interval', '1', false); perform pg_sleep(0.05)",
    "own_settings": "perform set_config('pg_trickle.direct_upkeep', 'off', false), set_config('pg_trickle.block_source_ddl', 'on', false)",
    "constraints": "set constraints all immediate",
    "advisory": "perform pg_advisory_lock(1), pg_advisory_xact_lock(2)",
    "prepared": "execute 'prepare p as select 1'",
    "listen": "listen x",
    "cursor": "declare c cursor for select 1; begin open c; end",
    "temporary": "create temp table x (a int)",
    "state_pgtna": "raise exception 'mine' using errcode = 'PGTNA'",
    "state_xx001": "raise exception 'mine' using errcode = 'XX001'",
    "state_xx000": "raise exception 'mine' using errcode = 'XX000'",
    "state_57p01": "raise exception 'mine' using errcode = '57P01'",
    "state_57014": "raise exception 'mine' using errcode = '57014'",
    "state_40001": "raise exception 'mine' using errcode = '40001'",
    "state_53200": "raise exception 'mine' using errcode = '53200'",
    "state_58030": "raise exception 'mine' using errcode = '58030'",
    "state_25p02": "raise exception 'mine' using errcode = '25P02'",
    "state_00001": "raise exception 'mine' using errcode = 'ZZZZZ'",
    "long_message": "raise exception '%', repeat('\"''\\', 100000) using detail = repeat(E'\\n\\t', 100000), hint = repeat('%s%n', 1000)",
    "terminate": "perform pg_terminate_backend(pg_backend_pid())",
    "cancel": "perform pg_cancel_backend(pg_backend_pid())",
    "drop_itself": "perform pgtrickle.drop_stream_table('mallory.st')",
    "drop_table": "drop table mallory.st cascade",
    "drop_source": "drop table mallory.t cascade",
    "drop_function": "drop function mallory.deed(int) cascade",
    "alter_itself": "perform pgtrickle.alter_stream_table('mallory.st', schedule => '5s')",
    "alter_mode": "perform pgtrickle.alter_stream_table('mallory.st', refresh_mode => 'IMMEDIATE')",
    "alter_query": "perform pgtrickle.alter_stream_table('mallory.st', query => 'select id, 1 as x from mallory.t')",
    "rename_itself": "alter table mallory.st rename to elsewhere",
    "refresh_itself": "perform pgtrickle.refresh_stream_table('mallory.st')",
    "repair_itself": "perform pgtrickle.repair_stream_table('mallory.st')",
    "verify_itself": "perform count(*) from pgtrickle.verify_stream_table('mallory.st', true)",
    "pause_itself": "perform pgtrickle.alter_stream_table('mallory.st', status => 'PAUSED')",
    "create_another": "perform pgtrickle.create_stream_table('mallory.more', 'select id from mallory.t')",
    "write_source": "insert into mallory.t values (1000 + (random() * 100000)::int, 1)",
    "alter_source": "alter table mallory.t add column if not exists z int",
    "truncate_source": "truncate mallory.t",
    "rebuild": "perform pgtrickle.rebuild_cdc_triggers()",
    "explain": "perform count(*) from pgtrickle.explain_st('mallory.st', true)",
    "deep": "perform mallory.deed(v + 1)",
    "give_away": "alter table mallory.st owner to mallory",
    "mask": "perform set_config('role', 'postgres', false)",
    "session_user": "set session authorization postgres",
    "reset_role": "reset role; reset session authorization",
    "large": "perform length(repeat('x', 20000000))",
    "notify": "perform pg_notify('pgtrickle_alert', repeat('x', 7000)) from generate_series(1, 100)",
}
QUERIES = {
    "FULL": "select id, mallory.deed(v) as x from mallory.t",
    "DIFFERENTIAL": "select id, mallory.deed(v) as x from mallory.t",
    "grouped": "select mallory.deed(v) as x, count(*) as n from mallory.t group by 1",
}


def begin(t):
    boss, mallory = t.role("boss"), t.role("mallory")
    t.must("create table boss.t (id int primary key, v int); insert into boss.t values (1, 1)", boss)
    t.create("boss.st", "select id, v from boss.t", by=boss, schedule="1s")
    return boss, mallory


def make(t, mallory, kind, deed, schedule="1s"):
    """The function does it where a row says so; the rows of the creation do not."""
    t.must(
        "create table mallory.t (id int primary key, v int); insert into mallory.t values (1, 1), (2, 2);"
        f" create function mallory.deed(v int) returns int language plpgsql {'volatile' if kind == 'FULL' else 'immutable'} as"
        f" $deed$ begin if v >= 100 then {deed}; end if; return v; end $deed$",
        mallory,
    )
    mode = "FULL" if kind == "FULL" else "DIFFERENTIAL"
    return t.create("mallory.st", QUERIES[kind], by=mallory, schedule=schedule, refresh_mode=mode)


def clear(t, mallory):
    mallory.run("rollback; reset all; reset role")
    for name in ("mallory.more", "mallory.st", "mallory.elsewhere"):
        mallory.run(f"select pgtrickle.drop_stream_table('{name}') where to_regclass('{name}') is not null")
    mallory.run("drop table if exists mallory.t cascade; drop function if exists mallory.deed(int) cascade")


def tried_by_scheduler(t, boss, mallory, kind):
    """Others are refreshed by the same process all the while."""
    scheduler = t.scheduler()
    for number, (name, deed) in enumerate(DEEDS.items()):
        t.check(f"{kind}, {name}: created", make(t, mallory, kind, deed).is_fine, t.created["mallory.st"])
        before = t.boss.value("select txid_current()")
        mallory.run("insert into mallory.t values (100, 100)")
        t.eventually(
            f"{kind}, {name}: it was tried",
            lambda: t.boss.value(
                "select count(*) > 0 or to_regclass('mallory.st') is null from pgtrickle.pgt_refresh_history h join pgtrickle.pgt_stream_tables s using (pgt_id)"
                " where s.pgt_schema = 'mallory' and (h.status = 'FAILED' or h.start_time > s.created_at and h.initiated_by = 'SCHEDULER')"
            )
            == "t",
            seconds=6,
        )
        t.must(f"insert into boss.t values ({number + 10}, {before} % 1000)", boss)
        t.soon_same(f"{kind}, {name}: another's table is refreshed", "boss.st", "select id, v from boss.t", seconds=8)
        now = t.scheduler()
        t.check(f"{kind}, {name}: the scheduler is still the same", now == scheduler, f"{scheduler} -> {now}")
        scheduler = now
        clear(t, mallory)
    return t.check(f"{kind}: the other's table has no errors", t.boss.value("select consecutive_errors from pgtrickle.pgt_stream_tables where pgt_schema = 'boss'") == "0")


@case
def full_by_scheduler(t):
    boss, mallory = begin(t)
    t.eventually("a scheduler", lambda: t.scheduler() != "")
    tried_by_scheduler(t, boss, mallory, "FULL")


@case
def differential_by_scheduler(t):
    boss, mallory = begin(t)
    t.eventually("a scheduler", lambda: t.scheduler() != "")
    tried_by_scheduler(t, boss, mallory, "DIFFERENTIAL")


LOOK = (
    "select current_user, session_user, current_setting('search_path'), current_setting('transaction_read_only'), current_setting('transaction_timeout'), current_setting('statement_timeout'),"
    " current_setting('standard_conforming_strings'), current_setting('default_transaction_read_only'), current_setting('lock_timeout'), current_setting('pg_trickle.direct_upkeep')"
)


@case
def by_another_session(t):
    """A superuser refreshes the table by hand, and writes to it where writers maintain it; its session stays its own."""
    boss, mallory = begin(t)
    t.must("select pgtrickle.pause_all()")
    for kind in ("FULL", "DIFFERENTIAL", "grouped", "IMMEDIATE", "ON COMMIT"):
        for name, deed in DEEDS.items():
            mode = kind if kind in ("IMMEDIATE", "ON COMMIT") else None
            made = make(t, mallory, "DIFFERENTIAL" if mode else kind, deed, "1h")
            t.check(f"{kind}, {name}: created", made.is_fine, made)
            if mode:
                t.must(f"select pgtrickle.alter_stream_table('mallory.st', refresh_mode => {quoted(mode)})", mallory)
            victim = t.session()
            before = victim.run(LOOK).text
            try:
                answer = victim.run("insert into mallory.t values (100, 100)")
                if not mode:
                    answer = victim.run("select pgtrickle.refresh_stream_table('mallory.st')")
                after = victim.run(LOOK).text
            except Exception as gone:  # noqa: BLE001
                t.check(f"{kind}, {name}: the session goes on", "timeout" in name or "exit_on_error" in name, gone)
                clear(t, mallory)
                continue
            t.check(f"{kind}, {name}: the session is as before", before == after, (before, after))
            t.check(f"{kind}, {name}: no rights of the caller", "ALTER ROLE" not in answer.text, answer)
            if answer.is_fine and t.boss.value("select to_regclass('mallory.st') is not null and to_regclass('mallory.t') is not null") == "t":
                # What has been put off, such as writes of the function to its own source, is done by the next one.
                t.must("delete from mallory.t where v >= 100")
                again = victim.run("select pgtrickle.refresh_stream_table('mallory.st') from pgtrickle.pgt_stream_tables where pgt_relid = to_regclass('mallory.st')")
                query = t.boss.value("select original_query from pgtrickle.pgt_stream_tables where pgt_relid = to_regclass('mallory.st')")
                if again.is_fine and query:
                    t.check(f"{kind}, {name}: right in the end", t.difference("mallory.st", query) == "", t.difference("mallory.st", query))
            victim.close()
            clear(t, mallory)


if __name__ == "__main__":
    sys.exit(run_cases(scheduler=True, expected_in_log="mine|XX000: internal|transaction timeout"))
