"""Checks that a source does not compile, and that the compiler says why in the sentences we promise.

Usage: compile_fail.py COMPILER FLAGS_FILE SOURCE

The head of the source holds one or more comments `// expect: <sentence>`. Every sentence has to stand in the
compiler's messages (the source lines it quotes do not count). To show that the failure comes from the line meant,
the source must compile when POSITIVE_CONTROL is defined.
"""

import os
import pathlib
import re
import subprocess
import sys

EXPECT = re.compile(r"^//\s*expect:\s*(.*?)\s*$")
QUOTED_SOURCE = re.compile(r"^\s*\d*\s*\|")


def expected_sentences(source: str) -> list[str]:
    """The sentences in the comments before the first line of code."""
    sentences = []
    for line in source.splitlines():
        if line.strip() and not line.startswith("//"):
            break
        if match := EXPECT.match(line):
            sentences.append(match[1])
    return sentences


def compiles(compiler: str, flags: str, source: str, *more: str) -> tuple[bool, str]:
    command = [compiler, f"@{flags}", "-fsyntax-only", *more, source]
    result = subprocess.run(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8", env={**os.environ, "LC_ALL": "C"}
    )
    return result.returncode == 0, result.stdout


def check(compiler: str, flags: str, source: str) -> str | None:
    """What is wrong, or nothing."""
    text = pathlib.Path(source).read_text(encoding="utf-8")
    sentences = [sentence for sentence in expected_sentences(text) if sentence]
    if not sentences:
        return "the head of the source has no comment '// expect: <sentence>'"
    if "POSITIVE_CONTROL" not in text:
        return "the source has no positive control: code that compiles when POSITIVE_CONTROL is defined"

    accepted, messages = compiles(compiler, flags, source, "-DPOSITIVE_CONTROL")
    if not accepted:
        return f"the positive control does not compile:\n{messages}"

    accepted, messages = compiles(compiler, flags, source)
    if accepted:
        return "the source compiles, though it must not"
    said = "\n".join(line for line in messages.splitlines() if not QUOTED_SOURCE.match(line))
    missing = [sentence for sentence in sentences if sentence not in said]
    if missing:
        return "\n".join(["the compiler does not say:", *missing, "but says:", messages])
    return None


def main(compiler: str, flags: str, source: str) -> int:
    complaint = check(compiler, flags, source)
    if complaint:
        print(f"{source}: {complaint}")
    return 1 if complaint else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
