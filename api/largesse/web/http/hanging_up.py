"""
Hanging up: the end of a connection whose other side may have stopped reading.
"""

from __future__ import annotations

import asyncio
import os
import socket
import struct
from contextlib import suppress

CLOSE_SECONDS = 2.0
"""How long a close waits for what was written before it, and then for the other side's answer."""
LINGER_SECONDS = 5.0
"""How long a closed connection may take to read what it was sent; then it is cut."""
_RESET = struct.pack("ii", 1, 0)
"""Linger for no time at all: what is not yet sent is dropped."""


def hang_up(transport: asyncio.Transport) -> None:
    """Close a connection once its reader has taken what is left for it, and cut it if that takes too long."""
    transport.close()
    if transport.get_write_buffer_size():
        asyncio.get_running_loop().call_later(LINGER_SECONDS, _cut, transport)


def _cut(transport: asyncio.Transport) -> None:
    """End a connection now, and let go of what the kernel still holds for its reader."""
    connection = transport.get_extra_info("socket")
    if connection is not None and connection.fileno() >= 0:
        with suppress(OSError), socket.socket(fileno=os.dup(connection.fileno())) as same:
            same.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
    transport.abort()
