"""Pages taken apart: their fenced blocks, the marks before these, and their prose."""

import dataclasses
import re
import textwrap

FENCE = re.compile(r"^(\s*)(```+|~~~+)\s*(\w*)")
MARK = re.compile(r"^\s*<!--\s*(example|output|function|pgt):\s*(.*?)\s*-->\s*$")


@dataclasses.dataclass
class Block:
    """A fenced block, with the mark on the line before it. Lines count from 1; those of the fences are `line` and `end`."""

    line: int
    language: str
    mark: tuple[str, str] | None
    text: str
    end: int = 0


@dataclasses.dataclass
class Page:
    blocks: list[Block]
    stray_marks: list[int]
    prose: str
    codes: list[str]  # what the prose has between backquotes


def read_page(text: str) -> Page:
    """Splits a page into its blocks and its prose, from which code is left out."""
    page = Page([], [], "", [])
    mark, marked_at = None, 0
    block, fence = None, ""
    for number, line in enumerate(text.splitlines(), start=1):
        opening = FENCE.match(line)
        if block:
            if opening and opening[2].startswith(fence) and not opening[3]:
                block.text, block.end = textwrap.dedent(block.text), number
                block = None
            else:
                block.text += line + "\n"
            continue
        if opening:
            block, fence = Block(number, opening[3], mark, ""), opening[2]
            page.blocks.append(block)
            mark = None
            continue
        if mark:
            page.stray_marks.append(marked_at)
        found = MARK.match(line)
        mark, marked_at = (found.groups() if found else None), number
        page.codes += re.findall(r"`([^`]*)`", line)
        page.prose += re.sub(r"`[^`]*`", "", line) + "\n"
    if mark:
        page.stray_marks.append(marked_at)
    return page


def table_after(text: str, mark: str) -> list[list[str]] | None:
    """The cells of the table that follows the line `mark`, without its head; None if the page has no such line. Backquotes
    around cells are left out."""
    lines = [line.strip() for line in text.splitlines()]
    if mark not in lines:
        return None
    rows = []
    for line in lines[lines.index(mark) + 1 :]:
        if not line.startswith("|"):
            break
        rows.append([cell.strip().strip("`") for cell in line.strip("|").split(" | ")])
    return rows[2:]
