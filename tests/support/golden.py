"""Comparing what a program printed with a file of expected output."""

import difflib


def matches(golden, actual, accept=False):
    """Whether the file `golden` holds `actual`; a difference is printed. `accept` first makes it hold that."""
    if accept:
        golden.write_text(actual, encoding="utf-8")
    expected = golden.read_text(encoding="utf-8") if golden.exists() else ""
    difference = list(difflib.unified_diff(expected.splitlines(), actual.splitlines(), str(golden), "actual output", lineterm=""))
    if difference:
        print("\n".join(difference))
    return not difference
