"""
A source that publishes to a group, and members that keep what they hear.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, NamedTuple

from largesse.web.callers.lanes import Lanes
from largesse.web.groups.group import Group
from largesse.web.groups.member import Place, Told

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Mapping, Sequence

    from graphql import FormattedExecutionResult


class Event(NamedTuple):
    """An event as a resolver yields it."""

    cursor: str
    offset: int
    behind: int = 0


class Notice(NamedTuple):
    """A notice as a resolver yields it."""

    notice: str
    noticed: int

    @property
    def offset(self) -> int:
        """What is told of it."""
        return -self.noticed


class Lines:
    """Frames that are lines, each with the member's name before it."""

    def pieces(self, told: Sequence[Told]) -> Sequence[bytes]:
        lines = [b":" + each.payload + b"\n" for each in told]
        return (b"", *lines)


LINES = Lines()


class Hearer:
    """A member that keeps what it hears, until it takes no more."""

    framing = LINES

    def __init__(self, name: str = "") -> None:
        self.name = name.encode()
        self.lane = Lanes(100).lane(name, 1)
        self.heard: list[int] = []
        self.writes = 0
        self.ready = True
        self.takes = True
        self.odd = False

    async def send(self, payload: Mapping[str, object], cursor: str | None) -> None:
        raise NotImplementedError

    def take(self, pieces: Sequence[bytes]) -> bool:
        if self.odd:
            raise RuntimeError("an odd connection")
        if self.takes:
            self.writes += 1
            text = self.name.join(pieces).decode()
            self.heard += [int(line.partition('"data":')[2].rstrip("}")) for line in text.splitlines()]
        return self.takes


class Source:
    """What a group hears: events and notices that are published, one after another."""

    def __init__(self, at: int = 0, noticed: int = 0) -> None:
        self.private = False
        self.emptied = 0
        self.group = Group(Place(str(at), at, noticed=noticed), lambda: self.private, self._empty)
        self._events: asyncio.Queue[Event | Notice | Exception | None] = asyncio.Queue()
        self._running = asyncio.create_task(self.group.run(self._opened))

    def publish(self, *offsets: int) -> None:
        for place, offset in enumerate(offsets, start=1):
            self._events.put_nowait(Event(str(offset), offset, len(offsets) - place))

    def notice(self, kind: str, number: int) -> None:
        self._events.put_nowait(Notice(kind, number))

    async def end(self, error: Exception | None = None) -> None:
        self._events.put_nowait(error)
        await self._running

    async def heard(self, hearer: Hearer, *offsets: int) -> None:
        async with asyncio.timeout(5):
            while hearer.heard != list(offsets):  # noqa: ASYNC110 - a member tells nobody what it hears
                await asyncio.sleep(0)

    async def _opened(self) -> AsyncGenerator[FormattedExecutionResult, None]:
        return self._payloads()

    async def _payloads(self) -> AsyncGenerator[FormattedExecutionResult, None]:
        while isinstance(event := await self._events.get(), Event | Notice):
            self.group.hear(event)
            yield {"data": event.offset}  # type: ignore[typeddict-item]  # any data will do
        if event is not None:
            raise event

    def _empty(self) -> None:
        self.emptied += 1
