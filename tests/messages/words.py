"""Counts private words in comments and pages: there is a term of the field for each of them. Usage: words.py [ROOT]

What the glossary has no entry for, readers cannot look up. WORDS lists the words, with the terms to use instead; DONE lists the folders that
are free of them. A folder that has been cleaned belongs there.
"""

import pathlib
import re
import sys
from collections.abc import Iterator

WORDS = {
    r"\banew\b": "again; recomputed, re-initialised, rebuilt",
    r"\b(?:take|takes|taken|taking|took) (?:(?:it|them|that|this|(?:the )?changes) )?in\b(?! (?:an?|the|this|that|which|one|its|each|every|any|all|some|both"
    r"|their|order|ascending|descending|place|turn|parallel)\b)": "apply, applied; consumed",
    r"\blooks? alike\b": "identical",
    r"\b(?:some|any|every)body\b|\bnobody\b": "the caller, a concurrent session, no role, every role; or the passive voice",
    r"\bwho(?:m)?ever\b": "the role that, the session that",
}

DONE = (
    "README.md",
    "CONTRIBUTING.md",
    "docs",
    "sql",
    "scripts",
    "cmake",
    "bench",
    "examples",
    "tools",
    "tests",
    "include/dbsp",
    "include/pgt",
    "src/pgt",
    "src/pgtparse",
    "src/pgext",
)
# They quote the words, or print what others wrote.
EXCEPT = {"tests/messages", "tests/regress/expected", "tests/isolation/expected", "tests/boundary/expected"}

SLASHES = re.compile(r"//[^\n]*|/\*.*?\*/", re.DOTALL)
DASHES = re.compile(r"--[^\n]*|/\*.*?\*/", re.DOTALL)
HASHES = re.compile(r'(?:^|(?<=\s))#[^\n]*|"""(?:[^"]|"(?!""))*"""')
NOT_PROSE = re.compile(r"^(```|~~~).*?^\1[^\n]*$|`[^`\n]*`", re.DOTALL | re.MULTILINE)


def blanked(pattern: re.Pattern[str], text: str) -> str:
    """The text without what matches, its lines kept."""
    return pattern.sub(lambda found: "\n" * found.group().count("\n"), text)


def only(pattern: re.Pattern[str], text: str) -> str:
    """What matches, on the lines where it is."""
    result, end = "", 0
    for found in pattern.finditer(text):
        result += "\n" * text.count("\n", end, found.start()) + found.group()
        end = found.end()
    return result


def prose(file: pathlib.Path) -> str:
    """What people read of a file: the comments of sources, the text of pages without their code."""
    text = file.read_text(encoding="utf-8")
    if file.suffix == ".md":
        return blanked(NOT_PROSE, text)
    if file.suffix in (".cpp", ".hpp"):
        return only(SLASHES, text)
    return only(DASHES if file.suffix == ".sql" else HASHES, text)


def is_read(file: pathlib.Path) -> bool:
    return file.suffix in (".md", ".cpp", ".hpp", ".sql", ".py", ".sh", ".cmake", ".spec") or file.name == "CMakeLists.txt" or not file.suffix


def files(root: pathlib.Path, done: tuple[str, ...]) -> Iterator[pathlib.Path]:
    for name in done:
        start = root / name
        for file in [start] if start.is_file() else sorted(start.rglob("*")):
            folder = file.parent.relative_to(root).as_posix()
            if file.is_file() and is_read(file) and "__pycache__" not in folder and not any(f"{folder}/".startswith(f"{one}/") for one in EXCEPT):
                yield file


def complaints(root: pathlib.Path, done: tuple[str, ...] = DONE) -> Iterator[str]:
    for file in files(root, done):
        for number, line in enumerate(prose(file).splitlines(), start=1):
            for pattern, instead in WORDS.items():
                for found in re.finditer(pattern, line, re.IGNORECASE):
                    yield f"{file.relative_to(root)}:{number}: {found.group()!r}: {instead}"


def main() -> int:
    root = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).parents[2])
    found = list(complaints(root))
    print(*found, f"{len(found)} complaints", sep="\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
