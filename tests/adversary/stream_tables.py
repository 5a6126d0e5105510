"""What users do to stream tables themselves: DDL, temporary ones, unlogged ones, dumps, direct writes, names."""

import os
import pathlib
import re
import signal
import subprocess
import sys
import time

from trial import case, quoted, run_cases

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "tap"))

from support import program, wait_until_up  # noqa: E402


@case
def ddl(t):
    """Each DDL on a stream table is refused, or followed: afterwards refreshes go on and contents are right."""
    t.must(
        """create table public.t (id int primary key, g int, v int); insert into public.t select i, i % 2, i from generate_series(1, 4) i;
        create function public.spoil() returns trigger language plpgsql as $$ begin new.s := -1; return new; end $$;
        create function public.swallow() returns trigger language plpgsql as $$ begin return null; end $$;
        create domain public.five as bigint check (value < 5); create table public.par (g int, s bigint)"""
    )
    query = "select g, sum(v) as s from public.t group by g"
    hidden = (
        "select quote_ident(attname) from pg_attribute where attrelid = 'public.st'::regclass and attnum > 0 and not attisdropped and"
        " attname like '\\_\\_pgt%' order by attnum {} limit 1"
    )
    for statement in (
        "alter table public.st drop column {first}",
        "alter table public.st drop column {last}",
        "alter table public.st rename column {first} to other",
        "alter table public.st alter column {first} type numeric",
        "alter table public.st alter column s type text",
        "alter table public.st drop column s",
        "alter table public.st rename column s to total",
        "alter table public.st add column more int default 3",
        "alter table public.st add column more int not null default 3",
        "create rule nothing as on insert to public.st do instead nothing",
        "create rule nothing as on update to public.st do instead nothing",
        "create trigger spoil before insert or update on public.st for each row execute function public.spoil()",
        "create trigger swallow before delete on public.st for each row execute function public.swallow()",
        "drop trigger {guard} on public.st",
        "alter table public.st disable trigger all",
        "alter table public.st disable trigger {guard}",
        "alter trigger {guard} on public.st rename to mine",
        "alter table public.st set unlogged",
        "alter table public.st add check (s < 5)",
        "alter table public.st add constraint c check (g is null) not valid",
        "alter table public.st alter column g set not null",
        "alter table public.st add unique (s)",
        "alter table public.st alter column s set default 7",
        "alter table public.st alter column s add generated always as identity",
        "alter table public.st inherit public.par",
        "create table public.kid () inherits (public.st)",
        "alter table public.st enable row level security",
        "alter table public.st enable row level security; alter table public.st force row level security",
        "alter table public.st replica identity nothing",
        "alter table public.st replica identity full",
        "alter table public.st set schema pg_catalog",
        "alter table public.st rename to st2",
        "alter table public.st2 rename to st",
        "alter table public.st set access method heap",
        "alter table public.st drop constraint {constraint}",
        "drop index {index}",
        "alter index {index} rename to mine",
        "create unique index on public.st (s)",
        "create index on public.st (g)",
        "cluster public.st using {index}",
        "vacuum full public.st",
        "reindex table public.st",
        "comment on table public.st is 'mine'",
        "alter table public.st alter column s set statistics 5",
        "alter table public.st alter column s set storage plain",
        "create view public.over_st as select * from public.st",
        "alter table public.st owner to pg_database_owner",
        "grant select on public.st to public",
        "create statistics public.stats on g, s from public.st",
        "alter table public.st add foreign key (g) references public.t (id)",
        "create policy p on public.st using (false)",
        "create publication pub for table public.st",
        "security label on table public.st is 'x'",
        "truncate public.st",
        "insert into public.st (g, s) values (99, 99)",
        "update public.st set s = 0",
        "delete from public.st",
        "copy public.st (g, s) from program 'echo 5,5' csv",
        "merge into public.st using (values (1)) v(x) on g = x when matched then delete",
        "alter view {definition} rename to mine",
        "drop view {definition}",
        "drop view {definition} cascade",
        "create or replace view {definition} as select 1 as g, 2::bigint as s",
        "alter view {definition} owner to pg_database_owner",
        "drop table {buffer}",
        "alter table {buffer} rename to mine",
        "alter table {buffer} drop column __pgt_xid",
        "truncate {buffer}",
        "insert into {buffer} default values",
        "drop schema pgtrickle_changes cascade",
        "drop schema pgtrickle_definitions cascade",
        "alter extension pg_trickle drop schema pgtrickle_changes",
        "drop function pgtrickle.capture() cascade",
        "alter event trigger pgtrickle_on_table disable",
        "drop event trigger pgtrickle_on_drop",
    ):
        t.boss.run(
            "select pgtrickle.drop_stream_table('public.st', true); drop table if exists public.st, public.st2 cascade; alter event trigger"
            " pgtrickle_on_table enable always"
        )
        t.boss.run("drop publication if exists pub")
        t.create("public.st", query)
        if not t.created["public.st"].is_fine:
            t.check(f"a new one can be made after what came before {statement}", False, t.created["public.st"])
            return
        found = {
            "first": t.boss.value(hidden.format("asc")),
            "last": t.boss.value(hidden.format("desc")),
            "guard": t.boss.value(
                "select quote_ident(tgname) from pg_trigger where tgrelid = 'public.st'::regclass and not tgisinternal order by tgname like"
                " '%guard%' desc limit 1"
            ),
            "constraint": t.boss.value(
                "select coalesce((select quote_ident(conname) from pg_constraint where conrelid = 'public.st'::regclass order by contype"
                " desc limit 1), 'none')"
            ),
            "index": t.boss.value(
                "select coalesce((select indexrelid::regclass::text from pg_index where indrelid = 'public.st'::regclass limit 1), 'none')"
            ),
            "definition": t.boss.value(
                "select coalesce((select c.oid::regclass::text from pg_class c where relnamespace = 'pgtrickle_definitions'::regnamespace"
                " and relkind = 'v' order by oid desc limit 1), 'pgtrickle_definitions.none')"
            ),
            "buffer": t.boss.value(
                "select coalesce((select c.oid::regclass::text from pg_class c where relnamespace = 'pgtrickle_changes'::regnamespace and"
                " relkind in ('r', 'p') order by oid desc limit 1), 'pgtrickle_changes.none')"
            ),
        }
        if "none" in statement.format(**found):
            continue
        t.boss.run(statement.format(**found))
        if (
            t.boss.value("select to_regclass('pgtrickle_definitions')::text || to_regnamespace('pgtrickle_changes')::text") == ""
            and t.boss.value("select count(*) from pg_namespace where nspname like 'pgtrickle\\_%'") != "2"
        ):
            t.check(f"{statement} by a superuser, who may", True)
            return
        table = t.boss.value(
            "select coalesce(to_regclass('public.st')::text, to_regclass('public.st2')::text, to_regclass('pg_catalog.st')::text, '')"
        )
        t.check(f"{statement}: the table is there", table != "")
        if table == "":
            continue
        columns = t.boss.value(
            f"select string_agg(attname, ',' order by attnum) from pg_attribute where attrelid = '{table}'::regclass and attnum > 0 and not"
            " attisdropped and attname not like '\\_\\_pgt\\_%'"
        )
        shown = {"g,s": query, "g,total": query, "g,s,more": f"select q.*, 3 as more from ({query}) q"}.get(columns)
        if shown is None:  # a visible column went, by the owner's will
            continue
        t.must(
            "insert into public.t select max(id) + i, i, 5 from public.t, generate_series(1, 2) i group by i; delete from public.t where id"
            " = (select max(id) from public.t)"
        )
        first = t.refresh(table)
        if not first.is_fine:
            t.check(
                f"{statement}: a refresh that fails says why",
                first.is_refused or first.state in ("23514", "23505", "23502", "23503"),
                first,
            )
            continue  # the owner's own constraint
        t.must("update public.t set v = v + 1 where id % 3 = 1")
        t.refresh(table)
        t.same(statement, table, shown)


@case
def temporary(t):
    """A stream table in pg_temp, or over temporary tables and views: refused, or nothing is left when its session has ended."""
    t.must("create table public.t (id int primary key, v int); insert into public.t values (1, 1)")
    passing = t.session()
    made = passing.run("select pgtrickle.create_stream_table('pg_temp.st', 'select id, v from public.t', '1s')")
    t.check("made or refused", made.is_fine or made.is_refused, made)
    passing.run(
        "create temp table own (id int primary key); create temp view viewed as select id from public.t; create function pg_temp.f(int)"
        " returns int language sql immutable as 'select $1'; create type pg_temp.ty as enum ('a')"
    )
    for query in (
        "select id from own",
        "select id from viewed",
        "select pg_temp.f(id) as x from public.t",
        "select ''a''::pg_temp.ty as x from public.t",
        "select x::regclass::text as x from (values (''own'')) v(x)",
    ):
        made = passing.run(f"select pgtrickle.create_stream_table('public.over_temp', '{query}', '1s')")
        t.check(f"{query}: made or refused", made.is_fine or made.is_refused, made)
        passing.run("select pgtrickle.drop_stream_table('public.over_temp')") if query.startswith("select x::") else None
    passing.close()
    time.sleep(0.3)
    t.must("insert into public.t values (2, 2)")
    t.eventually(
        "nothing in the catalog",
        lambda: t.boss.value(
            "select count(*) from pgtrickle.pgt_stream_tables t where not exists (select from pg_class c where c.oid = t.pgt_relid)"
        )
        == "0",
        5,
    )
    t.eventually("no trigger", lambda: t.boss.value("select count(*) from pg_trigger where tgrelid = 'public.t'::regclass") == "0", 5)
    answer = t.boss.run("select pgtrickle.restore_stream_tables()")
    t.check("restore works", answer.is_fine, answer)


@case
def unlogged_and_crash(t):
    """After a crash a stream table is what its query gives, whatever was made unlogged before."""
    t.must(
        "create table public.t (id int primary key, g int, v int); insert into public.t select i, i % 3, i from generate_series(1, 9) i;"
        " create unlogged table public.u (id int primary key, v int); insert into public.u values (1, 1);create table public.m (id int"
        " primary key, v int); insert into public.m values (1, 1)"
    )
    tables = {
        "public.st": "select id, v from public.t",
        "public.sums": "select g, sum(v) as s from public.t group by g",
        "public.over_u": "select id, v from public.u",
        "public.over_m": "select count(*) as n from public.m",
    }
    for table, query in tables.items():
        t.create(table, query)
    for table in ("public.st", "public.sums", "public.m"):
        t.boss.run(f"alter table {table} set unlogged")
    for table in tables:
        t.refresh(table)
    t.must("insert into public.u values (5, 5); insert into public.m values (5, 5); insert into public.t values (20, 1, 1); checkpoint")
    pid = int(t.boss.value("select pid from pg_stat_activity where backend_type = 'background writer'"))
    os.kill(pid, signal.SIGKILL)
    time.sleep(0.5)
    wait_until_up(t.server, t.database)
    t.boss = t.session()
    t.must("insert into public.t values (10, 0, 100); insert into public.u values (2, 2); insert into public.m values (2, 2)")
    for table, query in tables.items():
        t.refresh(table)
        t.same(f"after the crash: {table}", table, query, loudly=False)


@case
def publications(t):
    """Stream tables and sources in publications: refreshes go on."""
    t.must("create table public.t (id int primary key, g int, v text); insert into public.t values (1, 1, 'a')")
    queries = {"public.st": "select g, count(*) as n from public.t group by g", "public.copy": "select id, v from public.t"}
    for table, query in queries.items():
        t.create(table, query)
    for publication in (
        "for table public.st, public.copy",
        "for tables in schema public",
        "for all tables",
        "for table public.t",
        "for table public.copy (id, v) where (id < 5)",
    ):
        t.boss.run(f"create publication pub {publication}")
        t.must(
            "insert into public.t select max(id) + 1, 1, 'b' from public.t; update public.t set v = v || 'x' where id = 1; delete from"
            " public.t where id = 2"
        )
        for table, query in queries.items():
            t.refresh(table)
            if "(id, v)" in publication and t.refreshed[table].state == "42P10":
                continue  # as for any table whose columns are published without what tells rows apart
            t.same(f"{publication}: {table}", table, query, loudly=False)
        t.boss.run("drop publication if exists pub")


@case
def dumps(t):
    """pg_dump by the owner of the database, who is not a superuser; the dump can be restored."""
    t.must("create role dba login; grant usage, create on schema public to dba")
    t.must(f"alter database {t.database} owner to dba")
    dba = t.session("dba")

    def dump(*options):
        ran = subprocess.run(
            [program("pg_dump"), *options], env={**t.server.environment(t.database), "PGUSER": "dba"}, capture_output=True, text=True
        )
        return ran.returncode == 0, ran.stderr[:300], ran.stdout

    t.must("create table public.t (id int primary key, v int); insert into public.t values (1, 1)", dba)
    good, told, _ = dump()
    t.check("with the extension alone", good, told)
    t.must("select pgtrickle.create_stream_table('public.st', 'select id, v from public.t', '1h'); insert into public.t values (2, 2)", dba)
    for options in ((), ("--schema-only",), ("--data-only",), ("--inserts",), ("--clean", "--if-exists"), ("--schema=public",)):
        good, told, text = dump(*options)
        t.check(f"pg_dump {options}", good, told)
    good, _, text = dump()
    t.check("sources are in it", not good or "COPY public.t " in text)
    t.check("buffers' contents are not", not re.search(r"COPY pgtrickle_changes\.", text))


@case
def names(t):
    """Odd names of stream tables, columns, schemas and sources."""
    t.must(
        'create schema "o\'dd \\ ""schema"; create table "o\'dd \\ ""schema"."t\'a;b--" ("i d" int primary key, "v""x" int, "É" text,'
        ' "__pgt_own" int); insert into "o\'dd \\ ""schema"."t\'a;b--" values (1, 1, \'a\', 1)'
    )
    query = 'select "i d", "v""x", "É" from "o\'dd \\ ""schema"."t\'a;b--"'
    for name in (
        '"o\'dd \\ ""schema"."s;t"',
        'public."%s %I {0}"',
        'public."select"',
        'public."x\'; drop table y; --"',
        "public." + "n" * 63,
        'public."' + "é" * 31 + '"',
    ):
        t.create(name, query)
        t.must('insert into "o\'dd \\ ""schema"."t\'a;b--" select max("i d") + 1, 5, \'x\', 1 from "o\'dd \\ ""schema"."t\'a;b--"')
        if t.created[name].is_fine:
            t.refresh(name)
            t.same(name, name, query, loudly=False)
            for call in (
                f"* from pgtrickle.explain_st({quoted(name)})",
                "pgtrickle.explain_dag()",
                "pgtrickle.explain_dag('dot')",
                "* from pgtrickle.dependency_tree()",
                f"pgtrickle.repair_stream_table({quoted(name)})",
                f"pgtrickle.drop_stream_table({quoted(name)})",
            ):
                answer = t.boss.run(f"select {call}")
                t.check(f"{call}", answer.is_fine, answer)
        else:
            t.check(
                f"{name} is refused clearly",
                t.created[name].is_refused or t.created[name].state in ("42601", "42602", "22023"),
                t.created[name],
            )


@case
def uses_itself(t):
    """Refreshes from within: a trigger on a stream table, a function in its query, a cursor that reads it."""
    t.must(
        """create table public.t (id int primary key, v int); insert into public.t values (1, 1);
        create function public.again() returns trigger language plpgsql as $$ begin perform pgtrickle.refresh_stream_table('public.st'); return null; end $$;
        create function public.inside(int) returns int language plpgsql as $$ begin perform pgtrickle.refresh_stream_table('public.st'); return $1; exception when others then return $1; end $$;
        create function public.drops() returns trigger language plpgsql as $$ begin perform pgtrickle.drop_stream_table('public.st'); return null; end $$"""
    )
    query = "select id, v from public.t"
    for trigger in ("again", "drops"):
        t.create("public.st", query)
        t.boss.run(f"create trigger x after insert on public.st for each row execute function public.{trigger}()")
        t.must("insert into public.t select max(id) + 1, 1 from public.t")
        answer = t.refresh("public.st")
        t.check(f"{trigger}: fine or refused", answer.is_fine or answer.is_refused or answer.state in ("54001", "42P01"), answer)
        t.boss.run("drop trigger x on public.st")
        t.must("insert into public.t select max(id) + 1, 1 from public.t")
        t.refresh("public.st")
        t.same(f"after {trigger}", "public.st", query, loudly=False)
        t.boss.run("select pgtrickle.drop_stream_table('public.st')")
    t.create("public.st", "select id, public.inside(v) as v from public.t", refresh_mode="FULL")
    answer = t.refresh("public.st")
    t.check("a query that refreshes itself", answer.is_fine or answer.is_refused or not t.created["public.st"].is_fine, answer)
    t.boss.run("select pgtrickle.drop_stream_table('public.st')")
    t.create("public.st", query)
    t.must("insert into public.t select max(id) + i, 1 from public.t, generate_series(1, 50) i group by i")
    answer = t.boss.run(
        "begin; declare c cursor for select * from public.st; fetch 1 from c; select pgtrickle.refresh_stream_table('public.st'); fetch all"
        " from c; commit"
    )
    t.boss.run("rollback")
    t.check("an open cursor: fine or refused", answer.is_fine or answer.is_refused or "25P02" in answer.states, answer)
    t.refresh("public.st")
    t.same("after the cursor", "public.st", query, loudly=False)


if __name__ == "__main__":
    sys.exit(run_cases(settings=["wal_level=logical", "full_page_writes=on"], expected_in_log="was terminated by signal 9"))
