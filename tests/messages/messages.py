"""Checks the wording of messages against PostgreSQL's error message style guide. Usage: messages.py [ROOT]

- Primary messages begin in lower case, or with a name or a keyword of SQL, and have no period at their end.
- DETAIL and HINT are sentences: a capital at the beginning, a period at the end. A hint is advice, so it begins with a verb of ADVICE.
- No contractions, and none of the words that PRIVATE lists, in any literal.
- Settings and functions that a literal names exist.
"""

import pathlib
import re
import sys
from collections.abc import Iterator

from literals import Text, calls, sql_literals, tokens

# Where messages are made: the arguments that hold a part of a message, from 0.
SINKS = {
    "user_error": {1: "message"},
    "detail": {0: "detail"},
    "hint": {0: "hint"},
    "report": {1: "message", 2: "detail", 3: "hint"},
    "errmsg": {0: "message"},
    "elog": {1: "message"},
    "errdetail": {0: "detail"},
    "errhint": {0: "hint"},
    "not_incremental": {0: "subject", 1: "detail", 2: "hint"},
    "runtime_error": {0: "message"},
    "logic_error": {0: "message"},
    "inconsistent": {0: "subject"},
    "update_inconsistent": {0: "subject"},
    "insert_inconsistent": {0: "subject"},
    "refuse": {0: "message", 1: "hint"},
    "refusal": {0: "subject", 1: "subject"},
    "wording": {0: "subject", 1: "detail", 2: "hint"},
}
MEMBERS = {"detail", "hint"}

# A hint begins with one of these, perhaps after "To do this," or "After that,".
ADVICE = """
    Add Alter Analyze Ask Call Cast Change Choose Clear Compare Compute Correct Create Define Delete Disable Drop Enable Filter Give
    Grant Group Increase Join Leave Let List Make Move Name Pass Pause Pin Put Quote Read Refresh Remove Rename Repeat Replace Restart
    Resume Retry Revoke Run See Select Set Specify Split Start Stop Try Turn Update Upgrade Use Wait Write
""".split()
HINT = re.compile(rf"(?:(?:To|After|Before|Without|Where|If) [^,]*, )?(?:{'|'.join(ADVICE)})\b", re.IGNORECASE)

CONTRACTION = re.compile(r"\b\w+n't\b|\b(?:it|that|there|what|who|let|here)'s\b|\b\w+'(?:re|ve|ll)\b", re.IGNORECASE)
PRIVATE = re.compile(
    r"\b(?:anew|some(?:body|one)|no ?body|any(?:body|one)|every(?:body|one)|who(?:m|ever)?|(?:take|takes|taken|taking|took)\s+in"
    r"|looks?\s+alike)\b",
    re.IGNORECASE,
)

SETTING = re.compile(r"\bpg_trickle\.([a-z_0-9]+)")
FUNCTION = re.compile(r"\bpgtrickle\.([a-z_0-9]+)\(")
DEFINED_SETTING = re.compile(r'\.name\s*=\s*"pg_trickle\.([a-z_0-9]+)"')
DEFINED_FUNCTION = re.compile(r"CREATE\s+(?:FUNCTION|PROCEDURE|AGGREGATE)\s+pgtrickle\.([a-z_0-9]+)", re.IGNORECASE)
# Names like a setting's that are none: files of the module.
FILES = {"control", "so", "sql"}

CPP = ("src/**/*.cpp", "src/**/*.hpp", "include/**/*.hpp", "tools/**/*.cpp", "tools/**/*.hpp")
SQL = ("sql/**/*.sql", "sql/**/*.sql.in")


def starts_in_lower_case(text: str) -> bool:
    """Whether a message begins as PostgreSQL's do; a first word in capitals is a keyword, one with a _ or a ( a name."""
    first = re.split(r"\s", text, maxsplit=1)[0]
    return not re.match(r"[A-Z]", first) or first.rstrip(",:").isupper() or bool(re.search(r"[_({]", first))


def starts_as_sentence(text: str) -> bool:
    first = re.split(r"\s", text, maxsplit=1)[0]
    return not re.match(r"[a-z]", first) or bool(re.search(r"[_(.{]", first.rstrip(".")))


def message_complaints(text: str) -> Iterator[str]:
    if not starts_in_lower_case(text):
        yield "a message begins in lower case"
    if text.endswith(".") and not text.endswith("..."):
        yield "a message has no period at its end"


def detail_complaints(text: str) -> Iterator[str]:
    if not starts_as_sentence(text):
        yield "a detail begins with a capital"
    if not text.endswith(".") and re.search(r"\w", text.replace("{}", "")):
        yield "a detail ends with a period"


def hint_complaints(text: str) -> Iterator[str]:
    if not HINT.match(text) and text.replace("{}", "").strip():
        yield "a hint is advice and begins with a verb of ADVICE"
    if not starts_as_sentence(text):
        yield "a hint begins with a capital"
    if not text.endswith(".") and re.search(r"\w", text.replace("{}", "")):
        yield "a hint ends with a period"


def subject_complaints(text: str) -> Iterator[str]:
    if not starts_in_lower_case(text):
        yield "what stands inside a message begins in lower case"
    if text.endswith("."):
        yield "what stands inside a message has no period at its end"


COMPLAINTS = {"message": message_complaints, "detail": detail_complaints, "hint": hint_complaints, "subject": subject_complaints}


def word_complaints(text: str) -> Iterator[str]:
    yield from (f"a contraction: {found}" for found in CONTRACTION.findall(text))
    yield from (f"a private word: {found}" for found in PRIVATE.findall(text))


class Names:
    """The settings and the functions that there are."""

    def __init__(self, root: pathlib.Path):
        self.settings = defined(root, "src/pgext/settings/*.cpp", DEFINED_SETTING)
        self.functions = defined(root, "sql/install/*", DEFINED_FUNCTION)

    def complaints(self, text: str) -> Iterator[str]:
        for name in SETTING.findall(text):
            if name not in self.settings | FILES:
                yield f"there is no setting pg_trickle.{name}"
        for name in FUNCTION.findall(text):
            if name not in self.functions:
                yield f"there is no function pgtrickle.{name}()"


def defined(root: pathlib.Path, pattern: str, definition: re.Pattern[str]) -> set[str]:
    return {name for file in root.glob(pattern) for name in definition.findall(file.read_text(encoding="utf-8"))}


def files(root: pathlib.Path, patterns: tuple[str, ...]) -> Iterator[pathlib.Path]:
    for pattern in patterns:
        yield from sorted(root.glob(pattern))


def in_cpp(source: str, names: Names) -> Iterator[tuple[Text, str]]:
    found = tokens(source)
    for part, text in calls(found, SINKS, MEMBERS):
        yield from ((text, complaint) for complaint in COMPLAINTS[part](text.text))
    for token in found:
        if token.kind == "string":
            text = Text(token.line, token.text)
            yield from ((text, complaint) for complaint in (*word_complaints(token.text), *names.complaints(token.text)))


def in_sql(script: str, names: Names) -> Iterator[tuple[Text, str]]:
    for text in sql_literals(script):
        yield from ((text, complaint) for complaint in (*word_complaints(text.text), *names.complaints(text.text)))


def complaints(root: pathlib.Path) -> list[str]:
    names = Names(root)
    return [
        f"{file.relative_to(root)}:{text.line}: {complaint}: {text.text[:100]!r}"
        for patterns, check in ((CPP, in_cpp), (SQL, in_sql))
        for file in files(root, patterns)
        for text, complaint in check(file.read_text(encoding="utf-8"), names)
    ]


def main() -> int:
    root = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).parents[2])
    found = complaints(root)
    print(*found, f"{len(found)} complaints", sep="\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
