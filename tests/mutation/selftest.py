"""Tests mutation.py on a library of one function. Usage: selftest.py COMPILER"""

import pathlib
import sys
import tempfile
import unittest

from mutation import Error, Laws, read_mutant

COMPILER = sys.argv[1]

HEADER = """#pragma once
inline int plus(int a, int b) {
    return a + b;
}
inline int unused(int a) {
    return a;
}
"""
LAWS = "#include <lib/plus.hpp>\nint main() { return plus(2, 3) == 5 ? 0 : 1; }\n"
HEAD = "name: fault\nlaws: laws\nfile: lib/plus.hpp\ncaught-by: sums\n"


def mutant(old: str, new: str, head: str = HEAD) -> str:
    return f"{head}--- old\n{old}+++ new\n{new}"


class Mutation(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = pathlib.Path(folder.name)
        self.write("include/lib/plus.hpp", HEADER)
        self.write("flags.txt", "-std=c++23\n")
        self.write("laws.cpp", LAWS)

    def write(self, path: str, text: str) -> pathlib.Path:
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
        return file

    def laws_hold(self, text: str | None, timeout: float = 60) -> bool:
        laws = Laws(COMPILER, str(self.root / "flags.txt"), str(self.root / "include"), str(self.root / "laws.cpp"), timeout=timeout,
                    processor_seconds=1)
        fault = read_mutant(self.write("fault.mutant", text)) if text else None
        return laws.hold(self.root / "scratch", fault)

    def assert_error(self, pattern: str, text: str):
        with self.assertRaisesRegex(Error, pattern):
            self.laws_hold(text)

    def test_laws_hold_without_a_fault(self):
        self.assertTrue(self.laws_hold(None))

    def test_a_fault_is_noticed(self):
        self.assertFalse(self.laws_hold(mutant("    return a + b;\n", "    return a - b;\n")))
        self.assertEqual((self.root / "include/lib/plus.hpp").read_text(encoding="utf-8"), HEADER)

    def test_an_endless_loop_is_noticed(self):
        self.assertFalse(self.laws_hold(mutant("    return a + b;\n", "    for (volatile int i = 0;; i = a + b) {}\n")))

    def test_laws_that_wait_are_noticed(self):
        self.write("laws.cpp", LAWS.replace("int main() {", "int main() { if (plus(2, 3) != 5) pause();").replace("#include", "#include <unistd.h>\n#include", 1))
        self.assertFalse(self.laws_hold(mutant("    return a + b;\n", "    return a - b;\n"), timeout=1))

    def test_an_undetected_fault_survives(self):
        self.assertTrue(self.laws_hold(mutant("    return a;\n", "    return a + 1;\n")))

    def test_lines_can_be_removed(self):
        self.assertTrue(self.laws_hold(mutant("inline int unused(int a) {\n    return a;\n}\n", "")))

    def test_a_fault_has_to_compile(self):
        self.assert_error("does not compile", mutant("    return a + b;\n", "    return a +;\n"))

    def test_stale_mutants(self):
        self.assert_error("stale: the old lines stand 0 times", mutant("    return a * b;\n", ""))
        self.assert_error("stale: the old lines stand 2 times", mutant("}\n", ""))
        self.assert_error("stale: there is no header lib/minus.hpp", mutant("x\n", "", HEAD.replace("plus", "minus")))

    def test_malformed_mutants(self):
        self.assert_error("'--- old' and", HEAD)
        self.assert_error("'--- old' and", HEAD + "--- old\n    return a;\n")
        self.assert_error("the head of a mutant", mutant("    return a;\n", "", HEAD + "more: fields\n"))
        self.assert_error("the head of a mutant", mutant("    return a;\n", "", "name: fault\n"))
        self.assert_error("the name is 'other'", mutant("    return a;\n", "", HEAD.replace("fault", "other")))
        self.assert_error("the new lines are the old ones", mutant("    return a;\n", "    return a;\n"))


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], buffer=True)
