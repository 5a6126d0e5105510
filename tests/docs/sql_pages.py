"""Runs the SQL of a page against a server and compares what psql prints with what the page says.

Usage: sql_pages.py run [--accept] SERVER PAGE...

The ```sql blocks of a page are run in their order, in a database of the page's own that has the extension. A ```text block that
follows one, with nothing between, is what psql prints for it, but for blanks at the ends of lines; a line `...` there stands for any
lines. A block without one may print what it likes, but no error. --accept writes what was printed into the page, but for blocks with
such a line: read it before.

SERVER is the folder of the server, see tests/support/postgres.py.
"""

import argparse
import dataclasses
import difflib
import pathlib
import re
import subprocess
import sys
from collections.abc import Callable, Iterator

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))

from page import Block, read_page  # noqa: E402
from postgres import Server  # noqa: E402

TIMEOUT = 120


@dataclasses.dataclass
class Step:
    """A block of SQL, and the block with what it prints, if the page has one."""

    sql: Block
    printed: Block | None


def steps(text: str) -> list[Step]:
    """What there is to run in a page."""
    lines, blocks = text.splitlines(), [*read_page(text).blocks, None]
    found = []
    for block, after in zip(blocks, blocks[1:]):
        if block.language != "sql" or block.mark:
            continue
        follows = after and after.language == "text" and not after.mark and not "".join(lines[block.end : after.line - 1]).strip()
        found.append(Step(block, after if follows else None))
    return found


def tidied(output: str) -> str:
    return "".join(line.rstrip() + "\n" for line in output.strip("\n").splitlines())


def is_like(said: str, printed: str) -> bool:
    """Whether a page tells what was printed."""
    parts = re.split(r"^\.\.\.\n", said, flags=re.MULTILINE)
    return re.fullmatch("(?s:.*)".join(map(re.escape, parts)), printed) is not None


def complaint(step: Step, output: str) -> str | None:
    """What is wrong with the output of a step."""
    if step.printed is None:
        failed = [line for line in output.splitlines() if line.startswith(("ERROR:", "FATAL:"))]
        return "\n".join(failed) or None
    if is_like(step.printed.text, output):
        return None
    difference = difflib.unified_diff(step.printed.text.splitlines(), output.splitlines(), "page", "psql", lineterm="")
    return "\n".join(difference)


def with_outputs(text: str, outputs: list[tuple[Step, str]]) -> str:
    """The page with the outputs in the place of those that it has."""
    lines = text.splitlines()
    for step, output in reversed(outputs):
        if step.printed and not is_like(step.printed.text, output):
            lines[step.printed.line : step.printed.end - 1] = output.splitlines()
    return "\n".join(lines) + "\n"


def check(page: pathlib.Path, run: Callable[[str], str], accept: bool) -> Iterator[str]:
    """The complaints about a page; `run` gives what psql prints for some SQL."""
    text = page.read_text(encoding="utf-8")
    outputs = [(step, tidied(run(step.sql.text))) for step in steps(text)]
    if not outputs:
        yield f"{page.name}: there is no SQL to run"
    if accept:
        page.write_text(with_outputs(text, outputs), encoding="utf-8")
        outputs = [(step, output) for step, output in outputs if not step.printed]
    for step, output in outputs:
        if wrong := complaint(step, output):
            yield f"{page.name}:{step.sql.line}: {wrong}"


def psql_in(server: Server, database: str) -> Callable[[str], str]:
    """Runs SQL in a new database with the extension; each time in a session of its own, as a person would come back to it."""
    server.execute(f'drop database if exists "{database}" with (force); create database "{database}";')
    server.execute("create extension pg_trickle", database)

    def run(sql: str) -> str:
        result = server.psql("-q", database=database, input=sql, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=TIMEOUT)
        return result.stdout

    return run


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("action", choices=["run"])
    parser.add_argument("--accept", action="store_true")
    parser.add_argument("server")
    parser.add_argument("pages", nargs="+", type=pathlib.Path)
    options = parser.parse_args()
    server = Server(options.server)
    found = []
    for page in options.pages:
        database = "page " + page.stem
        found += check(page, psql_in(server, database), options.accept)
        server.execute(f'drop database "{database}" with (force)')
    print(*found, f"{len(found)} complaints", sep="\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
