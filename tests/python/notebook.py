"""Runs the cells of a notebook in order, and compares what they print with what stands in it.

Usage: notebook.py NOTEBOOK [--accept]

What a cell ends with, if it is an expression, is its result, as in Jupyter. --accept writes the outputs into the notebook.
"""

import ast
import contextlib
import io
import json
import pathlib
import sys
from typing import Any

Cell = dict[str, Any]


def run(source: str, variables: dict[str, Any], name: str) -> str:
    """What a cell prints, and then its result."""
    body = ast.parse(source, name).body
    last = body.pop() if body and isinstance(body[-1], ast.Expr) else None
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(ast.Module(body, type_ignores=[]), name, "exec"), variables)
        if last is not None:
            assert isinstance(last, ast.Expr)
            result = eval(compile(ast.Expression(last.value), name, "eval"), variables)
            if result is not None:
                print(repr(result))
    return printed.getvalue()


def shown(cell: Cell) -> str:
    """What stands in the notebook as the output of a cell."""
    texts = [output["text"] if output["output_type"] == "stream" else output["data"]["text/plain"] for output in cell["outputs"]]
    return "".join("".join(text).rstrip("\n") + "\n" for text in texts)


def output_of(text: str) -> list[Cell]:
    return [{"name": "stdout", "output_type": "stream", "text": text.splitlines(keepends=True)}] if text else []


def main(path: pathlib.Path, accept: bool) -> int:
    notebook = json.loads(path.read_text(encoding="utf-8"))
    cells: list[Cell] = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    variables: dict[str, Any] = {"__name__": "__main__"}
    wrong = 0
    for number, cell in enumerate(cells, 1):
        given = run("".join(cell["source"]), variables, f"cell {number}")
        if accept:
            cell["outputs"], cell["execution_count"] = output_of(given), number
        elif given.rstrip("\n") != shown(cell).rstrip("\n"):
            wrong += 1
            print(f"cell {number} gives\n{given}\nbut the notebook has\n{shown(cell)}")
    if accept:
        path.write_text(json.dumps(notebook, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print(f"{len(cells)} cells, {wrong} with another output")
    return 1 if wrong or not cells else 0


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1]), "--accept" in sys.argv[2:]))
