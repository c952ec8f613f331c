"""
Wire: one websocket, read message by message and written within bounds, and cut when nobody is there any more.
"""

from __future__ import annotations

import asyncio
import os
from collections import deque
from contextlib import suppress
from typing import TYPE_CHECKING

import orjson
from aiohttp import WSMsgType

from largesse.web.http.answers import encoded
from largesse.web.http.hanging_up import CLOSE_SECONDS, hang_up
from largesse.web.sockets.close_codes import CloseCode

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Mapping

    from aiohttp import web

    from largesse.settings import Settings

_REASON_BYTES_MAX = 123
"""RFC 6455, 5.5: a control frame has 125 bytes, two of them the code."""
GIVEN_BYTES_MAX = 65_536
"""How much may wait for a reader who is told at the pace of all; beyond it has a pace of its own."""
_PING_BYTES = 4
"""Drawn by lot for each ping, so that only one who reads it can answer it."""


class Disconnected(Exception):
    """The socket is closed or being closed; whoever speaks on it may stop."""


class Wire:
    """
    One websocket.

    Whoever sends waits while the reader is slow, so that no more than `socket_queue_bytes_max` wait for it. A reader
    that answers no ping, because it is gone or because it does not get to it, is closed.

    Args:
        websocket: after its handshake, with neither heartbeat nor answers of its own.
        transport: of its connection; None if that is lost already.
        settings: `socket_queue_bytes_max` and `heartbeat_seconds`.
    """

    # A sweep touches every wire of a room: the fewer places in memory that is, the sooner it is through.
    __slots__ = (
        "_answered",
        "_broken",
        "_closing",
        "_ping",
        "_queue",
        "_queue_bytes",
        "_queue_bytes_max",
        "_room",
        "_transport",
        "_wanted",
        "_websocket",
        "_working",
        "_written",
    )

    def __init__(
        self, websocket: web.WebSocketResponse, transport: asyncio.Transport | None, settings: Settings
    ) -> None:
        self._websocket = websocket
        self._transport = transport
        self._queue: deque[tuple[bytes, WSMsgType | None]] = deque()
        self._queue_bytes = 0
        self._queue_bytes_max = settings.socket_queue_bytes_max
        self._wanted, self._written, self._room = asyncio.Event(), asyncio.Event(), asyncio.Event()
        self._written.set()
        self._room.set()
        self._ping = b""
        self._answered = asyncio.Event()
        self._broken = False
        self._closing: asyncio.Task[None] | None = None
        self._working = (
            asyncio.create_task(self._write(), name="wire-write"),
            asyncio.create_task(self._beat(settings.heartbeat_seconds), name="wire-beat"),
        )

    async def messages(self) -> AsyncGenerator[object, None]:
        """
        Yield what the client says, each message parsed, until the socket is closed; what is no JSON closes it.

        Raises:
            Disconnected: as `send`.
        """
        async for message in self._websocket:
            if self._closing:
                return
            if message.type is WSMsgType.TEXT:
                try:
                    said: object = orjson.loads(message.data)
                except orjson.JSONDecodeError:
                    await self.close(CloseCode.BAD_REQUEST, "A message is JSON")
                    return
                yield said
            elif message.type is WSMsgType.BINARY:
                await self.close(CloseCode.BAD_REQUEST, "A message is text")
                return
            elif message.type is WSMsgType.PING:
                await self._put(bytes(message.data), WSMsgType.PONG)
            elif message.type is WSMsgType.PONG and message.data == self._ping:
                self._answered.set()

    async def send(self, message: Mapping[str, object]) -> None:
        """
        Put a message behind those that wait, once there is room for it.

        Raises:
            Disconnected: the socket is closed.
        """
        await self._put(encoded(message), WSMsgType.TEXT)

    @property
    def waiting_bytes(self) -> int:
        """How much waits for the reader, here and in the connection."""
        return self._queue_bytes + (self._transport.get_write_buffer_size() if self._transport else 0)

    def give(self, frames: bytes) -> bool:
        """
        Write whole frames at once, or behind what waits.

        Returns:
            False if too much waits already; nothing is written then. On a socket that is closed it goes nowhere.
        """
        transport = self._transport
        if self._closing or self._broken or transport is None or transport.is_closing():
            return True
        if self._queue_bytes + transport.get_write_buffer_size() > GIVEN_BYTES_MAX:
            return False
        if self._queue:
            self._queue.append((frames, None))
            self._queue_bytes += len(frames)
        else:
            transport.write(frames)
        return True

    async def close(self, code: CloseCode, reason: str) -> None:
        """Close the socket, once what waits is written or has had its time; return when it is closed or cut off."""
        # The closing is a task of its own: whoever asked for it may be cancelled by what it brings about.
        await asyncio.shield(self.begin_close(code, reason))

    def begin_close(self, code: CloseCode, reason: str) -> asyncio.Task[None]:
        """Begin to close the socket, and return what ends when it is closed; only the first code is told."""
        if self._closing is None:
            self._closing = asyncio.create_task(self._close(code, reason), name="wire-close")
            self._room.set()
        return self._closing

    async def finish(self) -> None:
        """End what the socket runs."""
        if self._closing:
            await self._closing
        for task in self._working:
            task.cancel()
        await asyncio.gather(*self._working, return_exceptions=True)
        self._let_go()

    async def _put(self, frame: bytes, kind: WSMsgType) -> None:
        while not self._room.is_set():
            await self._room.wait()
        if self._closing or self._broken or self._websocket.closed:
            raise Disconnected
        self._queue.append((frame, kind))
        self._queue_bytes += len(frame)
        if self._queue_bytes > self._queue_bytes_max:
            self._room.clear()
        self._written.clear()
        self._wanted.set()

    async def _write(self) -> None:
        try:
            while True:
                await self._wanted.wait()
                while self._queue:
                    frame, kind = self._queue.popleft()
                    self._queue_bytes -= len(frame)
                    if self._queue_bytes <= self._queue_bytes_max // 2:
                        self._room.set()
                    if kind is not None:
                        await self._websocket.send_frame(frame, kind)
                    elif self._transport is not None:
                        self._transport.write(frame)
                self._wanted.clear()
                self._written.set()
        except (RuntimeError, ConnectionError):
            # The connection is gone; whoever reads it learns that by itself.
            self._broken = True
            self._room.set()
            self._written.set()

    async def _beat(self, seconds: float) -> None:
        """Ask now and then whether anybody is there who reads."""
        while True:
            await asyncio.sleep(seconds)
            self._answered.clear()
            self._ping = os.urandom(_PING_BYTES)
            # Before all that waits: the answer tells of the connection, not of how much there is to say.
            self._queue.appendleft((self._ping, WSMsgType.PING))
            self._queue_bytes += _PING_BYTES
            self._wanted.set()
            try:
                async with asyncio.timeout(seconds / 2):
                    await self._answered.wait()
            except TimeoutError:
                self.begin_close(CloseCode.TRY_AGAIN_LATER, "The client does not read; resume from the last cursor")
                return

    async def _close(self, code: CloseCode, reason: str) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(CLOSE_SECONDS):
                await self._written.wait()
        self._queue.clear()
        shortened = reason.encode("utf-8", "replace")[:_REASON_BYTES_MAX].decode("utf-8", "ignore").encode()
        with suppress(TimeoutError, RuntimeError, ConnectionError):
            async with asyncio.timeout(CLOSE_SECONDS * 2):
                # Undrained: a reader that has stopped would keep the close from ending what the socket runs.
                await self._websocket.close(code=code, message=shortened, drain=False)
        self._let_go()

    def _let_go(self) -> None:
        """Have the connection cut after a while if its reader has stopped, for which aiohttp would wait for ever."""
        transport = self._transport
        if transport is not None and transport.get_write_buffer_size():
            hang_up(transport)
