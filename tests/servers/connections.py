"""
Connections of this process, the ends of its servers included: to look at them, and to make them small.
"""

from __future__ import annotations

import os
import socket
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def connection_towards(peer: object) -> Iterator[socket.socket]:
    """
    The end of a connection that lies in this process.

    Raises:
        LookupError: it has none with this peer.
    """
    for file in Path("/proc/self/fd").iterdir():
        with suppress(FileNotFoundError):
            # What else is open, such as a pipe that somebody waits for the end of, is left alone.
            if not str(file.readlink()).startswith("socket:"):
                continue
            with socket.socket(fileno=os.dup(int(file.name))) as connection:
                if _peer_of(connection) == peer:
                    yield connection
                    return
    raise LookupError(peer)


def _peer_of(connection: socket.socket) -> object:
    try:
        return connection.getpeername()
    except OSError:
        return None
