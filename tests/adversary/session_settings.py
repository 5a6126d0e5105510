"""Settings that change what text means, of sessions, roles, databases: they reach no stream table but by its author's will."""

import sys
import time

from trial import case, quoted, run_cases

# Each with queries that it changes when it gets into the parsing of what is generated.
HOSTILE = {
    "standard_conforming_strings": "off",
    "array_nulls": "off",
    "escape_string_warning": "on",
    "backslash_quote": "on",
    "quote_all_identifiers": "on",
    "transform_null_equals": "on",
    "extra_float_digits": "-10",
    "intervalstyle": "sql_standard",
    "datestyle": "SQL, DMY",
    "timezone": "Asia/Tokyo",
    "bytea_output": "escape",
    "xmlbinary": "hex",
    "xmloption": "content",
    "default_transaction_isolation": "serializable",
    "default_transaction_read_only": "on",
    "default_toast_compression": "lz4",
    "enable_seqscan": "off",
    "enable_hashagg": "off",
    "enable_sort": "off",
    "check_function_bodies": "off",
    "row_security": "off",
    "default_tablespace": "pg_default",
    "default_table_access_method": "heap",
    "createrole_self_grant": "set",
    "jit": "off",
    "plan_cache_mode": "force_generic_plan",
    "search_path": "evil, pg_catalog",
    "default_text_search_config": "simple",
    "lc_numeric": "C",
    "lc_monetary": "C",
    "client_min_messages": "error",
    "constraint_exclusion": "on",
    "from_collapse_limit": "1",
    "join_collapse_limit": "1",
    "geqo_threshold": "2",
    "enable_partition_pruning": "off",
    "debug_parallel_query": "on",
    "exit_on_error": "off",
    "parallel_leader_participation": "off",
    "gin_fuzzy_search_limit": "1",
}
QUERIES = {
    "backslash": r"select id from public.p where v = E'a\\b'",
    "quotes": r"""select id, 'it''s \' || v as x from public.p""",
    "nulls": "select id, v = any ('{a,NULL}'::text[]) as m from public.p",
    "array": "select id, '{NULL,x}'::text[] as x from public.p",
    "floats": "select id, f::text as x, sum(f) over () as s from public.p",
    "float_groups": "select f::text as x, count(*) as n from public.p group by f::text",
    "intervals": "select id, i::text as x from public.p where i > '1 day 2 hours'",
    "dates": "select id, d::text as x, '2020-02-01'::date as y from public.p where d > '2019-12-31'",
    "times": "select id, ts::text as x, date_trunc('day', ts) as y from public.p",
    "byteas": r"select id, b::text as x from public.p where b <> '\x00'",
    "compared": "select id, v = null as x from public.p",
    "grouped": "select v, count(*) as n, sum(f) as s from public.p group by v",
    "joined": "select a.id, b.v from public.p a left join public.p b on a.id = b.id + 1",
    "texts": "select id, lower(v) as x, length(v) as n, v::text || 1::text as y from public.p",
    "searched": "select id, to_tsvector(v) as x from public.p",
    "distincts": "select distinct v, i from public.p",
}
SOURCE = r"""
create table public.p (id int primary key, v text, f float8, i interval, d date, ts timestamptz, b bytea);
create function public.add(from_id int, to_id int) returns void language sql set standard_conforming_strings = on set datestyle = 'ISO, YMD' set intervalstyle = postgres set timezone = 'UTC' as
$$ insert into public.p select i, case when i % 2 = 0 then E'a\\b' else 'Running ''x'' ' || i end, i / 3.0, make_interval(days => i, hours => i), date '2020-01-01' + i, timestamptz '2020-01-01 23:30:00+00' + make_interval(days => i), decode('00ff0' || i % 9, 'hex') from generate_series(from_id, to_id) i $$;
select public.add(1, 3);
create schema evil; grant usage on schema evil to public;
create domain evil.text as pg_catalog.text check (value <> 'x' or value = 'x');
create function evil.lower(text) returns pg_catalog.text language sql immutable as $$ select 'evil'::pg_catalog.text $$;
create function evil.length(pg_catalog.text) returns int language sql immutable as 'select 666';
create function evil.differs(int, int) returns boolean language sql immutable as 'select false';
create operator evil.= (leftarg = int, rightarg = int, function = evil.differs);
create function evil.count(int) returns bigint language sql immutable as 'select 666::bigint';
create type evil.int8 as enum ('x'); create type evil.oid as enum ('x'); create type evil.bigint as enum ('x');
create view evil.pg_class as select 1 as x; create table evil.pg_attribute (a int); create view evil.pgt_stream_tables as select 1 as x;
"""


def same_for_all(t, what, tables):
    """The superuser's plain session of the test says what is right."""
    for table, query in tables.items():
        t.same(f"{what}: {table}", table, query, loudly=False)


@case
def in_refreshes(t):
    """A session with other settings refreshes what a plain one has made."""
    t.must(SOURCE)
    tables = {f"public.s_{name}": query for name, query in QUERIES.items()}
    for table, query in tables.items():
        t.create(table, query)
    at = 4
    for setting, value in HOSTILE.items():
        other = t.session()
        if not other.run(f"set {setting} = {value if setting == 'search_path' else quoted(value)}").is_fine:
            continue
        t.must(
            f"select public.add({at}, {at}); update public.p set f = f + 1 where id = {at - 1}; delete from public.p where id = {at - 3}"
        )
        at += 1
        for table in tables:
            answer = t.refresh(table, by=other)
            if setting == "default_transaction_read_only":
                t.check("read only: refused", answer.state == "25006", answer)
                t.refresh(table)
        same_for_all(t, setting, tables)
        other.close()


@case
def in_creations(t):
    """A session with other settings makes one; it then means what it would in that session."""
    t.must(SOURCE)
    at = 4
    for setting in (
        "standard_conforming_strings",
        "array_nulls",
        "transform_null_equals",
        "quote_all_identifiers",
        "extra_float_digits",
        "intervalstyle",
        "datestyle",
        "timezone",
        "bytea_output",
        "search_path",
        "backslash_quote",
    ):
        value = HOSTILE[setting]
        other = t.session()
        other.run(f"set {setting} = {value if setting == 'search_path' else quoted(value)}")
        made = []
        for name in ("backslash", "nulls", "array", "floats", "intervals", "dates", "times", "byteas", "compared", "texts"):
            query = QUERIES[name]
            if not other.run(f"select count(*) from ({query}) q").is_fine:
                continue
            table = f"public.c_{setting}_{name}"
            dollars = f"$query${query}$query$"
            answer = other.run(f"select pgtrickle.create_stream_table('{table}', {dollars}, '1h')")
            t.check(f"{setting}: {name} can be made", answer.is_fine, answer)
            if answer.is_fine:
                made.append((table, query))
        t.must(f"select public.add({at}, {at + 1}); delete from public.p where id = {at - 3}")
        at += 2
        for table, query in made:
            answer = t.refresh(table)
            columns = t.boss.value(
                f"select string_agg(quote_ident(attname), ', ' order by attnum) from pg_attribute where attrelid = '{table}'::regclass and"
                " attnum > 0 and not attisdropped and attname not like '\\_\\_pgt\\_%'"
            )
            found = other.run(
                f"select x::pg_catalog.text from (select {columns} from {table}) x except all select x::pg_catalog.text from ({query}) x"
            ).text
            missing = other.run(
                f"select x::pg_catalog.text from ({query}) x except all select x::pg_catalog.text from (select {columns} from {table}) x"
            ).text
            t.check(
                f"{setting}: {table} is what its author's session gives",
                not found and not missing and answer.is_fine,
                (found, missing, answer),
            )
        other.close()


def scheduler_restarts(t):
    before = t.scheduler()
    t.boss.run("select pg_reload_conf()")
    t.eventually("another scheduler", lambda: t.scheduler() not in ("", before))


@case
def of_the_database(t):
    """Settings attached to the database and to the role that the scheduler runs as."""
    t.must(SOURCE)
    tables = {f"public.d_{name}": query for name, query in QUERIES.items()}
    for table, query in tables.items():
        t.create(table, query, schedule="1s")
    t.eventually("a scheduler", t.scheduler)
    more = {
        "role": "nobody_at_all",
        "session_authorization": "nobody_at_all",
        "statement_timeout": "1ms",
        "transaction_timeout": "300ms",
        "idle_in_transaction_session_timeout": "1ms",
        "idle_session_timeout": "100ms",
        "lock_timeout": "1ms",
        "session_preload_libraries": "",
        "local_preload_libraries": "",
        "default_transaction_deferrable": "on",
        "log_min_messages": "fatal",
        "event_triggers": "off",
        "session_replication_role": "replica",
        "allow_in_place_tablespaces": "on",
        "temp_file_limit": "1kB",
        "work_mem": "64kB",
        "max_stack_depth": "100kB",
    }
    t.must("create role nobody_at_all")
    applied = []
    for setting, value in {**HOSTILE, **more}.items():
        if setting == "session_preload_libraries" or setting == "local_preload_libraries" or setting == "log_min_messages":
            continue
        if t.boss.run(f"alter database {t.database} set {setting} = {value if setting == 'search_path' else quoted(value)}").is_fine:
            applied.append(setting)
    t.check("many settings are tried", len(applied) > 30, applied)
    scheduler_restarts(t)
    t.must("select public.add(4, 30)")
    for table, query in tables.items():
        t.soon_same(f"database settings: {table}", table, query, seconds=20, loudly=False)
    t.must(
        "alter table public.p drop constraint p_pkey, add primary key (id); update public.p set f = f + 1 where id < 5; delete from"
        " public.p where id = 7"
    )
    for table, query in tables.items():
        t.soon_same(f"re-initialised: {table}", table, query, seconds=20, loudly=False)
    t.check("the scheduler is there", t.scheduler() != "")
    t.check(
        "none has failed",
        t.boss.value("select count(*) from pgtrickle.pgt_stream_tables where consecutive_errors > 0 or status <> 'ACTIVE'") == "0",
        t.boss.run(
            "select pgt_name, status, last_error_message from pgtrickle.pgt_stream_tables where consecutive_errors > 0 or status <>"
            " 'ACTIVE'"
        ),
    )
    t.boss.run(f"alter database {t.database} reset all")
    for setting, value in {**HOSTILE, **more}.items():
        if setting not in ("role", "session_authorization", "session_preload_libraries", "local_preload_libraries", "log_min_messages"):
            t.boss.run(
                f"alter role postgres in database {t.database} set {setting} = {value if setting == 'search_path' else quoted(value)}"
            )
    scheduler_restarts(t)
    t.must("select public.add(31, 40)")
    for table, query in tables.items():
        t.soon_same(f"role settings: {table}", table, query, seconds=20, loudly=False)


@case
def of_the_owner(t):
    """Settings of the owner's role, which is not the role of the scheduler."""
    t.must(SOURCE)
    owner = t.role("owner")
    t.must("grant select, trigger on public.p to owner")
    tables = {
        f"owner.o_{name}": query for name, query in QUERIES.items() if name in ("backslash", "nulls", "floats", "dates", "texts", "joined")
    }
    for table, query in tables.items():
        t.create(table, query, by=owner, schedule="1s")
    for setting, value in HOSTILE.items():
        t.boss.run(f"alter role owner set {setting} = {value if setting == 'search_path' else quoted(value)}")
    t.must("select public.add(4, 10)")
    for table, query in tables.items():
        t.soon_same(table, table, query, loudly=False)
    t.must("select public.add(11, 12)")
    again = t.session("owner")
    again.run("set default_transaction_read_only = off")
    for table, query in tables.items():
        t.refresh(table, by=again)
        t.same(f"by the owner: {table}", table, query, loudly=False)


@case
def in_functions(t):
    """Functions with settings of their own, which call what makes and refreshes stream tables."""
    t.must(SOURCE)
    t.must(
        """create function public.caller(name text) returns void language plpgsql set search_path = evil, pg_catalog set standard_conforming_strings = off set array_nulls = off set datestyle = 'SQL, DMY' as
              $$ begin perform pgtrickle.refresh_stream_table(name); end $$""".replace(
            "name text", "name pg_catalog.text"
        )
    )
    tables = {f"public.f_{name}": query for name, query in QUERIES.items()}
    for table, query in tables.items():
        t.create(table, query)
    t.must("select public.add(4, 10); delete from public.p where id = 2")
    for table in tables:
        t.refreshed[table] = t.boss.run(f"select public.caller('{table}')")
    same_for_all(t, "by a function", tables)
    t.check(
        "the caller's settings are as before",
        t.boss.value("show standard_conforming_strings") == "on" and "evil" not in t.boss.value("show search_path"),
    )


@case
def restored_after_errors(t):
    """After a refresh that fails, settings, role and path of the session are what they were."""
    boss = t.role("boss")
    t.must("create table boss.t (id int primary key, v int); insert into boss.t values (1, 1)", boss)
    t.create("boss.st", "select id, 10 / v as x from boss.t", by=boss)
    t.must("insert into boss.t values (2, 0)", boss)
    look = (
        "select current_user, session_user, current_setting('search_path'), current_setting('row_security'), current_setting('timezone'),"
        " current_setting('datestyle')"
    )
    for who in (boss, t.boss):
        who.run("set datestyle = 'SQL, DMY'; set timezone = 'Asia/Tokyo'; set search_path = boss, public")
        before = who.run(look).text
        for call in (
            "refresh_stream_table('boss.st')",
            "refresh_stream_table('boss.st', 'FULL')",
            "explain_st('boss.st', true)",
            "create_stream_table('boss.other', 'select 1 / 0 as x')",
            "create_stream_table('boss.other', 'select nonsense')",
            "alter_stream_table('boss.st', refresh_mode => 'FULL')",
            "repair_stream_table('boss.st')",
        ):
            who.run(f"select pgtrickle.{call}")
            t.check(f"after {call}", who.run(look).text == before, who.run(look))
            who.run("begin; savepoint s")
            who.run(f"select pgtrickle.{call}")
            who.run("rollback to s")
            t.check(f"in a savepoint, after {call}", who.run(look).text == before, who.run(look))
            who.run("rollback")
            t.check(f"afterwards, {call}", who.run(look).text == before, who.run(look))


if __name__ == "__main__":
    sys.exit(run_cases(scheduler=True))
