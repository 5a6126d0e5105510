"""A scheduler that meets an error, a missing buffer, a long message or a lost table goes on with the others, always."""

import sys
import time

from trial import case, run_cases

GOOD = "select count(*) as n from public.u"


def begin(t):
    """A table that has to be refreshed whatever happens to others."""
    t.must("create table public.u (id bigserial primary key, v int)")
    t.create("public.good", GOOD, schedule="1s")
    t.eventually("a scheduler", t.scheduler)
    t.soon_same("it works", "public.good", GOOD, loudly=False)


def goes_on(t, what, seconds=6):
    t.must("insert into public.u (v) select 1 from generate_series(1, 5)")
    t.soon_same(f"{what}: others are refreshed", "public.good", GOOD, seconds=seconds, loudly=False)


def told(t, table):
    return (
        t.boss.value(
            "select (status in ('ERROR', 'SUSPENDED') or consecutive_errors > 0 or last_error_message is not null)::text from"
            f" pgtrickle.pgt_stream_tables where pgt_relid = '{table}'::regclass"
        )
        == "true"
    )


def fill_notifications(t):
    """A role that listens in an open transaction, and sends until the server takes no more."""
    listener, sender = t.role("listener"), t.role("sender")
    t.must("listen noise; begin; select 1", listener)
    for _ in range(200):
        if not sender.run("select pg_notify('noise', repeat('x', 7000) || i) from generate_series(1, 10) i").is_fine:
            break
    for _ in range(20):
        sender.run("notify noise, 'x'")
    t.check("the queue is full", sender.run("select pg_notify('noise', repeat('x', 7000) || i) from generate_series(1, 20) i").state == "54000")
    return listener


@case
def full_notifications(t):
    """Alerts of refreshes find no place in the server's queue; the refreshes go on."""
    t.must("create table t (id int primary key, v int); insert into t select i, i from generate_series(1, 10) i")
    t.create("fused", "select id, v from t", schedule="1s", refresh_mode="DIFFERENTIAL")
    t.must("select pgtrickle.alter_stream_table('fused', fuse => 'on', fuse_ceiling => 5)")
    t.create("failing", "select id, 10 / v as x from t", schedule="1s", refresh_mode="DIFFERENTIAL")
    t.create("other", "select count(*) as n from t", schedule="1s", refresh_mode="DIFFERENTIAL")
    listener = fill_notifications(t)
    t.must("insert into t select i, i from generate_series(11, 60) i; insert into t values (0, 0)")
    t.soon_same("another's table is refreshed", "other", "select count(*) as n from t")
    t.eventually(
        "the fuse is blown", lambda: t.boss.value("select fuse_state from pgtrickle.fuse_status() where name like '%fused'").lower() == "blown"
    )
    t.eventually("the failure is recorded", lambda: t.boss.value("select consecutive_errors > 0 or status <> 'ACTIVE' from pgtrickle.pgt_stream_tables where pgt_name = 'failing'") == "t")
    t.check("no refresh failed because of that", "notif" not in t.boss.run("select last_error_message from pgtrickle.pgt_stream_tables").text.lower())
    t.must("delete from t where id = 0")
    answer = t.boss.run("set client_min_messages = warning; select pgtrickle.reset_fuse('fused', 'apply')")
    t.check("the fuse can be reset", answer.is_fine, answer)
    answer = t.boss.run("select pgtrickle.resume_stream_table('failing') from pgtrickle.pgt_stream_tables where pgt_name = 'failing' and status <> 'ACTIVE'")
    t.check("a table can be resumed", answer.is_fine, answer)
    t.soon_same("it is right again", "failing", "select id, 10 / v as x from t")
    listener.run("commit")


@case
def long_messages(t):
    """Errors that grow when they are escaped, that are cut within a character, that are no text of JSON's."""
    begin(t)
    t.must(
        r"""create table public.t (id int primary key, v text); insert into public.t values (1, '1');
        create function public.says(text) returns int language plpgsql immutable as $$ begin
            if length($1) > 5 then raise exception using message = $1, detail = $1, hint = $1, errcode = coalesce(nullif(substr($1, 1, 5), substr($1, 2, 5)), 'P0001'); end if; return 1; end $$"""
    )
    before = t.scheduler()
    texts = {
        "quotes": "'{' || repeat('\"', 5000) || '}'",
        "control": "repeat(chr(1), 6000)",
        "newlines": "repeat(E'\\n', 7000)",
        "backslashes": "repeat('\\', 5000)",
        "wide": "repeat('é', 3999) || 'x'",
        "astral": "'x' || repeat('😀', 3000)",
        "percents": "repeat('%s%n', 1500)",
        "huge": "repeat('a', 1000000)",
        "delete": "repeat(chr(127) || chr(8232), 2000)",
    }
    for name, text in texts.items():
        for kind, query in (("cast", "select id, v::int as v from public.t"), ("said", "select id, public.says(v) as v from public.t")):
            t.must("delete from public.t where id > 1")
            t.create(f"public.{kind}_{name}", query, schedule="1s")
        t.must(f"insert into public.t values (2, {text})")
        for kind in ("cast", "said"):
            t.eventually(f"{name}: the failure of {kind} is noted", lambda kind=kind, name=name: told(t, f"public.{kind}_{name}"), 6)
        goes_on(t, name)
        t.must("delete from public.t where id > 1")
        for kind in ("cast", "said"):
            t.boss.run(f"select pgtrickle.drop_stream_table('public.{kind}_{name}')")
        if t.late:
            break
    t.check("the scheduler is the same", t.scheduler() == before, (before, t.scheduler()))


@case
def strange_names(t):
    """Names that grow when they are escaped, in alerts and in the log."""
    begin(t)
    t.must("create table public.t (id int primary key, v int); insert into public.t values (1, 1)")
    name = 'public."' + "\\" * 30 + '\'%s""' + "é" * 10 + '"'
    t.create(name, "select id, 10 / v as v from public.t", schedule="1s")
    t.must("insert into public.t values (2, 0)")
    goes_on(t, "a strange name")
    t.eventually("it is noted", lambda: t.boss.value("select max(consecutive_errors) > 0 from pgtrickle.pgt_stream_tables") == "t")


@case
def lost_objects(t):
    """Buffers, tables, definitions and rows of the catalog that were removed by force, with and without a restart."""
    begin(t)
    t.must("create table public.t (id int primary key, v int); create table public.x (id int primary key)")
    for number, loss in enumerate(
        (
            "drop table pgtrickle_changes.changes_{oid}",
            "alter extension pg_trickle drop table pgtrickle_changes.changes_{oid}; drop table pgtrickle_changes.changes_{oid} cascade",
            "truncate pgtrickle_changes.changes_{oid}",
            "alter table pgtrickle_changes.changes_{oid} rename to gone{oid}",
            "drop view pgtrickle_definitions.{view} cascade",
            "delete from {catalog}.pgt_dependencies where pgt_id = {id}",
            "update {catalog}.pgt_stream_tables set frontier = 'nonsense' where pgt_id = {id}",
            "update {catalog}.pgt_stream_tables set frontier = '999999999:999999999:@1.1' where pgt_id = {id}",
            "update {catalog}.pgt_stream_tables set schedule = 'nonsense' where pgt_id = {id}",
            "update {catalog}.pgt_stream_tables set status = 'NONSENSE' where pgt_id = {id}",
            "update {catalog}.pgt_stream_tables set refresh_mode = 'NONSENSE' where pgt_id = {id}",
            "update {catalog}.pgt_stream_tables set definition = 'pg_class'::regclass where pgt_id = {id}",
            "update {catalog}.pgt_stream_tables set pgt_relid = 1 where pgt_id = {id}",
            "update {catalog}.pgt_stream_tables set pgt_name = 'nonsense' where pgt_id = {id}",
            "update {catalog}.pgt_stream_tables set settings = array['nonsense=1', 'x', '=', 'work_mem=-5'] where pgt_id = {id}",
            "update {catalog}.pgt_dependencies set source_relid = 1 where pgt_id = {id}",
            "update {catalog}.pgt_sources set source_type = 'VIEW' where source_relid = {oid}",
            "delete from {catalog}.pgt_sources where source_relid = {oid}",
            "update {catalog}.pgt_sources set capture_method = 'MARK' where source_relid = {oid}",
            "update {catalog}.pgt_sources set columns_captured = '{{7}}', trigger_tables = '{{1}}' where source_relid = {oid}",
            "update {catalog}.pgt_sources set source_relid = 1 where source_relid = {oid}",
            "update {catalog}.pgt_stream_tables set diamond_consistency = 'x', diamond_schedule_policy = 'y' where pgt_id = {id}",
            "drop trigger pgt_capture_insert on public.t",
            "delete from {catalog}.pgt_stream_tables where pgt_id = {id}",
            "update {catalog}.pgt_stream_tables set fingerprint = '' where pgt_id = {id}",
            (
                "insert into {catalog}.pgt_dependencies select pgt_id, pgt_relid, '{{}}', 'CHANGES' from"
                " {catalog}.pgt_stream_tables where pgt_id = {id}"
            ),
        )
    ):
        table = f"public.bad{number}"
        t.create(table, "select id, v from public.t", schedule="1s")
        row = t.boss.value(
            "select pgt_id || ' ' || (select relname from pg_class where oid = definition) from pgtrickle.pgt_stream_tables where pgt_name"
            f" = 'bad{number}'"
        )
        if not row:
            t.check(f"a table can be made after {loss}", False, t.created[table])
            break
        identity, view = row.split()
        t.boss.run(loss.format(catalog=t.catalog, oid=t.boss.value("select 'public.t'::regclass::oid"), id=identity, view=view))
        t.boss.run("insert into public.t select coalesce(max(id), 0) + 1, 1 from public.t")
        if number % 4 == 0:
            t.boss.run("select pg_reload_conf()")
        goes_on(t, loss, seconds=10)
        for report in (
            "pgtrickle.health_check()",
            "pgtrickle.pgt_status()",
            "pgtrickle.dependency_tree()",
            "pgtrickle.change_buffer_sizes()",
            "pgtrickle.pg_stat_stream_tables",
            "pgtrickle.trigger_inventory()",
        ):
            answer = t.boss.run(f"select * from {report}")
            t.check(f"{loss}: {report} answers", answer.is_fine or answer.state in ("22023", "XX001"), answer)
        t.boss.run(
            f"set client_min_messages = error; select pgtrickle.repair_stream_table('{table}'); select"
            f" pgtrickle.drop_stream_table('{table}', true); drop table if exists {table} cascade; delete from {t.catalog}.pgt_dependencies"
            f" where pgt_id = {identity}; delete from {t.catalog}.pgt_stream_tables where pgt_id = {identity};drop table public.t cascade;"
            " create table public.t (id int primary key, v int)"
        )
        if t.late:
            break


@case
def restored_dump(t):
    """As after a restore: no triggers, no buffers, and then a new stream table and a restart."""
    begin(t)
    t.must("create table public.t (id int primary key, v int); insert into public.t values (1, 1)")
    t.create("public.old", "select id, v from public.t", schedule="1s")
    oid = t.boss.value("select 'public.t'::regclass::oid")
    t.boss.run(
        f"alter extension pg_trickle drop table pgtrickle_changes.changes_{oid}; drop table pgtrickle_changes.changes_{oid} cascade; drop"
        " trigger if exists pgt_capture_insert on public.t; drop trigger if exists pgt_capture_update on public.t; drop trigger if exists"
        " pgt_capture_delete on public.t; drop trigger if exists pgt_capture_truncate on public.t; drop trigger if exists"
        " pgt_capture_replica on public.t"
    )
    t.create("public.new", "select v, count(*) as n from public.u group by v", schedule="1s")
    t.boss.run("select pg_reload_conf()")
    goes_on(t, "after a restart")
    t.soon_same("a new one", "public.new", "select v, count(*) as n from public.u group by v", loudly=False)
    answer = t.boss.run("select pgtrickle.restore_stream_tables()")
    t.check("restore works", answer.is_fine, answer)
    t.must("insert into public.t values (2, 2)")
    t.soon_same("restored", "public.old", "select id, v from public.t", loudly=False)


@case
def loads(t):
    """Loads with triggers disabled, and sources that become partitions: the scheduler notices within the schedule."""
    begin(t)
    t.must(
        "create table public.t (id int primary key, v int); insert into public.t values (1, 1); create table public.src (id int primary"
        " key, v int); insert into public.src values (1, 1); create table public.root (id int primary key, v int) partition by range (id);"
        " create table public.par (id int primary key, v int);create table public.p (id int, v int) partition by range (id); create table"
        " public.p1 partition of public.p for values from (0) to (1000)"
    )
    queries = {
        "public.st": ("count(*) as n, sum(v) as s", "public.t"),
        "public.of_src": ("count(*) as n, sum(v) as s", "public.src"),
        "public.of_par": ("count(*) as n, sum(v) as s", "public.par"),
        "public.of_p": ("count(*) as n, sum(v) as s", "public.p"),
    }
    for table, (columns, source) in queries.items():
        t.create(table, f"select {columns} from {source}", schedule="1s")
    time.sleep(0.5)
    for change in (
        (
            "alter table public.t disable trigger all; insert into public.t select i, 1 from generate_series(2, 10) i; alter table public.t"
            " enable trigger all"
        ),
        "insert into public.t select i, 1 from generate_series(11, 13) i",
        (
            "alter table public.p1 disable trigger all; insert into public.p1 select i, 1 from generate_series(2, 10) i; alter table"
            " public.p1 enable trigger all"
        ),
        "alter table public.root attach partition public.src for values from (0) to (1000)",
        "insert into public.root values (2, 2)",
        "create table public.child () inherits (public.par)",
        "insert into public.child values (2, 2)",
        "set session_replication_role = replica; insert into public.t values (50, 1); reset session_replication_role",
        "alter table public.p detach partition public.p1",
        "alter table public.t alter column v type bigint",
        "alter table public.t add column g int generated always as (v * 2) stored",
        "alter table public.t alter column g set expression as (v * 3)",
    ):
        t.boss.run(change)
        for table, (columns, source) in queries.items():
            t.soon_same(f"{change[:60]}: {table}", table, f"select {columns} from {source}", seconds=8)


@case
def full_tables(t):
    """Tables in mode FULL, which are computed when something has changed: whatever way it changed."""
    begin(t)
    t.must(
        """
        create table public.t (id int primary key, v int); create table public.par (id int primary key, v int);
        create table public.p (id int, v int) partition by range (id); create table public.p1 partition of public.p for values from (0) to (1000);
        create table public.gen (id int primary key, v int, g int generated always as (v * 2) stored);
        create materialized view public.mat as select id, v from public.t; create unlogged table public.un (id int, v int);
        create function public.f(int) returns int language sql immutable as 'select $1';
        create view public.w as select id, public.f(v) as v from public.t;
        insert into public.t values (1, 1); insert into public.p values (1, 1); insert into public.gen values (1, 1); insert into public.par values (1, 1)"""
    )
    sources = {
        "t": "public.t",
        "par": "public.par",
        "p": "public.p",
        "p1": "public.p1",
        "w": "public.w",
        "mat": "public.mat",
        "un": "public.un",
        "gen": "(select g as v from public.gen) x",
        "values": "(values (1), (2)) x(v)",
    }
    queries = {f"public.full_{name}": f"select v, rank() over (order by v) as r from {source}" for name, source in sources.items()}
    # Whose sources are captured: that has to tell the others of changes, also of columns that are not.
    queries |= {f"public.count_{name}": f"select count(*) as n from public.{name}" for name in ("t", "par", "p")}
    for table, query in queries.items():
        t.create(table, query, schedule="1s", refresh_mode="FULL" if "full_" in table else "AUTO")
    time.sleep(0.5)
    for change in (
        (
            "insert into public.t select i, i from generate_series(2, 9) i; insert into public.p values (2, 2); insert into public.un"
            " values (1, 1)"
        ),
        "insert into public.gen values (2, 2)",
        "refresh materialized view public.mat",
        "alter table public.t disable trigger all; update public.t set v = v + 1; alter table public.t enable trigger all",
        "alter table public.p1 disable trigger all; update public.p1 set v = v + 1; alter table public.p1 enable trigger all",
        (
            "create table public.p2 (id int, v int); insert into public.p2 values (1500, 5); alter table public.p attach partition"
            " public.p2 for values from (1000) to (2000)"
        ),
        "update public.p2 set v = 6",
        "update public.p set v = v + 1 where id < 1000",
        "update public.p set id = 2 where id = 1500; update public.p set id = 1600 where id = 2",
        "set session_replication_role = replica; update public.p set v = v + 1; reset session_replication_role",
        "alter table public.p detach partition public.p2",
        "create table public.p3 partition of public.p for values from (3000) to (4000) partition by range (id)",
        "create table public.p3a partition of public.p3 for values from (3000) to (3500); insert into public.p3a values (3001, 9)",
        "delete from public.p3",
        "insert into public.p values (3002, 9); drop table public.p3a",
        "create table public.child () inherits (public.par); insert into public.child values (2, 2)",
        "update public.par set v = v + 1 where id = 2",
        "create table public.grand () inherits (public.child); insert into public.grand values (3, 3)",
        "alter table public.child no inherit public.par",
        "update public.grand set v = 4; alter table public.child inherit public.par",
        "truncate public.grand",
        "truncate public.p1",
        "alter table public.gen alter column g set expression as (v * 3)",
        "create or replace function public.f(int) returns int language sql immutable as 'select $1 + 1000'",
        "create or replace view public.w as select id, v - 5 as v from public.t",
        "set session_replication_role = replica; update public.t set v = v + 1; reset session_replication_role",
        "truncate public.t",
        "begin; insert into public.t values (1, 1); savepoint a; insert into public.t values (2, 2); rollback to a; commit",
        "begin; insert into public.t values (7, 7); prepare transaction 'full'; commit prepared 'full'",
        "merge into public.par using (values (1)) x(id) on par.id = x.id when matched then update set v = 77",
    ):
        t.must(change)
        for table, query in queries.items():
            t.soon_same(f"{change[:60]}: {table}", table, query, seconds=8)


@case
def timeouts(t):
    """Timeouts of the server end a scheduler's transaction, not the scheduler for good."""
    begin(t)
    t.must(
        "create table public.slow (id int primary key, v float); create function public.slowly(v float) returns float language plpgsql"
        " immutable as $$ begin perform pg_sleep(v); return v; end $$"
    )
    for setting in (
        "transaction_timeout = '400ms'",
        "statement_timeout = '300ms'",
        "idle_in_transaction_session_timeout = '100ms'",
        "lock_timeout = '50ms'",
        "idle_session_timeout = '600ms'",  # the test's own session has to begin within it
    ):
        t.must(f"alter database {t.database} set {setting}")
        t.boss.run("select pg_reload_conf()")
        plain = t.session()
        plain.run(
            "set transaction_timeout = 0; set statement_timeout = 0; set idle_in_transaction_session_timeout = 0; set lock_timeout = 0; set"
            " idle_session_timeout = 0"
        )
        plain.run(
            "select pgtrickle.create_stream_table('public.of_slow', 'select id, public.slowly(v) as v from public.slow', '1s',"
            " 'DIFFERENTIAL'); insert into public.slow values (1, 0.7)"
        )
        time.sleep(1.5)
        plain.run("insert into public.u (v) values (5)")
        t.boss = plain
        t.soon_same(f"{setting}: others are refreshed", "public.good", GOOD, seconds=10, loudly=False)
        plain.run(f"alter database {t.database} reset all; select pgtrickle.drop_stream_table('public.of_slow'); truncate public.slow")
        plain.run("select pg_reload_conf()")


@case
def ended_schedulers(t):
    """The scheduler's process is terminated or cancelled again and again."""
    begin(t)
    for how in ("pg_cancel_backend", "pg_terminate_backend", "pg_terminate_backend", "pg_cancel_backend"):
        t.must("insert into public.u (v) select 1 from generate_series(1, 5)")
        t.boss.run(f"select {how}(pid) from pg_stat_activity where backend_type = 'pg_trickle scheduler' and datname = current_database()")
        goes_on(t, how, seconds=12)
    t.eventually("a scheduler", t.scheduler)


@case
def failing_codes(t):
    """Errors of every kind that a function may raise: of the server's, of administrators', of no class at all."""
    begin(t)
    t.must(
        """create table public.t (id int primary key, code text); create function public.fails(code text) returns int language plpgsql immutable as $$ begin if code <> '' then raise exception 'on purpose' using errcode = code; end if; return 1; end $$"""
    )
    t.create("public.bad", "select id, public.fails(code) as x from public.t", schedule="1s")
    for code in (
        "57P01",
        "57P02",
        "57P03",
        "57014",
        "XX000",
        "XX001",
        "XX002",
        "53200",
        "53100",
        "40001",
        "40P01",
        "55P03",
        "58030",
        "08006",
        "42501",
        "42P01",
        "0A000",
        "22012",
        "23505",
        "72000",
        "F0000",
        "ZZZZZ",
        "25P02",
        "25006",
        "54001",
        "P0004",
        "26000",
        "3B001",
    ):
        t.must(f"insert into public.t values ({int(time.monotonic() * 1000) % 1000000000}, '{code}')")
        goes_on(t, code, seconds=8)
        t.must("truncate public.t")
        t.boss.run("select pgtrickle.resume_stream_table('public.bad'); select pgtrickle.refresh_stream_table('public.bad')")
        if t.late:
            break
    t.refresh("public.bad")
    t.same("and in the end it is right", "public.bad", "select id, public.fails(code) as x from public.t", loudly=False)


@case
def dropped_extension(t):
    """The extension goes and comes back; the owner of tables goes."""
    begin(t)
    t.must(
        "create role passing; grant create on schema public to passing; create table public.mine (id int primary key); alter table"
        " public.mine owner to passing"
    )
    t.must("set role passing; select pgtrickle.create_stream_table('public.of_passing', 'select id from public.mine', '1s'); reset role")
    t.must("drop owned by passing cascade; drop role passing")
    goes_on(t, "an owner is gone")
    t.must("drop extension pg_trickle cascade; create extension pg_trickle")
    t.boss.run("drop table if exists public.good")
    t.create("public.good", GOOD, schedule="1s")
    goes_on(t, "the extension is back", seconds=15)


if __name__ == "__main__":
    sys.exit(run_cases(settings=["max_notify_queue_pages=64"], scheduler=True, expected_in_log="on purpose|transaction_timeout|XX000.*on purpose"))
