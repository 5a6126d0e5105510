"""Tests messages.py: messages that keep the rules pass, and each fault is noticed once."""

import pathlib
import tempfile
import unittest

from literals import Text, calls, tokens
from messages import complaints

import words

SETTINGS = 'pg::setting{.name = "pg_trickle.enabled"};\n'
SCRIPT = "CREATE FUNCTION pgtrickle.pgt_status() RETURNS text;\nCREATE FUNCTION pgtrickle.capture() RETURNS trigger;\nCOMMENT ON FUNCTION pgtrickle.pgt_status IS 'The tables'' status';\n"

GOOD = """
/// Comments say what they like: it isn't checked, somebody may.
void f() {
    throw user_error(sqlstate::undefined_table, std::format("stream table \\"{}\\" does not exist", name))
        .detail("It is a view of " + owner(x) + ".")
        .hint("See pgtrickle.pgt_status() "
              "for the stream tables.");
    throw user_error(code, "EXCEPT ALL cannot be maintained").hint(advice);
    throw user_error(code, is_view ? "a view" : "a table").hint(std::format("GRANT SELECT ON {} TO {}.", a, b));
    throw user_error(code, "pgtrickle.capture() can only be called as a trigger");
    pg::report(pg::severity::warning, "the cat sleeps", "Its owner's name is unknown.", "To wake it, set pg_trickle.enabled to on.");
    ereport(ERROR, (errcode(CODE), errmsg("buffer \\"%s\\" is missing", name), errhint("Restart the server.")));
    throw not_incremental("DISTINCT ON", "Its rows depend on each other.", "Use mode FULL.", at);
}
"""


def source(statement: str) -> str:
    return f"void f() {{\n    {statement}\n}}\n"


class Messages(unittest.TestCase):
    def complaints(self, cpp: str, sql: str = SCRIPT) -> list[str]:
        with tempfile.TemporaryDirectory() as folder:
            root = pathlib.Path(folder)
            for path, text in {
                "src/pgext/settings/settings.cpp": SETTINGS,
                "src/pgext/refresh/f.cpp": cpp,
                "sql/install/10_status.sql": sql,
            }.items():
                (root / path).parent.mkdir(parents=True, exist_ok=True)
                (root / path).write_text(text, encoding="utf-8")
            return complaints(root)

    def assert_noticed(self, statement: str, complaint: str):
        found = self.complaints(source(statement))
        self.assertEqual(len(found), 1, found)
        self.assertTrue(found[0].startswith(f"src/pgext/refresh/f.cpp:2: {complaint}"), found)

    def test_good_messages(self):
        self.assertEqual(self.complaints(GOOD), [])

    def test_faults(self):
        for statement, complaint in (
            ('throw user_error(code, "The cat sleeps");', "a message begins in lower case"),
            ('throw user_error(code, std::format("The {} sleeps", x));', "a message begins in lower case"),
            ('throw user_error(code, "the cat sleeps.");', "a message has no period"),
            ('pg::report(severity::log, "The cat sleeps");', "a message begins in lower case"),
            ('ereport(ERROR, (errmsg("The cat sleeps")));', "a message begins in lower case"),
            ('throw e.detail("it sleeps.");', "a detail begins with a capital"),
            ('throw e.detail("It sleeps");', "a detail ends with a period"),
            ('throw e.detail("It sleeps" + where);', "a detail ends with a period"),
            ('throw e.hint("It sleeps.");', "a hint is advice"),
            ('throw e.hint("wait.");', "a hint begins with a capital"),
            ('throw e.hint("Wait");', "a hint ends with a period"),
            ('throw e.hint(long ? "Wait." : "It sleeps.");', "a hint is advice"),
            ('throw not_incremental("a cat", "it sleeps.", "Wait.", at);', "a detail begins with a capital"),
            ('auto x = "the cat can\'t sleep";', "a contraction: can't"),
            ('auto x = "computes it anew";', "a private word: anew"),
            ('auto x = "not taken in";', "a private word: taken in"),
            ('auto x = "somebody sleeps";', "a private word: somebody"),
            ('throw e.hint("Set pg_trickle.disabled.");', "there is no setting pg_trickle.disabled"),
            ('throw e.hint("Call pgtrickle.sleep().");', "there is no function pgtrickle.sleep()"),
        ):
            with self.subTest(statement):
                self.assert_noticed(statement, complaint)

    def test_faults_in_sql(self):
        for sql in ("SELECT 'it can''t';\n", "SELECT 'Call pgtrickle.sleep().';\n", "SELECT 'anew';\n"):
            with self.subTest(sql):
                self.assertEqual(len(self.complaints("", SCRIPT + sql)), 1)
        self.assertEqual(self.complaints("", SCRIPT + "-- it can't\n"), [])

    def texts(self, argument: str) -> list[str]:
        found = calls(tokens(f"throw user_error(code, {argument});"), {"user_error": {1: "message"}}, set())
        return [text.text for _, text in found]

    def test_texts_of_arguments(self):
        for argument, texts in (
            ('"a" "b"', ["ab"]),
            ('"a\\"b"', ['a"b']),
            ('R"(a"b)"', ['a"b']),
            ('"a" + f(x, "y") + "c"', ["a{}yc"]),
            ('std::string("a") + "b"', ["ab"]),
            ('std::format("a {:>3} {}", f(1, 2), "x")', ["a {} {}"]),
            ('x ? "a" : "b"', ["a", "b"]),
            ("message", []),
        ):
            with self.subTest(argument):
                self.assertEqual(self.texts(argument), texts)

    def test_lines(self):
        found = calls(tokens('\n\nf(\n1, "a"\n"b");'), {"f": {1: "message"}}, set())
        self.assertEqual(list(found), [("message", Text(4, "ab"))])


class Words(unittest.TestCase):
    def complaints(self, files: dict[str, str], done: tuple[str, ...]) -> list[str]:
        with tempfile.TemporaryDirectory() as folder:
            for path, text in files.items():
                pathlib.Path(folder, path).parent.mkdir(parents=True, exist_ok=True)
                pathlib.Path(folder, path).write_text(text, encoding="utf-8")
            return list(words.complaints(pathlib.Path(folder), done))

    def test_prose(self):
        for path, text in (
            ("a/b.cpp", "int x;\n/// Nobody reads it.\n"),
            ("a/b.sql", "select 1;\n-- Nobody reads it.\n"),
            ("a/b.py", "x = 1\n# Nobody reads it.\n"),
            ("a/b.py", 'def f():\n    """Nobody reads it."""\n'),
            ("a/b.md", "# Title\nNobody reads it.\n"),
            ("a/b", "x=1\n# Nobody reads it.\n"),
        ):
            with self.subTest(path):
                found = self.complaints({path: text, "other/b.md": "Nobody.\n"}, ("a",))
                self.assertEqual(len(found), 1, found)
                self.assertTrue(found[0].startswith(f"{path}:2: 'Nobody'"), found)

    def test_code_is_free(self):
        for path, text in (
            ("a/b.cpp", 'int nobody = f("anew");\n'),
            ("a/b.sql", "select nobody from anew;\n"),
            ("a/b.py", 'nobody = role("nobody")\n'),
            ("a/b.md", "The role `nobody`.\n\n```sql\nselect anew;\n```\n"),
        ):
            with self.subTest(path):
                self.assertEqual(self.complaints({path: text}, ("a",)), [])

    def test_taking_in(self):
        for text, expected in (("Changes are taken in.", 1), ("It takes them in.", 1), ("Locks are taken in ascending order.", 0), ("It takes part in the test.", 0)):
            with self.subTest(text):
                self.assertEqual(len(self.complaints({"a/b.md": text}, ("a",))), expected)


if __name__ == "__main__":
    unittest.main()
