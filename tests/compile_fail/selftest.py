"""Tests compile_fail.py: it must complain about every kind of bad test. Usage: selftest.py COMPILER FLAGS_FILE"""

import pathlib
import sys
import tempfile
import unittest

from compile_fail import check

COMPILER, FLAGS = sys.argv[1:3]

GOOD = """// A comment.
// expect: width: one * (or more), not 0
template <int N> struct width { static_assert(N > 0, "width: one * (or more), not 0"); };
#ifdef POSITIVE_CONTROL
template struct width<1>;
#else
template struct width<0>;
#endif
"""


class CompileFail(unittest.TestCase):
    def complaint(self, source: str) -> str | None:
        with tempfile.TemporaryDirectory() as folder:
            file = pathlib.Path(folder, "case.cpp")
            file.write_text(source, encoding="utf-8")
            return check(COMPILER, FLAGS, str(file))

    def test_accepts_a_good_test(self):
        self.assertIsNone(self.complaint(GOOD))

    def test_wants_every_sentence(self):
        source = GOOD.replace("// A comment.", "// expect: another sentence")
        self.assertRegex(self.complaint(source), r"does not say:\nanother sentence\nbut says")

    def test_does_not_count_quoted_source(self):
        source = GOOD.replace("// A comment.", "// expect: template struct width<0>")
        self.assertIn("does not say:\ntemplate struct width<0>\n", self.complaint(source))

    def test_wants_an_expectation(self):
        self.assertIn("no comment '// expect:", self.complaint(GOOD.replace("expect", "hope")))

    def test_reads_expectations_in_the_head_only(self):
        self.assertIn("no comment '// expect:", self.complaint("int first;\n" + GOOD))

    def test_wants_a_failure(self):
        self.assertIn("the source compiles", self.complaint(GOOD.replace("width<0>", "width<2>")))

    def test_wants_a_control(self):
        self.assertIn("no positive control", self.complaint(GOOD.replace("POSITIVE_CONTROL", "OTHER")))

    def test_wants_the_control_to_compile(self):
        self.assertIn("control does not compile", self.complaint(GOOD.replace("width<1>", "width<-1>")))


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
