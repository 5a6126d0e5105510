"""Tests layers.py: a tree that keeps the rules passes, one that breaks any of them does not."""

import pathlib
import tempfile
import unittest

import drawing
from layers import violations

GOOD = {
    "include/dbsp/dbsp.hpp": "/// All of it.\n#pragma once\n\n#include <dbsp/operator/join.hpp>\n",
    "include/dbsp/operator/join.hpp": "#pragma once\n#include <vector>\n#include <range/v3/view/map.hpp>\n"
    "#include <boost/hana.hpp>\n#include <boost/hana/tuple.hpp>\n#include <boost/unordered/unordered_flat_map.hpp>\n"
    "#include <xxhash.h>\n// #include <postgres.h>\n/*\n#include <postgres.h>\n*/\nnamespace dbsp {}\n",
    "tests/unit/operator/join.cpp": "#include <catch2/catch_all.hpp>\n",
    "docs/reference/dbsp/operator/join.md": "# join\n",
    "include/pgt/lower/operator.hpp": "#pragma once\n#include <pgt/lower/operator/join.hpp>\n",
    "include/pgt/lower/operator/join.hpp": "#pragma once\n#include <dbsp/operator/join.hpp>\n",
    "include/pgt/parse/parse.hpp": "#pragma once\n#include <string>\n",
    "src/pgtparse/raw.cpp": '#include "raw.hpp"\n#include <pgt/parse/parse.hpp>\n#include <pg_query.h>\n',
    "src/pgext/refresh/apply.cpp": '#include "pg/boundary/guard.hpp"\n#include <pgt/lower/operator.hpp>\n',
    "src/pgext/pg/boundary/guard.cpp": 'extern "C" {\n#include "postgres.h"\n#include "utils/elog.h"\n}\n',
}


class Layers(unittest.TestCase):
    def violations(self, changes: dict[str, str | None]) -> list[str]:
        with tempfile.TemporaryDirectory() as folder:
            for path, text in {**GOOD, **changes}.items():
                if text is not None:
                    file = pathlib.Path(folder, path)
                    file.parent.mkdir(parents=True, exist_ok=True)
                    file.write_text(text, encoding="utf-8")
            return violations(pathlib.Path(folder))

    def assert_violation(self, path: str, text: str | None, expected: str):
        self.assertEqual(self.violations({path: text}), [expected])

    def assert_refused(self, folder: str, header: str):
        path = f"{folder}/bad.hpp"
        self.assert_violation(path, f"#pragma once\n  # include {header}\n", f"{path}: {folder} must not include {header}")

    def test_good_tree(self):
        self.assertEqual(self.violations({}), [])

    def test_empty_tree(self):
        self.assertEqual(self.violations(dict.fromkeys(GOOD)), [])

    def test_dbsp_knows_neither_server_nor_parser_nor_sql(self):
        for header in ("<postgres.h>", "<pg_query.h>", "<pgt/sql/text.hpp>", "<boost/json.hpp>", "<math.h>", '"zset.hpp"'):
            with self.subTest(header):
                self.assert_refused("include/dbsp/zset", header)

    def test_pgt_uses_the_parser_in_one_folder(self):
        self.assert_refused("include/pgt/bind", "<pg_query.h>")
        self.assert_refused("include/pgt/parse", "<pg_query.h>")
        self.assert_refused("src/pgtparse", "<postgres.h>")

    def test_extension_uses_the_server_in_one_folder(self):
        self.assert_refused("src/pgext/refresh", '"postgres.h"')
        self.assert_refused("src/pgext/refresh", "<utils/elog.h>")

    def test_rooms_depend_downward(self):
        for path, header, complaint in (
            ("src/pgext/refresh/apply.cpp", '"lifecycle/create.hpp"', "refresh must not include"),
            ("src/pgext/pg/boundary/guard.cpp", '"pg/query/spi.hpp"', "boundary must not include"),
            ("include/dbsp/operator/join.hpp", "<dbsp/engine/engine.hpp>", "operator must not include"),
            ("include/dbsp/operator/join.hpp", "<dbsp/dbsp.hpp>", "operator must not include"),
        ):
            with self.subTest(path):
                self.assert_violation(path, f"#pragma once\n#include {header}\n", f"{path}: {complaint} {header}, which stands above it")

    def test_nothing_stands_outside_of_rooms(self):
        for path, top in (("src/pgext/loose.hpp", "src/pgext"), ("include/dbsp/loose.hpp", "include/dbsp")):
            with self.subTest(path):
                self.assert_violation(path, "#pragma once\n", f"{path}: stands in no room of {top}")

    def test_pragma_once(self):
        path = "include/pgt/lower/operator/join.hpp"
        self.assert_violation(path, "#include <vector>\n", f"{path}: no '#pragma once'")

    def test_umbrellas_contain_only_includes(self):
        for path in ("include/dbsp/dbsp.hpp", "include/pgt/lower/operator.hpp"):
            with self.subTest(path):
                complaint = f"{path}: an umbrella contains only includes, this one also: namespace dbsp {{}}"
                self.assert_violation(path, "#pragma once\n#include <vector>\nnamespace dbsp {}\n", complaint)

    def test_operators_have_test_and_page(self):
        header = "include/dbsp/operator/join.hpp"
        for mirror in ("tests/unit/operator/join.cpp", "docs/reference/dbsp/operator/join.md"):
            with self.subTest(mirror):
                self.assert_violation(mirror, None, f"{header}: has no {mirror}")


class Drawing(unittest.TestCase):
    PAGE = "# Page\n\n<!-- rooms: src/pgext -->\n```mermaid\n```\n\n| room | for |\n|---|---|\n| `ddl` | a |\n| `refresh` | b |\n| `catalog` | c |\n\n## End\n"
    FILES = {
        "src/pgext/ddl/a.cpp": '#include "refresh/b.hpp"\n#include "catalog/c.hpp"\n',
        "src/pgext/refresh/b.hpp": '#include "catalog/c.hpp"\n',
        "src/pgext/catalog/c.hpp": "#include <vector>\n",
    }

    def complaints(self, page: str, files: dict[str, str]) -> list[str]:
        with tempfile.TemporaryDirectory() as folder:
            root = pathlib.Path(folder)
            for path, text in {**files, drawing.PAGE: page}.items():
                (root / path).parent.mkdir(parents=True, exist_ok=True)
                (root / path).write_text(text, encoding="utf-8")
            self.redrawn = drawing.redrawn(root, page)
            return [one for one in drawing.complaints(root) if "no drawing of the rooms" not in one]

    def test_includes_are_drawn_without_detours(self):
        self.assertEqual(len(self.complaints(self.PAGE, self.FILES)), 1)
        drawn = self.redrawn
        self.assertIn("```mermaid\nflowchart TB\n    ddl --> refresh\n    refresh --> catalog\n```\n", drawn)
        self.assertEqual(self.complaints(drawn, self.FILES), [])

    def test_new_include_changes_the_drawing(self):
        self.complaints(self.PAGE, self.FILES)
        found = self.complaints(self.redrawn, {**self.FILES, "src/pgext/refresh/b.hpp": ""})
        self.assertEqual(len(found), 1)
        self.assertIn("the drawing of src/pgext is not what its includes are", found[0])

    def test_rooms_are_listed_in_order(self):
        self.complaints(self.PAGE, self.FILES)
        for wrong in (self.redrawn.replace("| `refresh` | b |\n", ""), self.redrawn.replace("`ddl`", "`x`").replace("`catalog`", "`ddl`").replace("`x`", "`catalog`")):
            found = self.complaints(wrong, self.FILES)
            self.assertEqual(len(found), 1)
            self.assertIn("does not list its rooms from the highest to the lowest: ddl, refresh, catalog", found[0])


if __name__ == "__main__":
    unittest.main()
