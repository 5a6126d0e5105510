"""What tests of the scheduler share: servers of their own, a workload, waiting, and proof that contents are right."""

import contextlib
import pathlib
import subprocess
import sys
import threading
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "support"))

from postgres import Server  # noqa: E402

PATIENCE = 60  # seconds after which something that has to happen is taken not to happen


class Failure(Exception):
    """What a test found wrong."""


@contextlib.contextmanager
def cluster(folder, stage, settings=(), database="app"):
    """A running server whose database has the extension; it goes in the end, unless the test failed: then look at its log."""
    server = Server(folder)
    server.start(stage, ["pg_trickle.enabled=on", *settings])
    server.execute(f"create database {database}")
    server.execute("create extension pg_trickle", database)
    yield server
    server.stop()


def eventually(what, is_so, patience=PATIENCE, pause=0.02):
    """Waits until `is_so()`; returns the seconds that it took. `what` says in the failure what did not come."""
    start = time.monotonic()
    while not is_so():
        if time.monotonic() - start > patience:
            raise Failure(f"not within {patience} s: {what}")
        time.sleep(pause)
    return time.monotonic() - start


def is_up(server, database="app"):
    return server.psql("-qAtc", "select 1", database=database, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode == 0


def wait_until_up(server, database="app"):
    eventually("the server answers", lambda: is_up(server, database))


def differences(server, database="app"):
    """The stream tables that differ from their queries, with the number of rows; both are read under one snapshot."""
    names = server.execute("select format('%I.%I', pgt_schema, pgt_name) || chr(9) || pgt_id from pgtrickle.pgt_stream_tables", database)
    wrong = {}
    for line in names.splitlines():
        name, number = line.split("\t")
        query = server.execute(f"select defining_query from pgtrickle.pgt_stream_tables where pgt_id = {number}", database)
        columns = server.execute(
            "select string_agg(quote_ident(attname), ', ' order by attnum) from pg_attribute"
            f" where attrelid = '{name}'::regclass and attnum > 0 and not attisdropped and attname not like '\\_\\_pgt\\_%'", database).strip()
        asked = query.strip().rstrip(";")
        count = server.execute(
            f"with stored as materialized (select {columns} from {name}), asked as materialized (select {columns} from ({asked}) as q)"
            " select (select count(*) from (table stored except all table asked) a)"
            " + (select count(*) from (table asked except all table stored) b)", database).strip()
        if count != "0":
            wrong[name] = int(count)
    return wrong


def wait_until_equal(server, database="app", patience=PATIENCE):
    """Waits until the scheduler has made every stream table equal to its query. There must be no concurrent writes."""
    found = {}

    def is_equal():
        try:
            found["wrong"] = differences(server, database)
        except RuntimeError as error:  # the server is just coming up
            found["wrong"] = error
        return not found["wrong"]

    try:
        return eventually("stream tables equal to their queries", is_equal, patience)
    except Failure as failure:
        state = server.execute("select pgt_name, status, last_error_message from pgtrickle.pgt_stream_tables", database)
        raise Failure(f"{failure}; differing rows: {found['wrong']}\n{state}") from None


def program(name):
    """The path of a program of PostgreSQL's."""
    scripts = HERE.parents[1] / "scripts"
    asked = subprocess.run(["bash", "-c", f"source '{scripts}/common.sh'; source '{scripts}/server.sh'; server_bindir"],
                           stdout=subprocess.PIPE, text=True, check=True)
    return f"{asked.stdout.strip()}/{name}"


@contextlib.contextmanager
def repeatedly(pause, act):
    """Calls `act` in a thread of its own, with `pause` seconds between the calls, until the block ends."""
    ended = threading.Event()

    def run():
        while not ended.wait(pause):
            act()

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


class Writers:
    """Clients that run a script of pgbench until they are stopped. A server that goes down ends them: start others then."""

    def __init__(self, server, script, clients, database="app"):
        self.command = [program("pgbench"), "--no-vacuum", f"--client={clients}", "--time=100000", "--max-tries=1000", f"--file={script}"]
        self.server, self.database, self.process = server, database, None

    def start(self):
        self.process = subprocess.Popen(self.command, env=self.server.environment(self.database), stdout=subprocess.DEVNULL,
                                        stderr=subprocess.PIPE, text=True)

    def run(self):
        """Whether they still write."""
        return self.process is not None and self.process.poll() is None

    def stop(self):
        """Stops them; a failure of theirs that is not the server's going down is the test's."""
        if self.process is None:
            return
        if self.process.poll() is None:
            self.process.terminate()
        errors = self.process.communicate()[1]
        self.process = None
        wrong = [line for line in errors.splitlines() if "ERROR:" in line]
        if wrong:
            raise Failure("a writer failed: " + "\n".join(wrong[:5]))


def run_test(test):
    """Runs `test` and says what it found; the status of the process."""
    try:
        test()
    except Failure as failure:
        print(f"FAILED: {failure}", file=sys.stderr)
        return 1
    return 0
