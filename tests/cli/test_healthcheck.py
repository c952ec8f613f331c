"""
`largesse healthcheck`: the exit code of a container's probe.
"""

from __future__ import annotations

import http.server
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

from tests.servers.server import free_port

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .conftest import Run


@contextmanager
def answering(status: int) -> Iterator[tuple[int, list[str]]]:
    """A server that answers everything with one status, and notes what it was asked for."""
    asked: list[str] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(status)
            self.end_headers()
            self.wfile.write(b'{"status":"so so"}')

        def log_message(self, *_: object) -> None:
            pass

    server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield server.server_port, asked
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_a_server_that_lives_is_well(run: Run) -> None:
    with answering(200) as (port, asked):
        done = run("healthcheck", "--port", str(port))
    assert (done.returncode, done.stdout, asked) == (0, '{"status":"so so"}\n', ["/healthz"])


def test_a_server_that_is_not_ready_is_not_well(run: Run) -> None:
    with answering(503) as (port, asked):
        done = run("healthcheck", "--ready", LARGESSE_PORT=str(port))
    assert (done.returncode, done.stdout, asked) == (1, "", ["/readyz"])
    assert "503" in done.stderr


def test_nobody_there_is_told_in_one_sentence(run: Run) -> None:
    done = run("healthcheck", "--port", str(free_port()))
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (1, "", 1)
    assert "does not answer" in done.stderr
