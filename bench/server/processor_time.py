"""The processor time that a session of the server takes for a statement; other processes matter little to it."""

import pathlib


class Measured:
    def __init__(self, session):
        self.session = session
        self.statistics = pathlib.Path(f"/proc/{session.ask('select pg_backend_pid()')[0].strip()}/schedstat")

    def nanoseconds(self, statement):
        before = self._taken()
        self.session.ask(statement)
        return self._taken() - before

    def milliseconds(self, statement):
        return self.nanoseconds(statement) / 1e6

    def microseconds(self, statement):
        return self.nanoseconds(statement) / 1e3

    def _taken(self):
        return int(self.statistics.read_text(encoding="ascii").split()[0])
