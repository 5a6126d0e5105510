"""Checks the names that the module defines. Usage: symbols.py NM MODULE POSTGRES

The server and the module share one space of names, in which the first definition wins: a function of the module that
is called like one of the server's would never run, or would run in its stead. So the module exports what the server
looks up in it and nothing else, and none of that is a name of the server's. What it needs, the server defines, or a library
does, which the name then says after an @; the linker does not check that for a module.
"""

import re
import subprocess
import sys
from collections.abc import Iterator

EXPORTED = re.compile(r"Pg_magic_func|_PG_init|pg_finfo_pgtrickle_\w+|pgtrickle_\w+")
NEEDED = {"Pg_magic_func", "_PG_init"}


def names(nm: str, which: str, file: str) -> list[tuple[str, str]]:
    """Kind and name of the entries of one sort in a file's table of dynamic names."""
    listing = subprocess.run([nm, "--dynamic", which, file], check=True, capture_output=True, text=True)
    return [tuple(line.split()[-2:]) for line in listing.stdout.splitlines() if line]


def defined_names(nm: str, file: str) -> set[str]:
    """The names that a file defines for others."""
    return {name.partition("@")[0] for _, name in names(nm, "--defined-only", file)}


def needed_names(nm: str, file: str) -> set[str]:
    """The names that have to be defined where the file is loaded."""
    return {name for kind, name in names(nm, "--undefined-only", file) if kind == "U"}


def violations(module: set[str], needed: set[str], server: set[str]) -> Iterator[str]:
    for name in sorted(needed - server):
        if "@" not in name:
            yield f"{name}, which the module needs, is not defined"
    for name in sorted(NEEDED - module):
        yield f"the module does not export {name}"
    for name in sorted(module):
        if not EXPORTED.fullmatch(name):
            yield f"the module must not export {name}"
        if name in server:
            yield f"the server defines {name} as well"
        if name.startswith("pg_finfo_") and name.removeprefix("pg_finfo_") not in module:
            yield f"{name} describes a function that the module does not export"


def main() -> int:
    nm, module, server = sys.argv[1:]
    in_server = defined_names(nm, server)
    if "palloc" not in in_server:
        print(f"{server} does not look like a PostgreSQL server")
        return 1
    found = list(violations(defined_names(nm, module), needed_names(nm, module), in_server))
    print(*found, f"{len(found)} violations", sep="\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
