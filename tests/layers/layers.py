"""Checks the rules on how the source tree is layered. Usage: layers.py [ROOT]

- Each folder includes only what ALLOWED says; the longest matching folder decides.
- Of the folders in ORDERED, each includes only those before it: no folder depends, however indirectly, on one that depends on it.
- Every public header has `#pragma once`.
- An umbrella (a header named like a folder beside it, or like its own folder) contains only includes.
- What MIRRORED lists has a test and a page of the same name.
"""

import pathlib
import re
import sys
from collections.abc import Iterator

STANDARD = r"<[a-z_0-9]+>"
LIBRARIES = r"<(range/v3/|boost/hana/|boost/hana\.hpp|boost/unordered/|xxhash\.h).*>"
DBSP = r"<dbsp/.*>"
PGT = r"<pgt/.*>"
PARSER = r"<pg_query\.h>"
NANOBIND = r"<(nanobind/.*|datetime\.h)>"
OWN = r'"[a-z_0-9/.]+\.hpp"'
ANYTHING = r".*"

ALLOWED = {
    "include/dbsp": [STANDARD, LIBRARIES, DBSP],
    "include/dbsp/store": [STANDARD, DBSP, r"<rocksdb/c\.h>"],
    "include/pgt": [STANDARD, LIBRARIES, DBSP, PGT],
    "src/pgt": [STANDARD, LIBRARIES, DBSP, PGT, OWN],
    "src/pgtparse": [STANDARD, LIBRARIES, DBSP, PGT, PARSER, OWN],
    "tools": [STANDARD, LIBRARIES, DBSP, PGT, OWN],
    "python/src": [STANDARD, LIBRARIES, DBSP, NANOBIND, OWN],
    "src/pgext": [STANDARD, LIBRARIES, DBSP, PGT, OWN],
    "src/pgext/pg": [ANYTHING],
    "src/pgext/module": [ANYTHING],
}

# The rooms of a folder, from the lowest to the highest: its folders, and headers that are rooms of their own. Nothing stands
# outside of them. `docs/architecture.md` shows the same order.
ORDERED = {
    "include/dbsp": [
        "version.hpp", "error.hpp", "store", "detail", "row", "value", "concept", "zset", "stream", "stream.hpp", "io", "wiring", "aggregate", "operator",
        "circuit", "pass", "eval", "engine", "dbsp.hpp",
    ],
    "include/pgt": [
        "error.hpp", "checkpoint.hpp", "sql", "expr", "syntax", "circuit", "schedule", "parse", "unnest", "bind", "lower", "stage",
    ],
    "include/pgt/lower": [
        "protocol.hpp", "piece", "facts", "change", "sql", "operator", "store", "plan.hpp", "explain.hpp", "make_plan.hpp",
    ],
    "src/pgext": [
        "frontier", "pg", "settings", "catalog", "capture", "definition", "refresh", "immediate", "lifecycle", "ddl", "reports", "scheduler", "module",
    ],
    "src/pgext/pg": ["boundary", "value", "access", "query", "ddl", "worker", "capture"],
}

# The folders whose files stand in the rooms of another one: the sources of its headers.
ALSO_IN = {"include/pgt": ["src/pgt"], "include/pgt/lower": ["src/pgt/lower"]}

# How an include of something in one of these folders begins.
INCLUDED_AS = {
    "include/dbsp": ("<dbsp/",),
    "include/pgt": ("<pgt/", '"'),
    "include/pgt/lower": ("<pgt/lower/", '"lower/'),
    "src/pgext": ('"',),
    "src/pgext/pg": ('"pg/',),
}

# Headers of the first folder have a namesake in each of the others.
MIRRORED = {"include/dbsp/operator": [("tests/unit/operator", ".cpp"), ("docs/reference/dbsp/operator", ".md")]}

INCLUDE = re.compile(r"^[ \t]*#[ \t]*include[ \t]*([<\"][^>\"\n]*[>\"])", re.MULTILINE)
COMMENT = re.compile(r"/\*.*?\*/|//[^\n]*", re.DOTALL)


def sources(folder: pathlib.Path) -> Iterator[pathlib.Path]:
    for suffix in ("hpp", "h", "cpp"):
        yield from sorted(folder.rglob(f"*.{suffix}"))


def allowed_in(folder: str) -> list[str]:
    """The patterns for a folder: its own, or those of the nearest folder above that has some."""
    while folder not in ALLOWED:
        folder = folder.rpartition("/")[0]
    return ALLOWED[folder]


def included(text: str) -> list[str]:
    return INCLUDE.findall(re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL))


def wrong_includes(root: pathlib.Path) -> Iterator[str]:
    top_level = [folder for folder in ALLOWED if not any(folder.startswith(f"{other}/") for other in ALLOWED)]
    for top in top_level:
        for file in sources(root / top):
            folder = file.parent.relative_to(root).as_posix()
            for header in included(file.read_text(encoding="utf-8")):
                if not any(re.fullmatch(pattern, header) for pattern in allowed_in(folder)):
                    yield f"{file.relative_to(root)}: {folder} must not include {header}"


def room_of(path: str, rooms: list[str]) -> int | None:
    """The place in the order of the room that a file stands in; None for a file that stands in no such room.

    The source of a header that is a room of its own stands in the same room."""
    first = path.partition("/")[0].replace(".cpp", ".hpp")
    return rooms.index(first) if first in rooms else None


def sources_in(root: pathlib.Path, top: str) -> Iterator[tuple[pathlib.Path, str]]:
    """The files that stand in the rooms of a folder, each with its path below it."""
    for folder in (top, *ALSO_IN.get(top, [])):
        for file in sources(root / folder):
            yield file, file.relative_to(root / folder).as_posix()


def room_included(header: str, top: str) -> int | None:
    """The place in the order of the room that an include, with its quotes or brackets, leads to; None for other folders."""
    for prefix in INCLUDED_AS[top]:
        if header.startswith(prefix):
            return room_of(header[1:-1].removeprefix(prefix[1:]), ORDERED[top])
    return None


def wrong_directions(root: pathlib.Path) -> Iterator[str]:
    for top, rooms in ORDERED.items():
        for file, path in sources_in(root, top):
            here = room_of(path, rooms)
            if here is None:
                yield f"{file.relative_to(root)}: stands in no room of {top}"
                continue
            for header in included(file.read_text(encoding="utf-8")):
                there = room_included(header, top)
                if there is not None and there > here:
                    yield f"{file.relative_to(root)}: {rooms[here]} must not include {header}, which stands above it"


def wrong_headers(root: pathlib.Path) -> Iterator[str]:
    for file in sorted((root / "include").rglob("*.hpp")):
        text = file.read_text(encoding="utf-8")
        if not re.search(r"^#pragma once$", text, re.MULTILINE):
            yield f"{file.relative_to(root)}: no '#pragma once'"
        is_umbrella = file.with_suffix("").is_dir() or file.stem == file.parent.name and file.parent.parent.name == "include"
        code = INCLUDE.sub("", COMMENT.sub("", text).replace("#pragma once", "")).strip()
        if is_umbrella and code:
            yield f"{file.relative_to(root)}: an umbrella contains only includes, this one also: {code.splitlines()[0]}"


def missing_mirrors(root: pathlib.Path) -> Iterator[str]:
    for folder, mirrors in MIRRORED.items():
        for header in sorted((root / folder).rglob("*.hpp")):
            name = header.relative_to(root / folder).with_suffix("")
            for mirror, suffix in mirrors:
                wanted = root / mirror / f"{name}{suffix}"
                if not wanted.is_file():
                    yield f"{header.relative_to(root)}: has no {wanted.relative_to(root)}"


def violations(root: pathlib.Path) -> list[str]:
    return [*wrong_includes(root), *wrong_directions(root), *wrong_headers(root), *missing_mirrors(root)]


def main() -> int:
    root = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).parents[2])
    found = violations(root)
    print(*found, f"{len(found)} violations", sep="\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
