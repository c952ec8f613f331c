"""
The connection to PostgreSQL is cut after a write was sent and before its answer arrives.
"""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import replace
from typing import TYPE_CHECKING

from bench.faults.arena import arena
from bench.faults.load import load
from bench.faults.result import Result
from bench.faults.serving import Served

if TYPE_CHECKING:
    from collections.abc import Callable

_WRITE_BYTES, _BIND = 1_500, b"B"
"""What the journal writes is larger than any other message that binds values while gifts are sent."""


class Proxy:
    """
    Stands between a server and PostgreSQL, and cuts when told to.

    Args:
        port: PostgreSQL's.
    """

    def __init__(self, port: int) -> None:
        self._target = port
        self._server: asyncio.Server | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._armed = ""
        self._cut = asyncio.Event()

    async def open(self) -> int:
        """Listen, and return on which port."""
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", 0)
        return int(self._server.sockets[0].getsockname()[1])

    async def cut(self, how: str) -> None:
        """
        Cut the next connection that writes, and return when it was cut.

        Args:
            how: `at once`, as soon as the write was passed on, or `answered`, once PostgreSQL has answered it.
        """
        self._armed = how
        self._cut.clear()
        await self._cut.wait()

    async def close(self) -> None:
        """Let nothing through any more."""
        if self._server is not None:
            self._server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        with contextlib.suppress(OSError, asyncio.CancelledError):
            theirs, to_them = await asyncio.open_connection("127.0.0.1", self._target)
            line = _Line(self, reader, writer, theirs, to_them)
            await line.carry()

    def take(self) -> str:
        """Return how to cut now, if at all, and be disarmed."""
        how, self._armed = self._armed, ""
        if how:
            self._cut.set()
        return how


class _Line:
    def __init__(
        self,
        proxy: Proxy,
        ours: asyncio.StreamReader,
        to_us: asyncio.StreamWriter,
        theirs: asyncio.StreamReader,
        to_them: asyncio.StreamWriter,
    ) -> None:
        self._proxy = proxy
        self._ours, self._to_us = ours, to_us
        self._theirs, self._to_them = theirs, to_them
        self._deaf = False

    async def carry(self) -> None:
        ways = [
            asyncio.create_task(self._pass(self._ours, self._to_them, self._sent)),
            asyncio.create_task(self._pass(self._theirs, self._to_us, self._answered)),
        ]
        try:
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for way in ways:
                way.cancel()
            await asyncio.gather(*ways, return_exceptions=True)
            # Reset rather than closed, as a line is that breaks.
            self._to_us.transport.abort()
            self._to_them.transport.abort()

    async def _pass(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, keep: Callable[[bytes], bool]
    ) -> None:
        with contextlib.suppress(OSError):
            while chunk := await reader.read(2**20):
                if not keep(chunk):
                    return
                writer.write(chunk)
                await writer.drain()

    def _sent(self, chunk: bytes) -> bool:
        if len(chunk) < _WRITE_BYTES or not chunk.startswith(_BIND):
            return True
        how = self._proxy.take()
        if how == "answered":
            self._deaf = True
        elif how:
            self._to_them.write(chunk)
            return False
        return True

    def _answered(self, _: bytes) -> bool:
        return not self._deaf


async def cut(times: int) -> Result:
    """
    Cut the connection of a write, in turn as soon as it was sent and once it was committed.

    Args:
        times: how often.
    """
    async with arena("postgresql") as where:
        assert where.postgresql is not None
        proxy = Proxy(where.postgresql.port)
        port = await proxy.open()
        served = Served(where._replace(address=replace(where.address, port=port)))
        try:
            await served.start()
            async with load(where, served.url) as clients:
                await clients.applied_since(0.0)
                for number in range(times):
                    await proxy.cut("answered" if number % 2 else "at once")
                    await asyncio.sleep(0.4)
                found = await clients.findings()
        finally:
            served.close()
            await proxy.close()
    return Result("connection cut after a write was sent", found.clean, found.figures() | {"cuts": times})
