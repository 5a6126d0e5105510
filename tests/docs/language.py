"""Checks that pages name the things they talk about.

Usage: language.py [--except PATH]... PATH...

PATHs are pages, or folders of pages, from the root of the project.

- Reference words (WORDS) are at most LIMIT of 100 words of the prose of a page. Code, tables and the targets of links are no prose.
- No sentence begins with a word of OPENINGS. Headings, and list items that are a link and nothing else, are titles, not sentences.

For a page that breaks a rule the sentences with the most reference words are printed.
"""

import argparse
import dataclasses
import pathlib
import re
import sys
from collections.abc import Iterator

from page import read_page

WORDS = frozenset("it its that this these those which what who whom whose one ones there they them their he she".split())
OPENINGS = frozenset(("What", "Who", "Whoever", "Nobody"))
LIMIT = 6.5
WORST = 5

ROOT = pathlib.Path(__file__).resolve().parents[2]

COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
TARGET = re.compile(r"\]\([^)]*\)")
ONLY_A_LINK = re.compile(r"\[[^\]]*\]\([^)]*\)")
LIST_ITEM = re.compile(r"^\s*(?:[-*+>]|\d+\.)\s+")
END = re.compile(r"(?<=[.!?:;])[)*_\"”]*\s+")
CODE = re.compile(r"`[^`]*`")
WORD = re.compile(r"[A-Za-z']+")


@dataclasses.dataclass
class Sentence:
    line: int
    text: str
    is_title: bool = False

    def words(self) -> list[str]:
        return WORD.findall(self.text)

    def references(self) -> int:
        return sum(word.lower() in WORDS for word in self.words())

    def excess(self) -> float:
        """By how much the sentence, if all were like it, would break the limit."""
        return self.references() - LIMIT / 100 * len(self.words())

    def opening(self) -> str:
        return self.words()[0]


def paragraphs(text: str) -> Iterator[Sentence]:
    """The paragraphs, headings and list items of a page, with a word in the place of each code."""
    lines: list[str] = []
    first = 0
    for number, line in enumerate([*prose_lines(text), ""], start=1):
        item = LIST_ITEM.match(line)
        begins = bool(item) or line.startswith("#")
        if lines and (begins or not line.strip()):
            yield Sentence(first, " ".join(lines))
            lines = []
        if not line.strip():
            continue
        first = first if lines else number
        lines.append(line[item.end() :] if item else line.lstrip("# "))
        if line.startswith("#"):
            yield Sentence(first, lines.pop(), is_title=True)


def prose_lines(text: str) -> list[str]:
    """The lines of a page, those without prose empty."""
    lines = text.splitlines()
    for block in read_page(text).blocks:
        lines[block.line - 1 : block.end] = [""] * (block.end - block.line + 1)
    lines = ["" if line.lstrip().startswith("|") else line for line in lines]
    text = COMMENT.sub(lambda found: "\n" * found.group().count("\n"), "\n".join(lines))
    return text.split("\n")


def sentences(text: str) -> Iterator[Sentence]:
    for paragraph in paragraphs(text):
        is_title = paragraph.is_title or ONLY_A_LINK.fullmatch(paragraph.text) is not None
        for part in END.split(TARGET.sub("]", CODE.sub("CODE", paragraph.text))):
            if WORD.search(part):
                yield Sentence(paragraph.line, part.strip(), is_title)


def density(text: str) -> float:
    """The reference words of 100 words of prose."""
    found = list(sentences(text))
    return 100 * sum(one.references() for one in found) / max(1, sum(len(one.words()) for one in found))


def complaints(name: str, text: str) -> Iterator[str]:
    found = list(sentences(text))
    for one in found:
        if one.opening() in OPENINGS and not one.is_title:
            yield f"{name}:{one.line}: a sentence begins with {one.opening()}: {one.text}"
    if (measured := density(text)) > LIMIT:
        worst = sorted(found, key=Sentence.excess, reverse=True)[:WORST]
        yield "\n".join(
            [
                f"{name}: {measured:.1f} of 100 words are reference words ({LIMIT} are allowed): name the thing instead. The worst sentences:",
                *(f"  {name}:{one.line}: {one.references()} of {len(one.words())}: {one.text}" for one in worst),
            ]
        )


def pages(paths: list[str], exceptions: list[str]) -> Iterator[pathlib.Path]:
    """The pages at the paths. A path without any is an error: the check would be empty."""
    for path in paths:
        found = [ROOT / path] if path.endswith(".md") else sorted((ROOT / path).rglob("*.md"))
        if not found:
            raise FileNotFoundError(f"there are no pages in {path}")
        yield from (page for page in found if not any(page.is_relative_to(ROOT / one) for one in exceptions))


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--except", action="append", default=[], dest="exceptions")
    parser.add_argument("paths", nargs="+")
    options = parser.parse_args()
    found, count = [], 0
    for page in pages(options.paths, options.exceptions):
        count += 1
        found += complaints(page.relative_to(ROOT).as_posix(), page.read_text(encoding="utf-8"))
    print(*found, f"{count} pages, {len(found)} complaints", sep="\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
