"""A psql that stays, and is asked statement by statement."""

import subprocess

MARK = "----answered----"


class SqlError(Exception):
    """What the server answered, when it was an error."""


class ServerGone(SqlError):
    """The server ended the session: it crashed, or was stopped."""


class Session:
    def __init__(self, server, database, user="postgres"):
        self.process = subprocess.Popen(["psql", "-X", "-qAt", "-v", "VERBOSITY=verbose"],
                                        env={**server.environment(database), "PGUSER": user}, text=True, errors="replace",
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)

    def send(self, sql):
        """Hands statements over; `printed` waits for what they print."""
        try:
            self.process.stdin.write(f"{sql};\n\\echo {MARK}\n")
            self.process.stdin.flush()
        except BrokenPipeError:
            raise ServerGone("the server is gone") from None

    def printed(self):
        lines = []
        while (line := self.process.stdout.readline()) != f"{MARK}\n":
            if not line:
                raise ServerGone("the server is gone:\n" + "\n".join(lines))
            lines.append(line.rstrip("\n"))
        return lines

    def ask(self, sql):
        """The lines that a statement prints. Warnings and notices are left out, an error is raised."""
        self.send(sql)
        lines = self.printed()
        text = "\n".join(lines)
        if "ERROR:  " in text:
            raise SqlError(text)
        if any(word in text for word in ("FATAL:  ", "PANIC:  ", "server closed the connection")):
            raise ServerGone(text)
        return [line for line in lines if not line.startswith(("psql:", "NOTICE:", "WARNING:", "DETAIL:", "HINT:", "LOCATION:"))]

    def close(self):
        self.process.stdin.close()
        self.process.wait()
