"""
A relay on the loopback, through which clients reach a server, and which can cut them off or hold back what it says.
"""

from __future__ import annotations

import asyncio
import socket
from contextlib import suppress
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from types import TracebackType

_BYTES = 65_536
_NARROW_BYTES = 4_096


class Relay:
    """
    Passes everything on, both ways.

    Args:
        port: where the server listens.
        narrow: whether little of what the server says may wait in the relay.
    """

    def __init__(self, port: int, *, narrow: bool = False) -> None:
        self.port = 0
        self.towards_server: list[object] = []
        """The names of the connections' ends that the server sees."""
        self._target = port
        self._bytes = _NARROW_BYTES if narrow else _BYTES
        self._flowing = asyncio.Event()
        self._flowing.set()
        self._server: asyncio.Server | None = None
        self._sides: set[asyncio.StreamWriter] = set()
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def url(self) -> str:
        """Its root, as if it were the server."""
        return f"http://127.0.0.1:{self.port}"

    def hold(self) -> None:
        """Read nothing of what the server says."""
        self._flowing.clear()

    def let_go(self) -> None:
        """Read on."""
        self._flowing.set()

    def cut(self) -> int:
        """Cut every connection without a word, and return how many ends that were."""
        sides = len(self._sides)
        for side in self._sides:
            side.transport.abort()
        return sides

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        if self._server is not None:
            self._server.close()
        self.cut()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        self._sides.add(writer)
        try:
            with suppress(OSError):
                far_reader, far = await self._reach()
                self._sides.add(far)
                try:
                    await asyncio.gather(_passed(reader, far), self._said(far_reader, writer))
                finally:
                    self._sides.discard(far)
                    far.transport.abort()
        finally:
            self._sides.discard(writer)
            self._tasks.discard(task)
            writer.transport.abort()

    async def _reach(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        connection = socket.socket()
        connection.settimeout(0)
        if self._bytes < _BYTES:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, self._bytes)
        try:
            await asyncio.get_running_loop().sock_connect(connection, ("127.0.0.1", self._target))
        except OSError:
            connection.close()
            raise
        self.towards_server.append(connection.getsockname())
        return await asyncio.open_connection(sock=connection, limit=self._bytes)

    async def _said(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Pass on what the server says, unless it is held back."""
        await _passed(reader, writer, self._bytes, self._flowing)


async def _passed(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, size: int = _BYTES, flowing: asyncio.Event | None = None
) -> None:
    """Pass on what is read up to its end, and end the other side as well."""
    try:
        while data := await reader.read(size):
            if flowing is not None:
                await flowing.wait()
            writer.write(data)
            await writer.drain()
    finally:
        writer.transport.abort()
