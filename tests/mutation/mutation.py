"""Checks that the law tests notice faults: plants one in a copy of the headers and expects the laws to fail.

Usage: mutation.py --compiler CXX --flags FILE --include FOLDER --laws SOURCE --scratch FOLDER
                   [--launcher COMMAND] [--link LIBRARY] [MUTANT]

Without MUTANT, the laws have to hold: the program of the laws compiles, and exits with 0. With it, the fault has to be
noticed: the program compiles, and exits with another status or does not end (laws that hold take a tenth of a second).

A mutant is a file NAME.mutant:

    name: NAME
    laws: join
    file: dbsp/operator/join.hpp
    caught-by: join: incremental equals recomputed
    --- old
    lines that stand exactly once in the file
    +++ new
    lines to put in their place (none: they are removed)
"""

import argparse
import dataclasses
import pathlib
import resource
import shlex
import shutil
import subprocess
import sys

PROCESSOR_SECONDS = 10  # of laws that loop
TIMEOUT = 30  # seconds, of laws that wait


class Error(Exception):
    """The mutant says nothing about the laws: it is malformed, stale, or does not compile."""


@dataclasses.dataclass
class Mutant:
    name: str
    laws: str
    file: str
    caught_by: str
    old: str
    new: str


def read_mutant(path: pathlib.Path) -> Mutant:
    head, old_mark, body = path.read_text(encoding="utf-8").partition("--- old\n")
    old, new_mark, new = body.partition("+++ new\n")
    if not old_mark or not new_mark:
        raise Error("a mutant has the lines '--- old' and '+++ new'")
    fields = dict(line.split(": ", 1) for line in head.splitlines() if ": " in line)
    if set(fields) != {"name", "laws", "file", "caught-by"} or len(fields) != len(head.splitlines()):
        raise Error("the head of a mutant has the lines 'name: ', 'laws: ', 'file: ' and 'caught-by: ', and no other")
    if fields["name"] != path.stem:
        raise Error(f"the name is '{fields['name']}', but the file is called {path.name}")
    return Mutant(fields["name"], fields["laws"], fields["file"], fields["caught-by"], old, new)


def apply(mutant: Mutant, include: pathlib.Path):
    target = include / mutant.file
    if not target.is_file():
        raise Error(f"stale: there is no header {mutant.file}")
    text = target.read_text(encoding="utf-8")
    count = text.count(mutant.old) if mutant.old else 0
    if count != 1:
        raise Error(f"stale: the old lines stand {count} times in {mutant.file}, and must stand there once")
    if mutant.old == mutant.new:
        raise Error("the new lines are the old ones")
    target.write_text(text.replace(mutant.old, mutant.new), encoding="utf-8")


@dataclasses.dataclass
class Laws:
    """The program of the laws and how to build it."""

    compiler: str
    flags: str
    include: str
    source: str
    launcher: list[str] = dataclasses.field(default_factory=list)
    link: list[str] = dataclasses.field(default_factory=list)
    timeout: float = TIMEOUT
    processor_seconds: int = PROCESSOR_SECONDS

    def hold(self, scratch: pathlib.Path, mutant: Mutant | None) -> bool:
        """Builds and runs the laws against a copy of the headers with the mutant in it."""
        shutil.rmtree(scratch, ignore_errors=True)
        include = scratch / "include"
        shutil.copytree(self.include, include)
        if mutant:
            apply(mutant, include)
        self.build(include, scratch)
        try:
            result = subprocess.run([scratch / "laws"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=self.timeout,
                                    preexec_fn=self.limit)
        except subprocess.TimeoutExpired:
            print(f"the laws ran for longer than {self.timeout} s")
            return False
        print(result.stdout.decode(errors="replace"))
        print(f"the laws exited with status {result.returncode}", flush=True)
        return result.returncode == 0

    def limit(self):
        resource.setrlimit(resource.RLIMIT_CPU, (self.processor_seconds, self.processor_seconds))

    def build(self, include: pathlib.Path, scratch: pathlib.Path):
        # The copy of the headers comes first, so it hides the originals that the flags name.
        compile_command = [*self.launcher, self.compiler, f"-I{include}", f"@{self.flags}", "-O0", "-g0"]
        compile_command += ["-c", self.source, "-o", scratch / "laws.o"]
        link_command = [self.compiler, f"@{self.flags}", scratch / "laws.o", *self.link, "-o", scratch / "laws"]
        for command in (compile_command, link_command):
            result = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
            if result.returncode != 0:
                raise Error("does not compile:\n" + result.stdout.decode(errors="replace"))


def main() -> int:
    parser = argparse.ArgumentParser()
    for option in ("--compiler", "--flags", "--include", "--laws", "--scratch"):
        parser.add_argument(option, required=True)
    parser.add_argument("--launcher", type=shlex.split, default=[])
    parser.add_argument("--link", action="append", default=[])
    parser.add_argument("mutant", type=pathlib.Path, nargs="?")
    options = parser.parse_args()

    laws = Laws(options.compiler, options.flags, options.include, options.laws, options.launcher, options.link)
    try:
        mutant = read_mutant(options.mutant) if options.mutant else None
        hold = laws.hold(pathlib.Path(options.scratch), mutant)
    except Error as error:
        print(f"error: {error}")
        return 1
    if mutant:
        print(f"survived: the laws hold for {mutant.name}" if hold else f"killed: {mutant.name}")
        return 1 if hold else 0
    print("the laws hold" if hold else "the laws do not hold, even without a fault")
    return 0 if hold else 1


if __name__ == "__main__":
    sys.exit(main())
