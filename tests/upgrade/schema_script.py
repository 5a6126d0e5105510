"""Reads a script of the extension: which objects it makes, and what it says about each."""

import dataclasses
import pathlib
import re
import sys
from collections.abc import Iterator

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path.insert(0, str(HERE.parent / "suites"))

from statements import COMMENTS, TOKEN, end_of_dollar_quote, statements  # noqa: E402

NAME = r"[a-z_]\w*(?:\.[a-z_]\w*)?"
# In this order: what makes an object, by its kind.
CREATED = [
    (kind, re.compile(rf"CREATE {words} (?P<name>{NAME})", re.DOTALL))
    for kind, words in (("schema", "SCHEMA"), ("table", "TABLE"), ("function", "FUNCTION"), ("aggregate", "AGGREGATE"), ("view", "VIEW"),
                        ("event trigger", "EVENT TRIGGER"))
]
INDEX = re.compile(rf"CREATE (?:UNIQUE )?INDEX (?P<name>\w+) ON (?P<table>{NAME})")
TRIGGER = re.compile(rf"CREATE TRIGGER (?P<name>\w+) .*? ON (?P<table>{NAME}) ")
COMMENT = re.compile(rf"COMMENT ON (?P<kind>SCHEMA|TABLE|COLUMN|FUNCTION|AGGREGATE|VIEW|INDEX|EVENT TRIGGER) (?P<name>{NAME}(?:\.\w+)?)(?P<arguments> ?\(.*?\))? IS ")
GRANT = re.compile(r"(?P<verb>GRANT|REVOKE) (?P<what>[A-Z, ]+?) ON (?:(?P<kind>SCHEMA|FUNCTION|SEQUENCE|TABLE|ALL TABLES IN SCHEMA|ALL SEQUENCES IN SCHEMA) )?"
                   r"(?P<names>.+) (?P<whom>(?:TO|FROM) \w+);")
ALWAYS = re.compile(rf"ALTER TABLE (?P<table>{NAME}) ENABLE ALWAYS TRIGGER (?P<name>\w+);")
EVENT_ALWAYS = re.compile(r"ALTER EVENT TRIGGER (?P<name>\w+) ENABLE ALWAYS;")
IN_DUMPS = re.compile(r"SELECT pg_catalog\.pg_extension_config_dump\('(?P<name>[\w.]+)', '.*'\);")
PROLOGUE = re.compile(r"\\echo |SET LOCAL search_path |SELECT pgtrickle\.require_module\(")
IDENTITY = re.compile(r"^(\w+) .*GENERATED \w+(?: DEFAULT)? AS IDENTITY")


class UnreadableScript(Exception):
    """A statement whose meaning this file does not know."""


@dataclasses.dataclass
class Object:
    """`kind`, `name`: what it is; `text`: the statement that makes it, without comments and line breaks; `source`: as it is written."""

    kind: str
    name: str
    text: str
    source: str

    def __str__(self) -> str:
        return f"{self.kind} {self.name}"


@dataclasses.dataclass
class Remark:
    """A statement about an object: a comment, a privilege, how a trigger is enabled, whether dumps have its rows."""

    about: str  # as str(Object)
    text: str


def words_of(text: str) -> str:
    """A statement on one line, without comments. What stands in quotes stays as it is."""
    parts, at = [], 0
    while at < len(text):
        token = TOKEN.match(text, at)
        assert token is not None
        end, kind = token.end(), token.lastgroup
        if token.group() == "$" and (quoted := end_of_dollar_quote(text, at)):
            end, kind = quoted, "dollar"
        piece = " " if kind in ("comment", "block") else text[at:end]
        parts.append(piece if kind in ("string", "escaped", "name", "dollar") else re.sub(r"\s", " ", piece))
        at = end
    # Spaces between words: one; they are collapsed piece by piece so that those in quotes remain.
    out: list[str] = []
    for piece in parts:
        if piece == " " and (not out or out[-1] == " "):
            continue
        out.append(piece)
    return "".join(out).strip()


def without_strings(text: str) -> str:
    """The words of a statement: what stands in quotes depends on nothing."""
    parts, at = [], 0
    while at < len(text):
        token = TOKEN.match(text, at)
        assert token is not None
        at = token.end()
        if token.group() == "$" and (quoted := end_of_dollar_quote(text, token.start())):
            at = quoted
        parts.append(" " if token.lastgroup in ("string", "escaped") or at != token.end() else token.group())
    return "".join(parts)


def items_of(text: str) -> list[str]:
    """What commas separate, outside of parentheses and quotes."""
    items, depth, start, at = [], 0, 0, 0
    while at < len(text):
        token = TOKEN.match(text, at)
        assert token is not None
        depth += {"(": 1, ")": -1}.get(token.group(), 0)
        if token.group() == "," and depth == 0:
            items.append(text[start:at].strip())
            start = token.end()
        at = token.end()
    return [*items, text[start:].strip()]


def in_parentheses(text: str) -> tuple[str, str]:
    """What the first parentheses hold, and what follows them."""
    depth, at, start = 0, 0, None
    while at < len(text):
        token = TOKEN.match(text, at)
        assert token is not None
        depth += {"(": 1, ")": -1}.get(token.group(), 0)
        if token.group() == "(" and start is None:
            start = token.end()
        at = token.end()
        if start is not None and depth == 0:
            return text[start : at - 1], text[at:].strip()
    raise UnreadableScript(f"no parentheses in: {text}")


class Script:
    """Objects in their order, remarks on them, and both in the order of the script."""

    def __init__(self, text: str):
        self.objects: dict[str, Object] = {}
        self.remarks: dict[str, Remark] = {}
        self.steps: list[Object | Remark] = []
        for statement in statements(text):
            source = COMMENTS.sub("", statement.text).strip()
            self.read(words_of(source), source)

    def read(self, text: str, source: str) -> None:
        if not text or PROLOGUE.match(text):
            return
        made = self.created(text, source)
        for remark in [] if made else self.said(text):
            if remark.about not in self.objects:
                raise UnreadableScript(f"{remark.about} is not made by this script: {text}")
            self.remarks[remark.text] = remark
            self.steps.append(remark)
        if made:
            if str(made) in self.objects:
                raise UnreadableScript(f"{made} is made twice: names are not overloaded")
            self.objects[str(made)] = made
            self.steps.append(made)

    def created(self, text: str, source: str) -> Object | None:
        for kind, pattern in CREATED:
            if found := pattern.match(text):
                return Object(kind, found["name"], text, source)
        if found := INDEX.match(text):
            return Object("index", f"{found['table'].partition('.')[0]}.{found['name']}", text, source)
        if found := TRIGGER.match(text):
            return Object("trigger", f"{found['name']} ON {found['table']}", text, source)
        return None

    def said(self, text: str) -> Iterator[Remark]:
        if found := COMMENT.match(text):
            kind, name = found["kind"].lower(), found["name"]
            yield Remark(self.owner_of_column(name) if kind == "column" else f"{kind} {name}", text)
        elif found := ALWAYS.match(text):
            yield Remark(f"trigger {found['name']} ON {found['table']}", text)
        elif found := EVENT_ALWAYS.match(text):
            yield Remark(f"event trigger {found['name']}", text)
        elif found := IN_DUMPS.match(text):
            yield Remark(self.table_of(found["name"]), text)
        elif found := GRANT.match(text):
            yield from self.privileges(found)
        else:
            raise UnreadableScript(f"what does this make or say? {text}")

    def owner_of_column(self, name: str) -> str:
        relation = name.rpartition(".")[0]
        return next((key for key in (f"view {relation}", f"table {relation}") if key in self.objects), relation)

    def table_of(self, name: str) -> str:
        """A table, or the one whose rows a sequence numbers."""
        return next((str(table) for table in self.tables() if name in (table.name, *sequences_of(table))), f"table {name}")

    def tables(self) -> list[Object]:
        return [one for one in self.objects.values() if one.kind == "table"]

    def privileges(self, found: re.Match[str]) -> Iterator[Remark]:
        """One remark for each object: a role may have been granted more on the others since."""
        kind = found["kind"] or "relation"
        for name in items_of(found["names"]):
            for about, target in self.targets(kind, name):
                yield Remark(about, f"{found['verb']} {found['what']} ON {target} {found['whom']};")

    def targets(self, kind: str, name: str) -> Iterator[tuple[str, str]]:
        if kind == "ALL TABLES IN SCHEMA":
            yield from ((str(one), one.name) for one in self.objects.values() if one.kind in ("table", "view") and one.name.startswith(f"{name}."))
        elif kind == "ALL SEQUENCES IN SCHEMA":
            for table in self.tables():
                if table.name.startswith(f"{name}."):
                    yield from ((str(table), f"SEQUENCE {one}") for one in sequences_of(table))
        elif kind == "SEQUENCE":
            yield self.table_of(name), f"SEQUENCE {name}"
        elif kind in ("relation", "TABLE"):
            yield next((key for key in (f"view {name}", f"table {name}") if key in self.objects), name), name
        else:
            bare = name.partition("(")[0].strip()
            yield next((key for key in (f"{kind.lower()} {bare}", f"aggregate {bare}") if key in self.objects), bare), f"{kind} {name}"


def columns_of(table: Object) -> tuple[dict[str, str], list[str], str]:
    """The columns of a table by name, its constraints, and what follows the parentheses."""
    body, rest = in_parentheses(table.text)
    columns, constraints = {}, []
    for item in items_of(body):
        name = item.partition(" ")[0]
        if name in ("PRIMARY", "UNIQUE", "CHECK", "CONSTRAINT", "FOREIGN"):
            constraints.append(item)
        else:
            columns[name] = re.sub(" +", " ", item)
    return columns, constraints, rest


def sequences_of(table: Object) -> list[str]:
    return [f"{table.name}_{found[1]}_seq" for item in columns_of(table)[0].values() if (found := IDENTITY.match(item))]


def shown_columns(view: Object) -> list[str] | None:
    """The columns of a view by its SELECT; None where the text does not say."""
    query = view.text.partition(" AS ")[2].strip()
    if not query.startswith("SELECT "):
        return None
    depth, at, end = 0, 0, None
    while at < len(query) and end is None:
        token = TOKEN.match(query, at)
        assert token is not None
        depth += {"(": 1, ")": -1}.get(token.group(), 0)
        if depth == 0 and token.group() == "FROM":
            end = at
        at = token.end()
    items = items_of(query[len("SELECT ") : end])
    names = [re.search(r"(\w+)$", item) for item in items]
    return [found[1] for found in names if found] if all(names) else None


def signature_of(function: Object) -> str:
    """Arguments and result: what CREATE OR REPLACE cannot change."""
    return re.sub(" +", " ", function.text[: function.text.index(" LANGUAGE ")])


def present_version(root: pathlib.Path = ROOT) -> str:
    found = re.search(r"^default_version = '(.+)'$", (root / "sql/pg_trickle.control").read_text(encoding="utf-8"), re.MULTILINE)
    assert found
    return found[1]


def install_script(root: pathlib.Path = ROOT) -> str:
    """As cmake/JoinScript.cmake puts it together."""
    text = "".join(part.read_text(encoding="utf-8") for part in sorted((root / "sql/install").glob("*.sql")))
    arguments = (root / "sql/creation_arguments.sql").read_text(encoding="utf-8")
    return text.replace("@creation_arguments@\n", arguments).replace("@version@", present_version(root))


def released_versions(root: pathlib.Path = ROOT) -> list[str]:
    """Those whose scripts are kept, from the oldest to the latest."""
    names = [one.stem.removeprefix("pg_trickle--") for one in (root / "sql/released").glob("pg_trickle--*.sql")]
    return sorted(names, key=lambda version: [int(part) for part in version.split(".")])


def released_script(version: str, root: pathlib.Path = ROOT) -> str:
    return (root / f"sql/released/pg_trickle--{version}.sql").read_text(encoding="utf-8")
