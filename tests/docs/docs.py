"""Checks the pages: their code is code that runs, their output is what it prints, their links lead somewhere.

Usage: docs.py PROGRAMS [ROOT]

PROGRAMS is the build folder: the program of docs/examples/NAME.cpp is PROGRAMS/docs/examples/NAME.

- A block after `<!-- example: docs/examples/NAME.cpp -->` is an excerpt of that file, whatever its indentation.
- A block after `<!-- output: docs/examples/NAME.cpp -->` is an excerpt of what that program prints.
- A ```cpp block in docs/reference has such a mark.
- A relative link leads to a file, and its #fragment to a heading there.
- A path of this repository that a page has in `code`, or a comment of the sources, leads to a file or folder, unless it has a NAME.
- The index of a folder in INDEXES leads to every page in it.
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

COMMENTED = ("src/**/*.[ch]pp", "python/**/*.[ch]pp", "include/**/*.hpp", "tools/**/*.[ch]pp", "tests/**/*.[ch]pp", "examples/*.[ch]pp", "sql/**/*.sql", "cmake/*.cmake")
INDEXES = ("docs", "docs/adr")

PATH = re.compile(r"(?<![\w./-])(?:(?:src|include|tests|docs|sql|tools|bench|scripts|cmake|examples)/[\w./-]*[\w/]|(?:dbsp|pgt)/[\w./-]+\.hpp)")
COMMENT = re.compile(r"//[^\n]*|/\*.*?\*/|^\s*(?:--|#(?!\s*include))[^\n]*", re.DOTALL | re.MULTILINE)

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


def missing_paths(root: pathlib.Path, here: pathlib.Path, text: str) -> Iterator[str]:
    """The paths in a text that lead nowhere: from the root, for headers from `include`, else from the file that names them."""
    for path in PATH.findall(text):
        if "NAME" not in path and not any((start / path).exists() for start in (root, root / "include", here)):
            yield path


def stale_paths(root: pathlib.Path) -> Iterator[str]:
    for file in sorted({file for pattern in COMMENTED for file in root.glob(pattern)}):
        for comment in COMMENT.findall(file.read_text(encoding="utf-8")):
            yield from (f"{file.relative_to(root)}: there is no {path}" for path in missing_paths(root, file.parent, comment))


def unlisted_pages(root: pathlib.Path) -> Iterator[str]:
    for folder in INDEXES:
        index = root / folder / "README.md"
        text = index.read_text(encoding="utf-8") if index.is_file() else ""
        for page in sorted((root / folder).glob("*.md")):
            if page != index and f"]({page.name})" not in text:
                yield f"{folder}/README.md: does not list {page.name}"


def complaints(root: pathlib.Path, programs: pathlib.Path) -> Iterator[str]:
    yield from stale_paths(root)
    yield from unlisted_pages(root)
    for file in sorted({file for pattern in PAGES for file in root.glob(pattern)}):
        name = file.relative_to(root).as_posix()
        page = read_page(file.read_text(encoding="utf-8"))
        for line in page.stray_marks:
            yield f"{name}:{line}: no block follows this mark"
        for block in page.blocks:
            if complaint := block_complaint(block, name, root, programs):
                yield f"{name}:{block.line}: {complaint}"
        for path in (path for code in page.codes for path in missing_paths(root, file.parent, code)):
            yield f"{name}: there is no {path}"
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
