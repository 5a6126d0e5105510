"""Installs the Python package by pip, and tests what is installed.

Usage: package.py ENVIRONMENT install COMPILER | tests | examples | notebook | page | types | sdist

ENVIRONMENT is a folder of this test alone: a virtual environment, the build of the module, and an empty folder in which everything
runs, so that nothing is imported from the tree. `install` needs the package index, the first time.
"""

import os
import pathlib
import subprocess
import sys
import tarfile
import tempfile
import tomllib
import venv
from collections.abc import Callable, Sequence

ROOT = pathlib.Path(__file__).parents[2]
PACKAGE = ROOT / "python"
EXAMPLES = ROOT / "examples" / "python"


class Environment:
    """The virtual environment, and commands that run in it."""

    def __init__(self, folder: pathlib.Path) -> None:
        self.folder = folder
        self.python = folder / "venv" / "bin" / "python"
        self.empty = folder / "empty"

    def make(self) -> None:
        if not self.python.exists():
            venv.create(self.folder / "venv", with_pip=True, clear=True)

    def run(self, *arguments: str | pathlib.Path, **settings: str) -> int:
        """Runs Python with these arguments in the empty folder."""
        self.empty.mkdir(parents=True, exist_ok=True)
        variables = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1", **settings}
        variables.pop("PYTHONPATH", None)
        return subprocess.run([self.python, *arguments], cwd=self.empty, env=variables).returncode

    def pip(self, *arguments: str | pathlib.Path) -> int:
        return self.run("-m", "pip", "--disable-pip-version-check", "--quiet", "install", *arguments)


def needed() -> list[str]:
    """What the build of the package needs, and what its tests do."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return [*project["build-system"]["requires"], *project["project"]["optional-dependencies"]["test"]]


def install(environment: Environment, compiler: str) -> int:
    environment.make()
    if environment.pip(*needed()) != 0:
        print(f"pip could not install {', '.join(needed())}: is the package index reached?")
        return 1
    settings = [f"--config-settings=build-dir={environment.folder / 'build'}", f"--config-settings=cmake.define.CMAKE_CXX_COMPILER={compiler}"]
    return environment.pip("--no-build-isolation", "--no-deps", "--force-reinstall", *settings, ROOT)


def tests(environment: Environment) -> int:
    return environment.run("-m", "pytest", "--import-mode=importlib", "-p", "no:cacheprovider", "-c", ROOT / "pyproject.toml", PACKAGE / "tests")


def examples(environment: Environment) -> int:
    """Each example is a program that checks itself at each step."""
    programs = sorted(EXAMPLES.glob("[a-z]*.py"))
    failed = [program.name for program in programs if environment.run(program) != 0]
    print(f"{len(programs)} examples, failed: {', '.join(failed) or 'none'}")
    return 1 if failed or not programs else 0


def notebook(environment: Environment) -> int:
    return environment.run(ROOT / "tests" / "python" / "notebook.py", EXAMPLES / "tutorial.ipynb")


def page(environment: Environment) -> int:
    return environment.run(ROOT / "tests" / "python" / "page.py", ROOT / "docs" / "python.md")


def types(environment: Environment) -> int:
    """The package as its users' checkers see it, by its stubs; tests and examples are such users."""
    mypy = ["-m", "mypy", "--strict", f"--config-file={ROOT / 'pyproject.toml'}", f"--cache-dir={environment.folder / 'mypy'}"]
    status = environment.run(*mypy, "-p", "pgt_dbsp")
    users = [*sorted((PACKAGE / "tests").glob("*.py")), *sorted(EXAMPLES.glob("*.py"))]
    return status or environment.run(*mypy, *users)


def sdist(environment: Environment) -> int:
    """The source distribution has all that the module is built of, and nothing of the server's."""
    with tempfile.TemporaryDirectory() as folder:
        make = f"from scikit_build_core.build import build_sdist; build_sdist({folder!r})"
        made = subprocess.run([environment.python, "-c", make], cwd=ROOT, stdout=subprocess.DEVNULL)
        if made.returncode != 0:
            return made.returncode
        archive = next(pathlib.Path(folder).glob("*.tar.gz"))
        with tarfile.open(archive) as opened:
            held = {name.partition("/")[2] for name in opened.getnames()}
    wanted = {
        file.relative_to(ROOT).as_posix()
        for pattern in ("include/dbsp/**/*.hpp", "python/src/*", "python/pgt_dbsp/*.py", "python/CMakeLists.txt", "cmake/FindxxHash.cmake")
        for file in ROOT.glob(pattern)
    } | {"pyproject.toml", "LICENSE", "docs/python.md"}
    foreign = sorted(name for name in held if name.startswith(("src/", "sql/", "tests/", "build/")))
    print(f"{len(wanted)} files are needed; missing: {sorted(wanted - held) or 'none'}; not part of it: {foreign or 'none'}")
    return 1 if wanted - held or foreign else 0


COMMANDS: dict[str, Callable[..., int]] = {
    "install": install, "tests": tests, "examples": examples, "notebook": notebook, "page": page, "types": types, "sdist": sdist,
}


def main(folder: str, command: str, arguments: Sequence[str]) -> int:
    return COMMANDS[command](Environment(pathlib.Path(folder)), *arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2], sys.argv[3:]))
