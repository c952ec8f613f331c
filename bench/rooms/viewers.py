"""
Viewers: sockets that count what they are told, as thin as they can be.
"""

from __future__ import annotations

import asyncio
import time
from functools import partial
from typing import TYPE_CHECKING, cast
from uuid import uuid4

import orjson

from bench.rooms.told import DOCUMENT, GIFT, NEXT

if TYPE_CHECKING:
    from collections.abc import Sequence

_AT_ONCE = 50
_PATIENCE_SECONDS = 60.0
_PING_BYTES = 4
_PING, _PONG = bytes((0x89, _PING_BYTES)), 0x8A
"""RFC 6455, 5.2: a ping as the server sends it, which is in no text, and what answers it."""
_CLOSE = 0x88
"""RFC 6455, 5.2: a close in one frame."""
_CLOSE_BYTES_MAX = 127
_KEY = "dGhlIHNhbXBsZSBub25jZQ=="


class Audience:
    """
    All viewers of a contender.

    Args:
        port: where it listens.
        rooms: what they follow, each of them one.
        token: of whoever they are.
        raw: whether the contender broadcasts without being asked.
    """

    def __init__(self, port: int, rooms: Sequence[str], token: str, *, raw: bool) -> None:
        self.rooms = rooms
        self._port = port
        self.raw = raw
        self.handshake = (
            f"GET /graphql HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            f"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {_KEY}\r\n"
            f"Sec-WebSocket-Protocol: graphql-transport-ws\r\nAuthorization: Bearer {token}\r\n\r\n"
        ).encode()
        self._viewers: list[_Viewer] = []
        self.stuck: list[_Viewer] = []
        """Those of them who read no more."""
        self._missing = 0
        self._complete: asyncio.Future[float] | None = None
        self.arrivals: list[tuple[range, float]] | None = None
        """Whenever a viewer heard something: which events, by their numbers, and when; if that is asked for."""

    def __len__(self) -> int:
        return len(self._viewers)

    async def come(self, count: int) -> None:
        """Have so many viewers follow the rooms, spread over them, and wait until each was let in."""
        loop = asyncio.get_running_loop()
        while len(self._viewers) < count:
            more = min(_AT_ONCE, count - len(self._viewers))
            opened = [
                await loop.create_connection(partial(_Viewer, self, number), "127.0.0.1", self._port)
                for number in range(len(self._viewers), len(self._viewers) + more)
            ]
            async with asyncio.timeout(_PATIENCE_SECONDS):
                await asyncio.gather(*(viewer.ready for _, viewer in opened))
            self._viewers += (viewer for _, viewer in opened)

    def expect(self, events: int) -> asyncio.Future[float]:
        """Return what is done when every viewer has heard those of so many events that are of its room."""
        reading = [viewer for viewer in self._viewers if viewer not in self.stuck]
        self._missing = sum(len(range(viewer.place, events, len(self.rooms))) for viewer in reading)
        self._complete = asyncio.get_running_loop().create_future()
        for viewer in reading:
            viewer.heard = 0
        return self._complete

    def stick(self, count: int) -> None:
        """Have so many viewers read no more."""
        self.stuck = self._viewers[-count:]
        for viewer in self.stuck:
            viewer.stick()

    async def codes(self, seconds: float) -> list[int | None]:
        """Have those who are stuck read again, and return with which code each was closed; None if it is open yet."""
        for viewer in self.stuck:
            viewer.read_on()
        closings = [viewer.closed for viewer in self.stuck]
        done, _ = await asyncio.wait(closings, timeout=seconds)
        return [closing.result() if closing in done else None for closing in closings]

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

    def __init__(self, audience: Audience, number: int) -> None:
        self.ready: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.closed: asyncio.Future[int | None] = asyncio.get_running_loop().create_future()
        """The code of the close; None without one."""
        self.place = number % len(audience.rooms)
        self.heard = 0
        self._audience = audience
        self._open = self._begun = False
        self._transport: asyncio.Transport | None = None
        self._stuck = False
        self._last = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # uvloop's transports are none of asyncio's by name.
        self._transport = cast("asyncio.Transport", transport)
        self._transport.write(self._audience.handshake)

    def data_received(self, data: bytes) -> None:
        if not self._open:
            self._let_in(data)
            return
        if not self._begun and b'"connection_ack"' in data:
            payload = {"query": DOCUMENT, "variables": {"roomId": self._audience.rooms[self.place]}}
            subscribe = {"id": str(uuid4()), "type": "subscribe", "payload": payload}
            assert self._transport is not None
            self._transport.write(_frame(orjson.dumps(subscribe)))
        if self._stuck:
            self._last = (self._last + data)[-_CLOSE_BYTES_MAX:]
            return
        if _PING in data:
            self._answer(data)
        if not self._begun and NEXT in data:
            # The room as it is, before what happens in it.
            self._begun = True
            self.ready.set_result(None)
        events = data.count(GIFT)
        if not events:
            return
        audience = self._audience
        if audience.arrivals is not None:
            rooms = len(audience.rooms)
            heard = range(self.place + self.heard * rooms, self.place + (self.heard + events) * rooms, rooms)
            audience.arrivals.append((heard, time.monotonic()))
        self.heard += events
        audience.count(events)

    def _answer(self, data: bytes) -> None:
        """Answer a ping; one that came in two pieces is let go, as the next one tells as much."""
        place = data.index(_PING) + len(_PING)
        asked = data[place : place + _PING_BYTES]
        if len(asked) == _PING_BYTES:
            assert self._transport is not None
            self._transport.write(bytes((_PONG, 0x80 | _PING_BYTES)) + bytes(4) + asked)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - asyncio's signature
        if not self.closed.done():
            self.closed.set_result(_code_in(self._last))

    def stick(self) -> None:
        """Read no more."""
        assert self._transport is not None
        self._stuck = True
        self._transport.pause_reading()

    def read_on(self) -> None:
        """Read again."""
        assert self._transport is not None
        self._transport.resume_reading()

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


def _code_in(last: bytes) -> int | None:
    """Return the code of the close that a server's last bytes are; None if they are none."""
    for place in range(len(last) - 3):
        if last[place] == _CLOSE and last[place + 1] == len(last) - place - 2:
            return int.from_bytes(last[place + 2 : place + 4])
    return None


def _frame(text: bytes) -> bytes:
    """Return a text as a client sends it; a mask of zeros leaves it as it is."""
    size = bytes((0x80 | len(text),)) if len(text) < 126 else bytes((0x80 | 126,)) + len(text).to_bytes(2)
    return b"\x81" + size + bytes(4) + text
