"""No role stops, blocks or starves another role's scheduler, writers or refreshes without the privilege to."""

import sys
import time

from trial import case, run_cases

QUICK = "set lock_timeout = '2s'"


def source(t):
    """boss has src; reader may read it, and no more."""
    boss, reader = t.role("boss"), t.role("reader")
    t.must(
        "create table boss.src (id int primary key, v text); grant usage on schema boss to reader; grant select on boss.src to reader", boss
    )
    boss.run(QUICK)
    return boss, reader


def writes(t, boss, what):
    answer = boss.run("insert into boss.src select coalesce(max(id), 0) + 1, 'x' from boss.src")
    t.check(f"{what}: the owner writes", answer.is_fine, answer)


@case
def open_creation(t):
    boss, reader = source(t)
    reader.run("begin")
    made = reader.run("select pgtrickle.create_stream_table('reader.st', 'select id, v from boss.src', '1h')")
    writes(t, boss, "while a creation is open")
    reader.run("commit")
    writes(t, boss, "afterwards")
    t.check("made or refused", made.is_fine or made.is_refused, made)


@case
def refused_statements(t):
    """Calls that fail in an open transaction do not keep locks that the caller has no right to."""
    boss, reader = source(t)
    t.create("boss.st", "select id, v from boss.src", by=boss)
    for call in (
        "refresh_stream_table('boss.st')",
        "drop_stream_table('boss.st')",
        "alter_stream_table('boss.st', status => 'PAUSED')",
        "repair_stream_table('boss.st')",
        "resume_stream_table('boss.st')",
        "create_stream_table('boss.other', 'select id from boss.src')",
        "create_stream_table('reader.other', 'select id, nonsense from boss.src')",
        "explain_st('boss.st', true)",
        "rebuild_cdc_triggers()",
        "restore_stream_tables()",
        "alter_stream_table('boss.st', refresh_mode => 'FULL')",
    ):
        reader.run("begin; savepoint s")
        reader.run(f"select pgtrickle.{call}")
        reader.run("rollback to s")
        reader.send(f"begin; select pgtrickle.{call}; select pg_sleep(1)")
        reader.wait()
        writes(t, boss, call)
        answer = boss.run("select pgtrickle.refresh_stream_table('boss.st')")
        t.check(f"{call}: the owner refreshes", answer.is_fine, answer)
        reader.run("rollback")
    t.same("contents", "boss.st", "select id, v from boss.src", loudly=False)


@case
def open_refresh(t):
    """A role that may refresh cannot keep the source's writers waiting, not even after many changes."""
    boss, reader = source(t)
    t.must("grant all on boss.src to reader", boss)
    t.create("reader.st", "select id, v from boss.src", by=reader)
    t.must("insert into boss.src select i, repeat(md5(i::text), 10) from generate_series(1000, 9000) i", boss)
    for mode in (None, "FULL"):
        reader.run("begin")
        t.refresh("reader.st", by=reader, mode=mode)
        writes(t, boss, f"while a refresh is open ({mode})")
        answer = boss.run("update boss.src set v = 'y' where id = 1001; delete from boss.src where id = 1002")
        t.check("also updates and deletes", answer.is_fine, answer)
        reader.run("commit")
    t.refresh("reader.st", by=reader)
    t.same("contents", "reader.st", "select id, v from boss.src", loudly=False)


@case
def reader_of_stream_table(t):
    """A transaction that has read a stream table does not stop its refreshes."""
    boss, reader = source(t)
    t.create("boss.st", "select id, v from boss.src", by=boss)
    t.create("boss.sums", "select v, count(*) as n from boss.src group by v", by=boss)
    t.must("grant select on boss.st, boss.sums to reader", boss)
    reader.run(
        "begin; select * from boss.st; select * from boss.sums; select * from pgtrickle.pgt_stream_tables; select * from"
        " pgtrickle.health_check(); select * from pgtrickle.pgt_status();select * from pgtrickle.change_buffer_sizes(); select * from"
        " pgtrickle.explain_st('boss.st')"
    )
    for number in range(3):
        boss.run(f"insert into boss.src select i, 'n' from generate_series({10000 * number + 1}, {10000 * number + 5000}) i")
        for table in ("boss.st", "boss.sums"):
            t.refresh(table, by=boss)
    t.same("st", "boss.st", "select id, v from boss.src", loudly=False)
    t.same("sums", "boss.sums", "select v, count(*) as n from boss.src group by v", loudly=False)
    answer = boss.run("select pgtrickle.drop_stream_table('boss.sums')")
    t.check("dropping waits for readers, as DROP TABLE", answer.is_fine or answer.state == "55P03", answer)


@case
def own_catalog(t):
    """The extension's own tables are no sources."""
    boss, reader = source(t)
    t.create("boss.st", "select count(*) as n from boss.src", by=boss, schedule="1s")
    for relation in ("pgtrickle.pgt_stream_tables", "pgtrickle.pgt_refresh_history", "pgtrickle.pgt_dependencies", "pgtrickle.pgt_sources"):
        reader.run("begin")
        made = reader.run(f"select pgtrickle.create_stream_table('reader.cat', 'select * from {relation}')")
        t.check(f"over {relation}: made or refused", made.is_fine or made.is_refused, made)
        writes(t, boss, relation)
        t.soon_same(relation, "boss.st", "select count(*) as n from boss.src", loudly=False)
        reader.run("rollback")
    for statement in (
        "lock table pgtrickle.pgt_stream_tables in access share mode",
        "select * from pgtrickle.pgt_stream_tables for share",
        "select * from pgtrickle.pgt_stream_tables",
    ):
        reader.run(f"begin; {statement}")
        writes(t, boss, statement)
        t.soon_same(statement, "boss.st", "select count(*) as n from boss.src", loudly=False)
        reader.run("rollback")


@case
def refused_databases(t):
    """Refused statements about a database do not affect its scheduler."""
    boss, _ = source(t)
    t.create("boss.st", "select count(*) as n from boss.src", by=boss, schedule="1s")
    t.eventually("a scheduler", t.scheduler)
    t.soon_same("it works", "boss.st", "select count(*) as n from boss.src", loudly=False)
    before = t.scheduler()
    t.must("create role nobody login")
    nobody = t.session("nobody", "postgres")
    for statement in (
        "drop database {0}",
        "drop database {0} with (force)",
        "alter database {0} rename to other",
        "create database other template {0}",
        "alter database {0} set tablespace pg_default",
        "alter database {0} owner to nobody",
        "alter database {0} is_template true",
        "alter database {0} refresh collation version",
    ):
        answer = nobody.run(statement.format(t.database))
        t.check(f"{statement} is refused", not answer.is_fine, answer)
    boss_elsewhere = t.session("postgres", "postgres")
    for statement in (
        "begin; drop database {0}; rollback",
        "create database postgres template {0}",
        "alter database {0} rename to postgres",
        "drop database {0}",
    ):
        answer = boss_elsewhere.run(statement.format(t.database))
        t.check(f"{statement} is refused", not answer.is_fine, answer)
        writes(t, boss, statement)
        t.soon_same(f"refreshed after {statement}", "boss.st", "select count(*) as n from boss.src", seconds=4, loudly=False)
    t.check(
        "nobody has sent the scheduler away", before != "" and (t.scheduler() == before or t.scheduler() != ""), (before, t.scheduler())
    )
    writes(t, boss, "in the end")
    t.soon_same("refreshed at once", "boss.st", "select count(*) as n from boss.src", seconds=4, loudly=False)


@case
def diamond(t):
    """While the last table of a diamond is computed, writers of its source go on."""
    t.must(
        "create table public.a (id int primary key, g int, t text);create function public.slow(n bigint) returns bigint language plpgsql"
        " immutable as $$ begin perform pg_sleep(0.15); return n; end $$"
    )
    t.create("public.b", "select g, count(*) as n from public.a group by g", schedule="calculated")
    t.create("public.c", "select g, max(id) as m, count(t) as k from public.a group by g", schedule="calculated")
    t.create("public.d", "select b.g, public.slow(b.n) as n, c.m from public.b join public.c on b.g = c.g", schedule="1s")
    t.must("insert into public.a select i, i % 10, repeat(md5(i::text), 10) from generate_series(1, 20000) i")
    t.boss.run("set lock_timeout = '1s'")
    end, number, waited = time.monotonic() + 5, 100000, 0
    while time.monotonic() < end:
        number += 1
        waited += not t.boss.run(f"insert into public.a values ({number}, {number % 10}, 'x')").is_fine
        time.sleep(0.02)
    t.check("no writer waits", waited == 0, f"{waited} of {number - 100000}")
    t.soon_same("contents", "public.d", "select g, count(*) as n, max(id) as m from public.a group by g", seconds=30, loudly=False)


@case
def sleeping_query(t):
    """A stream table whose query sleeps keeps neither writers nor, for ever, others' refreshes waiting."""
    boss, reader = source(t)
    t.must("grant trigger on boss.src to reader", boss)
    t.must(
        "create function reader.sleeps(text) returns text language plpgsql immutable as $$ begin perform pg_sleep(0.4); return $1; end $$",
        reader,
    )
    t.create("boss.st", "select count(*) as n from boss.src", by=boss, schedule="1s")
    t.create("reader.slow", "select id, reader.sleeps(v) as v from boss.src", by=reader, schedule="1s")
    for _ in range(5):
        writes(t, boss, "while the other sleeps")
    t.soon_same("others", "boss.st", "select count(*) as n from boss.src", seconds=20, loudly=False)


@case
def endless_query(t):
    """A stream table whose query never ends has its turn, not the whole scheduler."""
    boss, reader = source(t)
    t.create("boss.st", "select count(*) as n from boss.src", by=boss, schedule="1s")
    t.must(
        "create table reader.own (id int primary key); create function reader.endless(int) returns int language plpgsql immutable as $$"
        " begin if $1 > 1 then loop perform pg_sleep(0.01); end loop; end if; return $1; end $$",
        reader,
    )
    t.create("reader.never", "select id, reader.endless(id) as x from reader.own", by=reader, schedule="1s")
    t.must("insert into reader.own values (5)", reader)
    time.sleep(1)
    for _ in range(3):
        writes(t, boss, "while the other never ends")
        t.soon_same("others", "boss.st", "select count(*) as n from boss.src", seconds=20, loudly=False)


@case
def held_tables(t):
    """A role that holds locks on many stream tables of its own does not make those of others wait for each."""
    boss, hostile = t.role("boss"), t.role("hostile")
    t.must("create table boss.t (id int primary key, v int)", boss)
    t.create("boss.st", "select id, v from boss.t", by=boss, schedule="1s")
    many = range(40)
    for number in many:
        t.must(f"create table hostile.t{number} (id int primary key)", hostile)
        t.create(f"hostile.st{number}", f"select id from hostile.t{number}", by=hostile, schedule="1s")
    holder = t.session("hostile")
    t.must(f"begin; lock table {', '.join(f'hostile.st{number}' for number in many)} in access exclusive mode", holder)
    t.must("; ".join(f"insert into hostile.t{number} values (1)" for number in many), hostile)
    for number in range(8):
        t.must(f"insert into boss.t values ({number}, {number})", boss)
        t.soon_same(f"another's table is refreshed, {number}", "boss.st", "select id, v from boss.t", seconds=10, loudly=False)
    t.must("rollback", holder)
    for number in many:
        t.soon_same("what was held is refreshed later", f"hostile.st{number}", f"select id from hostile.t{number}", seconds=70)


@case
def opposite_order(t):
    """Creations over the same tables in another order, and writers of both: no deadlock."""
    t.must("create table public.a (id int primary key, v int); create table public.b (id int primary key, v int)")
    one, other = t.session(), t.session()
    deadlocks = []
    for number in range(4):
        for client, first, second in ((one, "a", "b"), (other, "b", "a")):
            client.send(
                f"begin; select pgtrickle.create_stream_table('public.st_{first}{number}', 'select {first}.id, {second}.v from"
                f" public.{first} join public.{second} using (id)', '1h'); commit"
            )
        deadlocks += [answer for answer in (one.wait(), other.wait()) if not answer.is_fine]
    t.check("no deadlock", not deadlocks, deadlocks)
    t.must("insert into public.a values (1, 1); insert into public.b values (1, 2)")
    for number in range(4):
        t.boss.run(f"select pgtrickle.refresh_stream_table('public.st_a{number}')")
        t.same("contents", f"public.st_a{number}", "select a.id, b.v from public.a join public.b using (id)", loudly=False)


if __name__ == "__main__":
    sys.exit(run_cases(scheduler=True))
