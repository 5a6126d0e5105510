"""The names of the interface: tests/contract/interface.txt against a server, the decisions and the tests.

Usage: interface.py SERVER

Reads the list, whose head describes its lines. Each listed object has to exist with its arguments, columns or range. Each absent object has to be absent, and
the decision that the line names has to name the object. Each alert and each event in the log has to occur, as a word of its own in quotation marks, in a test that starts a server.
"""

import pathlib
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path.insert(0, str(HERE.parent / "support"))

from postgres import Server  # noqa: E402

DATABASE = "contract_interface"
LINE = re.compile(r"(function|relation|setting|alert|event|absent) (.+)")
SIGNATURE = re.compile(r"(\w+)(?:\(([\w ]*)\))?(?:: ([\w ]+))?")
TESTS_WITH_SERVERS = ("tap", "regress/sql", "regress/expected", "isolation/specs")

FUNCTIONS = """
select proname, coalesce(array_to_string(proargnames[:pronargs], ' '), ''),
       coalesce((select string_agg(n, ' ' order by i) from unnest(proargnames, proargmodes) with ordinality as a (n, m, i) where m in ('t', 'o')), '')
from pg_proc where pronamespace = 'pgtrickle'::regnamespace
"""
RELATIONS = """
select relname, string_agg(attname, ' ' order by attnum) from pg_class join pg_attribute on attrelid = pg_class.oid
where relnamespace = 'pgtrickle'::regnamespace and relkind in ('r', 'p', 'v', 'm') and attnum > 0 group by relname
"""
SETTINGS = """
select split_part(name, '.', 2), vartype, boot_val, coalesce(min_val || '..' || max_val, array_to_string(enumvals, ','), '-'), context
from pg_settings where name like 'pg\\_trickle.%'
"""


@dataclass
class Surface:
    """What a server has."""

    functions: dict[str, tuple[list[str], list[str]]]  # arguments, columns of the result
    relations: dict[str, list[str]]
    settings: dict[str, tuple[str, str, str, str]]

    @classmethod
    def of(cls, server: Server) -> "Surface":
        def rows(sql: str) -> list[list[str]]:
            return [line.split("|") for line in server.execute(sql, DATABASE).splitlines()]

        return cls(
            {name: (arguments.split(), columns.split()) for name, arguments, columns in rows(FUNCTIONS)},
            {name: columns.split() for name, columns in rows(RELATIONS)},
            {name: tuple(rest) for name, *rest in rows(SETTINGS)},
        )

    def columns(self, name: str) -> list[str]:
        return self.functions[name][1] if name in self.functions else self.relations.get(name, [])


def missing(what: str, wanted: list[str], there: list[str]) -> Iterator[str]:
    yield from (f"{what} lacks the column {one}" for one in wanted if one not in there)


def function_complaints(text: str, there: Surface) -> Iterator[str]:
    name, arguments, columns = SIGNATURE.fullmatch(text).groups(default="")
    if name not in there.functions:
        yield f"there is no function {name}"
        return
    found, result = there.functions[name]
    wanted = arguments.split()
    if found[: len(wanted)] != wanted:
        yield f"the arguments of {name} begin with {found[: len(wanted)]}, not with {wanted}"
    yield from missing(name, columns.split(), result)


def relation_complaints(text: str, there: Surface) -> Iterator[str]:
    name, _, columns = SIGNATURE.fullmatch(text).groups(default="")
    if name not in there.relations:
        yield f"there is no view or table {name}"
        return
    yield from missing(name, columns.split(), there.relations[name])


def has_range(wanted: str, found: str) -> bool:
    """An enumeration may have more words than wanted, a number without an upper end any; a range that is wider is another one."""
    if ".." in wanted:
        return found == wanted or (wanted.endswith("..") and found.startswith(wanted))
    return set(wanted.split(",")) <= set(found.split(","))


def setting_complaints(text: str, there: Surface) -> Iterator[str]:
    name, kind, preset, values, context = text.split()
    if name not in there.settings:
        yield f"there is no setting pg_trickle.{name}"
        return
    found = there.settings[name]
    is_right = found[:2] == (kind, preset) and has_range(values, found[2]) and found[3] == context
    if not is_right:
        yield f"pg_trickle.{name} is {' '.join(found)}"


def texts_of_tests() -> str:
    return "\n".join(file.read_text() for folder in TESTS_WITH_SERVERS for file in sorted((HERE.parent / folder).iterdir()) if file.is_file())


def awaited_complaints(kind: str, name: str, tests: str) -> Iterator[str]:
    if not re.search(rf"[\"'’]{name}[\"'’]", tests):
        yield f"no test expects the {kind} {name}"


def decision(number: str) -> str:
    found = list((ROOT / "docs/adr").glob(f"{int(number):04}-*.md"))
    return found[0].read_text() if found else ""


def is_there(kind: str, name: str, there: Surface) -> bool:
    if kind == "column":
        of, column = name.split(".")
        return column in there.columns(of)
    return name in {"function": there.functions, "relation": there.relations, "setting": there.settings}.get(kind, {})


def absence_complaints(text: str, there: Surface) -> Iterator[str]:
    kind, name, number = text.split()
    if is_there(kind, name, there):
        yield f"the {kind} {name} exists: the list says that it does not"
    word = name.split(".")[-1]
    if f"`{word}`" not in decision(number):
        yield f"decision {number} does not name the {kind} {name}"


def complaints(lines: list[str], there: Surface) -> Iterator[str]:
    tests = texts_of_tests()
    for line in lines:
        kind, text = LINE.fullmatch(line).groups()
        if kind == "function":
            yield from function_complaints(text, there)
        elif kind == "relation":
            yield from relation_complaints(text, there)
        elif kind == "setting":
            yield from setting_complaints(text, there)
        elif kind == "absent":
            yield from absence_complaints(text, there)
        else:
            yield from awaited_complaints(kind, text, tests)


def main() -> int:
    server = Server(sys.argv[1])
    server.execute(f"drop database if exists {DATABASE} with (force); create database {DATABASE};")
    server.execute("create extension pg_trickle", DATABASE)
    lines = [line for line in (HERE / "interface.txt").read_text().splitlines() if line and not line.startswith("#")]
    found = list(complaints(lines, Surface.of(server)))
    server.execute(f"drop database {DATABASE} with (force)")
    print(*found, f"{len(lines)} lines, {len(found)} complaints", sep="\n")
    return 1 if found or len(lines) < 200 else 0


if __name__ == "__main__":
    sys.exit(main())
