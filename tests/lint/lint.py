"""Checks that the install script of the extension opens no way to attack. The rules are those of pgspot, and some more.

Usage: lint.py SERVER SCRIPT

Of the text:
- It fixes the search path before anything else, and nothing changes it: names mean the server's objects, even if others of these names exist.
- Nothing is taken over that is there already: no OR REPLACE, no IF NOT EXISTS.
- What it creates is called by its schema. There is no DO, no EXECUTE, no default privileges.

Of what it makes:
- Functions with the rights of their owner are listed here, and fix their search path: pg_catalog first, pg_temp last. So do functions
  whose bodies are text.
- Nothing depends on objects of others, and everything stands in the extension's schemas.
- What PUBLIC may do is listed here: reading some relations, and calling functions that only compute or that ask for rights themselves.
- Nothing is leakproof; what is immutable is parallel safe; no cast, no operator comes into others' queries.
"""

import pathlib
import re
import sys
from collections.abc import Iterator

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))

from postgres import Server  # noqa: E402

DATABASE = "lint"
SCHEMAS = ("pgtrickle", "pgtrickle_catalog", "pgtrickle_changes", "pgtrickle_definitions")
SAFE_PATH = "pg_catalog, pg_temp"

# With the rights of their owner.
DEFINERS = {"scheduler_status", "worker_slots", "cluster_worker_summary"}

# Volatile, and open to all: each asks for the caller's rights to the stream table, or to what a query reads.
ASK_THEMSELVES = {
    "create_stream_table",
    "create_stream_table_if_not_exists",
    "create_or_replace_stream_table",
    "bulk_create",
    "alter_stream_table",
    "bulk_alter_stream_tables",
    "bulk_drop_stream_tables",
    "pause_all",
    "resume_all",
    "pause_scheduler",
    "resume_scheduler",
    "set_stream_table_sla",
    "set_freshness_deadline",
    "quarantined_rows",
    "alter_column_type",
    "drop_stream_table",
    "refresh_stream_table",
    "refresh_if_stale",
    "write_and_refresh",
    "verify_stream_table",
    "audit_piece",
    "canary_begin",
    "canary_diff",
    "canary_promote",
    "gate_source",
    "ungate_source",
    "advance_watermark",
    "create_watermark_group",
    "drop_watermark_group",
    "create_refresh_group",
    "drop_refresh_group",
    "reset_fuse",
    "resume_stream_table",
    "repair_stream_table",
    "migrate_from_pg_ivm",
    "create_pg_ivm_wrappers",
    "create_immv",
    "refresh_immv",
    "explain_delta",
    "explain_st",
    "estimate_stream_table",
    "validate_query",
    "explain_query_rewrite",
    "inconsistent",  # only raises an error
    "not_additive",  # the same
    "recursion_row",  # only counts its calls, and raises an error
}
# Volatile, and yet safe in parallel workers: they only raise an error.
PARALLEL_VOLATILE = {"inconsistent", "not_additive"}

READABLE = {
    "pgt_stream_tables",
    "pgt_sources",
    "pgt_dependencies",
    "pgt_refresh_history",
    "pg_stat_stream_tables",
    "pg_stat_upkeep",
    "pgt_audits",
    "pgt_audit_rounds",
    "pgt_canaries",
    "pgt_sla_breaches",
    "pgt_audit_differences",
    "pgt_source_gates",
    "pgt_watermarks",
    "pgt_watermark_groups",
    "pgt_refresh_groups",
    "pgt_held",
    "stream_tables_info",
    "quick_health",
}
# Views in the second are checked against the privileges of their readers.
USABLE_SCHEMAS = {"pgtrickle", "pgtrickle_definitions"}
# A role that creates a trigger on its stream table, as pg_restore does, needs EXECUTE on it; on other tables it refuses writes.
TRIGGERS_FOR_ALL = {"guard_stream_table"}

CREATES = re.compile(
    r"^\s*CREATE\s+(?:UNIQUE\s+|MATERIALIZED\s+|UNLOGGED\s+)?(FUNCTION|PROCEDURE|AGGREGATE|TABLE|VIEW|SEQUENCE|TYPE|DOMAIN|OPERATOR|CAST|COLLATION|INDEX)\s+(\S+)",
    re.IGNORECASE | re.MULTILINE,
)
# Names of their own kind, which have no schema.
UNQUALIFIED_KINDS = {"INDEX"}

FORBIDDEN = {
    r"\bOR\s+REPLACE\b": "OR REPLACE takes over existing objects",
    r"\bIF\s+NOT\s+EXISTS\b": "IF NOT EXISTS takes over existing objects",
    r"^\s*DO\s+\$": "DO runs text",
    r"^\s*EXECUTE\b(?!\s+FUNCTION)": "EXECUTE runs text",
    r"\bALTER\s+DEFAULT\s+PRIVILEGES\b": "default privileges concern objects of others",
    r"^\s*CREATE\s+(CAST|OPERATOR)\b": "casts and operators come into others' queries",
    r"\bLEAKPROOF\b": "a leakproof function sees rows that policies hide",
    r"\bLANGUAGE\s+(plperlu|plpython3u|plpgsql|internal)\b": "functions are written in C or SQL",
}


def without_comments(text: str) -> str:
    """The script without comments, and without what stands between quotes."""
    return re.sub(r"--[^\n]*|/\*.*?\*/|'(?:[^']|'')*'", lambda found: "''" if found.group().startswith("'") else "", text, flags=re.DOTALL)


def wrong_text(script: str) -> Iterator[str]:
    statements = [one.strip() for one in without_comments(script).split(";") if one.strip()]
    first = re.sub(r"^\\[^\n]*\n", "", statements[0]).strip() if statements else ""
    if not re.fullmatch(rf"SET\s+LOCAL\s+search_path\s*(?:=|TO)\s*{SAFE_PATH}", first, re.IGNORECASE):
        yield f"the first statement is not SET LOCAL search_path TO {SAFE_PATH}, but: {first[:80]}"
    text = without_comments(script)
    for one in statements[1:]:
        if re.match(r"(SET|RESET)\b|SELECT\s+(pg_catalog\.)?set_config", one, re.IGNORECASE):
            yield f"a setting is changed: {one[:80]}"
    for pattern, why in FORBIDDEN.items():
        for found in re.finditer(pattern, text, re.IGNORECASE | re.MULTILINE):
            yield f"{why}: {text[found.start():found.start() + 80].strip()!r}"
    for kind, name in CREATES.findall(text):
        if kind.upper() not in UNQUALIFIED_KINDS and not name.startswith(tuple(f"{schema}." for schema in SCHEMAS)):
            yield f"{kind} {name} is created without its schema"


MEMBERS = (
    "select objid from pg_depend where classid = '{catalog}'::regclass and deptype = 'e' and refclassid = 'pg_extension'::regclass and"
    " refobjid = (select oid from pg_extension where extname = 'pg_trickle')"
)


def rows(server: Server, sql: str) -> list[list[str]]:
    return [line.split("|") for line in server.execute(f"set search_path = pg_catalog; {sql}", DATABASE).splitlines()]


def wrong_functions(server: Server) -> Iterator[str]:
    sql = (
        "select p.proname, prosecdef, l.lanname, prosqlbody is not null, coalesce(array_to_string(proconfig, '; '), ''), provolatile,"
        " proparallel, proleakproof, format_type(prorettype, null), prokind, exists (select from aclexplode(coalesce(proacl,"
        " acldefault('f', proowner))) where grantee = 0), n.nspname from pg_proc p join pg_language l on l.oid = prolang join pg_namespace"
        f" n on n.oid = pronamespace where p.oid in ({MEMBERS.format(catalog='pg_proc')}) order by 1"
    )
    found = rows(server, sql)
    if not found:
        yield "the extension has no functions: the lint does not find them"
    for name, definer, language, parsed, config, volatile, parallel, leakproof, result, kind, public, schema in found:
        path = [one.removeprefix("search_path=").replace('"', "") for one in config.split("; ") if one.startswith("search_path=")]
        if definer == "t" and name not in DEFINERS:
            yield f"{name} runs with the rights of its owner and is not listed"
        if definer == "t" and path != [SAFE_PATH]:
            yield f"{name} runs with the rights of its owner under the search path {path}"
        if language not in ("c", "internal") and parsed == "f" and path != [SAFE_PATH]:
            yield f"{name} has a body of text and the search path {path}"
        if language not in ("c", "sql", "internal"):
            yield f"{name} is written in {language}"
        if leakproof == "t":
            yield f"{name} is leakproof"
        if volatile == "i" and parallel != "s" and kind == "f":
            yield f"{name} is immutable and not parallel safe"
        if volatile == "v" and parallel == "s" and name not in PARALLEL_VOLATILE:
            yield f"{name} is volatile and parallel safe"
        if result in ("trigger", "event_trigger") and public == "t" and name not in TRIGGERS_FOR_ALL:
            yield f"PUBLIC may execute {name}, which returns {result}"
        if result not in ("trigger", "event_trigger") and volatile == "v" and public == "t" and name not in ASK_THEMSELVES and kind == "f":
            yield f"PUBLIC may execute {name}, which is volatile and not listed"
        if schema not in SCHEMAS:
            yield f"{name} stands in {schema}"
    names = {row[0] for row in found}
    for listed in sorted((DEFINERS | ASK_THEMSELVES | PARALLEL_VOLATILE | TRIGGERS_FOR_ALL) - names):
        yield f"{listed} is listed here, but there is no such function"


def wrong_rights(server: Server) -> Iterator[str]:
    relations = rows(
        server,
        "select c.relname, n.nspname, coalesce(string_agg(distinct a.privilege_type, ',') filter (where a.grantee = 0), ''),"
        " coalesce(bool_or(a.is_grantable and a.grantee <> relowner), false) from pg_class c join pg_namespace n on n.oid = relnamespace"
        f" left join lateral aclexplode(relacl) a on true where c.oid in ({MEMBERS.format(catalog='pg_class')}) and relkind <> 'i' group by"
        " 1, 2 order by 1",
    )
    for name, schema, granted, grantable in relations:
        if schema not in SCHEMAS:
            yield f"{name} stands in {schema}"
        if granted and (granted != "SELECT" or name not in READABLE):
            yield f"PUBLIC may {granted} {name}"
        if grantable == "t":
            yield f"privileges on {name} are grantable"
    for listed in sorted(READABLE - {row[0] for row in relations}):
        yield f"{listed} is listed here, but there is no such relation"
    for name, granted in rows(
        server,
        "select n.nspname, coalesce(string_agg(distinct a.privilege_type, ',') filter (where a.grantee = 0), '') from pg_namespace n left"
        f" join lateral aclexplode(nspacl) a on true where n.nspname = any ('{{{','.join(SCHEMAS)}}}') group by 1",
    ):
        if granted not in (("USAGE",) if name in USABLE_SCHEMAS else ("",)):
            yield f"PUBLIC has {granted or 'nothing'} in schema {name}"
    for column in rows(
        server,
        "select attrelid::regclass, attname, attacl from pg_attribute where attacl is not null and attrelid in"
        f" ({MEMBERS.format(catalog='pg_class')})",
    ):
        yield f"there are rights to a single column: {column}"


def wrong_dependencies(server: Server) -> Iterator[str]:
    """What members use of others: objects of the server's are not noted as dependencies, so there must be none but members."""
    sql = """with members as (select classid, objid from pg_depend where deptype = 'e' and refclassid = 'pg_extension'::regclass and refobjid = (select oid from pg_extension where extname = 'pg_trickle')),
        inner_objects as (select 'pg_rewrite'::regclass::oid as classid, r.oid as objid from pg_rewrite r join members m on m.classid = 'pg_class'::regclass and m.objid = r.ev_class union select * from members)
        select pg_describe_object(d.classid, d.objid, 0) || ' uses ' || pg_describe_object(d.refclassid, d.refobjid, d.refobjsubid) from pg_depend d join inner_objects i on i.classid = d.classid and i.objid = d.objid
        where d.deptype = 'n' and d.refobjid >= 16384 and not exists (select from inner_objects m where m.classid = d.refclassid and m.objid = d.refobjid) and not (d.refclassid = 'pg_class'::regclass and exists (select from pg_class c join members m on m.objid = c.oid where c.oid = d.refobjid))
        and not (d.refclassid = 'pg_namespace'::regclass and exists (select from pg_namespace where oid = d.refobjid and nspname like 'pgtrickle%')) and not (d.refclassid = 'pg_type'::regclass and exists (select from pg_type ty join members m on m.objid = ty.typrelid where ty.oid = d.refobjid))"""
    yield from (row[0] for row in rows(server, sql))
    for catalog, what in (("pg_cast", "cast"), ("pg_operator", "operator"), ("pg_opclass", "operator class")):
        for _ in rows(server, MEMBERS.format(catalog=catalog)):
            yield f"the extension has a {what}, which comes into others' queries"
    for name, enabled in rows(
        server,
        f"select evtname, evtenabled from pg_event_trigger where oid in ({MEMBERS.format(catalog='pg_event_trigger')}) and evtenabled"
        " <> 'A'",
    ):
        yield f"event trigger {name} is enabled as {enabled}: sessions that replicate do not fire it"


TRAPS = """
create role lint_attacker; grant create on schema public to lint_attacker; set role lint_attacker;
create function public.format(text, name, name) returns text language sql as $$ select 'taken over' $$;
create function public.format(text, text, text) returns text language sql as $$ select 'taken over' $$;
create function public.array_to_string(text[], text) returns text language sql as $$ select 'taken over' $$;
create function public.cardinality(text[]) returns int language sql as 'select 666';
create function public.current_setting(text) returns text language sql as $$ select 'taken over' $$;
create function public.left(text, bigint) returns text language sql as $$ select 'taken over' $$;
create function public.round(numeric) returns numeric language sql as 'select 666.0';
create function public.make_interval(double precision) returns interval language sql as $$ select interval '666 years' $$;
create function public.differs(text, text) returns boolean language sql as 'select false';
create operator public.= (leftarg = text, rightarg = text, function = public.differs);
create function public.joined(text, bigint) returns text language sql as $$ select 'taken over' $$;
create operator public.|| (leftarg = text, rightarg = bigint, function = public.joined);
create domain public.text as pg_catalog.text; create table public.pg_class (a int); create view public.pg_stat_activity as select 1 as a;
reset role;
"""


def main() -> int:
    server, script = Server(sys.argv[1]), pathlib.Path(sys.argv[2]).read_text(encoding="utf-8")
    server.execute(f"drop database if exists {DATABASE} with (force); drop role if exists lint_attacker; create database {DATABASE};")
    server.execute(TRAPS, DATABASE)
    server.execute("create extension pg_trickle", DATABASE)
    found = [*wrong_text(script), *wrong_functions(server), *wrong_rights(server), *wrong_dependencies(server)]
    server.execute(f"drop database {DATABASE} with (force)")
    server.execute("drop role lint_attacker")
    print(*found, f"{len(found)} complaints", sep="\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
