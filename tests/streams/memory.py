"""
A log in memory that commits and is read, and a wire between nodes that does to messages what it is told to.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from largesse.errors import Unavailable
from largesse.ledger.identifiers import new_id
from largesse.ledger.rows import EventRow
from largesse.streams import Head, HubLimits

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from largesse.bus.bus import Subscriber

QUICK = HubLimits(
    buffer_events_max=20,
    resume_events_max=200,
    recent_events_max=20,
    page_events=8,
    pages_max=4,
    poll_seconds=0.005,
    gap_seconds=0.001,
    retry_seconds=(0.001, 0.002),
)
"""Limits that a test can reach, and waits that it does not notice."""
PATIENT = HubLimits(poll_seconds=3600, gap_seconds=3600, retry_seconds=(0.001, 0.002))
"""Limits under which nothing is read but what a follower itself asks for."""


class Log:
    """
    Streams and their events, and how often they were read.

    A read takes a few turns of the loop after it saw what it returns, and hangs while the log is closed.
    """

    def __init__(self, *stream_ids: str) -> None:
        self.epoch = 1
        self.rows: dict[str, list[EventRow]] = {stream_id: [] for stream_id in stream_ids}
        self.away = False
        self.turns = 2
        self.open = asyncio.Event()
        self.open.set()
        self.head_reads: list[set[str]] = []
        self.event_reads: list[tuple[str, int, int]] = []
        self.tries = 0
        self._tried = asyncio.Event()

    def commit(self, stream_id: str, count: int = 1) -> dict[str, Sequence[EventRow]]:
        """Append events and return them as a journal hands them on."""
        rows = self.rows[stream_id]
        first = len(rows) + 1
        new = [EventRow(stream_id, first + place, "giftSent", new_id(), "{}", first + place) for place in range(count)]
        rows += new
        return {stream_id: new}

    def restore(self, stream_id: str, offset: int, *, epoch: int) -> None:
        """Put a stream back to an earlier offset."""
        del self.rows[stream_id][offset:]
        self.epoch = epoch

    async def until_asked(self, times: int) -> None:
        """Wait until heads were asked for so many more times, answered or not."""
        goal = self.tries + times
        async with asyncio.timeout(20):
            while self.tries < goal:
                self._tried.clear()
                await self._tried.wait()

    async def until_read(self) -> None:
        """Wait until events are or were read."""
        async with asyncio.timeout(20):
            while not self.event_reads:
                self._tried.clear()
                await self._tried.wait()

    async def heads(self, stream_ids: Collection[str]) -> Mapping[str, Head]:
        self.tries += 1
        self._tried.set()
        if self.away:
            raise Unavailable
        self.head_reads.append(set(stream_ids))
        found = {name: Head(self.epoch, len(self.rows[name])) for name in stream_ids if name in self.rows}
        await self._take_time()
        return found

    async def events(self, stream_id: str, after: int, limit: int) -> Sequence[EventRow]:
        if self.away:
            raise Unavailable
        self.event_reads.append((stream_id, after, limit))
        self._tried.set()
        found = self.rows[stream_id][after : after + limit]
        await self._take_time()
        return found

    async def _take_time(self) -> None:
        for _ in range(self.turns):
            await asyncio.sleep(0)
        await self.open.wait()


class Wire:
    """Keeps what nodes publish until a test says what becomes of it."""

    def __init__(self) -> None:
        self.messages: list[tuple[Port, str, bytes]] = []
        self.ports: list[Port] = []

    def port(self) -> Port:
        """Return one node's end of it."""
        port = Port(self)
        self.ports.append(port)
        return port

    def deliver(self, place: int) -> None:
        """Give a message to all nodes but the one that published it, and keep it."""
        sender, topic, payload = self.messages[place]
        for port in self.ports:
            if port is not sender:
                port.hear(topic, payload)

    def lose(self, place: int) -> None:
        """Forget a message."""
        del self.messages[place]

    def flush(self) -> None:
        """Deliver everything in order."""
        while self.messages:
            self.deliver(0)
            self.lose(0)


class Port:
    """One node's bus."""

    connected = True
    dropped = 0

    def __init__(self, wire: Wire) -> None:
        self._wire = wire
        self._subscribers: list[Subscriber] = []

    def publish(self, topic: str, payload: bytes) -> None:
        self.hear(topic, payload)
        self._wire.messages.append((self, topic, payload))

    def subscribe(self, subscriber: Subscriber) -> None:
        self._subscribers.append(subscriber)

    def hear(self, topic: str, payload: bytes) -> None:
        """Take a message from the wire."""
        for subscriber in self._subscribers:
            subscriber(topic, payload)

    async def start(self) -> None:
        """There is nothing to start."""

    async def close(self) -> None:
        """There is nothing to close."""
