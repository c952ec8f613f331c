"""
A proxy on the loopback between a node and PostgreSQL, which cuts or holds a connection at a chosen moment.
"""

from __future__ import annotations

import asyncio
import contextlib
from enum import Enum
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from types import TracebackType

CHUNK = 65_536


class Cut(Enum):
    """What becomes of a connection once the watched bytes come by."""

    BEFORE = "before"
    """They are not passed on, and both sides are cut."""
    AFTER = "after"
    """They are passed on and carried out; the answer is swallowed, and both sides are cut."""
    HELD = "held"
    """They are kept and the node's side is cut; they are passed on later, when they are released."""
    SILENT = "silent"
    """They are passed on and carried out; no answer ever comes, and the connection stays open."""


class Proxy:
    """
    Passes everything on to a port of the loopback, until bytes come by that it watches for.

    Args:
        port: where PostgreSQL listens.
    """

    def __init__(self, port: int) -> None:
        self.port = 0
        self.carried_out = asyncio.Event()
        """Set when PostgreSQL has answered what was watched for, or when it was cut before."""
        self.released = asyncio.Event()
        """What was held is passed on once this is set."""
        self.answered = asyncio.Event()
        """Set when PostgreSQL has answered what was held, or has ended the connection."""
        self._target = port
        self._watched: tuple[bytes, Cut] | None = None
        self._server: asyncio.Server | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    def watch(self, marker: str, cut: Cut) -> None:
        """Cut the next connection on which the node sends these characters."""
        self._watched = (marker.encode(), cut)
        self.carried_out.clear()

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        if self._server is not None:
            self._server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        if task is not None:
            self._tasks.add(task)
        there, back = await asyncio.open_connection("127.0.0.1", self._target)
        link = _Link(self, (reader, writer), (there, back))
        answers = asyncio.create_task(link.answers())
        try:
            with contextlib.suppress(ConnectionError):
                await link.questions()
        finally:
            answers.cancel()
            for side in (writer, back):
                side.transport.abort()


class _Link:
    """One connection through the proxy."""

    def __init__(
        self,
        proxy: Proxy,
        near: tuple[asyncio.StreamReader, asyncio.StreamWriter],
        far: tuple[asyncio.StreamReader, asyncio.StreamWriter],
    ) -> None:
        self._proxy = proxy
        self._near_reader, self._near = near
        self._far_reader, self._far = far
        self._muted: Cut | None = None

    async def questions(self) -> None:
        tail = b""
        while data := await self._near_reader.read(CHUNK):
            watched = self._proxy._watched
            if watched is not None and watched[0] in tail + data:
                self._proxy._watched = None
                if watched[1] is Cut.BEFORE:
                    self._proxy.carried_out.set()
                    return
                self._muted = watched[1]
                if watched[1] is Cut.HELD:
                    await self._hold(data)
                    return
            tail = data[-64:]
            self._far.write(data)
            if self._muted is Cut.AFTER:
                await self._proxy.carried_out.wait()
                return

    async def _hold(self, data: bytes) -> None:
        self._near.transport.abort()
        self._proxy.carried_out.set()
        await self._proxy.released.wait()
        self._far.write(data)
        await self._proxy.answered.wait()

    async def answers(self) -> None:
        with contextlib.suppress(ConnectionError):
            while data := await self._far_reader.read(CHUNK):
                if self._muted is None:
                    self._near.write(data)
                elif self._muted is Cut.HELD:
                    self._proxy.answered.set()
                else:
                    self._proxy.carried_out.set()
        if self._muted is Cut.HELD:
            self._proxy.answered.set()
        if self._muted is not Cut.SILENT:
            self._near.transport.abort()
