"""Tests symbols.py: what it must refuse, it refuses."""

import sys
import unittest

from symbols import violations

GOOD = {"Pg_magic_func", "_PG_init", "pgtrickle_version", "pg_finfo_pgtrickle_version"}


class Violations(unittest.TestCase):
    def refused(self, module: set[str], server: set[str] = frozenset({"palloc"}),
                needed: set[str] = frozenset({"palloc", "free@GLIBC_2.2.5"})) -> list[str]:
        return list(violations(module, needed, server))

    def test_a_good_module(self):
        self.assertEqual(self.refused(GOOD), [])

    def test_a_name_for_no_one(self):
        self.assertEqual(self.refused(GOOD | {"helper"}), ["the module must not export helper"])

    def test_a_name_of_the_server(self):
        found = self.refused(GOOD, {"palloc", "pgtrickle_version"})
        self.assertEqual(found, ["the server defines pgtrickle_version as well"])

    def test_an_undefined_name(self):
        found = self.refused(GOOD, needed={"palloc", "XXH64"})
        self.assertEqual(found, ["XXH64, which the module needs, is not defined"])

    def test_a_missing_name(self):
        self.assertEqual(self.refused(GOOD - {"_PG_init"}), ["the module does not export _PG_init"])

    def test_a_description_without_its_function(self):
        found = self.refused(GOOD - {"pgtrickle_version"})
        self.assertEqual(found, ["pg_finfo_pgtrickle_version describes a function that the module does not export"])


if __name__ == "__main__":
    sys.exit(unittest.main())
