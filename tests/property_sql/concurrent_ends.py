"""Several writers and refreshers at once, whose statements are cancelled and whose sessions are ended at any moment.

Usage: concurrent_ends.py SERVER

Like concurrent_altering.py; beside those sessions another one cancels statements and ends sessions at random. A session that was ended is followed by another one. Afterwards
no lock and no transaction is left over, and all stream tables hold what their queries give.

Environment: see concurrent.py.
"""

import os
import pathlib
import sys
import threading
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "support")]

import concurrent  # noqa: E402
import concurrent_altering  # noqa: E402
from choices import Choices  # noqa: E402
from postgres import Server  # noqa: E402
from session import ServerGone, Session, SqlError  # noqa: E402

concurrent.DATABASE = "property_concurrent_ends"
concurrent.EXPECTED = (*concurrent.EXPECTED, "ERROR:  3B001", "ERROR:  42710")
# How a session may end, or not begin.
ENDS = ("57P01", "terminating connection", "server closed the connection", "connection to server was lost", "the server is gone")


class Crew(concurrent.Crew):
    def work(self, name, step):
        while self.working():
            try:
                session = Session(self.server, concurrent.DATABASE)
                session.ask(f"set client_min_messages = error; set application_name = '{name}'")
                self.go_on(name, step, session)
                session.close()
            except ServerGone as gone:
                if not any(text in str(gone) for text in ENDS):
                    self.surprise = self.surprise or f"{name}: {gone}"
            except (SqlError, AssertionError) as error:
                self.surprise = self.surprise or f"{name}: {error}"

    def go_on(self, name, step, session):
        while self.working():
            try:
                step(session)
                self.done[name] = self.done.get(name, 0) + 1
            except SqlError as error:
                if isinstance(error, ServerGone) or not any(state in str(error) for state in concurrent.EXPECTED):
                    raise
                session.ask("rollback")


def ender(seed):
    choices = Choices(seed=seed * 13)

    def step(session):
        time.sleep(choices.below(60) / 1000)
        how = choices.one_of(["pg_cancel_backend", "pg_cancel_backend", "pg_terminate_backend"])
        session.ask(f"select {how}(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend'"
                    f" and state <> 'idle' order by random() limit 1")

    return step


def preparer(session):
    """Transactions that were prepared by sessions that are gone."""
    time.sleep(0.05)
    for gid in session.ask(f"select gid from pg_prepared_xacts where database = current_database() and prepared < now() - interval '100 ms'"):
        try:
            session.ask(f"rollback prepared '{gid}'")
        except SqlError as error:
            if "42704" not in str(error) and "55006" not in str(error) and "55000" not in str(error):
                raise


def all_are_right(server):
    wrong = []
    for name in concurrent.STREAM_TABLES:
        server.execute(f"select pgtrickle.resume_stream_table('{name}') from pgtrickle.pgt_stream_tables where pgt_relid = '{name}'::regclass and status <> 'ACTIVE'", concurrent.DATABASE)
        mode = server.execute(f"select refresh_mode from pgtrickle.pgt_stream_tables where pgt_relid = '{name}'::regclass", concurrent.DATABASE).strip()
        if mode not in concurrent.MODES_OF_WRITERS:
            server.execute(f"set client_min_messages = error; select pgtrickle.refresh_stream_table('{name}')", concurrent.DATABASE)
        verdict = server.execute(concurrent_altering.CHECK.format(name), concurrent.DATABASE).strip()
        if verdict != "equal":
            wrong.append(f"{name}, {mode}, after all: {verdict}")
    return wrong


def left_over(server):
    """Locks of sessions that do nothing, a while after the last one has ended."""
    sql = ("select string_agg(concat_ws(' ', l.locktype, l.mode, l.pid, a.state), '; ') from pg_locks l left join pg_stat_activity a using (pid)"
           " where l.database = (select oid from pg_database where datname = current_database()) and l.pid is distinct from pg_backend_pid() and backend_type = 'client backend'")
    for _ in range(50):
        found = server.execute(sql, concurrent.DATABASE).strip()
        if not found:
            return []
        time.sleep(0.1)
    return [f"locks are left over: {found}"]


def main(folder):
    server = Server(folder)
    concurrent.set_up(server)
    seed = int(os.environ.get("PGT_PROPERTY_SEED", time.time_ns() % 10**9))
    crew = Crew(server, float(os.environ.get("PGT_PROPERTY_SECONDS", 15)))
    steps = {f"writer {number}": concurrent.writer(number, seed) for number in range(4)}
    steps |= {f"refresher of {name}": concurrent_altering.refresher(name) for name in concurrent.STREAM_TABLES}
    steps |= {"alterer": concurrent_altering.alterer(0, seed), "ender": ender(seed), "preparer": preparer}
    threads = [threading.Thread(target=crew.work, args=item) for item in steps.items()]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    print(f"seed {seed};", ", ".join(f"{name}: {count}" for name, count in sorted(crew.done.items())))
    for gid in server.execute("select gid from pg_prepared_xacts where database = current_database()", concurrent.DATABASE).split():
        server.execute(f"rollback prepared '{gid}'", concurrent.DATABASE)
    faults = ([crew.surprise] if crew.surprise else []) + left_over(server) + all_are_right(server)
    print("\n".join(faults))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
