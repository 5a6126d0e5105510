"""A hostile role without privileges goes through everything that the extension has: each function, relation, sequence and schema.

What there is comes from the catalog, so that a new function is tried by itself. Each is called with names and OIDs of others'
objects, nonsense, NULLs and numbers at the edges; trigger functions as triggers of the role's own tables; support functions under
aggregates of its own. Afterwards nothing of the others has changed, no secret was shown, nothing broke, and the scheduler works.
"""

import itertools
import random
import re
import sys

from trial import case, quoted, run_cases

SECRET = "top-secret-4711"
MOST_CALLS = 60
BROKE = re.compile(r"(?:ERROR|FATAL|PANIC):  (?:XX000|58\d\d\d|57P0\d)")

OTHERS = f"""
create table boss.secrets (id int primary key, word text, v int); insert into boss.secrets values (1, '{SECRET}', 1), (2, 'x', 2);
create table boss.parts (id int primary key, v int) partition by range (id); create table boss.part1 partition of boss.parts for values from (0) to (100);
create view boss.viewed as select id, word from boss.secrets;
create function boss.fails(text) returns int language plpgsql immutable as $$ begin if $1 like 'no%' then raise exception 'no good: %', $1; end if; return 1; end $$
"""
STREAM_TABLES = {
    "boss.copy": "select id, word, v from boss.secrets",
    "boss.sums": "select word, sum(v) as s from boss.secrets group by word",
    "boss.full": "select id, rank() over (order by v) as r from boss.secrets",
    "boss.of_view": "select id, word from boss.viewed",
    "boss.of_parts": "select count(*) as n from boss.parts",
    "boss.upon": "select id, v from boss.copy",
    "boss.failing": "select id, boss.fails(word) as x from boss.secrets",
    "boss.waiting": "select id, word from boss.secrets",
}

# What the others have, as text; the scheduler may work meanwhile, but has nothing to do for them.
FINGERPRINTS = [
    *(
        f"select md5(string_agg(x::text, '|' order by x::text)) from {table} x"
        for table in (
            "boss.secrets",
            "boss.parts",
            "boss.copy",
            "boss.sums",
            "boss.full",
            "boss.of_view",
            "boss.of_parts",
            "boss.upon",
            "boss.waiting",
        )
    ),
    (
        "select pgt_id, pgt_relid, pgt_name, definition, original_query, schedule, requested_mode, refresh_mode, status, is_populated,"
        " needs_reinit, generation, settings, fingerprint from pgtrickle.pgt_stream_tables where pgt_schema = 'boss' order by 1"
    ),
    (
        "select d.* from pgtrickle.pgt_dependencies d join pgtrickle.pgt_stream_tables t using (pgt_id) where pgt_schema = 'boss' order by"
        " 1, 2"
    ),
    (
        "select count(*) from pgtrickle.pgt_refresh_history h join pgtrickle.pgt_stream_tables t using (pgt_id) where pgt_schema = 'boss'"
        " and h.status = 'COMPLETED'"
    ),
    (
        "select tgrelid::regclass, tgname, tgenabled, tgfoid::regproc, tgargs from pg_trigger where tgrelid::regclass::text like 'boss.%'"
        " order by 1, 2"
    ),
    (
        "select oid::regclass, relowner::regrole, relacl, relkind, relpersistence, relrowsecurity, relreplident, reloptions from pg_class"
        " where relnamespace::regnamespace::text in ('boss', 'pgtrickle', 'pgtrickle_catalog') order by 1"
    ),
    (
        "select c.oid::regclass, attname, atttypid::regtype, attacl, attnotnull from pg_attribute a join pg_class c on c.oid = attrelid"
        " where relnamespace::regnamespace::text in ('boss', 'pgtrickle', 'pgtrickle_catalog') and attnum > 0 order by 1, 2"
    ),
    (
        "select oid::regprocedure, proacl, proowner::regrole, proconfig, prosecdef from pg_proc where pronamespace ="
        " 'pgtrickle'::regnamespace order by 1"
    ),
    "select nspname, nspacl, nspowner::regrole from pg_namespace where nspname like 'pgtrickle%' or nspname = 'boss' order by 1",
    "select evtname, evtenabled, evtfoid::regproc from pg_event_trigger order by 1",
    "select rolname, rolsuper, rolcreaterole, rolbypassrls from pg_roles where rolname not like 'pg\\_%' order by 1",
    "select roleid::regrole, member::regrole from pg_auth_members order by 1, 2",
    (
        "select c.oid::regclass, relowner::regrole, relacl from pg_class c where relnamespace::regnamespace::text in ('pgtrickle_changes',"
        " 'pgtrickle_definitions') and relname not like 'own\\_%' and relname <> 'changes_' ||"
        " coalesce(to_regclass('hostile.t')::oid::text, '') order by 1"
    ),
    "select setdatabase, setrole, setconfig from pg_db_role_setting",
    "select rulename, ev_class::regclass from pg_rewrite where ev_class::regclass::text like 'boss.%' order by 1, 2",
]


def fingerprint(t):
    return [t.boss.run(sql).text for sql in FINGERPRINTS]


def names_and_oids(t):
    """Values for arguments by their type."""
    names = [
        *STREAM_TABLES,
        "hostile.own",
        "boss.secrets",
        "pgtrickle.pgt_stream_tables",
        "pg_catalog.pg_class",
        "nowhere.nothing",
        "",
        ".",
        '"',
        "x; drop table boss.secrets",
        "%s%n",
        "é" * 100,
        "copy",
        "a.b.c.d",
        "boss.copy; --",
        "n" * 5000,
    ]
    oids = t.boss.run(
        "select c.oid from pg_class c where relnamespace::regnamespace::text in ('boss', 'pgtrickle_changes', 'pgtrickle_definitions',"
        " 'pgtrickle', 'pgtrickle_catalog') order by relkind, oid limit 25"
    ).rows + ["0", "1", "4294967295", "1259"]
    texts = [quoted(name) for name in names] + [
        "null",
        quoted(f"select word from boss.secrets"),
        quoted("select * from boss.copy"),
        "'FULL'",
        "'DIFFERENTIAL'",
        "'AUTO'",
        "'json'",
        "'1s'",
        "'dot'",
        "'ACTIVE'",
    ]
    numbers = ["0", "1", "2", "-1", "null", "2147483647", "-2147483648"]
    return {
        "text": texts,
        "name": texts,
        "character varying": texts,
        "boolean": ["true", "false", "null"],
        "integer": numbers,
        "bigint": [*numbers, "9223372036854775807", "-9223372036854775808"],
        "smallint": ["0", "-1", "null"],
        "oid": [*oids, "null"],
        "regclass": [*(f"{oid}::oid::regclass" for oid in oids), "null"],
        "double precision": ["0", "'NaN'", "'Infinity'", "-1e308", "null"],
        "real": ["0", "'NaN'", "null"],
        "numeric": ["0", "'NaN'", "1e100", "-0.00000000000000000000001", "null"],
        "text[]": ["array['boss.copy', null, 'x']", "'{}'", "null", "'{{a},{b}}'"],
        "bigint[]": ["'{1,null}'", "null"],
        "oid[]": ["'{0,1}'", "null"],
        "interval": ["'1s'", "'-1000 years'", "null"],
        "timestamp with time zone": ["'infinity'", "'-infinity'", "now()", "null"],
        "bytea": ["'\\x00ff'", "null"],
        "jsonb": ["'{}'", "null"],
        "json": ["'{}'", "null"],
        '"any"': ["1", "null", "'x'::text", "row(1, null)", "'{}'::int[]", "'boss.copy'::text"],
        "anyelement": ["1", "null::int", "row(1)"],
        "record": ["row(1)"],
        "xid8": ["'1'", "null"],
        "pg_lsn": ["'0/0'", "null"],
    }


def calls(values, kinds, chance):
    """Argument lists: each value of each argument at least once, and some at random."""
    choices = [values.get(kind, ["null"]) for kind in kinds]
    lists = []
    for position, several in enumerate(choices):
        for value in several:
            lists.append([value if i == position else (other[0] if other else "null") for i, other in enumerate(choices)])
    lists += [[chance.choice(several) for several in choices] for _ in range(15)]
    unique = [list(one) for one in dict.fromkeys(map(tuple, lists))] or [[]]
    return unique if len(unique) <= MOST_CALLS else chance.sample(unique, MOST_CALLS)


class Attack:
    """What hostile does, and what it sees."""

    def __init__(self, t):
        self.t, self.client = t, t.session("hostile")
        self.client.run("set client_min_messages = debug1; set statement_timeout = '5s'; set lock_timeout = '1s'")
        self.listener = t.session("hostile")
        self.listener.run("listen pgtrickle_alert")
        self.done = 0

    def run(self, statement):
        self.done += 1
        answer = self.client.run(statement)
        self.look(statement, answer.text)
        return answer

    def look(self, statement, text):
        if SECRET in text:
            self.t.check(f"{statement[:200]} shows the secret", False, next(line for line in text.splitlines() if SECRET in line)[:300])
        if found := BROKE.search(text):
            self.t.check(f"{statement[:200]} breaks", False, text[found.start() : found.start() + 200])


def members(t, catalog, columns):
    """Of the extension: what belongs to it, and what else stands in its schemas."""
    return t.boss.run(
        f"select {columns} from pg_{catalog} m where m.oid in (select objid from pg_depend where classid = 'pg_{catalog}'::regclass and"
        " deptype = 'e' and refclassid = 'pg_extension'::regclass and refobjid = (select oid from pg_extension where extname ="
        " 'pg_trickle')) order by 1"
    ).rows


def begin(t):
    boss = t.role("boss")
    hostile = t.role("hostile")
    t.must(OTHERS, boss)
    for table, query in STREAM_TABLES.items():
        t.create(table, query, by=boss, schedule="1s", refresh_mode="FULL" if table == "boss.full" else "AUTO")
    t.must("select pgtrickle.alter_stream_table('boss.waiting', status => 'PAUSED')", boss)
    t.must(f"insert into boss.secrets values (3, 'no {SECRET}', 5); insert into boss.parts values (1, 1)", boss)
    t.eventually(
        "one fails",
        lambda: t.boss.value("select status from pgtrickle.pgt_stream_tables where pgt_name = 'failing'") in ("ERROR", "SUSPENDED"),
    )
    for table in ("boss.copy", "boss.sums", "boss.full", "boss.of_view", "boss.of_parts", "boss.upon"):
        t.soon_same(table, table, STREAM_TABLES[table], loudly=False)
    t.must(
        "create table hostile.t (id int primary key, v int); insert into hostile.t values (1, 1); select"
        " pgtrickle.create_stream_table('hostile.own', 'select id, v from hostile.t', '1h')",
        hostile,
    )
    return boss, Attack(t)


def nothing_has_changed(t, boss, attack, before):
    t.check("it has tried something", attack.done > 20, attack.done)
    attack.look("what it heard", attack.listener.run("select 1").text)
    for sql, was, now in zip(FINGERPRINTS, before, fingerprint(t)):
        t.check(
            f"unchanged: {sql[:150]}",
            was == now,
            [line for line in now.splitlines() if line not in was.splitlines()][:3]
            or [line for line in was.splitlines() if line not in now.splitlines()][:3],
        )
    for statement in (
        "update boss.secrets set v = v + 1 where id = 1",
        "insert into boss.parts values (7, 7)",
        "delete from boss.secrets where id = 3",
    ):
        answer = boss.run(statement)
        t.check("the others write", answer.is_fine, answer)
    for table in ("boss.copy", "boss.sums", "boss.full", "boss.of_view", "boss.of_parts", "boss.upon"):
        t.soon_same(f"the others are refreshed: {table}", table, STREAM_TABLES[table], seconds=10, loudly=False)


@case
def functions(t):
    boss, attack = begin(t)
    before, values, chance = fingerprint(t), names_and_oids(t), random.Random(1)
    for line in members(
        t,
        "proc",
        "m.oid::regproc || '#' || m.prokind::text || '#' || coalesce(pg_get_function_identity_arguments(m.oid), '') || '#' ||"
        " array_to_string(array(select format_type(x, null) from unnest(m.proargtypes) x), ';') || '#' || format_type(m.prorettype, null)",
    ):
        name, kind, _, types, result = line.split("#")
        kinds = types.split(";") if types else []
        if result in ("trigger", "event_trigger"):
            attack.run(f"select {name}()")
            continue
        if kind == "a":
            for arguments in calls(values, kinds, chance):
                attack.run(f"select {name}({', '.join(arguments)}) from generate_series(1, 3)")
                attack.run(
                    f"select {name}({', '.join(arguments)}) over (order by i rows between 1 preceding and 1 following) from"
                    " generate_series(1, 3) i"
                )
            continue
        for arguments in calls(values, kinds, chance):
            attack.run(f"select * from {name}({', '.join(arguments)})")
    attack.run("select pgtrickle.drop_stream_table('hostile.own')")
    nothing_has_changed(t, boss, attack, before)


@case
def triggers(t):
    """The extension's trigger functions on tables of one's own, with arguments that name others' sources; and as event triggers."""
    boss, attack = begin(t)
    before = fingerprint(t)
    oids = t.boss.run("select oid from pg_class where relnamespace = 'boss'::regnamespace and relkind in ('r', 'p')").rows
    attack.run("create table hostile.victim (id int primary key, word text, v int); create view hostile.v as select * from hostile.victim")
    for line in members(t, "proc", "m.oid::regproc || '#' || format_type(m.prorettype, null)"):
        name, result = line.split("#")
        if result == "event_trigger":
            attack.run(f"create event trigger mine on ddl_command_end execute function {name}()")
        if result != "trigger":
            continue
        for timing, arguments in itertools.product(
            (
                "before insert or update or delete on hostile.victim for each row",
                "after insert or update or delete on hostile.victim for each row",
                "after insert or update or delete or truncate on hostile.victim for each statement",
                "before insert on hostile.victim for each statement",
                "instead of insert on hostile.v for each row",
            ),
            ["", *(f"'{oid}'" for oid in oids[:3]), "'nonsense', 'x'", "'-1'", "''"],
        ):
            attack.run(f"create trigger mine {timing} execute function {name}({arguments})")
            for statement in (
                "insert into hostile.victim values (1, 'fake', 666), (2, 'fake', 5)",
                "update hostile.victim set v = 667",
                "delete from hostile.victim",
                "truncate hostile.victim",
                "insert into hostile.v values (9, 'x', 1)",
            ):
                attack.run(statement)
            attack.run("drop trigger if exists mine on hostile.victim; drop trigger if exists mine on hostile.v")
        for event in ("insert", "update", "delete"):
            attack.run(
                f"create trigger mine after {event} on hostile.victim referencing {'old' if event == 'delete' else 'new'} table as changed"
                f" for each statement execute function {name}('{oids[0]}')"
            )
            attack.run("insert into hostile.victim values (1, 'fake', 666); update hostile.victim set v = 1; delete from hostile.victim")
            attack.run("drop trigger if exists mine on hostile.victim")
    nothing_has_changed(t, boss, attack, before)


@case
def relations(t):
    boss, attack = begin(t)
    before = fingerprint(t)
    internal = t.boss.run(
        "select c.oid::regclass from pg_class c where relnamespace::regnamespace::text in ('pgtrickle_changes', 'pgtrickle_definitions',"
        " 'pgtrickle_catalog') and relkind in ('r', 'p', 'v', 'm', 'S', 'i')"
    ).rows
    everything = (
        members(t, "class", "m.oid::regclass || '#' || m.relkind")
        + [f"{one}#r" for one in internal]
        + [f"{one}#r" for one in ("boss.copy", "boss.secrets")]
    )
    for line in everything:
        name, kind = line.split("#")
        if kind == "S":
            for call in (
                f"select nextval('{name}')",
                f"select setval('{name}', 1)",
                f"select currval('{name}')",
                f"select last_value from {name}",
                f"alter sequence {name} restart",
            ):
                attack.run(call)
            continue
        for statement in (
            f"select * from {name}",
            f"select * from {name} for update",
            f"insert into {name} default values",
            f"insert into {name} select * from {name}",
            f"update {name} set ctid = ctid",
            f"delete from {name}",
            f"truncate {name}",
            f"copy {name} to stdout",
            f"lock table {name} in access exclusive mode",
            f"lock table {name} in row exclusive mode",
            f"create trigger mine after insert on {name} for each row execute function pgtrickle.capture()",
            f"create rule mine as on insert to {name} do instead nothing",
            f"create index on {name} ((1))",
            f"alter table {name} add column mine int",
            f"alter table {name} owner to hostile",
            f"drop table {name}",
            f"drop view {name}",
            f"grant all on {name} to hostile",
            f"comment on table {name} is 'mine'",
            f"create table hostile.child () inherits ({name})",
            f"create table hostile.fk (x int references {name})",
            f"create policy mine on {name}",
            f"vacuum {name}",
            f"analyze {name}",
            f"cluster {name}",
            f"reindex table {name}",
            f"refresh materialized view {name}",
            f"merge into {name} using (values (1)) v(x) on false when not matched then insert default values",
            f"select pgtrickle.create_stream_table('hostile.over', 'select * from {name}', '1s')",
            f"select pgtrickle.create_stream_table('hostile.over_full', 'select count(*) as n from {name}', '1s', 'FULL')",
            f"table {name} limit 1",
            f"declare c cursor for select * from {name}",
            f"select to_jsonb(x) from {name} x",
        ):
            attack.run(statement)
        attack.run(
            "select pgtrickle.drop_stream_table('hostile.over'); select pgtrickle.drop_stream_table('hostile.over_full'); rollback; drop"
            " table if exists hostile.child, hostile.fk"
        )
    for schema in ("pgtrickle", "pgtrickle_catalog", "pgtrickle_changes", "pgtrickle_definitions", "boss"):
        for ddl in (
            f"create table {schema}.mine (a int)",
            f"create function {schema}.mine() returns int language sql as 'select 1'",
            f"create view {schema}.mine as select 1",
            f"alter schema {schema} rename to mine",
            f"drop schema {schema} cascade",
            f"grant all on schema {schema} to hostile",
            f"alter default privileges in schema {schema} grant all on tables to hostile",
            f"select pgtrickle.create_stream_table('{schema}.mine', 'select 1 as x')",
            f"select pgtrickle.create_stream_table('{schema}.changes_1', 'select 1 as x')",
        ):
            attack.run(ddl)
    for statement in (
        "drop extension pg_trickle cascade",
        "alter extension pg_trickle update",
        "alter extension pg_trickle set schema hostile",
        "alter extension pg_trickle add table hostile.t",
        "comment on extension pg_trickle is 'mine'",
        "drop event trigger pgtrickle_on_drop",
        "alter event trigger pgtrickle_on_drop disable",
        "load 'pg_trickle'",
        "create function hostile.steal(bigint) returns bigint language c as 'pg_trickle', 'pgtrickle_capture'",
        "alter system set pg_trickle.enabled = off",
        "select pg_terminate_backend(pid) from pg_stat_activity where backend_type like 'pg_trickle%'",
        "select pg_cancel_backend(pid) from pg_stat_activity where backend_type like 'pg_trickle%'",
        "notify pgtrickle_alert, '{}'",
        "alter function pgtrickle.capture() owner to hostile",
        "create or replace function pgtrickle.row_id(variadic \"any\") returns bigint language sql as 'select 1'",
        "reassign owned by boss to hostile",
        "alter role hostile in database functions set pg_trickle.enabled = off",
        *(
            f"set {name} = {value}"
            for name in t.boss.run("select name from pg_settings where name like 'pg\\_trickle.%'").rows
            for value in ("off", "0", "-1", "2147483647", "'x'", "default")
        ),
    ):
        attack.run(statement)
    nothing_has_changed(t, boss, attack, before)


@case
def support_functions(t):
    """Functions that generated statements call, under aggregates, operators, indexes and columns of one's own, with states that never were."""
    boss, attack = begin(t)
    before, values, chance = fingerprint(t), names_and_oids(t), random.Random(2)
    attack.run(
        "create table hostile.data (id int, n numeric, b bigint, x text); insert into hostile.data values (1, 1.5, 9223372036854775807,"
        " 'a'), (2, 'NaN', -9223372036854775808, null), (3, null, 1, ''), (4, 1e200, 0, 'boss.copy')"
    )
    for line in members(
        t,
        "proc",
        "m.oid::regproc || '#' || m.prokind::text || '#' || array_to_string(array(select format_type(x, null) from unnest(m.proargtypes)"
        " x), ';') || '#' || format_type(m.prorettype, null)",
    ):
        name, kind, types, result = line.split("#")
        kinds = types.split(";") if types else []
        if kind != "f" or not kinds or "create_stream_table" in name:
            continue
        if len(kinds) > 1 and result == kinds[0]:
            attack.run(f"create aggregate hostile.agg ({', '.join(kinds[1:])}) (sfunc = {name}, stype = {result})")
            for arguments in calls(values, kinds[1:], chance)[:10]:
                attack.run(f"select hostile.agg({', '.join(arguments)}) from hostile.data")
            attack.run(f"drop aggregate if exists hostile.agg ({', '.join(kinds[1:])})")
        if len(kinds) == 2:
            attack.run(f"create operator hostile.<+> (leftarg = {kinds[0]}, rightarg = {kinds[1]}, function = {name})")
            attack.run(
                f"select b operator(hostile.<+>) b from hostile.data; select n operator(hostile.<+>) n from hostile.data; select x"
                f" operator(hostile.<+>) x from hostile.data"
            )
            attack.run(f"drop operator if exists hostile.<+> ({kinds[0]}, {kinds[1]})")
        column = {"bigint": "b", "numeric": "n", "text": "x", "integer": "id", '"any"': "b"}
        used = ", ".join(column.get(one, f"null::{one}" if one != '"any"' else "b") for one in kinds)
        attack.run(f"create index on hostile.data (({name}({used})))")
        attack.run(f"alter table hostile.data add column g text generated always as ({name}({used})::text) stored")
        attack.run(f"select {name}({used}) from hostile.data order by 1")
        attack.run("alter table hostile.data drop column if exists g")
        attack.run(
            f"select pgtrickle.create_stream_table('hostile.calls', 'select id, {name}({used})::text as x from hostile.data', '1h'); select"
            " pgtrickle.drop_stream_table('hostile.calls')"
        )
    nothing_has_changed(t, boss, attack, before)


if __name__ == "__main__":
    sys.exit(run_cases(scheduler=True, expected_in_log="no good"))
