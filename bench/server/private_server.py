"""The server of a benchmark."""

import contextlib
import pathlib
import tempfile

from postgres import Server


@contextlib.contextmanager
def private_server(stage, settings):
    """A server with the extension of `stage`, in a folder below /tmp that goes with it."""
    with tempfile.TemporaryDirectory(prefix="pgt-bench-", ignore_cleanup_errors=True) as folder:
        pathlib.Path(folder).chmod(0o755)  # for the user that runs the server
        server = Server(pathlib.Path(folder, "server"))
        server.start(str(pathlib.Path(stage).resolve()), settings)
        try:
            yield server
        finally:
            server.stop()
