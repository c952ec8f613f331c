"""
A relay on the loopback, through which clients reach a server, and which can cut them off.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from types import TracebackType


class Relay:
    """
    Passes everything on, both ways.

    Args:
        port: where the server listens.
    """

    def __init__(self, port: int) -> None:
        self.port = 0
        self._target = port
        self._server: asyncio.Server | None = None
        self._sides: set[asyncio.StreamWriter] = set()
        self._tasks: set[asyncio.Task[None]] = set()

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
                far_reader, far = await asyncio.open_connection("127.0.0.1", self._target)
                self._sides.add(far)
                try:
                    await asyncio.gather(_passed(reader, far), _passed(far_reader, writer))
                finally:
                    self._sides.discard(far)
                    far.transport.abort()
        finally:
            self._sides.discard(writer)
            self._tasks.discard(task)
            writer.transport.abort()


async def _passed(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Pass on what is read up to its end, and end the other side as well."""
    try:
        while data := await reader.read(65_536):
            writer.write(data)
            await writer.drain()
    finally:
        writer.transport.abort()
