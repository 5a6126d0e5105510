"""How much a session of the server computes: limits for tests by processor time, which a busy machine hardly changes."""

import os
import pathlib
import threading
import time

TICKS = os.sysconf("SC_CLK_TCK")
INTERVAL = 0.1


def seconds_of(pid):
    """The processor time that a process has taken; 0 if it is gone."""
    try:
        fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    except (FileNotFoundError, ProcessLookupError):
        return 0.0
    return (int(fields[11]) + int(fields[12])) / TICKS


class WorkLimit:
    """While it is entered, the session with this process is cancelled when it has computed for so many seconds: SQLSTATE 57014, "due to user request"."""

    def __init__(self, server, pid, seconds):
        self.server, self.pid, self.seconds = server, pid, seconds
        self.lock = threading.Lock()
        self.begun = None  # what it had computed when it was entered
        self.is_over = False
        threading.Thread(target=self._watch, daemon=True).start()

    def __enter__(self):
        with self.lock:
            self.begun = seconds_of(self.pid)

    def __exit__(self, *_):
        with self.lock:
            self.begun = None

    def used(self):
        return seconds_of(self.pid)

    def end(self):
        self.is_over = True

    def _watch(self):
        while not self.is_over:
            time.sleep(INTERVAL)
            with self.lock:  # the statement cannot be followed by another one meanwhile
                if self.begun is not None and seconds_of(self.pid) - self.begun > self.seconds:
                    self._cancel()
                    self.begun = None

    def _cancel(self):
        try:
            self.server.execute(f"select pg_cancel_backend({self.pid})")
        except RuntimeError:
            self.is_over = True  # the server is gone, which the session finds, too


class Budget:
    """What a test may compute, itself and in the server; by the clock it may take some times as long, where others use the machine."""

    by_the_clock = 3

    def __init__(self, seconds, used):
        self.seconds, self.used = seconds, used  # `used()`: by the server
        self.end = time.monotonic() + self.by_the_clock * seconds
        self.begun = self._used()

    def _used(self):
        return self.used() + time.process_time()

    def is_left(self):
        return self._used() - self.begun < self.seconds and time.monotonic() < self.end
