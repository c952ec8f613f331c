"""
Viewers: sockets that count what they are told, as thin as they can be.
"""

from __future__ import annotations

import asyncio
import time
from typing import cast
from uuid import uuid4

import orjson

from bench.rooms.told import DOCUMENT, NEXT

_AT_ONCE = 50
_PATIENCE_SECONDS = 60.0
_KEY = "dGhlIHNhbXBsZSBub25jZQ=="


class Audience:
    """
    All viewers of a contender.

    Args:
        port: where it listens.
        room_id: what they follow.
        token: of whoever they are.
        raw: whether the contender broadcasts without being asked.
    """

    def __init__(self, port: int, room_id: str, token: str, *, raw: bool) -> None:
        self._port = port
        self.raw = raw
        self.handshake = (
            f"GET /graphql HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            f"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {_KEY}\r\n"
            f"Sec-WebSocket-Protocol: graphql-transport-ws\r\nAuthorization: Bearer {token}\r\n\r\n"
        ).encode()
        self.subscription = {"query": DOCUMENT, "variables": {"roomId": room_id}}
        self._viewers: list[_Viewer] = []
        self._missing = 0
        self._complete: asyncio.Future[float] | None = None
        self.arrivals: list[tuple[int, int, float]] | None = None
        """Whenever a viewer heard something: from which event to which, and when; if that is asked for."""

    def __len__(self) -> int:
        return len(self._viewers)

    async def come(self, count: int) -> None:
        """Have so many viewers follow the room, and wait until each was let in."""
        loop = asyncio.get_running_loop()
        while len(self._viewers) < count:
            more = min(_AT_ONCE, count - len(self._viewers))
            opened = [await loop.create_connection(lambda: _Viewer(self), "127.0.0.1", self._port) for _ in range(more)]
            async with asyncio.timeout(_PATIENCE_SECONDS):
                await asyncio.gather(*(viewer.ready for _, viewer in opened))
            self._viewers += (viewer for _, viewer in opened)

    def expect(self, events: int) -> asyncio.Future[float]:
        """Return what is done when every viewer has heard so many events: with the instant of the last."""
        self._missing = events * len(self._viewers)
        self._complete = asyncio.get_running_loop().create_future()
        for viewer in self._viewers:
            viewer.heard = 0
        return self._complete

    def count(self, events: int) -> None:
        """Take note of events that a viewer has heard."""
        self._missing -= events
        if self._missing <= 0 and self._complete is not None and not self._complete.done():
            self._complete.set_result(time.monotonic())

    def go(self) -> None:
        """Have all viewers go."""
        for viewer in self._viewers:
            viewer.go()
        self._viewers.clear()


class _Viewer(asyncio.Protocol):
    """One socket; what it is told is looked at for the mark of an event alone."""

    def __init__(self, audience: Audience) -> None:
        self.ready: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.heard = 0
        self._audience = audience
        self._open = self._begun = False
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # uvloop's transports are none of asyncio's by name.
        self._transport = cast("asyncio.Transport", transport)
        self._transport.write(self._audience.handshake)

    def data_received(self, data: bytes) -> None:
        if not self._open:
            self._let_in(data)
            return
        if not self._begun and b'"connection_ack"' in data:
            subscribe = {"id": str(uuid4()), "type": "subscribe", "payload": self._audience.subscription}
            assert self._transport is not None
            self._transport.write(_frame(orjson.dumps(subscribe)))
        events = data.count(NEXT)
        if events and not self._begun:
            # The room as it is, before what happens in it.
            self._begun = True
            self.ready.set_result(None)
            events -= 1
        if not events:
            return
        audience = self._audience
        if audience.arrivals is not None:
            audience.arrivals.append((self.heard, self.heard + events, time.monotonic()))
        self.heard += events
        audience.count(events)

    def go(self) -> None:
        """Close the connection."""
        assert self._transport is not None
        self._transport.abort()

    def _let_in(self, data: bytes) -> None:
        if not data.startswith(b"HTTP/1.1 101"):
            self.ready.set_exception(ConnectionError(f"a viewer is not let in: {data[:500]!r}"))
            return
        self._open = True
        if self._audience.raw:
            self._begun = True
            self.ready.set_result(None)
            return
        assert self._transport is not None
        self._transport.write(_frame(b'{"type":"connection_init"}'))


def _frame(text: bytes) -> bytes:
    """Return a text as a client sends it; a mask of zeros leaves it as it is."""
    size = bytes((0x80 | len(text),)) if len(text) < 126 else bytes((0x80 | 126,)) + len(text).to_bytes(2)
    return b"\x81" + size + bytes(4) + text
