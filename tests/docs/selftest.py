"""Tests docs.py: a page that keeps the rules passes, one that breaks any of them does not."""

import pathlib
import tempfile
import unittest

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
            files = {page: text, "docs/examples/answer.cpp": SOURCE, "docs/other.md": OTHER}
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

    def test_links(self):
        for link in ("../other.md", "../other.md#the-other-page", "../other.md#names-and-code", "#here", "../examples/"):
            self.assert_good(f"# Here\n\nSee [a page]({link}) and <https://example.org>.\n")
        self.assert_good("`[no](link.md)`\n\n```text\n[no](link.md)\n```\n")
        self.assert_bad("See [a page](other.md).\n", "the link other.md leads nowhere")
        self.assert_bad("See [a page][p].\n\n[p]: none.md\n", "the link none.md leads nowhere")
        self.assert_bad("[a page](../other.md#not-a-heading)\n", "leads to no heading")
        self.assert_bad("[a page](#none)\n", "leads to no heading")


if __name__ == "__main__":
    unittest.main()
