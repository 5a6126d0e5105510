"""Every function that SQL may call, with every kind of value for each of its arguments, by the owner of all that is named and by a superuser.

What there is comes from the catalog, so that a new function is tried by itself. Each call is a transaction that is rolled back. None may break anything, leave anything behind,
or end in an internal error. A refusal says what is wrong in words of the manual, names only functions that the manual has, and gives a hint; numbers and times below zero, or no
numbers at all, are refused wherever an argument counts or measures something.
"""

import pathlib
import re
import sys

from trial import case, quoted, run_cases

MANUAL = (pathlib.Path(__file__).resolve().parents[2] / "docs/sql-reference.md").read_text()
BROKE = re.compile(r"^(?:XX|58|57P|08|2F|38)")
# Of a whole server; they wait, and are no transactions.
SERVER_WIDE = {"drain", "undrain"}
# What they are for is to raise an error.
RAISING = {"inconsistent", "not_additive", "require_one_row", "error_of"}

OBJECTS = """
create table owner.t (id int primary key, k int, v int, x text); insert into owner.t select i, i % 3, i, 'x' from generate_series(1, 9) i;
create table owner."it's ""50%"" é; --" (id int primary key, v int);
create table owner.parts (id int primary key, v int) partition by range (id); create table owner.part1 partition of owner.parts for values from (0) to (100);
create view owner.view as select id, v from owner.t; create materialized view owner.matview as select id, v from owner.t; create sequence owner.counter; create index named on owner.t (v);
create type owner.kind as enum ('a'); create temp table passing (id int primary key, v int); create function owner.f(int) returns int language sql immutable as 'select $1';
"""
STREAM_TABLES = {
    "owner.sums": ("select k, sum(v) as s from owner.t group by k", "DIFFERENTIAL"),
    "owner.copies": ("select id, v from owner.t", "IMMEDIATE"),
    "owner.late": ("select id, x from owner.t", "ON COMMIT"),
    "owner.ranked": ("select id, rank() over (order by v) as r from owner.t", "FULL"),
    'owner."upon %s ''it"': ("select k, s from owner.sums", "DIFFERENTIAL"),
    "owner.of_parts": ("select count(*) as n from owner.parts", "DIFFERENTIAL"),
}
RELATIONS = [
    *STREAM_TABLES, "sums", "owner.t", 'owner."it\'s ""50%"" é; --"', "owner.parts", "owner.part1", "owner.view", "owner.matview", "owner.counter", "owner.named", "owner.kind", "passing",
    "pg_temp.passing", "pg_class", "information_schema.tables", "pgtrickle.pgt_stream_tables", "pgtrickle_catalog.pgt_stream_tables", "stranger.secrets", "stranger.st", "nowhere.nothing",
    "postgres.owner.sums", "other.owner.sums",
]
TEXTS = ["", " ", ".", '"', '""', '"".""', "'", "a.b.c.d", "x; drop table owner.t", "%s%n$1", "é" * 100, "n" * 5000, "\\", "owner.sums\n", "\t", "owner.", ".sums", 'owner."sums', "$$", "{}", "NaN", "null"]
QUERIES = [
    "select", "select 1", "select 1;", "select 1; select 2", "select id from owner.t where id = $1", "insert into owner.t values (1)", "values (1)", "table owner.t", "select * from owner.nothing",
    "select 1 as a, 2 as a", "select id into x from owner.t", "select id from owner.t for update", "explain select 1", "with x as (delete from owner.t returning 1) select * from x", "begin", "select '", "(",
    "select id, v from owner.t -- comment", "/* */ select id from owner.t;;", "select word from stranger.secrets", "select id from passing", "copy owner.t to stdout", "select pg_sleep(0)", "select null",
    "select id as __pgt_row_id from owner.t", "select " + "-" * 300 + "1", "select id from owner.t where " + " or ".join(["v = 1"] * 300),
]
WORDS = ["FULL", "full", "DIFFERENTIAL", "IMMEDIATE", "ON COMMIT", "AUTO", "json", "text", "dot", "mermaid", "ACTIVE", "PAUSED", "SUSPENDED", "ERROR", "1s", "-1s", "0s", "0", "5", "1e9s", "* * * * *", "60 * * * *",
         "99999999999d", "apply", "reinitialize", "skip", "on", "off", "auto", "trigger", "wal", "hot", "frozen", "HASH:k:2", "RANGE:k", "LIST:nothing", "repeatable_read", "bigint", "text", "owner.kind", "v::bigint", "v + "]
NUMBERS = ["0", "1", "-1"]
BIG = {"smallint": 32767, "integer": 2147483647, "bigint": 9223372036854775807}
TIMES = ["interval '1 second'", "interval '-1 second'", "interval '0'", "interval '178000000 years'", "interval '-178000000 years'", "interval 'infinity'", "interval '-infinity'"]
# The numbers and times that count or measure nothing, so that any is right: why.
ANY_IS_RIGHT = {
    "state", "a", "b", "stored", "change", "x", "weight", "count", "sum", "squares", "rows",  # of support functions, which statements of refreshes call
    "stream_table", "relation", "immv", "immvs", "index", "pgt_id",  # identifiers
}
# What calls that are right need for the arguments that have no default.
NEEDED = {
    "name": "'owner.sums'", "p_name": "'owner.sums'", "st_name": "'owner.sums'", "stream_table_name": "'owner.sums'", "query": "'select id from owner.t'", "source": "'owner.t'", "sql": "'select 1'",
    "names": "array['owner.sums']", "nodes": "array['owner.sums']", "params": "'{\"tier\": \"warm\"}'", "definitions": "'[]'", "group_name": "'a group'", "sources": "array['owner.t']", "watermark": "now()",
    "members": "array['owner.sums', 'owner.of_parts']", "column_name": "'v'", "new_type": "'bigint'", "stream_table": "'owner.sums'::regclass", "relation": "'owner.sums'::regclass", "immv": "'owner.st'",
    "view_definition": "'select id from owner.t'", "sla": "interval '1 minute'", "seconds": "60", "input": "'5m'", "version": "'0.2.0'",
}


def values_of(kind, parameter):
    """Each with whether it counts less than nothing, or is no number."""
    if kind in ("text", "name", "character varying"):
        some = RELATIONS + TEXTS + WORDS + (QUERIES if parameter in ("query", "sql", "new_query", "view_definition", "definition") else QUERIES[:3])
        return [(quoted(one), False) for one in some]
    if kind in BIG:
        return [(one, one == "-1") for one in NUMBERS] + [(str(BIG[kind]), False), (f"({-BIG[kind]} - 1)", True)]
    if kind in ("double precision", "real", "numeric"):
        return [("0", False), ("0.5", False), ("1e300" if kind != "real" else "1e30", False), ("-1", True), ("'NaN'", True), ("'-Infinity'", True), ("'Infinity'", False)]
    if kind == "interval":
        return [(one, "'-" in one) for one in TIMES]
    several = {
        "boolean": ["true", "false"],
        "timestamp with time zone": ["now()", "'infinity'", "'-infinity'", "'294276-12-31'", "'4713-01-01 BC'"],
        "text[]": ["'{}'", "'{NULL}'", "'{{owner.sums,x},{y,z}}'", "array['owner.sums', null]", "array['owner.sums', 'owner.sums']", "array['owner.sums', 'owner.of_parts']", "'[5:6]={owner.sums,owner.t}'",
                   "array['']", "array[repeat('x', 5000)]", "array['owner.t', 'owner.parts']", "array['nowhere.nothing']", "array_fill('owner.sums'::text, array[2000])", "array['stranger.st']"],
        "boolean[]": ["'{}'", "'{t,NULL}'"],
        "oid": [*(f"to_regclass({quoted(one)})::oid" for one in RELATIONS), "0", "1", "4294967295"],
        "regclass": [*(f"to_regclass({quoted(one)})" for one in RELATIONS), "0::oid::regclass", "4294967295::oid::regclass"],
        "oid[]": ["'{0,NULL}'", "'{}'", "array['owner.sums'::regclass::oid]"],
        "json": ["'{}'", "'[]'", "'null'", "'1'", "'\"x\"'", "'{\"name\": null}'", "'{\"schedule\": \"5s\", \"schedule\": \"x\"}'", "'{\"nothing\": 1}'", "'{\"schedule\": {\"a\": []}}'", "'{\"status\": 1e400}'"],
        "jsonb": ["'{}'", "'[]'", "'null'", "'1'", "'\"x\"'", "'[{}]'", "'[null]'", "'[[]]'", "'[{\"name\": \"owner.j\", \"query\": \"select 1 as a\"}]'", "'[{\"name\": \"owner.j\", \"query\": 5}]'", "'{\"fillfactor\": 5}'",
                  "'{\"fillfactor\": \"x''\\\"\"}'", "'{\"nothing\": 1}'", "'{\"toast.autovacuum_enabled\": false}'", "'{\"fillfactor\": [1]}'", "'{\"\": 1}'", "'[{\"name\": \"owner.j\", \"query\": \"select 1 as a\", \"name\": \"owner.k\"}]'"],
    }
    return [(one, False) for one in several.get(kind, [])]


class Function:
    """Of the extension."""

    def __init__(self, line):
        self.name, kind, names, modes, kinds, defaults = line.split("#")
        self.is_procedure = kind == "p"
        given = [(one, what) for one, what, mode in zip(names.split(";"), kinds.split(";"), modes.split(";")) if mode in "iv"]
        self.parameters = [one for one in given if one[1]]
        self.needed = [one for one, _ in self.parameters[: len(self.parameters) - int(defaults)]]

    def call(self, **values):
        given = {one: NEEDED.get(one, "null") for one in self.needed} | values
        arguments = ", ".join(f"{one} => {value}" for one, value in given.items())
        return f"call pgtrickle.{self.name}({arguments})" if self.is_procedure else f"select * from pgtrickle.{self.name}({arguments})"

    @property
    def is_public(self):
        return f"<!-- function: {self.name} -->" in MANUAL


def functions(t):
    """Those with named arguments of types that a value can be written of."""
    rows = t.boss.run(
        "select p.proname || '#' || p.prokind::text || '#' || array_to_string(p.proargnames, ';') || '#' || array_to_string(coalesce(p.proargmodes::text[], array_fill('i'::text, array[p.pronargs])), ';') || '#'"
        " || array_to_string(array(select format_type(x, null) from unnest(coalesce(p.proallargtypes, p.proargtypes::oid[])) with ordinality as y(x, i) order by i), ';') || '#' || p.pronargdefaults from pg_proc p join pg_depend d on"
        " d.objid = p.oid and d.classid = 'pg_proc'::regclass and d.deptype = 'e' where d.refobjid = (select oid from pg_extension where extname = 'pg_trickle') and p.prokind in ('f', 'p') and p.pronargs"
        " > 0 and p.proargnames is not null and p.prorettype not in ('trigger'::regtype, 'event_trigger'::regtype) order by p.proname, p.pronargs"
    ).rows
    return [one for one in map(Function, rows) if one.name not in SERVER_WIDE | RAISING]


FINGERPRINTS = [
    "select md5(string_agg(x::text, '|' order by x::text)) from pgtrickle.pgt_stream_tables x",
    "select md5(string_agg(x::text, '|' order by x::text)) from pgtrickle.pgt_dependencies x",
    "select md5(string_agg(x::text, '|' order by x::text)) from pgtrickle.pgt_sources x",
    "select count(*) from pgtrickle.pgt_refresh_history",
    "select md5(string_agg(concat_ws(' ', oid::regclass, relkind, relfilenode, relacl, reloptions), '|' order by oid)) from pg_class where relnamespace::regnamespace::text ~ '^(owner|stranger|pgtrickle)'",
    "select md5(string_agg(concat_ws(' ', tgrelid::regclass, tgname, tgenabled), '|' order by oid)) from pg_trigger",
    "select count(*) from pg_proc where pronamespace::regnamespace::text ~ '^(owner|stranger|pgtrickle)'",
    "select pgtrickle.is_draining(), (select count(*) from pgtrickle.source_gates() where gated), (select count(*) from pgtrickle.pgt_refresh_groups)",
    *(f"select md5(string_agg(x::text, '|' order by x::text)) from {table} x" for table in [*STREAM_TABLES, "owner.t", "stranger.st"]),
]


def fingerprint(t):
    return [t.boss.run(sql).text for sql in FINGERPRINTS]


class Walk:
    """The calls of one role."""

    def __init__(self, t, client):
        self.t, self.client, self.count, self.seen = t, client, 0, set()
        client.run("set statement_timeout = '10s'; set search_path = owner, public")

    def call(self, function, sql, must_be_refused):
        self.count += 1
        answer = self.client.run(f"begin; {sql}; rollback")
        self.client.run("rollback")
        shown = sql if len(sql) < 400 else sql[:400] + "..."
        state = answer.state
        self.t.check(f"{shown}: no internal error", not BROKE.match(state), answer)
        self.t.check(f"{shown}: in time", state != "57014", answer)
        if must_be_refused:
            self.t.check(f"{shown}: refused", not answer.is_fine, answer)
        if not answer.is_fine:
            self.look(function, shown, answer)

    def look(self, function, shown, answer):
        """Whether a refusal of the extension's own says what to do."""
        lines = answer.text.splitlines()
        error = next(line for line in lines if "ERROR:  " in line or "FATAL:  " in line)
        is_ours = not any(line.startswith("LOCATION:") for line in lines)  # the server says where in its sources
        named = set(re.findall(r"\b(?:pgtrickle\.)?(\w+)\(\)", error)) - {function.name, "now"}
        unknown = [one for one in named if f"{one}(" not in MANUAL]
        self.t.check(f"{shown}: names what users know", not unknown, error)
        what = (function.name, answer.state, error[:60])  # one fault is shown once
        if is_ours and what not in self.seen:
            self.t.check(f"{shown}: has a hint", any(line.startswith("HINT:") for line in lines), answer)
            self.seen.add(what)


def walk(t, client):
    walked = Walk(t, client)
    for function in functions(t):
        walked.call(function, function.call(), False)
        for parameter, kind in function.parameters:
            walked.call(function, function.call(**{parameter: "null"}), False)
            for value, is_nothing in values_of(kind, parameter):
                typed = f"{value}::{kind}" if value.startswith("'") else value
                walked.call(function, function.call(**{parameter: typed}), is_nothing and function.is_public and parameter not in ANY_IS_RIGHT)
    return walked.count


def begin(t):
    owner, stranger = t.role("owner"), t.role("stranger")
    t.must("grant create on database " + t.database + " to owner", t.boss)
    t.must(f"create table stranger.secrets (id int primary key, word text); insert into stranger.secrets values (1, 'secret')", stranger)
    t.must("select pgtrickle.create_stream_table('stranger.st', 'select id, word from stranger.secrets')", stranger)
    t.must(OBJECTS.replace("create temp table passing (id int primary key, v int);", ""), owner)
    for table, (query, mode) in STREAM_TABLES.items():
        made = t.create(table, query, by=owner, refresh_mode=mode)
        t.check(f"{table} is created", made.is_fine, made)
    return owner


@case
def by_the_owner(t):
    owner = begin(t)
    owner.run("create temp table passing (id int primary key, v int)")
    before = fingerprint(t)
    t.check("many calls", walk(t, owner) > 3000)
    t.check("nothing has changed", before == fingerprint(t), [sql for sql, was, now in zip(FINGERPRINTS, before, fingerprint(t)) if was != now])


@case
def by_a_superuser(t):
    begin(t)
    superuser = t.session()
    superuser.run("create temp table passing (id int primary key, v int)")
    before = fingerprint(t)
    t.check("many calls", walk(t, superuser) > 3000)
    t.check("nothing has changed", before == fingerprint(t), [sql for sql, was, now in zip(FINGERPRINTS, before, fingerprint(t)) if was != now])


if __name__ == "__main__":
    sys.exit(run_cases())
