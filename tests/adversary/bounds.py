"""What grows without bound: keys, plans, memory, depth, cost of what is not pending; and what cannot be cancelled."""

import re
import sys
import time

from trial import case, run_cases


def private_megabytes(pid):
    with open(f"/proc/{pid}/status") as status:
        return int(re.search(r"RssAnon:\s+(\d+)", status.read()).group(1)) // 1024


def pid_of(client):
    return client.value("select pg_backend_pid()")


@case
def star_joins(t):
    t.must(
        "create table public.dim (id int primary key, name text); create table public.fact (id int primary key, "
        + ", ".join(f"c{i} int not null" for i in range(40))
        + ");insert into public.dim select i, 'n' || i from generate_series(1, 5) i; insert into public.fact select i, "
        + ", ".join(f"1 + (i + {i}) % 5" for i in range(40))
        + " from generate_series(1, 5) i"
    )
    client = t.session()
    pid, before = pid_of(client), None
    for number in (5, 10, 14, 18, 25, 40):
        query = (
            "select f.id, "
            + ", ".join(f"d{i}.name as n{i}" for i in range(number))
            + " from public.fact f "
            + " ".join(f"join public.dim d{i} on d{i}.id = f.c{i}" for i in range(number))
        )
        start = time.monotonic()
        client.run("set statement_timeout = '10s'")
        answer = t.create(f"public.star{number}", query, by=client)
        took = time.monotonic() - start
        memory = private_megabytes(pid)
        before = before or memory
        t.check(f"{number} joins can be made", answer.is_fine or answer.is_refused, answer)
        t.check(f"{number} joins do not take long", took < 11, f"{took:.1f} s")
        # What the allocator keeps of it varies by 80 MB.
        t.check(f"{number} joins are not large", memory - before < 300, f"{memory - before} MB more than 5")
        if t.faults:
            return
        t.must(
            "insert into public.fact select max(id) + 1, "
            + ", ".join("1" for _ in range(40))
            + " from public.fact; update public.dim set name = name || 'x' where id = 3"
        )
        t.refresh(f"public.star{number}")
        t.same(f"{number} joins", f"public.star{number}", query, loudly=False)
        t.boss.run(f"select pgtrickle.drop_stream_table('public.star{number}')")


@case
def outer_joins(t):
    t.must("create table public.a (id int primary key, v int); insert into public.a select i, i from generate_series(1, 20) i")
    for kind, most in (("left", 9), ("full", 5)):
        query = (
            "select a0.id, "
            + ", ".join(f"a{i}.v as v{i}" for i in range(1, most))
            + " from public.a a0 "
            + " ".join(f"{kind} join public.a a{i} on a{i}.id = a{i - 1}.v" for i in range(1, most))
        )
        start = time.monotonic()
        answer = t.create(f"public.{kind}", query)
        t.check(f"{kind}: made or refused", answer.is_fine or answer.is_refused, answer)
        t.must(
            "update public.a set v = v + 1 where id < 4; delete from public.a where id = 10; insert into public.a select max(id) + 1, 1"
            " from public.a"
        )
        t.refresh(f"public.{kind}")
        t.check(f"{kind}: takes seconds", time.monotonic() - start < 20, time.monotonic() - start)
        t.same(kind, f"public.{kind}", query, loudly=False)


@case
def deep_queries(t):
    """Nesting, by text and by views of views: refused or created, without a stack overflow."""
    t.must(
        "create table public.t (id int primary key, v int); insert into public.t values (1, 1); create view public.v0 as select id, v from"
        " public.t"
    )
    for number in range(1, 7):
        t.boss.run(
            f"create view public.v{number} as " + " union all ".join(f"select id, v + {i} as v from public.v{number - 1}" for i in range(3))
        )
    cases = {
        "views": "select id, v from public.v6",
        "branches": " union all ".join(f"select id, v + {i} as v from public.t" for i in range(700)),
        "parentheses": "select id, " + "(" * 800 + "v" + ")" * 800 + " as v from public.t",
        "operators": "select id, " + " + ".join(["v"] * 3000) + " as v from public.t",
        "subqueries": "select id, v from " + "(select id, v from " * 60 + "public.t" + " where v > 0) q" * 60,
        "cases": "select id, " + "case when v > 0 then " * 300 + "1" + " end" * 300 + " as v from public.t",
        "ands": "select id, v from public.t where " + " and ".join(f"v <> {i + 1000}" for i in range(3000)),
        "withs": (
            "with "
            + ", ".join(f"q{i} as (select * from {'public.t' if i == 0 else f'q{i - 1}'})" for i in range(200))
            + " select id, v from q199"
        ),
        "nots": "select id, v from public.t where " + "not " * 900 + "(v > 0)",
        "many_columns": "select id, " + ", ".join(f"v + {i} as v{i}" for i in range(900)) + " from public.t",
    }
    for name, query in cases.items():
        for depth in ("2MB", "100kB"):
            client = t.session()
            client.run(f"set max_stack_depth = '{depth}'; set statement_timeout = '20s'")
            answer = t.create(f"public.{name}", query, by=client)
            t.check(f"{name} with {depth}: made or refused", answer.is_fine or answer.is_refused, str(answer)[:200])
            if answer.is_fine:
                t.must("insert into public.t select max(id) + 1, 3 from public.t")
                refreshed = t.refresh(f"public.{name}", by=client)
                t.check(f"{name} with {depth}: refreshed or refused", refreshed.is_fine or refreshed.is_refused, str(refreshed)[:200])
                t.refresh(f"public.{name}")
                t.same(f"{name} with {depth}", f"public.{name}", query)
                t.boss.run(f"select pgtrickle.drop_stream_table('public.{name}')")
            client.close()
    t.must(
        "create view public.deep as "
        + " union all ".join("select id, v from public.t" for _ in range(800))
        + "; create view public.deeper as "
        + " union all ".join("select id, v from public.deep" for _ in range(30))
    )
    answer = t.create("public.of_deeper", "select id, v from public.deeper")
    t.check("views of views", answer.is_fine or answer.is_refused, str(answer)[:200])


@case
def cancelled(t):
    """A statement_timeout is obeyed in every phase: analysing, filling, reading changes, disposing of them."""
    t.must(
        "create table public.t (id int primary key, v int); create table public.big (id int primary key, v int); insert into public.big"
        " select i, i from generate_series(1, 100000) i"
    )
    queries = {
        "public.heavy": "select a.id, count(*) as n from public.t a join public.big b on a.v <= b.v group by a.id",
        "public.copy": "select id, v from public.t",
        "public.wide": " union all ".join(f"select id, v + {i} as v from public.t" for i in range(100)),
    }
    client = t.session()
    for table, query in queries.items():
        t.create(table, query)
        for timeout in (1, 20, 100):
            t.must(
                "insert into public.t select coalesce(max(id), 0) + i, i from (select max(id) as id from public.t) m, generate_series(1, 3)"
                " i group by i"
            )
            client.run(f"set statement_timeout = {timeout}")
            for call in (
                f"refresh_stream_table('{table}')",
                f"refresh_stream_table('{table}', 'FULL')",
                f"create_stream_table('public.other', $q${query}$q$, '1h')",
                f"repair_stream_table('{table}')",
                f"explain_st('{table}', true)",
            ):
                start = time.monotonic()
                answer = client.run(f"select pgtrickle.{call}")
                took = time.monotonic() - start
                t.check(f"{timeout} ms: {call[:40]} ends in time", took < 3, f"{took:.1f} s")
                t.check(f"{timeout} ms: {call[:40]} is done or cancelled", answer.state in ("00000", "57014", "42P07"), answer)
            t.boss.run("select pgtrickle.drop_stream_table('public.other')")
        t.must("delete from public.t where id > 20")
        t.refresh(table)
        t.same(table, table, query, loudly=False)


@case
def memory_of_changes(t):
    """Many pending changes, and many that wait for others, at a small work_mem."""
    t.must("create table public.t (id int, v int)")
    client = t.session()
    client.run("set work_mem = '1MB'; set max_parallel_workers_per_gather = 0")
    for name in ("first", "waiting"):
        t.create(f"public.{name}", "select count(*) as n, sum(v) as s from public.t")
    t.create("public.never", "select count(*) as n from public.t", initialize=False)
    client.run("select pgtrickle.refresh_stream_table('public.first')")
    t.must("insert into public.t select i, 1 from generate_series(1, 600000) i")
    pid, before = pid_of(client), private_megabytes(pid_of(client))
    t.refresh("public.first", by=client, mode="DIFFERENTIAL")
    after = private_megabytes(pid)
    t.check("600,000 changes: bounded", after - before < 12, f"{before} MB, then {after} MB")
    t.same("contents", "public.first", "select count(*) as n, sum(v) as s from public.t", loudly=False)
    t.must("insert into public.t values (1, 1)")
    t.refresh("public.first", by=client, mode="DIFFERENTIAL")
    t.check("one change while others wait: bounded", private_megabytes(pid) - before < 12, f"{before} MB, then {private_megabytes(pid)} MB")
    t.refresh("public.waiting")
    t.same("who waited", "public.waiting", "select count(*) as n, sum(v) as s from public.t", loudly=False)


@case
def plans(t):
    """Statements that a session keeps: for each set of changed sources, for tables that are gone."""
    sources = 6
    for i in range(sources):
        t.must(f"create table public.t{i} (id int primary key, v int); insert into public.t{i} values (1, 1)")
    query = (
        "select t0.id, "
        + ", ".join(f"t{i}.v as v{i}" for i in range(sources))
        + " from public.t0 "
        + " ".join(f"left join public.t{i} on t{i}.id = t{i - 1}.v" for i in range(1, sources))
    )
    t.create("public.st", query)
    used = "select sum(total_bytes) / 1048576.0 from pg_backend_memory_contexts"
    before, kept = float(t.boss.value(used)), []
    for chosen in range(1, 2**sources):
        for i in range(sources):
            if chosen >> i & 1:
                t.must(f"update public.t{i} set v = 1 - v where id = 1")
        t.refresh("public.st")
        kept.append(float(t.boss.value(used)) - before)
    half = kept[len(kept) // 2]
    t.check(
        "what is kept has a bound",
        kept[-1] - half < 0.35 * half or kept[-1] < 16,
        f"{half:.1f} MB after half of the sets, {kept[-1]:.1f} MB after all",
    )
    t.same("contents", "public.st", query, loudly=False)
    t.must("select pgtrickle.drop_stream_table('public.st'); create temp table x (a int); drop table x")
    t.create("public.other", "select id from public.t0")
    t.refresh("public.other")
    left = float(t.boss.value(used)) - before
    t.check("and goes with the table", left < max(12, 0.5 * kept[-1]), f"{left:.1f} MB")


@case
def plans_of_many_tables(t):
    """Statements that a session keeps for many tables that it refreshes in turn."""
    count = 150
    t.must("create table public.t (id int primary key, k int, v int); insert into public.t select i, i % 3, i from generate_series(1, 30) i")
    for i in range(count):
        t.create(f"public.s{i}", f"select k, sum(v + {i}) as v, count(*) as n from public.t group by k")
    client = t.session()
    pid, kept = pid_of(client), []
    for _ in range(6):
        t.must("update public.t set v = v + 1 where id = 7")
        for i in range(count):
            t.refresh(f"public.s{i}", by=client)
        kept.append(private_megabytes(pid))
    t.check("what is kept has a bound", kept[-1] - kept[1] < 16, f"MB after each round: {kept}")
    t.same("contents", "public.s7", "select k, sum(v + 7) as v, count(*) as n from public.t group by k", loudly=False)


@case
def many_branches(t):
    """VALUES and UNION ALL of n branches: about linear."""
    t.must("create table public.t (id int primary key); insert into public.t values (1)")
    for name, text in {
        "values": lambda n: "select * from (values " + ", ".join(f"({i})" for i in range(n)) + ") v(a)",
        "unions": lambda n: " union all ".join(f"select id + {i} as id from public.t" for i in range(n)),
        "ins": lambda n: "select id from public.t where id in (" + ", ".join(str(i) for i in range(n)) + ")",
    }.items():
        took = []
        for size in (100, 400):
            start = time.monotonic()
            answer = t.create(f"public.{name}{size}", text(size))
            took.append(time.monotonic() - start)
            t.check(f"{name} of {size}", answer.is_fine, answer)
            t.must("insert into public.t select max(id) + 1 from public.t")
            t.refresh(f"public.{name}{size}")
            t.same(f"{name} of {size}", f"public.{name}{size}", text(size), loudly=False)
            if took[-1] > 5:
                break
        t.check(f"{name}: about linear", took[-1] < 5, took)


@case
def durations(t):
    """Schedules at the edges."""
    t.must("create table public.t (id int primary key)")
    for number, schedule in enumerate(
        (
            "9223372036854775807s",
            "99999999999999999999d",
            "100000000000d",
            "0s",
            "-1s",
            "",
            " ",
            "1",
            "0 0 31 2 *",
            "* * * * * *",
            "1s1s",
            "1e9s",
            "é",
            "calculated",
            "1h" * 500,
        )
    ):
        answer = t.create(f"public.s{number}", "select id from public.t", schedule=schedule)
        t.check(
            f"{schedule[:30]!r}: made or refused",
            answer.is_fine or answer.is_refused or answer.state in ("22023", "22008", "22003", "22007"),
            answer,
        )
    t.must("insert into public.t values (1)")
    answer = t.boss.run("select * from pgtrickle.freshness(); select * from pgtrickle.pgt_status()")
    t.check("reports", answer.is_fine, answer)


if __name__ == "__main__":
    sys.exit(run_cases())
