"""Splits a script for psql into statements and what psql reads itself."""

import dataclasses
import re
from collections.abc import Iterator

# What a statement is made of. Alternatives that hide semicolons stand first.
TOKEN = re.compile(
    r"""(?P<comment>--[^\n]*)
      | (?P<block>/\*)
      | (?P<escaped>\b[eE]'(?:[^'\\]|\\.|'')*')
      | (?P<string>'(?:[^']|'')*')
      | (?P<name>"(?:[^"]|"")*")
      | (?P<dollar>\$(?P<tag>[A-Za-z_]\w*)?\$.*?\$(?P=tag)?\$)
      | (?P<word>[A-Za-z_]\w*)
      | (?P<meta>\\[^\n]*)
      | (?P<end>;)
      | (?P<other>.)""",
    re.VERBOSE | re.DOTALL,
)
DOLLAR = re.compile(r"\$(?:[A-Za-z_]\w*)?\$")
FROM_STDIN = re.compile(r"\bcopy\b.*\bfrom\s+(?:stdin|stdout)\b", re.IGNORECASE | re.DOTALL)


@dataclasses.dataclass
class Statement:
    """Text as it stands in the script. `is_plain`: one statement of SQL, which ends with its semicolon."""

    text: str
    is_plain: bool


def end_of_block_comment(script: str, start: int) -> int:
    """Comments nest."""
    depth, at = 0, start
    while at < len(script):
        if script.startswith("/*", at):
            depth, at = depth + 1, at + 2
        elif script.startswith("*/", at):
            depth, at = depth - 1, at + 2
            if depth == 0:
                return at
        else:
            at += 1
    return at


def end_of_dollar_quote(script: str, start: int) -> int | None:
    opening = DOLLAR.match(script, start)
    if not opening:
        return None
    closing = script.find(opening.group(), opening.end())
    return len(script) if closing < 0 else closing + len(opening.group())


def end_of_data(script: str, start: int) -> int:
    """The end of the data that follow COPY FROM stdin."""
    closing = re.compile(r"^\\\.[ \t]*$", re.MULTILINE).search(script, start)
    return len(script) if closing is None else closing.end()


class Splitter:
    def __init__(self, script: str):
        self.script = script
        self.start = 0
        self.at = 0
        self.depth = 0  # of parentheses, in which a semicolon separates the actions of a rule
        self.atomic = 0  # of BEGIN ATOMIC and CASE inside it
        self.is_plain = True
        self.last_word = ""

    def statements(self) -> Iterator[Statement]:
        while self.at < len(self.script):
            token = TOKEN.match(self.script, self.at)
            assert token is not None
            yield from self.read(token)
        yield from self.cut(False)

    def read(self, token: re.Match[str]) -> Iterator[Statement]:
        kind, text = token.lastgroup, token.group()
        self.at = token.end()
        if kind == "block":
            self.at = end_of_block_comment(self.script, token.start())
        elif text == "$" and (end := end_of_dollar_quote(self.script, token.start())):
            self.at = end
        elif kind == "word":
            self.follow(text.lower())
        elif kind == "meta":
            # At the start of a statement it is one of its own; else it ends the statement (\gset), or is its separator (\;).
            self.is_plain = False
            if not text.startswith("\\;"):
                yield from self.cut(False)
        elif text in "()":
            self.depth += 1 if text == "(" else -1
        elif kind == "end" and self.depth <= 0 and self.atomic == 0:
            yield from self.end()

    def follow(self, word: str) -> None:
        if word == "atomic" and self.last_word == "begin":
            self.atomic = 1
        elif self.atomic and word == "case":
            self.atomic += 1
        elif self.atomic and word == "end":
            self.atomic -= 1
        self.last_word = word

    def end(self) -> Iterator[Statement]:
        if FROM_STDIN.search(self.script[self.start : self.at]):
            self.at = end_of_data(self.script, self.at)
            self.is_plain = False
        yield from self.cut(self.is_plain)

    def cut(self, is_plain: bool) -> Iterator[Statement]:
        text = self.script[self.start : self.at]
        if text.strip():
            yield Statement(text, is_plain)
        self.start, self.depth, self.atomic, self.is_plain = self.at, 0, 0, True


def statements(script: str) -> Iterator[Statement]:
    return Splitter(script).statements()


COMMENTS = re.compile(r"\A(?:\s+|--[^\n]*\n|/\*.*?\*/)*", re.DOTALL)
BEFORE_QUERY = re.compile(
    r"""\A(?:explain\s*(?:\((?:[^()]|\([^()]*\))*\)|(?:\b(?:analyze|verbose)\b\s*)*)\s*
         | create\s+(?:or\s+replace\s+)?(?:temp(?:orary)?\s+)?(?:recursive\s+)?view\s+[\w."]+\s*(?:\([^()]*\)\s*)?(?:with\s*\([^()]*\)\s*)?as\s+
         | create\s+(?:temp(?:orary)?\s+|unlogged\s+)?table\s+[\w."]+\s+as\s+)""",
    re.VERBOSE | re.IGNORECASE,
)
QUERY = re.compile(r"\A\(*\s*(?:select|with|values|table)\b", re.IGNORECASE)
CHANGES = re.compile(r"\b(?:insert\s+into|delete\s+from|merge\s+into|update\s+\w+\s+set|into\s+(?:temp|table)|for\s+(?:no\s+key\s+)?update|for\s+(?:key\s+)?share)\b", re.IGNORECASE)
VARIABLE = re.compile(r"(?<![:\w]):['\"]?[A-Za-z_]\w*")


def query_in(statement: Statement) -> str | None:
    """The query that a statement is, explains, or makes a view or a table of; None if there is none, or if it changes tables."""
    if not statement.is_plain:
        return None
    text = COMMENTS.sub("", statement.text).rstrip().removesuffix(";").rstrip()
    text = BEFORE_QUERY.sub("", text)
    if not QUERY.match(text) or CHANGES.search(text):
        return None
    without_strings = re.sub(r"'(?:[^']|'')*'", "''", text)
    return None if VARIABLE.search(without_strings) else text
