"""Runs the Python of a page, block by block in one program, and compares what it prints.

Usage: page.py PAGE

A ```text block right behind a ```python block is what that one prints. A block that prints nothing has none.
"""

import contextlib
import io
import pathlib
import re
import sys
from typing import Any

BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)


def main(path: pathlib.Path) -> int:
    blocks = BLOCK.findall(path.read_text(encoding="utf-8"))
    variables: dict[str, Any] = {"__name__": "__main__"}
    run = wrong = 0
    for (language, source), (following, output) in zip(blocks, [*blocks[1:], ("", "")], strict=True):
        if language != "python":
            continue
        run += 1
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            exec(compile(source, f"block {run} of {path.name}", "exec"), variables)
        if printed.getvalue() != (output if following == "text" else ""):
            wrong += 1
            print(f"block {run} prints\n{printed.getvalue()}\nbut the page says\n{output if following == 'text' else ''}")
    print(f"{run} blocks, {wrong} with another output")
    return 1 if wrong or not run else 0


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1])))
