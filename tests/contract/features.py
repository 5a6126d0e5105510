"""Features of the interface: each has a test that accepts it, or a decision.

Usage: features.py

Reads tests/contract/features.txt, whose head describes its lines: the named test is registered with the words in its file, the named decision exists and has the words.
"""

import pathlib
import re
import sys
from collections.abc import Iterator

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
LINE = re.compile(r"(F\d{3}) (decision (\d+)|[\w.-]+): (.+)")
FEATURES = """F005 F006 F007 F008 F009 F010 F067 F086 F089 F108 F109 F110 F111 F112 F145 F146 F147 F148 F149 F150 F151 F152 F153 F154 F155
F172 F173 F174 F177 F184 F186 F187 F188 F189 F190 F191 F198 F199 F200 F201 F202 F203""".split()

# Where the tests of a kind are, and the list in which each of them has to be; without a list the folder is one.
KINDS = {
    "regress": ("tests/regress/sql/{}.sql", None),
    "isolation": ("tests/isolation/specs/{}.spec", None),
    "tap": ("tests/tap/{}.py", "tests/tap/CMakeLists.txt"),
    "dump": ("tests/dump/{}.py", "tests/dump/CMakeLists.txt"),
    "upgrade": ("tests/upgrade/{}.py", "tests/upgrade/CMakeLists.txt"),
    "contract": ("tests/contract/{}.txt", "tests/contract/CMakeLists.txt"),
    "unit": ("tests/unit/{}.cpp", None),
    "property": ("tests/property/{}.cpp", None),
    "docs.sql": ("docs/{}.md", "tests/docs/CMakeLists.txt"),
}


def file_of(test: str) -> tuple[pathlib.Path, bool]:
    """The file of a test, and whether the test is registered."""
    kind = next((one for one in sorted(KINDS, key=len, reverse=True) if test.startswith(one + ".")), None)
    if kind is None:
        return ROOT / "nowhere", False
    pattern, registry = KINDS[kind]
    name = test[len(kind) + 1 :]
    is_registered = registry is None or re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", (ROOT / registry).read_text()) is not None
    return ROOT / pattern.format(name.replace(".", "/")), is_registered


def decision(number: str) -> pathlib.Path:
    return next((ROOT / "docs/adr").glob(f"{int(number):04}-*.md"), ROOT / "nowhere")


def complaints(line: str) -> Iterator[str]:
    found = LINE.fullmatch(line)
    if not found:
        yield f"not a line of the table: {line}"
        return
    feature, test, number, words = found.groups()
    file, is_registered = (decision(number), True) if number else file_of(test)
    if not file.is_file() or not is_registered:
        yield f"{feature}: there is no {test}"
    elif words not in file.read_text():
        yield f"{feature}: {test} has no words {words!r}"


def main() -> int:
    lines = [line for line in (HERE / "features.txt").read_text().splitlines() if line and not line.startswith("#")]
    found = [one for line in lines for one in complaints(line)]
    listed = {line.split()[0] for line in lines}
    found += [f"{one} has no test" for one in FEATURES if one not in listed] + [f"{one} is unknown" for one in sorted(listed - set(FEATURES))]
    print(*found, f"{len(FEATURES)} features, {len(lines)} lines, {len(found)} complaints", sep="\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
