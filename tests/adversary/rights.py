"""A refresh fails as the owner's SELECT would: rights that were taken away, policies, views whose owners have no right."""

import sys

from trial import case, run_cases

SHAPES = {
    "copy": "select id, person, amount from boss.pay",
    "total": "select person, sum(amount) as s from boss.pay group by person",
    "filtered": "select id, amount from boss.pay where amount > 1",
    "counted": "select count(*) as n from boss.pay",
    "persons": "select distinct person from boss.pay",
    "joined": "select a.id, b.amount from boss.pay a join boss.pay b on a.id = b.id",
}


def begin(t):
    """boss owns pay, which reader may read; reader has a stream table of each shape."""
    boss = t.role("boss")
    reader = t.role("reader")
    t.must(
        "create table boss.pay (id int primary key, person text, amount int); insert into boss.pay values (1, 'ann', 10), (2, 'bob', 20);"
        "grant usage on schema boss to reader; grant select, trigger on boss.pay to reader",
        boss,
    )
    for name, query in SHAPES.items():
        t.create(f"reader.{name}", query, by=reader)
    return boss, reader


def shut_out(t, reader, by=None):
    """Nothing inserted afterwards reaches the reader, by a manual refresh or by the scheduler."""
    for name in SHAPES:
        if not t.created[f"reader.{name}"].is_fine:
            t.check(f"{name} was refused", t.created[f"reader.{name}"].is_refused, t.created[f"reader.{name}"])
            continue
        before = reader.run(f"select * from reader.{name}").text
        for mode in (None, "FULL"):
            answer = t.refresh(f"reader.{name}", by=by or reader, mode=mode)
            t.check(f"{name}: the refresh is refused", answer.state in ("42501", "0A000"), answer)
        t.check(
            f"{name}: nothing came", reader.run(f"select * from reader.{name}").text == before, reader.run(f"select * from reader.{name}")
        )


@case
def select_revoked(t):
    boss, reader = begin(t)
    t.must("revoke select on boss.pay from reader; insert into boss.pay values (3, 'eve', 99999)", boss)
    shut_out(t, reader)
    shut_out(t, reader, by=t.boss)
    t.must("grant select on boss.pay to reader", boss)
    for name, query in SHAPES.items():
        t.refresh(f"reader.{name}", by=reader)
        t.same(f"{name} goes on", f"reader.{name}", query, loudly=False)


@case
def column_revoked(t):
    boss, reader = begin(t)
    t.must(
        "revoke select on boss.pay from reader; grant select (id, person) on boss.pay to reader; insert into boss.pay values (3, 'eve',"
        " 99999)",
        boss,
    )
    for name in ("copy", "total", "filtered", "joined"):
        if t.created[f"reader.{name}"].is_fine:
            answer = t.refresh(f"reader.{name}", by=reader)
            t.check(f"{name}: refused", answer.state == "42501", answer)
    for name in ("counted", "persons"):
        t.refresh(f"reader.{name}", by=reader)
        t.same(name, f"reader.{name}", SHAPES[name], loudly=False)


@case
def membership_revoked(t):
    """The right came by a role."""
    boss, reader = begin(t)
    t.must("create role team; revoke select on boss.pay from reader", t.boss)
    t.must("grant select on boss.pay to team; grant team to reader", t.boss)
    for name, query in SHAPES.items():
        t.refresh(f"reader.{name}", by=reader)
        t.same(f"{name} by a role", f"reader.{name}", query, loudly=False)
    t.must("revoke team from reader", t.boss)
    t.must("insert into boss.pay values (3, 'eve', 99999)", boss)
    shut_out(t, reader)


@case
def policy_enabled(t):
    boss, reader = begin(t)
    t.must(
        "alter table boss.pay enable row level security; create policy own on boss.pay for select using (person = current_user);"
        "insert into boss.pay values (3, 'eve', 99999)",
        boss,
    )
    shut_out(t, reader)


@case
def policy_forced(t):
    """The owner of the source himself, once policies are forced on him."""
    boss = t.role("boss")
    t.must("create table boss.pay (id int primary key, person text, amount int); insert into boss.pay values (1, 'ann', 10)", boss)
    t.create("boss.copy", "select id, amount from boss.pay", by=boss)
    t.must(
        "alter table boss.pay enable row level security; create policy own on boss.pay using (person = 'ann'); insert into boss.pay values"
        " (2, 'ann', 1)",
        boss,
    )
    t.refresh("boss.copy", by=boss)
    t.same("not forced: all rows", "boss.copy", "select id, amount from boss.pay", loudly=False)
    t.must("alter table boss.pay force row level security", boss)
    t.must("insert into boss.pay values (3, 'eve', 99999)")
    answer = t.refresh("boss.copy", by=boss)
    t.check("forced: refused", answer.state in ("42501", "0A000"), answer)
    t.check("forced: nothing came", boss.value("select count(*) from boss.copy where amount = 99999") == "0")
    t.must("alter role boss bypassrls")
    t.refresh("boss.copy", by=boss)
    t.same("with BYPASSRLS: all rows", "boss.copy", "select id, amount from boss.pay", loudly=False)
    t.must("alter role boss nobypassrls; insert into boss.pay values (4, 'eve', 99999)")
    answer = t.refresh("boss.copy")
    t.check("NOBYPASSRLS: refused", answer.state in ("42501", "0A000"), answer)
    t.check("NOBYPASSRLS: nothing came", boss.value("select count(*) from boss.copy where id = 4") == "0")


@case
def new_owner_without_rights(t):
    boss, reader = begin(t)
    t.must("create role heir; grant create on schema reader to heir; grant heir to reader; grant usage on schema reader, boss to heir")
    for name in SHAPES:
        t.boss.run(f"alter table reader.{name} owner to heir")
    t.must("insert into boss.pay values (3, 'eve', 99999)", boss)
    shut_out(t, reader, by=t.boss)


@case
def superuser_no_more(t):
    t.must(
        "create role root superuser login; create schema private; create table private.secrets (id int primary key, s text); insert into"
        " private.secrets values (1, 'a')"
    )
    root = t.session("root")
    t.must("create schema root", root)
    t.create("root.copy", "select id, s from private.secrets", by=root)
    t.must("alter role root nosuperuser; insert into private.secrets values (2, 'came later')")
    answer = t.refresh("root.copy")
    t.check("refused", answer.state == "42501", answer)
    t.check("nothing came", t.boss.value("select count(*) from root.copy where id = 2") == "0")


def victim_reads_view(t):
    """viewer owns a view and facts; victim has secrets, and a stream table over the view."""
    victim, viewer = t.role("victim"), t.role("viewer")
    t.must(
        "create table viewer.facts (id int primary key, info text); insert into viewer.facts values (1, 'harmless');"
        "create view viewer.v as select id, info from viewer.facts; grant usage on schema viewer to victim;"
        "grant select, trigger on viewer.v, viewer.facts to victim",
        viewer,
    )
    t.must(
        "create table victim.secrets (id int primary key, word text); insert into victim.secrets values (1, 'hunter2'); grant usage on"
        " schema victim to viewer",
        victim,
    )
    t.create("victim.st", "select id, info from viewer.v", by=victim)
    victim.run("grant select on victim.st to viewer")
    return victim, viewer


def no_secret(t, victim, viewer):
    for by in (victim, t.boss, viewer):
        for mode in (None, "FULL"):
            answer = t.refresh("victim.st", by=by, mode=mode)
            t.check("refreshed or refused", answer.is_fine or answer.is_refused, answer)
    t.check("no secret gets out", "hunter2" not in viewer.run("select * from victim.st").text, viewer.run("select * from victim.st"))


@case
def view_replaced(t):
    victim, viewer = victim_reads_view(t)
    t.must("create or replace view viewer.v as select id, word as info from victim.secrets", viewer)
    no_secret(t, victim, viewer)
    for query in ("select max(info) as m from viewer.v", "select info, count(*) from viewer.v group by info"):
        answer = victim.run(f"select pgtrickle.create_stream_table('victim.other', '{query}')")
        t.check("a new one is refused", answer.is_refused, answer)


@case
def rule_replaced(t):
    """CREATE OR REPLACE RULE gives a view another query, too."""
    victim, viewer = victim_reads_view(t)
    viewer.run('create or replace rule "_RETURN" as on select to viewer.v do instead select id, word as info from victim.secrets')
    no_secret(t, victim, viewer)


@case
def view_replaced_below(t):
    """A view below the view."""
    victim, viewer = t.role("victim"), t.role("viewer")
    t.must(
        "create table viewer.facts (id int primary key, info text); insert into viewer.facts values (1, 'x'); create view viewer.low as"
        " select * from viewer.facts;create view viewer.v as select id, info from viewer.low; grant usage on schema viewer to victim; grant"
        " select, trigger on all tables in schema viewer to victim",
        viewer,
    )
    t.must(
        "create table victim.secrets (id int primary key, word text); insert into victim.secrets values (1, 'hunter2'); grant usage on"
        " schema victim to viewer",
        victim,
    )
    t.create("victim.st", "select id, info from viewer.v", by=victim)
    victim.run("grant select on victim.st to viewer")
    t.must("create or replace view viewer.low as select id, word as info from victim.secrets", viewer)
    no_secret(t, victim, viewer)


@case
def security_invoker_set(t):
    """With security_invoker it is the reader's rights that count: reader has none on the table below."""
    boss, reader = t.role("boss"), t.role("reader")
    t.must(
        "create table boss.pay (id int primary key, amount int); insert into boss.pay values (1, 1); create view boss.v as select id,"
        " amount from boss.pay;grant usage on schema boss to reader; grant select on boss.v to reader; grant trigger on boss.pay to reader",
        boss,
    )
    t.create("reader.st", "select id, amount from boss.v", by=reader)
    t.must("alter view boss.v set (security_invoker = true); insert into boss.pay values (2, 99999)", boss)
    if t.created["reader.st"].is_fine:
        answer = t.refresh("reader.st", by=reader)
        t.check("refused", answer.state == "42501", answer)
        t.check("nothing came", reader.value("select count(*) from reader.st where id = 2") == "0")
    answer = reader.run("select pgtrickle.create_stream_table('reader.st2', 'select id, amount from boss.v')")
    t.check("creation refused", answer.state == "42501", answer)
    t.must("alter view boss.v reset (security_invoker)", boss)
    if t.created["reader.st"].is_fine:
        t.refresh("reader.st", by=reader)
        t.same("as the owner of the view may again", "reader.st", "select id, amount from boss.v", loudly=False)


@case
def rights_inside_views(t):
    """The view's owner loses his right; the reader keeps his on the view."""
    boss, middle, reader = t.role("boss"), t.role("middle"), t.role("reader")
    t.must(
        "create table boss.pay (id int primary key, amount int); insert into boss.pay values (1, 1); grant usage on schema boss to middle,"
        " reader; grant select, trigger on boss.pay to middle; grant trigger on boss.pay to reader",
        boss,
    )
    t.must(
        "create view middle.v as select id, amount from boss.pay; grant usage on schema middle to reader; grant select on middle.v to"
        " reader",
        middle,
    )
    t.create("reader.st", "select id, amount from middle.v", by=reader)
    t.create("reader.sums", "select sum(amount) as s from middle.v", by=reader)
    t.check("made, or the reader needs the right himself", t.created["reader.st"].state in ("00000", "42501"), t.created["reader.st"])
    if not t.created["reader.st"].is_fine:
        t.must("grant select on boss.pay to reader", boss)
        for name, query in {"st": "select id, amount from middle.v", "sums": "select sum(amount) as s from middle.v"}.items():
            t.create(f"reader.{name}", query, by=reader)
        t.check("made with it", t.created["reader.st"].is_fine, t.created["reader.st"])
    t.must("revoke select on boss.pay from middle; insert into boss.pay values (2, 99999)", boss)
    for name in ("st", "sums"):
        if t.created[f"reader.{name}"].is_fine:
            answer = t.refresh(f"reader.{name}", by=reader)
            t.check(f"{name}: refused", answer.state == "42501", answer)
            t.check(f"{name}: nothing came", "99999" not in reader.run(f"select * from reader.{name}").text)
    t.must("grant select on boss.pay to middle", boss)
    t.must("revoke select on middle.v from reader", middle)
    for name in ("st", "sums"):
        if t.created[f"reader.{name}"].is_fine:
            answer = t.refresh(f"reader.{name}", by=reader)
            t.check(f"{name}: refused without the right to the view", answer.state == "42501", answer)


@case
def view_changes_hands(t):
    """A view gets an owner without SELECT."""
    victim, viewer = victim_reads_view(t)
    t.must("create role other; grant usage on schema viewer to other; alter view viewer.v owner to other")
    t.must("insert into viewer.facts values (2, 'later')", viewer)
    if t.created["victim.st"].is_fine:
        answer = t.refresh("victim.st", by=victim)
        t.check("refused", answer.state == "42501", answer)
        t.check("nothing came", victim.value("select count(*) from victim.st where id = 2") == "0")


@case
def function_revoked(t):
    """EXECUTE on a function of the query, USAGE of its schema's is asked when the query is analysed only."""
    boss, reader = t.role("boss"), t.role("reader")
    t.must(
        "create function boss.f(int) returns int language sql immutable as 'select $1'; create table boss.t (id int primary key); insert"
        " into boss.t values (1);grant usage on schema boss to reader; grant select, trigger on boss.t to reader",
        boss,
    )
    t.create("reader.st", "select id, boss.f(id) as v from boss.t", by=reader)
    t.must("revoke execute on function boss.f(int) from public; insert into boss.t values (2)", boss)
    if t.created["reader.st"].is_fine:
        answer = t.refresh("reader.st", by=reader)
        t.check("refused", answer.state == "42501", answer)


@case
def stream_table_as_source(t):
    """A stream table over another role's stream table: SELECT on that is required."""
    boss, reader = t.role("boss"), t.role("reader")
    t.must("create table boss.t (id int primary key, v int); insert into boss.t values (1, 1); grant usage on schema boss to reader", boss)
    t.create("boss.st", "select id, v from boss.t", by=boss)
    t.must("grant select, trigger on boss.st to reader", boss)
    t.create("reader.over", "select id, v from boss.st", by=reader)
    t.must("revoke select on boss.st from reader; insert into boss.t values (2, 99999)", boss)
    t.refresh("boss.st", by=boss)
    t.same("the first", "boss.st", "select id, v from boss.t", loudly=False)
    if t.created["reader.over"].is_fine:
        answer = t.refresh("reader.over", by=reader)
        t.check("refused", answer.state == "42501", answer)
        t.check("nothing came", reader.value("select count(*) from reader.over where id = 2") == "0")


@case
def who_may_do_what(t):
    """Functions that change a stream table ask for its owner's rights; to refresh, MAINTAIN is enough."""
    boss = t.role("boss")
    t.must("create role keeper login; create role nobody login; grant usage on schema boss to keeper, nobody")
    keeper, nobody = t.session("keeper"), t.session("nobody")
    t.must("create table boss.t (id int primary key, v int); insert into boss.t values (1, 1)", boss)
    t.create("boss.st", "select id, v from boss.t", by=boss)
    t.must("grant maintain on boss.st to keeper; grant select on boss.st to nobody; insert into boss.t values (2, 2)", boss)
    for call in (
        "refresh_stream_table('boss.st')",
        "refresh_stream_table('boss.st', 'FULL')",
        "resume_stream_table('boss.st')",
        "repair_stream_table('boss.st')",
        "drop_stream_table('boss.st')",
        "alter_stream_table('boss.st', status => 'PAUSED')",
        "alter_stream_table('boss.st', query => 'select 1 as id')",
        "alter_stream_table('boss.st', schedule => '5s')",
        "alter_stream_table('boss.st', refresh_mode => 'FULL')",
        "rebuild_cdc_triggers()",
        "restore_stream_tables()",
    ):
        answer = nobody.run(f"select pgtrickle.{call}")
        t.check(f"nobody may not {call}", answer.state in ("42501", "0A000"), answer)
    for ddl in (
        "drop table boss.st",
        "truncate boss.st",
        "alter table boss.st add column x int",
        "insert into boss.st values (9)",
        "lock table boss.st in exclusive mode",
        "create trigger x before insert on boss.st for each row execute function pgtrickle.guard_stream_table()",
        "vacuum boss.st",
        "alter table boss.t disable trigger all",
        "drop trigger pgt_capture_insert on boss.t",
        "select * from boss.t",
    ):
        answer = nobody.run(ddl)
        t.check(f"nobody may not {ddl}", not answer.is_fine or "permission denied" in answer.text, answer)
    answer = keeper.run("select pgtrickle.refresh_stream_table('boss.st')")
    t.check("with MAINTAIN one may refresh", answer.is_fine, answer)
    t.same("it did", "boss.st", "select id, v from boss.t", loudly=False)
    for call in ("drop_stream_table('boss.st')", "alter_stream_table('boss.st', query => 'select 1 as id')"):
        answer = keeper.run(f"select pgtrickle.{call}")
        t.check(f"with MAINTAIN one may not {call}", answer.state in ("42501", "0A000"), answer)


if __name__ == "__main__":
    sys.exit(run_cases())
