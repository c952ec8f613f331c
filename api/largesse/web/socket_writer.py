"""
Socket writer: messages wait here for their reader, within bounds, and nobody waits for a reader that is slow.
"""

from __future__ import annotations

import asyncio
import os
import socket
import struct
from collections import deque
from contextlib import suppress
from typing import TYPE_CHECKING

import orjson
from aiohttp import WSMsgType, web
from strawberry.aiohttp.views import AiohttpWebSocketAdapter
from strawberry.http.exceptions import NonJsonMessageReceived, NonTextMessageReceived, WebSocketDisconnected

from largesse.web.answers import encoded

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Mapping

    from largesse.web.view import GraphView

CLOSE_SECONDS = 2.0
"""How long a close waits for what was written before it, and then for the other side's answer."""
LINGER_SECONDS = 15.0
"""How long a closed socket may take to read what it was sent; then its connection is cut."""
TRY_AGAIN_LATER = 1013
_RESET = struct.pack("ii", 1, 0)
"""Linger for no time at all: what is not yet sent is dropped."""
_REASON_BYTES_MAX = 123
"""RFC 6455, 5.5: a control frame has 125 bytes, two of them the code."""


class SocketWriter(AiohttpWebSocketAdapter):
    """Strawberry's adapter of a socket, with a queue and a task that writes it."""

    def __init__(self, view: GraphView, request: web.Request, ws: web.WebSocketResponse) -> None:
        super().__init__(view, request, ws)  # type: ignore[arg-type] # declared for views without a context
        self._queue: deque[bytes] = deque()
        self._queue_bytes = 0
        self._queue_bytes_max = view.doors.settings.socket_queue_bytes_max
        self._wanted = asyncio.Event()
        self._written = asyncio.Event()
        self._written.set()
        self._transport = request.transport
        self._writing = asyncio.create_task(self._write())
        self._closing: asyncio.Task[None] | None = None

    async def iter_json(self, *, ignore_parsing_errors: bool = False) -> AsyncGenerator[object, None]:
        """Yield what the client sends, each message parsed; strawberry closes the socket at what is raised."""
        async for message in self.ws:
            if message.type is WSMsgType.BINARY:
                raise NonTextMessageReceived
            if message.type is WSMsgType.TEXT:
                try:
                    yield orjson.loads(message.data)
                except orjson.JSONDecodeError:
                    if not ignore_parsing_errors:
                        raise NonJsonMessageReceived from None

    async def send_json(self, message: Mapping[str, object]) -> None:
        """
        Put a message behind those that wait, and do not wait.

        Raises:
            WebSocketDisconnected: the socket is closed, or is closed now since its reader is too slow.
        """
        if self._closing or self.ws.closed:
            raise WebSocketDisconnected
        frame = encoded(message)
        if self._queue and self._queue_bytes + len(frame) > self._queue_bytes_max:
            self._queue.clear()
            self._queue_bytes = 0
            self._begin_close(TRY_AGAIN_LATER, "Reader too slow; resume from the last cursor")
            raise WebSocketDisconnected
        self._queue.append(frame)
        self._queue_bytes += len(frame)
        self._written.clear()
        self._wanted.set()

    async def close(self, code: int, reason: str) -> None:
        """Close the socket, once what waits is written or has had its time; return when it is closed or cut off."""
        # The closing is a task of its own: whoever asked for it may be cancelled by what it brings about.
        await asyncio.shield(self._begin_close(code, reason))

    async def finish(self) -> None:
        """End the writing; a connection whose reader has stopped is cut after a while."""
        if self._closing:
            await self._closing
        self._writing.cancel()
        await asyncio.gather(self._writing, return_exceptions=True)
        # aiohttp would wait for ever until a closed connection has taken what is left for it.
        transport = self._transport
        if transport is not None and transport.get_write_buffer_size():
            transport.close()
            asyncio.get_running_loop().call_later(LINGER_SECONDS, _cut, transport)

    def _begin_close(self, code: int, reason: str) -> asyncio.Task[None]:
        if self._closing is None:
            self._closing = asyncio.create_task(self._close(code, reason))
        return self._closing

    async def _close(self, code: int, reason: str) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(CLOSE_SECONDS):
                await self._written.wait()
        shortened = reason.encode()[:_REASON_BYTES_MAX].decode("utf-8", "ignore").encode()
        with suppress(TimeoutError, RuntimeError, ConnectionError):
            async with asyncio.timeout(CLOSE_SECONDS * 2):
                # Undrained: a reader that has stopped would keep the close from ending what the socket runs.
                await self.ws.close(code=code, message=shortened, drain=False)

    async def _write(self) -> None:
        try:
            while True:
                await self._wanted.wait()
                while self._queue:
                    frame = self._queue.popleft()
                    self._queue_bytes -= len(frame)
                    await self.ws.send_frame(frame, WSMsgType.TEXT)
                self._wanted.clear()
                self._written.set()
        except (RuntimeError, ConnectionError):
            # The connection is gone; whoever reads it learns that by itself.
            self._written.set()


def _cut(transport: asyncio.Transport) -> None:
    """End a connection now, and let go of what the kernel still holds for its reader."""
    connection = transport.get_extra_info("socket")
    if connection is not None and connection.fileno() >= 0:
        with suppress(OSError), socket.socket(fileno=os.dup(connection.fileno())) as same:
            same.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
    transport.abort()
