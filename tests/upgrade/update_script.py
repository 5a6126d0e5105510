"""Writes the script that ALTER EXTENSION UPDATE runs, from the latest released schema to the present one.

Usage: update_script.py [--accept]

The released schema is the last of sql/released, the present one is what sql/install makes. The update keeps what it can: functions and views
are replaced in place where the server allows it, so that privileges and dependent objects of users stay; columns are added at the end of
tables. What cannot be replaced is dropped first, with what depends on it, and made again. Anything else (rows that have to be converted,
columns that go) is written by hand, into sql/update/<from>--<to>.sql, which runs between drops and creations. A line there

    -- settles: table pgtrickle_catalog.pgt_sources

says that this object, or this statement about one, is its business.

Without --accept the script in the tree is compared, and a difference is an error.
"""

import difflib
import pathlib
import re
import sys
from collections.abc import Iterator

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

from schema_script import (  # noqa: E402
    ROOT,
    Object,
    Remark,
    Script,
    UnreadableScript,
    columns_of,
    in_parentheses,
    install_script,
    present_version,
    released_script,
    released_versions,
    shown_columns,
    signature_of,
    without_strings,
)

HEAD = """\
-- Updates the schema of the extension from {old} to {new}. Written by tests/upgrade/update_script.py: see there before you change it.
\\echo Use "ALTER EXTENSION pg_trickle UPDATE" to load this file. \\quit

SET LOCAL search_path TO pg_catalog, pg_temp;
"""
CHECK = "function pgtrickle.require_module"
# What the server has replaced by a list of columns when it read the statement.
STAR = re.compile(r"(?<![\w)])\w+\.\*|\bSELECT \*")


class NotDerivable(Exception):
    """A difference that has to be settled by hand."""


def by_hand(what: str) -> NotDerivable:
    return NotDerivable(f"{what}: write the statements into sql/update, see update_script.py")


def replaceable(old: Object, new: Object) -> bool:
    """Whether CREATE OR REPLACE turns one into the other."""
    if old.kind == "function":
        return signature_of(old) == signature_of(new)
    if old.kind == "view":
        before, after = shown_columns(old), shown_columns(new)
        return before is not None and after is not None and after[: len(before)] == before
    return False


def added_columns(old: Object, new: Object) -> Iterator[str]:
    before, constraints, options = columns_of(old)
    after, now_constraints, now_options = columns_of(new)
    if constraints != now_constraints or options != now_options or list(after)[: len(before)] != list(before):
        raise by_hand(f"{new} differs in more than columns at its end")
    for name, item in after.items():
        if name in before and before[name] != item:
            raise by_hand(f"column {name} of {new} is another one")
        if name not in before:
            if "NOT NULL" in item and "DEFAULT" not in item and "IDENTITY" not in item:
                raise by_hand(f"column {name} of {new} has no default")
            yield f"ALTER TABLE {new.name} ADD COLUMN {item};"


class Update:
    def __init__(self, old: Script, new: Script, settled: set[str]):
        self.old, self.new, self.settled = old, new, settled
        self.dropped = self.with_dependents({key for key, one in old.objects.items() if self.has_to_go(key, one)})

    def has_to_go(self, key: str, one: Object) -> bool:
        if key in self.settled:
            return False
        present = self.new.objects.get(key)
        if present is None and one.kind in ("table", "schema"):
            raise by_hand(f"{one} is no more")
        if present is None:
            return True
        if one.kind == "view" and self.shows_all_of_changed(one):
            return True
        return one.text != present.text and one.kind != "table" and not replaceable(one, present)

    def shows_all_of_changed(self, one: Object) -> bool:
        """Whether the same text may mean other columns than before."""
        changed = {key for key, before in self.old.objects.items()
                   if before.kind in ("table", "view") and key in self.new.objects and self.new.objects[key].text != before.text}
        return bool(STAR.search(without_strings(one.text))) and self.mentions(one, changed)

    def mentions(self, one: Object, others: set[str]) -> bool:
        """Statements name other objects of the extension with their schemas."""
        names = "|".join(re.escape(self.old.objects[key].name) for key in others if "." in self.old.objects[key].name)
        return bool(names) and re.search(rf"(?<![\w.])(?:{names})(?!\w)", self.uses(one)) is not None

    def with_dependents(self, goes: set[str]) -> set[str]:
        everything = set(goes)
        while True:
            more = {key for key, one in self.old.objects.items()
                    if key not in everything and one.kind != "table" and self.mentions(one, everything)}
            if not more:
                return everything
            everything |= more

    def uses(self, one: Object) -> str:
        """The part of a statement that names what the object depends on."""
        if one.kind in ("index", "schema"):
            return ""
        text = without_strings(one.text)
        return text.partition(one.name)[2] if one.name in text else text

    def statements(self, version: str, by_hand_part: str) -> Iterator[str]:
        yield from self.checks(version)
        for key in reversed(self.old.objects):
            if key in self.dropped:
                yield drop_of(self.old.objects[key])
        yield from [by_hand_part.strip()] if by_hand_part.strip() else []
        yield from self.taken_back()
        for step in self.new.steps:
            if about(step) != CHECK:
                yield from self.step(step)

    def checks(self, version: str) -> Iterator[str]:
        """First of all, whether the loaded module is that of the new version."""
        for step in self.new.steps:
            if about(step) == CHECK:
                yield from self.step(step)
        yield f"SELECT pgtrickle.require_module('{version}');"

    def step(self, step: Object | Remark) -> Iterator[str]:
        return self.made(step) if isinstance(step, Object) else self.said(step)

    def is_fresh(self, key: str) -> bool:
        return key not in self.old.objects or key in self.dropped

    def made(self, one: Object) -> Iterator[str]:
        if str(one) in self.settled:
            return
        if self.is_fresh(str(one)):
            yield one.source
            return
        before = self.old.objects[str(one)]
        if one.kind == "table":
            yield from added_columns(before, one)
        elif before.text != one.text or (one.kind == "function" and self.shows_all_of_changed(before)):
            yield re.sub(r"\ACREATE ", "CREATE OR REPLACE ", one.source)

    def said(self, remark: Remark) -> Iterator[str]:
        if remark.text not in self.settled and (self.is_fresh(remark.about) or remark.text not in self.old.remarks):
            yield remark.text

    def taken_back(self) -> Iterator[str]:
        """What is no longer said of an object that stays."""
        subjects = {subject_of(text) for text in self.new.remarks}
        for text, remark in self.old.remarks.items():
            if text in self.new.remarks or text in self.settled or remark.about in self.dropped:
                continue
            if not text.startswith("COMMENT ON "):
                raise by_hand(f"no longer said: {text}")
            if subject_of(text) not in subjects:
                yield f"{subject_of(text)} IS NULL;"


def about(step: Object | Remark) -> str:
    return str(step) if isinstance(step, Object) else step.about


def drop_of(one: Object) -> str:
    arguments = f"({in_parentheses(one.text)[0]})" if one.kind == "aggregate" else ""
    return f"DROP {one.kind.upper()} {one.name}{arguments};"


def subject_of(text: str) -> str:
    """A comment without what it says."""
    return text.partition(" IS ")[0]


def update_script(root: pathlib.Path = ROOT) -> str:
    old, new = released_versions(root)[-1], present_version(root)
    part = root / f"sql/update/{old}--{new}.sql"
    by_hand_part = part.read_text(encoding="utf-8") if part.exists() else ""
    settled = set(re.findall(r"^-- settles: (.+)$", by_hand_part, re.MULTILINE))
    update = Update(Script(released_script(old, root)), Script(install_script(root)), settled)
    return HEAD.format(old=old, new=new) + "\n" + "\n\n".join(update.statements(new, by_hand_part)) + "\n"


def texts_of(script: str) -> list[str]:
    return [step.text for step in Script(script).steps]


def compare(place: pathlib.Path, wanted: str) -> int:
    found = place.read_text(encoding="utf-8") if place.exists() else ""
    if found == wanted:
        return 0
    print(*difflib.unified_diff(found.splitlines(), wanted.splitlines(), str(place), "what sql/install asks for", lineterm=""), sep="\n")
    print(f"\nThe schema has changed: python3 {pathlib.Path(__file__).relative_to(ROOT)} --accept, and read what it wrote.")
    return 1


def main() -> int:
    old, new = released_versions()[-1], present_version()
    if old == new:
        if texts_of(released_script(old)) == texts_of(install_script()):
            return 0
        print(f"{old} is released: its schema cannot change. Raise default_version in sql/pg_trickle.control for that.")
        return 1
    place = ROOT / f"sql/pg_trickle--{old}--{new}.sql"
    try:
        wanted = update_script()
    except (NotDerivable, UnreadableScript) as problem:
        print(problem)
        return 1
    if "--accept" in sys.argv[1:]:
        place.write_text(wanted, encoding="utf-8")
        return 0
    return compare(place, wanted)


if __name__ == "__main__":
    sys.exit(main())
