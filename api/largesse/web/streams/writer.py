"""
Stream writer: one HTTP answer that goes on, at the pace of its reader, until somebody ends it.
"""

from __future__ import annotations

import asyncio
import os
import socket
import time
from contextlib import suppress
from typing import TYPE_CHECKING, cast

from aiohttp import web

from largesse.web.http.hanging_up import CLOSE_SECONDS, hang_up
from largesse.web.streams.format import headers_of

if TYPE_CHECKING:
    from aiohttp.http import StreamWriter as Connection
    from graphql import GraphQLFormattedError

    from largesse.web.streams.format import StreamFormat

STUCK_SECONDS = 15.0
"""How long a reader may take nothing of what waits for it."""
UNACKNOWLEDGED_SECONDS = 30.0
"""How long the other machine may leave bytes unacknowledged; then it is gone, whether it said so or not."""
WAITING_BYTES_MAX = 65_536
"""What may wait in the connection before its stream waits as well; asyncio's own bound has the same size."""


async def opened(request: web.Request, form: StreamFormat, heartbeat_seconds: float) -> StreamWriter:
    """
    Begin an answer that goes on.

    Args:
        request: what it answers.
        form: how it is written.
        heartbeat_seconds: how long it may be silent.

    Raises:
        ConnectionError: the client is gone.
    """
    if request.transport is None:
        raise ConnectionError
    _find_the_silent(request.transport)
    response = web.StreamResponse(headers=headers_of(form))
    connection = cast("Connection", await response.prepare(request))
    stream = StreamWriter(response, connection, request.transport, form, heartbeat_seconds)
    await stream.send(form.opening())
    return stream


class StreamWriter:
    """
    Writes a stream.

    Whoever sends waits for a reader that is slow: that is the stream's own task, and what the reader has not taken is
    not even fetched yet. A reader that takes nothing at all is found by `look`.

    Args:
        response: the answer, whose head is written.
        connection: what aiohttp writes it with.
        transport: what it is written to.
        form: how it is written.
        heartbeat_seconds: how long it may be silent.
    """

    def __init__(
        self,
        response: web.StreamResponse,
        connection: Connection,
        transport: asyncio.Transport,
        form: StreamFormat,
        heartbeat_seconds: float,
    ) -> None:
        self.response = response
        self.form = form
        self.scope = asyncio.timeout(None)
        """Within it the stream is told, and it is left with `TimeoutError` when the stream is broken off."""
        self._connection = connection
        self._transport = transport
        self._heartbeat_seconds = heartbeat_seconds
        self._last_word = form.complete()
        self._over = False
        self._quiet_since = self._took_at = time.monotonic()
        self._taken = 0

    async def send(self, frame: bytes) -> None:
        """
        Write a frame, and wait until the reader has taken most of what waits for it.

        Raises:
            ConnectionError: the client is gone.
        """
        await self._connection.write(frame, drain=False)
        self._quiet_since = time.monotonic()
        if self._transport.get_write_buffer_size() > WAITING_BYTES_MAX:
            taking = asyncio.ensure_future(self._connection.drain())
            taking.add_done_callback(_forget)
            # Shielded, since a connection has one waiter for all: cancelled, it would cancel whoever waits next.
            await asyncio.shield(taking)

    @property
    def waiting_bytes(self) -> int:
        """How much waits for the reader."""
        return self._transport.get_write_buffer_size()

    def give(self, frames: bytes) -> bool:
        """
        Write frames at once.

        Returns:
            False if too much waits for the reader already; nothing is written then. On a connection that is gone they
            go nowhere.
        """
        if self._over or self._transport.is_closing():
            return True
        if self.waiting_bytes > WAITING_BYTES_MAX:
            return False
        writing = self._connection.write(frames, drain=False)
        # Without a drain there is nothing in it to wait for.
        with suppress(StopIteration, ConnectionError):
            writing.send(None)
        self._quiet_since = time.monotonic()
        return True

    async def look(self) -> bool:
        """Write a heartbeat if it is time for one; return False if the reader has taken nothing for too long."""
        if self._over:
            return True
        if self._transport.is_closing():
            self._end(b"")
            return True
        now, waiting = time.monotonic(), self._transport.get_write_buffer_size()
        taken = self._connection.output_size - waiting
        if taken > self._taken or not waiting:
            self._taken, self._took_at = taken, now
        if not waiting and now - self._quiet_since >= self._heartbeat_seconds:
            with suppress(ConnectionError):
                await self.send(self.form.heartbeat())
        return now - self._took_at <= STUCK_SECONDS

    def break_off(self, error: GraphQLFormattedError, *, final: bool) -> None:
        """
        Tell the stream no further.

        Args:
            error: why.
            final: whether the same request would find the same end.
        """
        if not self._over:
            self._end(self.form.broken_off(error, final=final))

    async def finish(self) -> None:
        """Write the last word and the end of the answer; a reader that does not take them is hung up on."""
        self._over = True
        try:
            await self._connection.write(self._last_word, drain=False)
            async with asyncio.timeout(CLOSE_SECONDS):
                await self.response.write_eof()
        except (ConnectionError, TimeoutError):
            hang_up(self._transport)

    def _end(self, last_word: bytes) -> None:
        self._over = True
        self._last_word = last_word
        self.scope.reschedule(asyncio.get_running_loop().time())


def _forget(taking: asyncio.Future[None]) -> None:
    """Take note of how a wait ended that nobody may be waiting for any more."""
    if not taking.cancelled():
        taking.exception()


def _find_the_silent(transport: asyncio.Transport) -> None:
    """Have the kernel end a connection whose other side does not answer; heartbeats give it what to answer to."""
    connection = transport.get_extra_info("socket")
    if hasattr(socket, "TCP_USER_TIMEOUT") and connection is not None and connection.fileno() >= 0:
        with suppress(OSError), socket.socket(fileno=os.dup(connection.fileno())) as same:
            milliseconds = int(UNACKNOWLEDGED_SECONDS * 1_000)
            same.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, milliseconds)
