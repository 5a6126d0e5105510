"""When a refresh runs: inside the statement that changes a source, between a snapshot and a lock, twice in one transaction."""

import sys
import time

from trial import case, run_cases


@case
def before_capture(t):
    """From triggers of users' and from data-modifying statements, before the capture's own trigger has fired."""
    t.must(
        """create table public.a (id int primary key, k int); create table public.b (id int primary key, k int); insert into public.a values (1, 1); insert into public.b values (1, 1);
        create function public.refresh_all() returns trigger language plpgsql as $$ begin perform pgtrickle.refresh_stream_table('public.pairs'); perform pgtrickle.refresh_stream_table('public.sums'); return null; end $$;
        create function public.full_all() returns trigger language plpgsql as $$ begin perform pgtrickle.refresh_stream_table('public.sums', 'FULL'); return null; end $$;
        create function public.returns_new() returns trigger language plpgsql as $$ begin perform pgtrickle.refresh_stream_table('public.sums', 'FULL'); return coalesce(new, old); end $$;
        create function public.refreshed(mode text) returns int language plpgsql volatile as $$ begin perform pgtrickle.refresh_stream_table('public.sums', mode); return 1; end $$;
        create function public.makes() returns int language plpgsql volatile as $$ begin perform pgtrickle.create_stream_table('public.made', 'select count(*) as n, sum(k) as s from public.a', '1h'); return 1; end $$;
        create function public.alters() returns int language plpgsql volatile as $$ begin perform pgtrickle.alter_stream_table('public.sums', refresh_mode => 'FULL'); perform pgtrickle.alter_stream_table('public.sums', refresh_mode => 'DIFFERENTIAL'); return 1; end $$;
        create function public.repairs() returns int language plpgsql volatile as $$ begin perform pgtrickle.repair_stream_table('public.sums'); perform pgtrickle.refresh_stream_table('public.sums'); return 1; end $$"""
    )
    queries = {
        "public.pairs": "select a.k, count(*) as n from public.a join public.b on a.k = b.k group by a.k",
        "public.sums": "select count(*) as n, sum(k) as s from public.a",
    }
    for table, query in queries.items():
        t.create(table, query)
    number = 10

    def settle(what):
        t.boss.run("rollback")
        for table, query in queries.items():
            t.refresh(table)
            t.same(f"{what}: {table}", table, query, loudly=False)

    for timing in (
        "after insert or update or delete on public.a for each statement",
        "after insert or update or delete on public.a for each row",
        "before insert or update or delete on public.a for each statement",
    ):
        for function in ("refresh_all", "full_all"):
            t.must(f"create trigger a_first {timing} execute function public.{function}()")
            for change in (
                f"insert into public.b values ({number}, 1); insert into public.a values ({number}, 1)",
                f"update public.a set k = k + 1 where id = {number}",
                f"insert into public.a select i, 1 from generate_series({number + 1}, {number + 3}) i",
                f"delete from public.a where id = {number}",
                f"insert into public.a values ({number + 1}, 5) on conflict (id) do update set k = excluded.k",
                "truncate public.b",
                f"merge into public.a using (values ({number + 2})) v(id) on a.id = v.id when matched then update set k = 7",
            ):
                t.boss.run(f"begin; {change}; commit")
                settle(f"{function} {timing[:30]}: {change[:30]}")
            number += 10
            t.must("drop trigger a_first on public.a")
    t.must("create trigger a_first before insert or update on public.a for each row execute function public.returns_new()")
    t.boss.run(f"insert into public.a values ({number}, 3), ({number + 1}, 4)")
    settle("a BEFORE trigger")
    t.must("drop trigger a_first on public.a")
    for call in ("public.refreshed(null)", "public.refreshed('FULL')", "public.makes()", "public.alters()", "public.repairs()"):
        number += 10
        for statement in (
            f"with x as (insert into public.a values ({number}, 100), ({number + 1}, 5) returning id) select id, {call} from x",
            (
                f"with x as (delete from public.a where id = {number} returning id), y as (insert into public.b select id + 1000000, 1 from"
                f" x returning id) select {call} from y"
            ),
            f"insert into public.a select {number + 2}, {call}",
            f"update public.a set k = {call} where id = {number + 1}",
        ):
            t.boss.run(statement)
            settle(f"{call}: {statement[:40]}")
            if t.boss.value("select to_regclass('public.made')"):
                t.refresh("public.made")
                t.same(f"made: {statement[:40]}", "public.made", queries["public.sums"], loudly=False)
                t.boss.run("select pgtrickle.drop_stream_table('public.made')")
            number += 5


@case
def deferred_triggers(t):
    """From a deferred trigger everything has been captured: it works."""
    t.must(
        """create table public.a (id int primary key, k int);
        create function public.later() returns trigger language plpgsql as $$ begin perform pgtrickle.refresh_stream_table('public.sums'); return null; end $$;
        create constraint trigger late after insert on public.a deferrable initially deferred for each row execute function public.later()"""
    )
    t.create("public.sums", "select count(*) as n, sum(k) as s from public.a")
    answer = t.boss.run("begin; insert into public.a select i, i from generate_series(1, 5) i; commit")
    t.check("fine or refused", answer.is_fine or answer.is_refused, answer)
    t.refresh("public.sums")
    t.same("contents", "public.sums", "select count(*) as n, sum(k) as s from public.a", loudly=False)


@case
def rewritten_meanwhile(t):
    """ALTER TABLE that rewrites a source, TRUNCATE, or ATTACH commit while a refresh waits for its lock."""
    t.must(
        """create table public.fact (id int, d int, x int, unused int); create table public.dim (id int primary key, name text); insert into public.fact select i, i % 3, i, i from generate_series(1, 9) i; insert into public.dim values (0, 'zero'), (1, 'one');
        create table public.part (id int, v int) partition by range (id); create table public.part1 partition of public.part for values from (0) to (10); create table public.part2 (id int, v int); insert into public.part2 values (15, 5)"""
    )
    queries = {
        "public.joined": "select f.id, d.name from public.fact f join public.dim d on d.id = f.d",
        "public.arrays": "select d, array_agg(x order by x) as xs from public.fact group by d",
        "public.parts": "select count(*) as n, sum(v) as s from public.part",
        "public.whole": "select id, x from public.fact",
        "public.least": "select d, min(x) as m from public.fact group by d",
    }
    for table, query in queries.items():
        t.create(table, query)
    other = t.session()
    for change in (
        "alter table public.fact alter column unused type bigint",
        "alter table public.fact add column r float default random()",
        "truncate public.fact; insert into public.fact values (100, 1, 5)",
        "vacuum",
        (
            "delete from public.fact; insert into public.fact select i, i % 3, i from generate_series(1, 9) i; lock table public.fact in"
            " access exclusive mode"
        ),
        "alter table public.part attach partition public.part2 for values from (10) to (20)",
        "alter table public.part detach partition public.part2",
        "alter table public.fact rename column unused to unused2; alter table public.fact alter column unused2 set default 1",
        "update public.fact set x = x + 1; alter table public.fact add primary key (id)",
        "update public.fact set x = x + 5; alter table public.fact drop constraint fact_pkey",
        "create unique index on public.fact (x, id)",
    ):
        for table in queries:
            t.refresh(table, by=other)
        t.must(
            "insert into public.dim select coalesce(max(id), 0) + 1, 'more' from public.dim; update public.fact set x = x + 100 where id %"
            " 4 = 1; insert into public.part values (1, 1)"
        )
        if change == "vacuum":
            t.boss.run("vacuum full public.fact")
            continue
        t.must(f"begin; {change}")
        other.send("; ".join(f"select pgtrickle.refresh_stream_table('{table}')" for table in queries))
        time.sleep(0.4)
        t.must("commit")
        first = other.wait()
        t.check(f"{change[:40]}: fine or refused", first.is_fine or first.is_refused or set(first.states) <= {"40001", "40P01"}, first)
        for table, query in queries.items():
            t.refresh(table, by=other)
            t.same(f"{change[:40]}: {table}", table, query, loudly=False)


@case
def left_over_changes(t):
    """Changes that all consumers have applied but none has deleted, found by two refreshes in one transaction."""
    t.must("create table public.t (id int primary key, v int)")
    queries = {
        "public.s1": "select count(*) as n from public.t",
        "public.s2": "select sum(v) as s from public.t",
        "public.s3": "select id, v from public.t",
    }
    for table, query in queries.items():
        t.create(table, query)
    other = t.session()
    t.must("insert into public.t select i, i from generate_series(1, 10) i")
    for number in range(4):
        other.run("begin; select pgtrickle.create_stream_table('public.unfinished', 'select v from public.t', '1h')")
        for table in queries:
            t.refresh(table)
        other.run("rollback")
        t.must("insert into public.t select max(id) + 1, 11 from public.t")
        for statement in (
            "select pgtrickle.refresh_stream_table(n) from unnest(array['public.s1', 'public.s2', 'public.s3']) n",
            (
                "begin; select pgtrickle.refresh_stream_table('public.s1'); select pgtrickle.refresh_stream_table('public.s2'); savepoint"
                " s; select pgtrickle.refresh_stream_table('public.s3'); rollback to s; select pgtrickle.refresh_stream_table('public.s3');"
                " commit"
            ),
            (
                "do $$ begin perform pgtrickle.refresh_stream_table('public.s2'); insert into public.t values ((select max(id) + 1 from"
                " public.t), 5); perform pgtrickle.refresh_stream_table('public.s2'); perform pgtrickle.refresh_stream_table('public.s1');"
                " begin perform pgtrickle.refresh_stream_table('public.s3'); raise exception 'x'; exception when others then null; end;"
                " perform pgtrickle.refresh_stream_table('public.s3'); end $$"
            ),
        ):
            t.must(f"insert into public.t select max(id) + 1, {number} from public.t")
            answer = t.boss.run(statement)
            t.check("both are refreshed", answer.is_fine, answer)
            for table, query in queries.items():
                t.same(f"{statement[:30]}: {table}", table, query, loudly=False)


@case
def isolation_levels(t):
    """Refreshes under snapshots that are older than what was captured."""
    t.must("create table public.t (id int primary key, v int)")
    t.create("public.st", "select count(*) as n, sum(v) as s from public.t")
    t.create("public.copy", "select id, v from public.t")
    old = t.session()
    for level in ("read committed", "repeatable read", "serializable"):
        for force in (None, "FULL"):
            old.run(f"begin isolation level {level}; select count(*) from public.t")
            t.must("insert into public.t select coalesce(max(id), 0) + 1, 1 from public.t; update public.t set v = v + 1 where id % 2 = 0")
            t.refresh("public.st")
            old.run("insert into public.t select 1000 + coalesce(max(id), 0), 7 from public.t")
            for table in ("public.st", "public.copy"):
                answer = t.refresh(table, by=old, mode=force)
                t.check(f"{level}: fine or refused", answer.is_fine or answer.is_refused or answer.state in ("40001", "25P02"), answer)
            old.run("commit")
            old.run("rollback")
            t.must("delete from public.t where id = (select min(id) from public.t)")
            for table, query in {
                "public.st": "select count(*) as n, sum(v) as s from public.t",
                "public.copy": "select id, v from public.t",
            }.items():
                t.refresh(table)
                t.same(f"{level} {force}: {table}", table, query, loudly=False)


@case
def prepared_and_aborted(t):
    """Two-phase transactions, aborted subtransactions and savepoints around writes and refreshes."""
    t.must("create table public.t (id int primary key, v int)")
    t.create("public.st", "select id, v from public.t")
    query = "select id, v from public.t"
    t.must(
        "begin; insert into public.t values (1, 1); savepoint a; insert into public.t values (2, 2); rollback to a; insert into public.t"
        " values (3, 3); prepare transaction 'p1'"
    )
    t.refresh("public.st")
    t.same("prepared", "public.st", query, loudly=False)
    t.must("begin; insert into public.t values (4, 4); prepare transaction 'p2'; commit prepared 'p1'; rollback prepared 'p2'")
    t.refresh("public.st")
    t.same("committed", "public.st", query, loudly=False)
    t.must(
        "begin; savepoint a; update public.t set v = 9; select pgtrickle.refresh_stream_table('public.st'); rollback to a; update public.t"
        " set v = v + 1 where id = 1; commit"
    )
    t.refresh("public.st")
    t.same("rolled back", "public.st", query, loudly=False)
    answer = t.boss.run(
        "begin; insert into public.t values (7, 7); select pgtrickle.refresh_stream_table('public.st'); prepare transaction 'p3'"
    )
    t.boss.run("rollback")
    if answer.is_fine:
        other = t.session()
        other.run("set lock_timeout = '200ms'")
        t.refresh("public.st", by=other)
        t.must("commit prepared 'p3'")
    t.refresh("public.st")
    t.same("a refresh that was prepared", "public.st", query, loudly=False)


if __name__ == "__main__":
    sys.exit(run_cases())
