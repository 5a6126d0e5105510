"""What one may see of others' tables follows one's privileges: errors, statements, plans, counts, buffers, history."""

import sys

from trial import case, run_cases

SECRET = "4111-1111"


def relations_and_functions(t):
    """All that PUBLIC may ask: each view and table, and each function without arguments or with the name of a stream table."""
    relations = t.boss.run(
        "select c.oid::regclass from pg_class c join pg_depend d on d.objid = c.oid and d.classid = 'pg_class'::regclass and d.deptype ="
        " 'e' where c.relkind in ('r', 'v', 'S')"
    ).rows
    functions = t.boss.run(
        "select p.oid::regprocedure || '#' || p.pronargs || '#' || coalesce(p.proargnames[1], '') from pg_proc p join pg_depend d on"
        " d.objid = p.oid and d.classid = 'pg_proc'::regclass and d.deptype = 'e' where p.prokind = 'f' and p.prorettype not in"
        " ('trigger'::regtype, 'event_trigger'::regtype)"
    ).rows
    return relations, functions


def looks_everywhere(t, who, tables):
    """Everything that `who` can see."""
    relations, functions = relations_and_functions(t)
    seen = [who.run(f"select * from {one}").text for one in relations]
    for one in functions:
        name, arguments, first = one.split("#")
        called = name[: name.index("(")]
        if called.endswith(("create_stream_table", "create_stream_table_if_not_exists")):
            continue
        if arguments == "0":
            seen.append(who.run(f"select * from {called}()").text)
        elif first == "name":
            seen += [who.run(f"select * from {called}('{table}')").text for table in tables]
    seen.append(who.run("select * from pg_stat_activity; select * from pg_stats; select * from pg_views").text)
    return "\n".join(seen)


@case
def errors_of_refreshes(t):
    """Messages hold values of rows: of division, casts, and functions that say what they like."""
    boss, nobody = t.role("boss"), t.role("nobody")
    listener = t.session("nobody")
    listener.run("listen pgtrickle_alert")
    t.must(
        "create table boss.cards (id int primary key, number text); insert into boss.cards values (1, '5');create function boss.says(text)"
        " returns int language plpgsql immutable as $$ begin if length($1) > 5 then raise exception 'no good: %', $1 using detail = $1,"
        " hint = $1; end if; return 1; end $$",
        boss,
    )
    tables = ["boss.cast", "boss.said", "boss.summed"]
    t.create("boss.cast", "select id, number::int as n from boss.cards", by=boss, schedule="1s")
    t.create("boss.said", "select id, boss.says(number) as n from boss.cards", by=boss, schedule="1s")
    t.create("boss.summed", "select sum(number::numeric) as n from boss.cards", by=boss, schedule="1s")
    t.must(f"insert into boss.cards values (2, '{SECRET}-1111')", boss)
    failed = "select count(*) from pgtrickle.pgt_stream_tables where consecutive_errors > 0 or status in ('ERROR', 'SUSPENDED')"
    t.eventually("they fail, and that is to be seen", lambda: nobody.value(failed) == "3")
    t.check(
        "nobody sees values of rows",
        SECRET not in looks_everywhere(t, nobody, tables),
        [line for line in looks_everywhere(t, nobody, tables).splitlines() if SECRET in line][:3],
    )
    t.check("nobody hears them", SECRET not in listener.run("select 1").text, listener.run("select 1"))
    t.check("the owner sees them", SECRET in looks_everywhere(t, boss, tables))


@case
def explaining(t):
    """EXPLAIN ANALYZE runs the query: only for roles that may do that."""
    boss, nobody = t.role("boss"), t.role("nobody")
    t.must(
        "grant usage on schema boss to nobody; create table boss.pay (id int primary key, amount int); insert into boss.pay select i, i"
        " from generate_series(1, 1234) i; create sequence boss.runs;create function boss.counts(int) returns int language sql volatile as"
        " $$ select nextval('boss.runs')::int $$",
        boss,
    )
    t.create("boss.rich", "select id from boss.pay where amount > 1000", by=boss)
    t.create("boss.noted", "select id, boss.counts(id) as n from boss.pay", by=boss, refresh_mode="FULL")
    before = boss.value("select last_value from boss.runs")
    for call in (
        "explain_st('boss.rich', true)",
        "explain_st('boss.noted', true)",
        "explain_delta('boss.rich')",
        "explain_delta('boss.noted')",
        "explain_diff_sql('boss.rich')",
    ):
        answer = nobody.run(f"select * from pgtrickle.{call}")
        t.check(f"{call}: nothing was run", "actual" not in answer.text, answer)
        t.check(f"{call}: fine or refused", answer.is_fine or answer.is_refused, answer)
    t.check("no function of the owner's was run", boss.value("select last_value from boss.runs") == before)
    answer = boss.run("select * from pgtrickle.explain_st('boss.rich', true)")
    t.check("the owner may", answer.is_fine and "actual" in answer.text, answer)


@case
def estimates(t):
    """Plans tell of statistics, and constants of queries are the author's affair: MCVs and selectivities need SELECT."""
    boss, nobody = t.role("boss"), t.role("nobody")
    t.must(
        "create table boss.pay (id int primary key, person text); insert into boss.pay select i, 'p' || i % 3 from generate_series(1, 999)"
        " i; analyze boss.pay; grant usage on schema boss to nobody",
        boss,
    )
    t.create("boss.st", "select id from boss.pay where person = 'p1'", by=boss)
    for call in ("explain_st('boss.st')", "explain_delta('boss.st')"):
        answer = nobody.run(f"select * from pgtrickle.{call}")
        t.check(f"{call}: no rows are estimated for nobody", "rows=" not in answer.text, answer)


@case
def buffers(t):
    """What was captured is readable through nothing."""
    boss, nobody = t.role("boss"), t.role("nobody")
    t.must(f"create table boss.cards (id int primary key, number text); insert into boss.cards values (1, '{SECRET}')", boss)
    t.create("boss.st", "select id, number from boss.cards", by=boss)
    t.must(
        f"insert into boss.cards select i, '{SECRET}' from generate_series(2, 20) i; update boss.cards set number = '{SECRET}x' where id ="
        " 1; delete from boss.cards where id = 3",
        boss,
    )
    for who in (nobody, boss):
        for line in t.boss.run(
            "select c.oid::regclass from pg_class c join pg_namespace n on n.oid = relnamespace where nspname in ('pgtrickle_changes',"
            " 'pgtrickle_definitions')"
        ).rows:
            if who is boss and "definitions" in line:
                continue  # his own query
            for statement in (
                f"select * from {line}",
                f"table {line}",
                f"copy {line} to stdout",
                f"insert into {line} default values",
                f"truncate {line}",
                f"lock table {line} in access share mode",
                f"create table {'nobody' if who is nobody else 'boss'}.of_mine (like {line})",
                f"create view pg_temp.v as select * from {line}",
                f"drop table {line}",
            ):
                if "definitions" in line and statement.startswith("create"):
                    continue  # one may write a view over anything; reading it takes the rights
                answer = who.run(statement)
                t.check(f"{statement} is refused", not answer.is_fine, answer)
    for schema in ("pgtrickle", "pgtrickle_changes", "pgtrickle_definitions"):
        for ddl in (
            "create table {}.mine (a int)",
            "create function {}.mine() returns int language sql as 'select 1'",
            "create type {}.mine as enum ()",
            "create operator {}.+ (leftarg = int, function = int4abs)",
            "alter schema {} rename to mine",
            "drop schema {}",
        ):
            answer = nobody.run(ddl.format(schema))
            t.check(f"{ddl.format(schema)} is refused", not answer.is_fine, answer)
    t.check("nothing of the rows is seen", SECRET not in looks_everywhere(t, nobody, ["boss.st"]))


@case
def how_much_changes(t):
    """A role that may not read a table does not learn how many of its rows change."""
    boss, nobody = t.role("boss"), t.role("nobody")
    t.must("create table boss.votes (id int primary key, v int)", boss)
    t.create("boss.st", "select id, v from boss.votes", by=boss)
    t.must("insert into boss.votes select i, 1 from generate_series(1, 54321) i", boss)
    for call in ("pending_changes()", "change_buffer_sizes()", "health_check()"):
        t.check(
            f"{call} says nothing of it",
            "54321" not in nobody.run(f"select * from pgtrickle.{call}").text,
            nobody.run(f"select * from pgtrickle.{call}"),
        )
    t.check(
        "the owner may know",
        "54321" in boss.run("select * from pgtrickle.change_buffer_sizes()").text,
        boss.run("select * from pgtrickle.change_buffer_sizes()"),
    )


@case
def decoding(t):
    """Logical decoding and publications do not carry what is captured, nor the catalog."""
    t.must("create table public.t (id int primary key, g int, v text); insert into public.t values (1, 1, 'a')")
    t.create("public.st", "select g, count(*) as n from public.t group by g")
    t.must("select pg_create_logical_replication_slot('slot', 'test_decoding')")
    try:
        t.must("create publication everything for all tables")
        for change in (
            "insert into public.t values (2, 1, 'b')",
            "insert into public.t select i, 1, repeat('x', 300) from generate_series(10, 5000) i",
            "update public.t set v = 'y' where id < 100",
            "delete from public.t where id > 4000",
            "truncate public.t",
            "insert into public.t values (1, 1, 'z')",
        ):
            t.must(change)
            t.refresh("public.st")
            t.same(change[:40], "public.st", "select g, count(*) as n from public.t group by g", loudly=False)
        found = t.boss.run(
            "select left(data, 60), count(*) from pg_logical_slot_get_changes('slot', null, null) where data like '%pgtrickle\\_changes%'"
            " group by 1 limit 3"
        )
        t.check("nothing of the buffers is decoded", found.rows == [], found)
        for relation in ("pgtrickle_changes.changes_" + t.boss.value("select 'public.t'::regclass::oid"), f"{t.catalog}.pgt_stream_tables"):
            answer = t.boss.run(f"create publication named for table {relation}")
            t.check(f"{relation} cannot be named in a publication", not answer.is_fine, answer)
            t.boss.run("drop publication if exists named")
    finally:
        t.boss.run("drop publication everything; select pg_drop_replication_slot('slot')")


@case
def hidden_group(t):
    """Groups that a query does not show are not shown by the stream table either to a role with SELECT on the shown columns."""
    boss, nobody = t.role("boss"), t.role("nobody")
    t.must(f"create table boss.cards (id int primary key, number text, amount int); insert into boss.cards values (1, '{SECRET}', 5)", boss)
    t.create("boss.totals", "select sum(amount) as s from boss.cards group by number", by=boss)
    t.must("grant usage on schema boss to nobody; grant select (s) on boss.totals to nobody", boss)
    t.check("the right to a column is enough", nobody.run("select s from boss.totals").is_fine)
    t.check(
        "the group is not readable by it", SECRET not in nobody.run("select * from boss.totals; select to_jsonb(x) from boss.totals x").text
    )


if __name__ == "__main__":
    sys.exit(run_cases(settings=["wal_level=logical"], scheduler=True))
