"""What the demo shows and how it talks to the server: statements through psql, one call each."""

import os
import re
import subprocess
import sys
import time

BOLD, DIM, PLAIN = ("\033[1m", "\033[2m", "\033[0m") if sys.stdout.isatty() else ("", "", "")


class Failed(Exception):
    """A step of the demo that did not do what it should."""


def heading(text):
    print(f"\n{BOLD}== {text}{PLAIN}", flush=True)


def say(text):
    print(text, flush=True)


class Database:
    """The demo's database; `environment` holds the variables of libpq that lead there."""

    def __init__(self, environment):
        self.environment = {**os.environ, **environment}

    def psql(self, *arguments, text=None):
        """The output of psql. Notices are dropped, errors end the demo."""
        ran = subprocess.run(["psql", "-X", "-v", "ON_ERROR_STOP=1", *arguments], env=self.environment, input=text,
                             stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        if ran.returncode != 0:
            raise Failed(f"psql: {ran.stderr.strip()}")
        return ran.stdout

    def table(self, query):
        """The result as psql draws it."""
        return self.psql("-P", "pager=off", "-c", query).rstrip()

    def rows(self, query):
        """The result as lists of texts."""
        return [line.split("\t") for line in self.psql("-qAtF", "\t", "-c", query).splitlines()]

    def value(self, query):
        """The only value of the result, which may have several lines."""
        return self.psql("-qAtc", query).rstrip("\n")

    def run_file(self, path, **variables):
        self.psql("-q", *[f"-v{name}={value}" for name, value in variables.items()], "-f", str(path))

    def timed(self, statement):
        """Seconds that the statement took."""
        start = time.monotonic()
        self.psql("-q", "-c", statement)
        return time.monotonic() - start

    def wait_until_fresh(self, limit=60):
        """Waits until the scheduler has applied every change; returns the seconds it took."""
        start = time.monotonic()
        while self.value("SELECT coalesce(sum(pending_rows), 0) FROM pgtrickle.change_buffer_sizes()") != "0":
            if time.monotonic() - start > limit:
                raise Failed(f"changes are still pending after {limit} s:\n" + self.table("SELECT * FROM pgtrickle.health_check()"))
            time.sleep(0.02)
        return time.monotonic() - start


def statements(text):
    """Yields the comments before and the text of each statement; a body between $$ is one piece."""
    note, lines, quoted = [], [], False
    for line in text.splitlines():
        if not lines and line.startswith("--"):
            note.append(line[2:].strip())
        elif lines or line.strip():
            lines.append(line)
            quoted ^= line.count("$$") % 2 == 1
            if not quoted and line.rstrip().endswith(";"):
                yield " ".join(note), "\n".join(lines)
                note, lines = [], []


def is_query(statement):
    return re.match(r"SELECT (?!pgtrickle\.(create|drop)_)", statement) is not None


def play(database, path):
    """Runs a file as a reader would: shows each statement, waits for the scheduler, shows what queries answer."""
    changed, first = False, True
    for note, statement in statements(path.read_text()):
        if note:
            heading(note) if first else say(f"\n{BOLD}-- {note}{PLAIN}")
            first = False
        say(f"\n{DIM}{statement}{PLAIN}")
        if not is_query(statement):
            database.psql("-q", "-c", statement)
            changed = True
            continue
        if changed:
            waited = database.wait_until_fresh()
            say(f"{DIM}(fresh after {waited * 1000:.0f} ms){PLAIN}")
            changed = False
        say(database.table(statement))
