"""Tests what checks the pages: a page that keeps the rules passes, one that breaks any of them does not."""

import pathlib
import tempfile
import unittest

import language
import operators
import reference
import sql_pages
from docs import complaints

SOURCE = 'int main() {\n    int answer = 42;\n    if (answer) {\n        print(answer);\n    }\n}\n'
PRINTED = "first\nanswer: 42\n  indented\nlast\n"
PAGE = "docs/reference/page.md"
OTHER = "# The other page\n\n## Names, and `code`\n\n```sh\n# not a heading\n```\n"


def marked(kind: str, text: str, language: str, source: str = "docs/examples/answer.cpp") -> str:
    return f"Text.\n\n<!-- {kind}: {source} -->\n```{language}\n{text}```\n"


class Docs(unittest.TestCase):
    def complaints(self, text: str, page: str = PAGE) -> list[str]:
        with tempfile.TemporaryDirectory() as folder:
            root = pathlib.Path(folder)
            index = "[The other page](other.md)\n" + ("[a guide](guide.md)\n" if page == "docs/guide.md" else "")
            files = {"docs/README.md": index, page: text, "docs/examples/answer.cpp": SOURCE, "docs/other.md": OTHER}
            program = root / "build/docs/examples/answer"
            for file, content in {**files, program: f"#!/bin/sh\ncat <<'END'\n{PRINTED}END\n"}.items():
                (root / file).parent.mkdir(parents=True, exist_ok=True)
                (root / file).write_text(content, encoding="utf-8")
            program.chmod(0o755)
            return list(complaints(root, root / "build"))

    def assert_good(self, text: str, page: str = PAGE):
        self.assertEqual(self.complaints(text, page), [])

    def assert_bad(self, text: str, complaint: str):
        found = self.complaints(text)
        self.assertEqual(len(found), 1, found)
        self.assertIn(complaint, found[0])

    def test_excerpts(self):
        self.assert_good(marked("example", SOURCE, "cpp"))
        self.assert_good(marked("example", "int answer = 42;\nif (answer) {\n    print(answer);\n}\n", "cpp"))
        self.assert_good(marked("example", "  int answer = 42;\n", "cpp").replace("```", "  ```"))

    def test_what_is_no_excerpt(self):
        complaint = f"{PAGE}:4: this is not an excerpt of docs/examples/answer.cpp"
        self.assert_bad(marked("example", "int answer = 43;\n", "cpp"), complaint)
        self.assert_bad(marked("example", "int answer = 42;\nprint(answer);\n", "cpp"), complaint)
        self.assert_bad(marked("example", "if (answer) {\nprint(answer);\n", "cpp"), complaint)
        self.assert_bad(marked("example", "answer = 42;\n", "cpp"), complaint)

    def test_output(self):
        self.assert_good(marked("output", PRINTED, "text"))
        self.assert_good(marked("output", "answer: 42\n  indented\n", "text"))
        self.assert_bad(marked("output", "answer: 43\n", "text"), "does not print this, but:\nfirst\nanswer: 42")
        self.assert_bad(marked("output", "first\nlast\n", "text"), "does not print this")

    def test_marks(self):
        self.assert_bad("```cpp\nint x;\n```\n", "not marked")
        self.assert_good("```cpp\nint x;\n```\n", "docs/guide.md")
        self.assert_good("```sql\nselect 1\n```\n")
        self.assert_bad("<!-- example: docs/examples/answer.cpp -->\n\nText.\n", f"{PAGE}:1: no block follows")
        self.assert_bad("<!-- output: docs/examples/answer.cpp -->", f"{PAGE}:1: no block follows")
        self.assert_bad(marked("example", SOURCE, "cpp", "docs/examples/none.cpp"), "there is no example")
        self.assert_bad(marked("output", "x\n", "text", "docs/other.md"), "there is no example docs/other.md")
        self.assert_bad(marked("example", "int answer = 42;\n", "text"), "```cpp block")
        self.assert_bad(marked("output", "\n", "text"), "the block is empty")

    def test_paths(self):
        self.assert_good("See `docs/examples/answer.cpp`, `docs/examples/NAME.cpp` and `docs/`.\n")
        self.assert_bad("See `docs/examples/question.cpp`.\n", "there is no docs/examples/question.cpp")
        self.assert_bad("See `dbsp/none.hpp`.\n", "there is no dbsp/none.hpp")

    def test_paths_in_comments(self):
        header = "include/dbsp/answer.hpp"
        self.assertEqual(self.complaints("/// See docs/other.md.\nint x = a/b; // tests/NAME.cpp\n", header), [])
        found = self.complaints('#include "docs/none.hpp"\n/// See docs/none.md.\n', header)
        self.assertEqual(found, [f"{header}: there is no docs/none.md"])

    def test_index(self):
        self.assertEqual(self.complaints("# New\n", "docs/new.md"), ["docs/README.md: does not list new.md"])

    def test_links(self):
        for link in ("../other.md", "../other.md#the-other-page", "../other.md#names-and-code", "#here", "../examples/"):
            self.assert_good(f"# Here\n\nSee [a page]({link}) and <https://example.org>.\n")
        self.assert_good("`[no](link.md)`\n\n```text\n[no](link.md)\n```\n")
        self.assert_bad("See [a page](other.md).\n", "the link other.md leads nowhere")
        self.assert_bad("See [a page][p].\n\n[p]: none.md\n", "the link none.md leads nowhere")
        self.assert_bad("[a page](../other.md#not-a-heading)\n", "leads to no heading")
        self.assert_bad("[a page](#none)\n", "leads to no heading")


class SqlPages(unittest.TestCase):
    def check(self, text: str, printed: str, accept: bool = False) -> tuple[list[str], str]:
        """The complaints about a page whose every block prints the same, and the page afterwards."""
        with tempfile.TemporaryDirectory() as folder:
            page = pathlib.Path(folder, "page.md")
            page.write_text(text, encoding="utf-8")
            found = list(sql_pages.check(page, lambda sql: printed, accept))
            return found, page.read_text(encoding="utf-8")

    @staticmethod
    def page(printed: str | None) -> str:
        return "# Page\n\n```sql\nselect 1;\n```\n" + (f"\n```text\n{printed}```\n" if printed is not None else "")

    def test_what_is_printed(self):
        self.assertEqual(self.check(self.page("a\n b\n"), "a \n b\n\n")[0], [])
        self.assertEqual(self.check(self.page("a\n...\nd\n"), "a\nb\nc\nd\n")[0], [])
        self.assertEqual(len(self.check(self.page("a\n"), "b\n")[0]), 1)
        self.assertEqual(len(self.check(self.page(""), "b\n")[0]), 1)
        self.assertEqual(len(self.check(self.page("a\n...\nd\n"), "a\nb\n")[0]), 1)

    def test_blocks_without_output(self):
        self.assertEqual(self.check(self.page(None), "a\n")[0], [])
        self.assertEqual(len(self.check(self.page(None), "ERROR:  no\n")[0]), 1)
        self.assertEqual(self.check(self.page(None) + "\nText.\n\n```text\nb\n```\n", "a\n")[0], [])

    def test_pages_without_sql(self):
        self.assertEqual(len(self.check("# Page\n", "")[0]), 1)

    def test_accepting(self):
        found, page = self.check(self.page("a\n") + "\n```sql\nselect 2;\n```\n\n```text\n```\n", "b\n", accept=True)
        self.assertEqual(found, [])
        self.assertEqual(page, self.page("b\n") + "\n```sql\nselect 2;\n```\n\n```text\nb\n```\n")


class Reference(unittest.TestCase):
    FUNCTION = "<!-- function: f -->\n```text\nf(\n    a text DEFAULT 'x',\n    b int\n) RETURNS void\n```\n"
    TABLE = "<!-- relation: t -->\n| column | type | meaning |\n|---|---|---|\n| `a` | text | it |\n| `b` | text[] | it |\n"
    SETTING = "<!-- settings -->\n| name | type | default | range | who |\n|---|---|---|---|---|\n| `s` | bool | on | any | user |\n"

    def test_functions(self):
        signature = "f(a text DEFAULT 'x'::text, b int) returns void"
        self.assertEqual(list(reference.function_complaints(self.FUNCTION, [signature])), [])
        self.assertEqual(len(list(reference.function_complaints(self.FUNCTION, [signature, "g() returns int"]))), 1)
        self.assertEqual(len(list(reference.function_complaints(self.FUNCTION, []))), 1)
        self.assertEqual(len(list(reference.function_complaints(self.FUNCTION, [signature.replace("'x'", "'y'")]))), 2)

    def test_relations(self):
        columns = [("t", "a", "text"), ("t", "b", "text[]")]
        self.assertEqual(list(reference.relation_complaints(self.TABLE, columns)), [])
        self.assertEqual(len(list(reference.relation_complaints(self.TABLE, columns[:1]))), 1)
        self.assertEqual(len(list(reference.relation_complaints(self.TABLE, columns[::-1]))), 1)
        self.assertEqual(len(list(reference.relation_complaints(self.TABLE, []))), 1)
        self.assertEqual(len(list(reference.relation_complaints("", columns))), 2)

    def test_settings(self):
        setting = ("s", "bool", "on", "any", "user")
        self.assertEqual(list(reference.setting_complaints(self.SETTING, [setting])), [])
        self.assertEqual(len(list(reference.setting_complaints(self.SETTING, [("s", "bool", "off", "any", "user")]))), 2)
        self.assertEqual(len(list(reference.setting_complaints(self.SETTING, []))), 1)


class Operators(unittest.TestCase):
    PRINTED = "-- the query\nmap\n  source: t\n\n-- SQL\nSELECT f(a) FROM t WHERE b;\n"

    def wrong(self, block: str, title: str = "SQL") -> list:
        marks = "<!-- pgt: schema -->\n```sql\nS\n```\n\n<!-- pgt: query -->\n```sql\nQ\n```\n\n"
        text = f"{marks}<!-- pgt: {title} -->\n```sql\n{block}```\n"
        self.text = text
        return list(operators.check(text, lambda schema, query: self.PRINTED if (schema, query) == ("S\n", "Q\n") else ""))

    def test_excerpts(self):
        self.assertEqual(self.wrong("SELECT f(\n  a)\nFROM t\nWHERE b;\n"), [])
        self.assertEqual(self.wrong("... FROM t ...\n"), [])
        self.assertEqual(self.wrong("map\n  source: t\n", "the query"), [])
        self.assertEqual(len(self.wrong("SELECT f(a)\nFROM t\n")), 1)
        self.assertEqual(len(self.wrong("... FROM u ...\n")), 1)
        self.assertEqual(len(self.wrong("... WHERE b; ... FROM t ...\n")), 1)
        self.assertEqual(len(self.wrong("x\n", "no such title")), 1)

    def test_queries_that_fail(self):
        text = "<!-- pgt: query -->\n```sql\nQ\n```\n"
        self.assertEqual(len(list(operators.check(text, lambda schema, query: "ERROR:  no\n"))), 1)

    def test_accepting(self):
        wrong = self.wrong("old\n")
        self.assertTrue(operators.accepted(self.text, wrong).endswith("```sql\nSELECT f(a)\nFROM t\nWHERE b;\n```\n"))


class Language(unittest.TestCase):
    GOOD = "# Refreshes\n\nA refresh applies the pending changes of a source to the stream table.\n"

    def found(self, text: str) -> list[str]:
        return list(language.complaints("page.md", text))

    def test_density(self):
        self.assertEqual(self.found(self.GOOD), [])
        found = self.found(self.GOOD + "\nIt takes in\nwhat there is of that. A stream table is a table.\n")
        self.assertEqual(len(found), 1, found)
        self.assertIn("page.md: 14.3 of 100 words", found[0])
        self.assertIn("page.md:5: 4 of 8: It takes in what there is of that.", found[0])
        self.assertEqual(language.density("The table. It is,\nsometimes, full.\n"), 100 / 6)

    def test_openings(self):
        for word in ("What", "Who", "Whoever", "Nobody"):
            self.assertEqual(len(self.found(self.GOOD * 9 + f"\nA sentence. **{word}** comes first.\n")), 1)
            self.assertEqual(len(self.found(self.GOOD * 9 + f"\n- {word} begins an\n  item.\n")), 1)
        self.assertEqual(self.found(self.GOOD * 9 + "\nThis is what comes last, somewhat Whatever.\n"), [])
        self.assertEqual(self.found(self.GOOD * 9 + "\n## What a title says\n\n- [What a title says](#what-a-title-says)\n"), [])
        self.assertEqual(len(self.found(self.GOOD * 9 + "\n- [What a link](page.md) begins.\n")), 1)

    def test_what_is_no_prose(self):
        self.assertEqual(self.found(self.GOOD + "\n| what | it |\n|---|---|\n| that | this |\n"), [])
        self.assertEqual(self.found(self.GOOD + "\n```text\nWhat is it? That.\n```\n"), [])
        self.assertEqual(self.found(self.GOOD + "\n````text\n```\nWhat is it? That.\n```\n````\n"), [])
        self.assertEqual(self.found(self.GOOD + "\nThe `what that\nit` [links](what-it-is.md#that) <!-- this, those -->\n"), [])

    def test_pages(self):
        self.assertEqual([page.name for page in language.pages(["README.md"], [])], ["README.md"])
        self.assertEqual(list(language.pages(["docs/adr"], ["docs"])), [])
        self.assertTrue(all(page.is_file() for page in language.pages(["docs"], ["docs/adr"])))
        self.assertRaises(FileNotFoundError, lambda: list(language.pages(["docs/none"], [])))


if __name__ == "__main__":
    unittest.main()
