"""Follows the walk-through of CONTRIBUTING.md: every operator of run-time circuits has each file that it names.

Usage: operators.py [ROOT]

A path with NAME in it, in the numbered lists below "How to add an operator", is a file of every operator; the name is that of the
header in include/dbsp/operator that defines the operator.
"""

import pathlib
import re
import sys

CIRCUITS = "include/dbsp/circuit/circuit.hpp"
OPERATORS = "include/dbsp/operator"
STEP = re.compile(r"^\d+\. .*?(?=^\d+\. |^$)", re.MULTILINE | re.DOTALL)
# SQL has other names for what becomes of operators than circuits have.
NOT_FOR_EACH = {"tests/regress/sql/NAME.sql"}


def section(text: str, title: str) -> str:
    start = text.index(f"## {title}\n")
    end = text.find("\n## ", start + 1)
    return text[start : end if end >= 0 else len(text)]


def walked_files(root: pathlib.Path) -> list[str]:
    """The paths of the walk-through, with NAME in the place of an operator's."""
    text = section((root / "CONTRIBUTING.md").read_text(encoding="utf-8"), "How to add an operator")
    paths = [path for step in STEP.findall(text) for path in re.findall(r"`([^`]*NAME[^`]*)`", step)]
    return [path for path in paths if path not in NOT_FOR_EACH]


def operators(root: pathlib.Path) -> list[str]:
    """The names of the headers that define what a run-time circuit may hold."""
    text = (root / CIRCUITS).read_text(encoding="utf-8")
    nodes = re.search(r"using type = std::variant<(.*?)>;", text, re.DOTALL)
    aliases = re.findall(r"using (\w+) = op::(\w+)<", text)
    names = set(re.findall(r"op::(\w+)", nodes[1])) | {operator for alias, operator in aliases if re.search(rf"node<{alias},", nodes[1])}
    headers = {header.stem: header.read_text(encoding="utf-8") for header in (root / OPERATORS).glob("*.hpp")}
    return sorted({stem for name in names for stem, text in headers.items() if re.search(rf"struct {name}\b[^;]*\{{", text)})


def missing(root: pathlib.Path) -> list[str]:
    wanted = [path.replace("NAME", name) for path in walked_files(root) for name in operators(root)]
    return [f"{path}: is missing" for path in wanted if not (root / path).is_file()]


def main() -> int:
    root = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).parents[2])
    found = missing(root)
    print(*found, f"{len(operators(root))} operators, {len(walked_files(root))} files for each, {len(found)} missing", sep="\n")
    return 1 if found or len(walked_files(root)) < 5 else 0


if __name__ == "__main__":
    sys.exit(main())
