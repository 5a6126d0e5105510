"""Checks the pages: their code is code that runs, their output is what it prints, their links lead somewhere.

Usage: docs.py PROGRAMS [ROOT]

PROGRAMS is the build folder: the program of docs/examples/NAME.cpp is PROGRAMS/docs/examples/NAME.

- A block after `<!-- example: docs/examples/NAME.cpp -->` is an excerpt of that file, whatever its indentation.
- A block after `<!-- output: docs/examples/NAME.cpp -->` is an excerpt of what that program prints.
- A ```cpp block in docs/reference has such a mark.
- A relative link leads to a file, and its #fragment to a heading there.
"""

import pathlib
import re
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from functools import cache
from urllib.parse import unquote

from page import Block, read_page

PAGES = ("*.md", "docs/**/*.md", "examples/**/*.md", "bench/**/*.md", "tests/**/*.md")

LINK = re.compile(r"!?\[[^\]]*\]\(\s*<?([^)\s>]+)>?(?:\s+\"[^\"]*\")?\s*\)|^\s*\[[^\]]+\]:\s*(\S+)", re.MULTILINE)
HEADING = re.compile(r"^#+\s+(.*?)\s*#*\s*$", re.MULTILINE)
ANCHOR = re.compile(r"<a\s+(?:id|name)=\"([^\"]+)\"")


def is_excerpt(excerpt: str, text: str) -> bool:
    """Whether the lines of the excerpt follow each other in the text, the common indentation left out."""
    wanted, lines = excerpt.splitlines(), text.splitlines()
    return any(
        textwrap.dedent("\n".join(lines[at : at + len(wanted)])).splitlines() == wanted
        for at in range(len(lines) - len(wanted) + 1)
    )


@cache
def output_of(program: pathlib.Path) -> str:
    return subprocess.run([program], stdout=subprocess.PIPE, encoding="utf-8", check=True, timeout=60).stdout


def block_complaint(block: Block, page: str, root: pathlib.Path, programs: pathlib.Path) -> str | None:
    if not block.mark or block.mark[0] not in ("example", "output"):
        unmarked = block.language == "cpp" and page.startswith("docs/reference/")
        return "this ```cpp block is not marked as an excerpt of a compiled example" if unmarked else None
    kind, source = block.mark
    if not source.startswith("docs/examples/") or not (root / source).is_file():
        return f"there is no example {source}"
    if not block.text.strip():
        return "the block is empty"
    if kind == "example":
        if block.language != "cpp":
            return "an example stands in a ```cpp block"
        excerpt = is_excerpt(block.text, (root / source).read_text(encoding="utf-8"))
        return None if excerpt else f"this is not an excerpt of {source}"
    try:
        printed = output_of(programs / pathlib.Path(source).with_suffix(""))
    except (OSError, subprocess.SubprocessError) as error:
        return f"cannot run {source}: {error}"
    return None if is_excerpt(block.text, printed) else f"{source} does not print this, but:\n{printed}"


def slugs(page: str) -> set[str]:
    """The fragments that lead to a place in a page, as GitHub makes them of its headings."""
    without_blocks = re.sub(r"^```.*?^```", "", page, flags=re.MULTILINE | re.DOTALL)
    found = set(ANCHOR.findall(page))
    for heading in HEADING.findall(without_blocks):
        words = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading).lower()
        slug = re.sub(r"[^\w\- ]", "", words).replace(" ", "-")
        repeated = sum(1 for other in found if re.fullmatch(re.escape(slug) + r"(-\d+)?", other))
        found.add(f"{slug}-{repeated}" if repeated else slug)
    return found


def link_complaint(link: str, page: pathlib.Path) -> str | None:
    if re.match(r"[a-z][a-z0-9+.-]*:", link):
        return None
    path, _, fragment = unquote(link).partition("#")
    target = page.parent / path if path else page
    if path.startswith("/") or not target.exists():
        return f"the link {link} leads nowhere"
    if fragment and target.suffix == ".md" and fragment not in slugs(target.read_text(encoding="utf-8")):
        return f"the link {link} leads to no heading"
    return None


def complaints(root: pathlib.Path, programs: pathlib.Path) -> Iterator[str]:
    for file in sorted({file for pattern in PAGES for file in root.glob(pattern)}):
        name = file.relative_to(root).as_posix()
        page = read_page(file.read_text(encoding="utf-8"))
        for line in page.stray_marks:
            yield f"{name}:{line}: no block follows this mark"
        for block in page.blocks:
            if complaint := block_complaint(block, name, root, programs):
                yield f"{name}:{block.line}: {complaint}"
        for match in LINK.finditer(page.prose):
            if complaint := link_complaint(match[1] or match[2], file):
                yield f"{name}: {complaint}"


def main() -> int:
    root = pathlib.Path(sys.argv[2] if len(sys.argv) > 2 else pathlib.Path(__file__).parents[2])
    found = list(complaints(root, pathlib.Path(sys.argv[1])))
    print(*found, f"{len(found)} complaints", sep="\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
