"""What a superuser can switch off: the guard of stream tables, the triggers of sources, event triggers. Wrong rows are then found by a
refresh or named by health_check(); docs/security.md says which."""

import sys

from trial import case, run_cases

BASE = "create table public.t (id int primary key, k int, v int); insert into public.t select i, i % 3, i from generate_series(1, 30) i"
QUERY = "select id, k, v from public.t where v > 3"
GROUPED = "select k, sum(v) as v, count(*) as n from public.t group by k"


def begin(t):
    t.must(BASE)
    t.create("public.rows", QUERY)
    t.create("public.groups", GROUPED)


def health(t, name):
    return t.boss.value(f"select severity || ' ' || detail from pgtrickle.health_check() where check_name = '{name}'")


def write_past_the_guard(t, sql):
    return t.boss.run(f"set session_replication_role = replica; {sql}; reset session_replication_role")


@case
def past_the_guard(t):
    """With session_replication_role = replica a superuser writes to a stream table, as to any table whose triggers protect it."""
    begin(t)
    t.must("alter table public.t owner to current_user")
    refused = t.boss.run("delete from public.rows where id = 10")
    t.check("the guard refuses", refused.state == "0A000", refused)
    written = write_past_the_guard(t, "delete from public.rows where id = 10; update public.groups set v = v + 1 where k = 1")
    t.check("a superuser passes it", written.is_fine, written)
    # A change that meets what is missing is found out, and the table recomputed.
    t.must("delete from public.t where id = 10")
    t.refresh("public.rows")
    t.same("a deleted row that is missing", "public.rows", QUERY, loudly=False)
    # What no change meets stays until a full refresh.
    t.refresh("public.groups", mode="FULL")
    t.same("a full refresh", "public.groups", GROUPED, loudly=False)


@case
def not_without_the_right(t):
    begin(t)
    user = t.role("mallory")
    t.must("grant all on public.rows to mallory")
    t.check("the setting is the superuser's", user.run("set session_replication_role = replica").state == "42501")
    t.check("the guard refuses", user.run("delete from public.rows").state in ("0A000", "42501"))


@case
def guard_disabled(t):
    begin(t)
    t.must("set event_triggers = off; alter table public.rows disable trigger pgtrickle_guard; reset event_triggers")
    t.check("named by health_check", "CRITICAL" in health(t, "definitions"), health(t, "definitions"))


def without_event_triggers(t, what, ddl, table="public.rows", query=QUERY, more="insert into public.t (id, k, v) values (101, 1, 50)"):
    """DDL that no event trigger sees: the next refresh is right or is refused, or health_check() names the table."""
    changed = t.boss.run(f"set event_triggers = off; {ddl}; reset event_triggers")
    t.check(f"{what}: can be done, or is refused by dependencies", changed.is_fine or changed.is_refused, changed)
    if more:
        t.must(more)
    t.refresh(table)
    named = any("CRITICAL" in health(t, check) for check in ("definitions", "capture_triggers"))
    difference = t.difference(table, query)
    refused = t.refreshed[table].is_refused
    t.check(what, not difference or refused or named, f"{difference} {t.refreshed[table]!r}")


def repaired_in_full(t, what, ddl, query, more, table="public.rows"):
    """DDL that nothing else tells of: docs/operations.md asks for a full refresh after it."""
    t.must(f"set event_triggers = off; {ddl}; reset event_triggers")
    t.must(more)
    t.refresh(table, mode="FULL")
    t.same(what, table, query, loudly=False)


@case
def rewritten_source(t):
    begin(t)
    without_event_triggers(t, "a column of another type", "alter table public.t alter v type bigint using v + 1")
    without_event_triggers(t, "a column of another type, grouped", "select 1", "public.groups", GROUPED, None)


@case
def generated_column(t):
    t.must("create table public.t (id int primary key, v int, w int generated always as (v + 1) stored); insert into public.t values (1, 1), (2, 2)")
    query = "select id, w from public.t"
    t.create("public.rows", query)
    repaired_in_full(t, "SET EXPRESSION", "alter table public.t alter w set expression as (v + 2)", query, "insert into public.t values (3, 3)")


@case
def renamed_columns(t):
    begin(t)
    without_event_triggers(t, "columns change names", "alter table public.t rename v to x; alter table public.t rename k to v; alter table public.t rename x to k",
                           query="select id, v as k, k as v from public.t where k > 3", more="insert into public.t values (101, 50, 50)")


@case
def disabled_capture(t):
    begin(t)
    without_event_triggers(t, "triggers disabled", "alter table public.t disable trigger user")


@case
def dropped_capture(t):
    begin(t)
    names = t.boss.value("select string_agg(format('drop trigger %I on public.t', tgname), '; ') from pg_trigger where tgrelid = 'public.t'::regclass and not tgisinternal")
    without_event_triggers(t, "triggers dropped", names or "select 1")


@case
def attached_partition(t):
    t.must("create table public.p (id int, v int) partition by range (id); create table public.p1 partition of public.p for values from (0) to (10);"
           "insert into public.p values (1, 1); create table public.p2 (id int, v int); insert into public.p2 values (11, 11)")
    query = "select id, v from public.p"
    t.create("public.rows", query)
    without_event_triggers(t, "a partition is attached", "alter table public.p attach partition public.p2 for values from (10) to (20)",
                           query=query, more="insert into public.p values (2, 2), (12, 12)")
    repaired_in_full(t, "a partition is detached", "alter table public.p detach partition public.p1", query, "insert into public.p values (13, 13)")


@case
def new_child(t):
    begin(t)
    without_event_triggers(t, "a child is created", "create table public.child () inherits (public.t); insert into public.child values (201, 1, 60)")


@case
def replaced_view(t):
    t.must(BASE + "; create view public.seen as select id, k, v from public.t where v > 3")
    query = "select id, v from public.seen"
    t.create("public.rows", query)
    repaired_in_full(t, "a view is replaced", "create or replace view public.seen as select id, k, v from public.t where v > 10", query,
                     "insert into public.t values (101, 1, 50)")


@case
def replaced_function(t):
    t.must(BASE + "; create function public.twice(v int) returns int language sql immutable as 'select 2 * v'")
    query = "select id, public.twice(v) as w from public.t"
    t.create("public.rows", query)
    repaired_in_full(t, "a function is replaced", "create or replace function public.twice(v int) returns int language sql immutable as 'select 3 * v'",
                     query, "insert into public.t values (101, 1, 50)")


@case
def changed_storage(t):
    """The refresh cannot write a column that is gone: it fails, and says so."""
    begin(t)
    changed = t.boss.run("set event_triggers = off; alter table public.rows drop column v; reset event_triggers")
    t.must("insert into public.t values (101, 1, 50)")
    answer = t.refresh("public.rows")
    t.check("a column of the stream table is dropped", not changed.is_fine or not answer.is_fine, f"{changed!r} {answer!r}")


if __name__ == "__main__":
    sys.exit(run_cases())
