"""Runs a program; fails when it fails, or when its output differs from the file of expected output, if there is one.

Usage: run_program.py PROGRAM EXPECTED
"""

import difflib
import pathlib
import subprocess
import sys


def main(program: str, expected: str) -> int:
    result = subprocess.run([program], stdout=subprocess.PIPE, encoding="utf-8")
    print(result.stdout, end="", flush=True)
    if result.returncode != 0:
        print(f"{program}: exit status {result.returncode}")
        return 1

    golden = pathlib.Path(expected)
    if golden.exists() and (wanted := golden.read_text(encoding="utf-8")) != result.stdout:
        lines = difflib.unified_diff(
            wanted.splitlines(keepends=True), result.stdout.splitlines(keepends=True), str(golden), "actual output"
        )
        print("\nThe output is not the expected one:\n" + "".join(lines))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
