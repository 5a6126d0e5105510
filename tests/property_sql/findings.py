"""What wild.py and forms.py do with a case that fails: they make it shorter, and print it or write it into a folder."""

import pathlib
import re

from choices import Choices, shrink


def kind_of(wrong):
    """What two failures have in common while one is made shorter."""
    if (wrong or "").startswith("too slow"):
        return "slow"
    state = re.search(r"ERROR:  (\w{5})", wrong or "")
    return state.group(1) if state else "rows"


def minimal(of, database, choices, wrong, attempts):
    """A short case that fails alike, and how it does. Slow cases stay as they are."""

    def fails(replay):
        found = of(database, Choices(replay=replay)).play()
        return found is not None and kind_of(found) == kind_of(wrong)

    best = of(database, Choices(replay=shrink(choices.taken, fails, 0 if kind_of(wrong) == "slow" else attempts)))
    return best, best.play() or wrong


def report(folder, schema, statements, wrong, seed):
    lines = [f"-- PGT_PROPERTY_SEED={seed}", schema.strip(), *statements, f"-- {wrong}".replace("\n", "\n-- ")]
    if not folder:
        print("\n".join(lines), flush=True)
        return
    pathlib.Path(folder).mkdir(parents=True, exist_ok=True)
    (pathlib.Path(folder) / f"{seed}.sql").write_text("\n".join(lines) + "\n")
    print(f"seed {seed}: {kind_of(wrong)} {wrong[:200]!r}", flush=True)
