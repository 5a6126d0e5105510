"""Compares the pages about functions, tables and settings with what a server with the extension says of itself.

Usage: reference.py SERVER [ROOT]

- In docs/sql-reference.md a block after `<!-- function: NAME -->` is the signature of the function, and the table after
  `<!-- relation: NAME -->` has a row for each column of the table or view: its name and its type, then what the author likes.
- In docs/configuration.md the table after `<!-- settings -->` has a row for each setting: name, type, default, range, context.

What the schema pgtrickle has and the page lacks is wrong, and so is the reverse.
"""

import pathlib
import re
import sys
from collections.abc import Iterable, Iterator

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))

from page import read_page, table_after  # noqa: E402
from postgres import Server  # noqa: E402

DATABASE = "reference"

FUNCTIONS = """
select format('%s(%s) returns %s', proname, pg_get_function_arguments(oid), pg_get_function_result(oid))
from pg_proc where pronamespace = 'pgtrickle'::regnamespace order by 1
"""
COLUMNS = """
select relname, attname, format_type(atttypid, atttypmod)
from pg_class join pg_attribute on attrelid = pg_class.oid
where relnamespace = 'pgtrickle'::regnamespace and relkind in ('r', 'p', 'v', 'm') and attnum > 0 and not attisdropped
order by relname, attnum
"""
SETTINGS = """
select name, vartype, coalesce(nullif(boot_val, ''), 'empty') || coalesce(' ' || unit, ''),
       coalesce(array_to_string(enumvals, ', '), min_val || ' to ' || max_val, 'any'), context
from pg_settings where name like 'pg\\_trickle.%' order by name
"""


def normal(signature: str) -> str:
    """A signature, however its lines are broken, without the casts of its defaults."""
    words = re.sub(r"\s+", " ", signature.strip()).replace("( ", "(").replace(" )", ")").lower()
    return re.sub(r"::[a-z \[\]]+(?=[,)])", "", words)


def difference(what: str, documented: Iterable, actual: Iterable) -> Iterator[str]:
    documented, actual = list(documented), list(actual)
    for one in actual:
        if one not in documented:
            yield f"the page lacks the {what} {one}"
    for one in documented:
        if one not in actual:
            yield f"the server has no {what} {one}"


def function_complaints(page: str, signatures: list[str]) -> Iterator[str]:
    documented = [normal(block.text) for block in read_page(page).blocks if block.mark and block.mark[0] == "function"]
    yield from difference("function", documented, [normal(one) for one in signatures])


def relation_complaints(page: str, columns: list[tuple[str, str, str]]) -> Iterator[str]:
    relations = {relation: [(name, type_) for of, name, type_ in columns if of == relation] for relation, *_ in columns}
    yield from difference("table or view", re.findall(r"^<!-- relation: (\S+) -->$", page, re.MULTILINE), relations)
    for relation, actual in relations.items():
        documented = [tuple(row[:2]) for row in table_after(page, f"<!-- relation: {relation} -->") or []]
        if documented and documented != actual:
            yield f"the columns of {relation} are not those of the page, but:\n" + "\n".join(f"| `{n}` | {t} |" for n, t in actual)
        if not documented:
            yield f"the page has no table of the columns of {relation}"


def setting_complaints(page: str, settings: list[tuple[str, ...]]) -> Iterator[str]:
    documented = [tuple(row[:5]) for row in table_after(page, "<!-- settings -->") or []]
    yield from difference("setting", documented, settings)


def rows(server: Server, sql: str) -> list[tuple[str, ...]]:
    output = server.execute(sql, DATABASE)
    return [tuple(line.split("|")) for line in output.splitlines()]


def main() -> int:
    server = Server(sys.argv[1])
    root = pathlib.Path(sys.argv[2] if len(sys.argv) > 2 else pathlib.Path(__file__).parents[2])
    server.execute(f"drop database if exists {DATABASE} with (force); create database {DATABASE};")
    server.execute("create extension pg_trickle", DATABASE)
    functions = (root / "docs/sql-reference.md").read_text(encoding="utf-8")
    settings = (root / "docs/configuration.md").read_text(encoding="utf-8")
    found = [
        *function_complaints(functions, [row[0] for row in rows(server, FUNCTIONS)]),
        *relation_complaints(functions, rows(server, COLUMNS)),
        *setting_complaints(settings, rows(server, SETTINGS)),
    ]
    server.execute(f"drop database {DATABASE} with (force)")
    print(*found, f"{len(found)} complaints", sep="\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
