"""Compares a page with what the program `pgt` says of the queries on it.

Usage: operators.py [--accept] PGT PAGE

A page tells a story of queries over some tables, in blocks with a mark before them:

- `<!-- pgt: schema -->`: the CREATE statements of the tables;
- `<!-- pgt: query -->`: a query. What follows is about it, up to the next one;
- `<!-- pgt: TITLE -->`: what `pgt explain` prints below `-- TITLE`, or a part of it where the block begins or ends with `...`.
  Lines may be broken anywhere.

--accept puts what is printed into the blocks that stand for the whole of it.
"""

import argparse
import pathlib
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator

from page import Block, read_page

CLAUSES = r"SELECT|FROM|WHERE|GROUP BY|HAVING|UNION ALL|MERGE INTO|USING|WHEN (?:NOT )?MATCHED|RETURNING|ON|LEFT JOIN|CROSS JOIN|LIMIT"


def marked(text: str) -> Iterator[Block]:
    return (block for block in read_page(text).blocks if block.mark and block.mark[0] == "pgt")


def sections(printed: str) -> dict[str, str]:
    """What pgt prints below each title."""
    parts = re.split(r"^-- (.*)\n", printed, flags=re.MULTILINE)
    return {title: body.strip("\n") for title, body in zip(parts[1::2], parts[2::2])}


def words(text: str) -> str:
    """A text, however its lines are broken."""
    return re.sub(r"\s+", " ", text).strip().replace("( ", "(").replace(" )", ")")


def shows(excerpt: str, whole: str) -> bool:
    """Whether a block says what pgt does; `...` stands for anything."""
    parts = [re.escape(words(part)) for part in excerpt.split("...")]
    return re.fullmatch(".*".join(parts), words(whole)) is not None


def broken(sql: str) -> str:
    """SQL with a clause a line."""
    return re.sub(rf" (?=(?:{CLAUSES})\b)", "\n", sql)


def check(text: str, explain: Callable[[str, str], str]) -> Iterator[tuple[Block, str, str]]:
    """For each block that is wrong, a query that pgt does not take or what it doesn't say: the block, the reason, what pgt says."""
    schema, said = "", {}
    for block in marked(text):
        title = block.mark[1]
        if title == "schema":
            schema = block.text
        elif title == "query":
            printed = explain(schema, block.text)
            said = sections(printed)
            if not said:
                yield block, f"pgt does not explain this:\n{printed}", ""
        elif title not in said:
            yield block, f"pgt says nothing about '{title}'", ""
        elif not shows(block.text, said[title]):
            yield block, f"pgt says:\n{said[title]}", said[title]


def accepted(text: str, wrong: list[tuple[Block, str, str]]) -> str:
    lines = text.splitlines()
    for block, _, said in reversed(wrong):
        if said and "..." not in block.text:
            lines[block.line : block.end - 1] = (broken(said) if block.language == "sql" else said).splitlines()
    return "\n".join(lines) + "\n"


def explain_by(program: str) -> Callable[[str, str], str]:
    def explain(schema: str, query: str) -> str:
        with tempfile.TemporaryDirectory() as folder:
            file = pathlib.Path(folder, "schema.sql")
            file.write_text(schema, encoding="utf-8")
            result = subprocess.run(
                [program, "explain", "--schema", str(file), "-"], input=query, capture_output=True, encoding="utf-8"
            )
        return result.stdout + result.stderr

    return explain


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--accept", action="store_true")
    parser.add_argument("pgt")
    parser.add_argument("page", type=pathlib.Path)
    options = parser.parse_args()
    text = options.page.read_text(encoding="utf-8")
    wrong = list(check(text, explain_by(options.pgt)))
    if options.accept:
        options.page.write_text(accepted(text, wrong), encoding="utf-8")
    print(*(f"{options.page.name}:{block.line}: {reason}" for block, reason, _ in wrong), f"{len(wrong)} complaints", sep="\n")
    if not any(marked(text)):
        print("the page has no query")
        return 1
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
