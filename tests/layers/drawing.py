"""Checks that the page on the architecture shows the rooms as layers.py orders them. Usage: drawing.py [--accept] [ROOT]

For each folder in ORDERED the page has a section that begins with `<!-- rooms: FOLDER -->`:
- a Mermaid drawing, made from the includes: an arrow leads from a room to each room that it includes directly and not through others;
- a table with a row for each room, from the highest to the lowest, that says what it is for.

Headers that are rooms of their own are in neither.

--accept writes the drawings. The words of the table are for people to write.
"""

import pathlib
import re
import sys
from collections.abc import Iterator

from layers import ORDERED, included, room_included, room_of, sources

PAGE = "docs/architecture.md"
DRAWING = re.compile(r"(?P<mark><!-- rooms: (?P<folder>\S+) -->\n)```mermaid\n(?P<drawing>.*?)```\n(?P<rest>.*?)(?=^#|^<!--|\Z)", re.DOTALL | re.MULTILINE)
ROW = re.compile(r"^\| `([a-z_/]+)` \|", re.MULTILINE)


def drawn(root: pathlib.Path, folder: str) -> list[str]:
    """The rooms that are folders, from the highest to the lowest."""
    return [room for room in reversed(ORDERED[folder]) if (root / folder / room).is_dir()]


def includes_between(root: pathlib.Path, folder: str) -> set[tuple[str, str]]:
    """The pairs of folders of which the first includes the second, which is a lower one."""
    rooms = ORDERED[folder]
    found = set()
    for file in sources(root / folder):
        here = room_of(file.relative_to(root / folder).as_posix(), rooms)
        for header in included(file.read_text(encoding="utf-8")):
            there = room_included(header, folder)
            if here is not None and there is not None and there < here:
                found.add((rooms[here], rooms[there]))
    return {pair for pair in found if set(pair) <= set(drawn(root, folder))}


def reachable(pairs: set[tuple[str, str]], start: str) -> set[str]:
    found: set[str] = set()
    open_ends = [start]
    while open_ends:
        here = open_ends.pop()
        ahead = {second for first, second in pairs if first == here} - found
        found |= ahead
        open_ends += ahead
    return found


def without_detours(pairs: set[tuple[str, str]]) -> set[tuple[str, str]]:
    """The pairs without those that others imply."""
    return {
        (first, second)
        for first, second in pairs
        if not any(second in reachable(pairs, between) for start, between in pairs if start == first and between != second)
    }


def drawing_of(root: pathlib.Path, folder: str) -> str:
    order = drawn(root, folder)
    pairs = without_detours(includes_between(root, folder))
    alone = [room for room in order if not any(room in pair for pair in pairs)]
    arrows = sorted(pairs, key=lambda pair: (order.index(pair[0]), order.index(pair[1])))
    lines = [*(f"    {first} --> {second}" for first, second in arrows), *(f"    {room}" for room in alone)]
    return "flowchart TB\n" + "".join(f"{line}\n" for line in lines)


def redrawn(root: pathlib.Path, page: str) -> str:
    def replace(found: re.Match[str]) -> str:
        if found["folder"] not in ORDERED:
            return found.group()
        return f"{found['mark']}```mermaid\n{drawing_of(root, found['folder'])}```\n{found['rest']}"

    return DRAWING.sub(replace, page)


def complaints(root: pathlib.Path) -> Iterator[str]:
    page = (root / PAGE).read_text(encoding="utf-8")
    sections = {found["folder"]: found for found in DRAWING.finditer(page)}
    yield from (f"{PAGE}: no drawing of the rooms of {folder}" for folder in ORDERED if folder not in sections)
    yield from (f"{PAGE}: draws {folder}, whose rooms have no order" for folder in sections if folder not in ORDERED)
    for folder, found in sections.items():
        if folder not in ORDERED:
            continue
        if found["drawing"] != drawing_of(root, folder):
            yield f"{PAGE}: the drawing of {folder} is not what its includes are; drawing.py --accept draws:\n{drawing_of(root, folder)}"
        if ROW.findall(found["rest"]) != drawn(root, folder):
            yield f"{PAGE}: the table of {folder} does not list its rooms from the highest to the lowest: {', '.join(drawn(root, folder))}"


def main() -> int:
    arguments = [one for one in sys.argv[1:] if one != "--accept"]
    root = pathlib.Path(arguments[0] if arguments else pathlib.Path(__file__).parents[2])
    if "--accept" in sys.argv:
        file = root / PAGE
        file.write_text(redrawn(root, file.read_text(encoding="utf-8")), encoding="utf-8")
    found = list(complaints(root))
    print(*found, f"{len(found)} complaints", sep="\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
