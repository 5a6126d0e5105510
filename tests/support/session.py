"""A psql that stays, and is asked statement by statement."""

import subprocess

MARK = "----answered----"


class SqlError(Exception):
    """What the server answered, when it was an error."""


class Session:
    def __init__(self, server, database):
        self.process = subprocess.Popen(["psql", "-X", "-qAt", "-v", "VERBOSITY=verbose"], env=server.environment(database), text=True,
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)

    def ask(self, sql):
        """The lines that a statement prints. Warnings and notices are left out, an error is raised."""
        self.process.stdin.write(f"{sql};\n\\echo {MARK}\n")
        self.process.stdin.flush()
        lines = []
        while (line := self.process.stdout.readline().rstrip("\n")) != MARK:
            if not line and self.process.poll() is not None:
                raise SqlError("the server is gone: " + "\n".join(lines))
            lines.append(line)
        text = "\n".join(lines)
        if any(word in text for word in ("ERROR:  ", "FATAL:  ", "PANIC:  ", "server closed the connection")):
            raise SqlError(text)
        return [line for line in lines if not line.startswith(("psql:", "NOTICE:", "WARNING:", "DETAIL:", "HINT:", "LOCATION:"))]

    def close(self):
        self.process.stdin.close()
        self.process.wait()
