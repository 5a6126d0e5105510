"""Checks, or with --fix mends, the format of every C++ file of the project.

Usage: format.py CLANG_FORMAT [--fix]
"""

import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).parents[2]
FOLDERS = ("include", "src", "tools", "tests", "examples", "docs", "bench", "python")
SUFFIXES = {".hpp", ".cpp", ".h", ".c"}


def main(clang_format: str, *options: str) -> int:
    files = [file for folder in FOLDERS for file in sorted((ROOT / folder).rglob("*")) if file.suffix in SUFFIXES]
    if not files:
        print("found no C++ files")
        return 1
    mode = ["-i"] if "--fix" in options else ["--dry-run", "--Werror", "--ferror-limit=1"]
    print(f"{len(files)} files", flush=True)
    status = subprocess.run([clang_format, "--style=file", "--fallback-style=none", *mode, *files]).returncode
    if status != 0:
        print("To mend the format of all files: scripts/format")
    return status


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
