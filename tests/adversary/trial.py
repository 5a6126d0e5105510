"""What the tests of this folder share: a server, a database for each case, sessions of several roles, and verdicts.

A file is a class of faults, a function in it marked `@case` one way to provoke it. It is passed a `Trial` and says by `check` and
`same` what it saw. A clear refusal is as good as a right result; wrong rows, what others must not see, internal errors, crashes
and waiting for ever are not.

Usage of each file: NAME.py FOLDER STAGE [CASE...]
"""

import os
import pathlib
import re
import sys
import time
import traceback

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "support"))
sys.path.insert(0, str(HERE.parent / "tap"))

from postgres import Server  # noqa: E402
from session import ServerGone, Session  # noqa: E402
from support import wait_until_up  # noqa: E402

# Errors by which a server says "this cannot be done", rather than ones that show that something broke.
REFUSALS = set("""
0A000 0LP01 22023 25001 25006 28000 2BP01 42501 42611 42704 42804 42809 42939 42P16 42P17 428C9 54000 54001 54011 54023 55000 55006
55P03 P0001
""".split())
ERROR = re.compile(r"(?:ERROR|FATAL|PANIC):  ([0-9A-Z]{5}):")
MESSAGE = re.compile(
    r"^(psql:|NOTICE:|WARNING:|INFO:|LOG:|DETAIL:|HINT:|LOCATION:|CONTEXT:|STATEMENT:|QUERY:|ERROR:|FATAL:|LINE \d+:|\s*\^$)"
)
# What nothing that a user does may bring into the server's log.
BROKEN = re.compile(
    r"(?:ERROR|FATAL|PANIC):  (?:XX000|58000)|PANIC:|TRAP:|was terminated by signal|was not closed|"
    r"leaked|reference leak|snapshot .* still active|you don't own a lock|while cleaning up"
)
SETTINGS = [
    "log_error_verbosity=verbose",
    "max_worker_processes=40",
    "restart_after_crash=on",
    "log_min_messages=log",
    "statement_timeout=60s",
]


class Answer:
    """What a session printed for some statements."""

    def __init__(self, lines):
        self.text = "\n".join(lines)
        self.rows = [line for line in lines if line and not MESSAGE.match(line)]
        self.states = ERROR.findall(self.text)

    @property
    def state(self):
        """SQLSTATE of the first error, 00000 if there is none."""
        return self.states[0] if self.states else "00000"

    @property
    def value(self):
        return self.rows[0] if self.rows else ""

    @property
    def is_fine(self):
        return not self.states

    @property
    def is_refused(self):
        return self.state in REFUSALS

    def __repr__(self):
        return re.sub(r"\s+", " ", self.text)[:400]


class Client(Session):
    """A session of a role. It goes on after errors."""

    def run(self, sql):
        self.send(sql)
        return self.wait()

    def wait(self):
        return Answer(self.printed())

    def value(self, sql):
        return self.run(sql).value


class Trial:
    """One case: its database, which goes with its roles when the case has ended."""

    def __init__(self, server, database):
        self.server, self.database = server, database
        self.faults, self.verdicts, self.late, self.sessions = [], 0, 0, []
        self.created, self.refreshed = {}, {}
        self.boss = self.session()

    @property
    def catalog(self):
        """The schema of the tables behind pgtrickle.pgt_stream_tables and the like."""
        return self.boss.value("select coalesce((select nspname from pg_namespace where nspname = 'pgtrickle_catalog'), 'pgtrickle')")

    def session(self, user="postgres", database=None):
        one = Client(self.server, database or self.database, user)
        one.run("set client_min_messages = warning")
        self.sessions.append(one)
        return one

    def role(self, name, options=""):
        """A session of a new role that has nothing but a schema of its own name, first in its path."""
        self.must(f"create role {name} login {options}; create schema {name} authorization {name}")
        return self.session(name)

    def must(self, sql, by=None):
        """What a case needs to begin with."""
        answer = (by or self.boss).run(sql)
        if not answer.is_fine:
            raise RuntimeError(f"{sql}\n{answer.text}")
        return answer

    def check(self, what, good, seen=""):
        self.verdicts += 1
        if not good:
            self.faults.append(f"{what}: {seen!r}")

    def create(self, table, query, by=None, **options):
        """Makes a stream table; `same` takes a refusal for right."""
        options.setdefault("schedule", "1h")
        named = ", ".join(f"{name} => {value if isinstance(value, bool) else quoted(value)}" for name, value in options.items())
        answer = (by or self.boss).run(f"select pgtrickle.create_stream_table({quoted(table)}, {quoted(query)}, {named})")
        self.created[table], self.refreshed[table] = answer, None
        return answer

    def refresh(self, table, by=None, mode=None):
        force = f", {quoted(mode)}" if mode else ""
        answer = (by or self.boss).run(f"select pgtrickle.refresh_stream_table({quoted(table)}{force})")
        self.refreshed[table] = answer
        return answer

    def difference(self, table, query, by=None):
        """What is stored and not in the query, and the other way round; empty if they are equal. `by` asks: some queries run code."""
        columns = self.boss.value(
            "select string_agg(quote_ident(attname), ', ' order by attnum) from pg_attribute where attrelid ="
            f" to_regclass({quoted(table)}) and attnum > 0 and not attisdropped and attname not like '\\_\\_pgt\\_%'"
        )
        if not columns:
            return f"{table} is not there"
        stored, asked = f"select x::text from (select {columns} from {table}) x", f"select x::text from ({query}) x"
        answer = (by or self.boss).run(
            f"select 'stored ' || x from (({stored}) except all ({asked})) d(x)"
            f" union all select 'missing ' || x from (({asked}) except all ({stored})) d(x) limit 5"
        )
        return answer.text

    def same(self, what, table, query, loudly=True, by=None):
        """Whether the stream table is what its query gives, or was refused, or (with `loudly`) its refresh was."""
        self.verdicts += 1
        made, refreshed = self.created.get(table), self.refreshed.get(table)
        if made and not made.is_fine:
            if not made.is_refused:
                self.faults.append(f"{what}: cannot be created: {made!r}")
            return
        if loudly and refreshed and refreshed.is_refused:
            return
        if found := self.difference(table, query, by):
            self.faults.append(f"{what}: {found[:300]}; last refresh: {refreshed!r}")
        elif refreshed and not refreshed.is_fine:
            self.faults.append(f"{what}: right, but the refresh fails: {refreshed!r}")

    def soon_same(self, what, table, query, seconds=15, loudly=True, by=None):
        """As `same`, by the scheduler's work."""
        if (made := self.created.get(table)) and not made.is_fine:
            return self.same(what, table, query)
        self.refreshed[table] = None
        end = time.monotonic() + (seconds if self.late < MOST_LATE else 1)
        while found := self.difference(table, query, by):
            if loudly and self.status(table) in ("ERROR", "SUSPENDED"):
                break
            if time.monotonic() > end:
                self.verdicts += 1
                self.late += 1
                self.faults.append(f"{what}: not within {seconds} s: {found[:300]}; {self.state(table)}")
                return None
            time.sleep(0.05)
        self.verdicts += 1
        return None

    def status(self, table):
        return self.boss.value(f"select status from pgtrickle.pgt_stream_tables where pgt_relid = to_regclass({quoted(table)})")

    def state(self, table):
        return self.boss.value(
            "select concat_ws(' ', status, refresh_mode, case when needs_reinit then 'needs_reinit' end, last_refresh_at, last_error_message) from pgtrickle.pgt_stream_tables"
            f" where pgt_relid = to_regclass({quoted(table)})"
        )

    def eventually(self, what, is_so, seconds=15):
        end = time.monotonic() + seconds
        while not (good := is_so()) and time.monotonic() < end:
            time.sleep(0.05)
        self.check(what, good, f"not within {seconds} s")
        return good

    def scheduler(self):
        """The process that refreshes this database; empty if there is none."""
        return self.boss.value(
            "select pid from pg_stat_activity where backend_type = 'pg_trickle scheduler' and datname = current_database()"
        )

    def close(self):
        for one in self.sessions:
            try:
                one.close()
            except (BrokenPipeError, OSError):
                pass


def quoted(text):
    return "'" + str(text).replace("'", "''") + "'"


CASES = []
MOST_SHOWN = int(os.environ.get("PGT_TRIAL_SHOWN", 12))
MOST_LATE = 2  # what waits for the scheduler after so many waits in vain is not waited for long


def case(function):
    CASES.append(function)
    return function


def clear_away(server, database):
    server.execute(f"drop database if exists {database} with (force)")
    for name in server.execute("select rolname from pg_roles where rolname <> 'postgres' and rolname not like 'pg\\_%'").split():
        server.execute(f"drop role {name}")


def log_since(server, place):
    with open(server.folder / "log", errors="replace") as log:
        log.seek(place)
        return log.read()


def faults_of(server, function, expected):
    """Runs one case; what was wrong."""
    name = function.__name__
    place = os.path.getsize(server.folder / "log")
    server.execute(f"create database {name}")
    server.execute("create extension pg_trickle", name)
    trial = Trial(server, name)
    try:
        function(trial)
        if trial.verdicts == 0:
            trial.faults.append("it has judged nothing")
    except ServerGone as gone:
        trial.faults.append(f"the server went away: {gone}")
    except Exception:  # noqa: BLE001: whatever it is, the next case has its turn
        trial.faults.append(traceback.format_exc())
    trial.close()
    wait_until_up(server, "postgres")
    clear_away(server, name)
    found = [line for line in log_since(server, place).splitlines() if BROKEN.search(line) and not (expected and re.search(expected, line))]
    return trial.faults + [f"in the log: {line[:300]}" for line in found[:3]]


def run_cases(settings=(), scheduler=False, expected_in_log=""):
    """The main program of a file: all its cases, or those that are named."""
    folder, stage, *chosen = sys.argv[1:]
    server = Server(folder)
    server.start(stage, [*SETTINGS, f"pg_trickle.enabled={'on' if scheduler else 'off'}", *settings])
    failed = 0
    wanted = [one for one in CASES if not chosen or one.__name__ in chosen]
    for one in wanted:
        start = time.monotonic()
        faults = faults_of(server, one, expected_in_log)
        print(f"{'FAILED' if faults else 'ok':6} {one.__name__} ({time.monotonic() - start:.1f} s)", flush=True)
        for fault in faults[:MOST_SHOWN]:
            print("       " + fault.strip().replace("\n", " / "), flush=True)
        if len(faults) > MOST_SHOWN:
            print(f"       and {len(faults) - MOST_SHOWN} more", flush=True)
        failed += bool(faults)
    print(f"{len(wanted) - failed} ok, {failed} failed")
    if not failed:
        server.stop()
    else:
        server.halt()
    return 1 if failed or not wanted else 0
