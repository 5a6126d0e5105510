"""Refusals: each function called with bad arguments, or at a bad time, raises the documented SQLSTATE with a hint, and changes nothing.

Usage: refusals.py SERVER

The cases are in tests/contract/refusals.txt. In addition each function of tests/contract/interface.txt with an argument for the name of a stream table is called with the name
of nothing, and of a table that is no stream table: 42P01.
"""

import pathlib
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "support"))

from postgres import Server  # noqa: E402
from session import Session  # noqa: E402

DATABASE = "contract_refusals"
OWNER, STRANGER = "contract_owner", "contract_stranger"
CASE = re.compile(r"([0-9A-Z]{5}) (?:as (\w+) )?(.+)")

TABLES = """
create table a (id int primary key, k int, v int); insert into a select i, i % 3, i from generate_series(1, 9) i;
create table b (id int primary key); insert into b values (1), (2);
create table wide (id int primary key, a int, b int, c int, d int, e int, f int, g int);
create materialized view frozen_view as select id from a;
select pgtrickle.create_stream_table('counts', 'select k, count(*) as n from a group by k', refresh_mode => 'DIFFERENTIAL');
select pgtrickle.create_stream_table('over_counts', 'select k, n from counts', refresh_mode => 'DIFFERENTIAL');
select pgtrickle.create_stream_table('copies', 'select id, v from a', refresh_mode => 'DIFFERENTIAL');
select pgtrickle.create_stream_table('others', 'select id from b', refresh_mode => 'DIFFERENTIAL');
select pgtrickle.create_stream_table('at_once', 'select id, v from a', refresh_mode => 'IMMEDIATE');
select pgtrickle.create_stream_table('in_full', 'select id, v from a', refresh_mode => 'FULL');
select pgtrickle.create_stream_table('stopped', 'select id, v from a', refresh_mode => 'DIFFERENTIAL');
select pgtrickle.create_stream_table('fused', 'select id, v from a', refresh_mode => 'DIFFERENTIAL');
select pgtrickle.alter_stream_table('stopped', status => 'SUSPENDED');
select pgtrickle.alter_stream_table('fused', fuse => 'on', fuse_ceiling => 1);
update a set v = v + 1;
select pgtrickle.refresh_stream_table('fused');
select pgtrickle.create_refresh_group('together', '{copies,others}');
select pgtrickle.advance_watermark('a', '2026-01-01');
select pgtrickle.create_watermark_group('loaded', '{a,b}');
"""

# Whatever a call could change, as text.
FINGERPRINT = """
select md5(string_agg(x::text, '|' order by x::text)) from (
    select t::text from pgtrickle.pgt_stream_tables as t union all select d::text from pgtrickle.pgt_dependencies as d
    union all select s::text from pgtrickle.pgt_sources as s union all select g::text from pgtrickle.source_gates() as g
    union all select w::text from pgtrickle.watermarks() as w union all select g::text from pgtrickle.watermark_groups() as g
    union all select g::text from pgtrickle.refresh_groups() as g union all select c::text from pgtrickle.pgt_canaries as c
    union all select count(*)::text from pgtrickle.pgt_refresh_history union all select c::text from public.counts as c
    union all select concat_ws(' ', relname, relkind, relfilenode, relacl) from pg_class where relnamespace::regnamespace::text ~ '^(public|pgtrickle)'
    union all select concat_ws(' ', tgrelid::regclass, tgname, tgenabled) from pg_trigger union all select pgtrickle.is_draining()::text) as x (x)
"""

# Arguments that have to have a value, for calls that are right but for the name.
VALUES = {"query": "'select id from a'", "new_query": "'select id from a'", "sql": "'select 1'", "sla": "interval '1 minute'"}
NAMES = {"name", "p_name", "st_name", "stream_table_name"}
CREATES = {"create_stream_table", "create_stream_table_if_not_exists", "create_or_replace_stream_table"}


@dataclass
class Case:
    state: str
    role: str | None
    statement: str


def written_cases() -> list[Case]:
    lines = [line for line in (HERE / "refusals.txt").read_text().splitlines() if line and not line.startswith("#")]
    return [Case(*CASE.fullmatch(line).groups()) for line in lines]


def cases_of_names() -> Iterator[Case]:
    for line in (HERE / "interface.txt").read_text().splitlines():
        found = re.match(r"function (\w+)\(([\w ]*)\)", line)
        name, arguments = found.groups() if found else ("", "")
        if name in CREATES or not NAMES & set(arguments.split()):
            continue
        for value in ("'nowhere'", "'nowhere.nothing'", "'a'"):
            given = {one: value if one in NAMES else VALUES[one] for one in arguments.split() if one in NAMES or one in VALUES}
            called = ", ".join(f"{one} => {what}" for one, what in given.items())
            yield Case("42P01", None, f"select * from pgtrickle.{name}({called})")


def complaint(case: Case, sessions: dict[str | None, Session]) -> str:
    session = sessions[case.role]
    session.send(f"begin; {case.statement}; rollback")
    lines = session.printed()
    session.ask("rollback")
    error = next((line for line in lines if "ERROR:  " in line), "no error")
    if f"ERROR:  {case.state}: " not in error:
        return f"{case.statement}\n    expected {case.state}, got {error}"
    is_of_the_server = any(line.startswith("LOCATION:") for line in lines)
    if not is_of_the_server and not any(line.startswith("HINT:") for line in lines):
        return f"{case.statement}\n    has no hint: {error}"
    return ""


def complaints(server: Server) -> Iterator[str]:
    sessions = {None: Session(server, DATABASE, OWNER), "stranger": Session(server, DATABASE, STRANGER)}
    cases = [*written_cases(), *cases_of_names()]
    before = server.execute(FINGERPRINT, DATABASE)
    yield from filter(None, (complaint(case, sessions) for case in cases))
    if server.execute(FINGERPRINT, DATABASE) != before:
        yield "something has changed"
    for session in sessions.values():
        session.close()
    if len(cases) < 200:
        yield f"there are {len(cases)} cases only"


def drop_role(server: Server, role: str) -> None:
    """With the privileges that it has on settings."""
    if server.execute(f"select 1 from pg_roles where rolname = '{role}'").strip():
        server.execute(f"drop owned by {role}; drop role {role}")


def begin(server: Server) -> None:
    server.execute(f"drop database if exists {DATABASE} with (force)")
    for role in (OWNER, STRANGER):
        drop_role(server, role)
        server.execute(f"create role {role} login")
    server.execute(f"grant set on parameter pg_trickle.allow_circular to {OWNER}")
    server.execute(f"create database {DATABASE} owner {OWNER}")
    server.execute(f"create extension pg_trickle; grant create on schema public to {OWNER}, {STRANGER}", DATABASE)
    owner = Session(server, DATABASE, OWNER)
    owner.ask(TABLES)
    owner.close()


def main() -> int:
    server = Server(sys.argv[1])
    begin(server)
    found = list(complaints(server))
    server.execute(f"drop database {DATABASE} with (force)")
    for role in (OWNER, STRANGER):
        drop_role(server, role)
    print(*found, f"{len(found)} complaints", sep="\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
