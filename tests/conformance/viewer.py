"""
A viewer: somebody who follows a room, by whatever client, and is held to what a viewer must see.
"""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from largesse.testing import Json

SECONDS = 10.0
"""How long a viewer waits for what must come."""


class Ending(NamedTuple):
    """
    How a viewer's subscription ended, as far as its client can tell.

    Args:
        codes: of the errors that it ended with.
        close: the code with which the socket was closed; None where it stays open, or where there is none.
        complete: whether all was told that there is to tell.
    """

    codes: tuple[str, ...] = ()
    close: int | None = None
    complete: bool = False


class Over(Exception):
    """Nothing more comes; the ending is the argument."""


class Place(NamedTuple):
    """Where a viewer is in the room: after an offset, of which its cursor says the same in the server's words."""

    offset: int
    cursor: str


class Viewer(ABC):
    """
    Reads a room one item at a time, and takes note of it.

    Every item is looked at as it comes: it begins at the offset after the last, so that nothing is lost and nothing
    comes twice, whatever a fact is about.

    Args:
        place: where it goes on; None for a viewer who sees the room for the first time.
    """

    def __init__(self, place: Place | None = None) -> None:
        self.items: list[Json] = []
        self.notices: list[Json] = []
        self.place = place

    @property
    def places(self) -> list[Place]:
        """Where it was after each item."""
        return [Place(int(item["offset"]), item["cursor"]) for item in self.items]

    @property
    def kinds(self) -> list[str]:
        """What came, in order."""
        return [item["__typename"] for item in self.items]

    @property
    def gifts(self) -> list[str]:
        """The gifts that it was told of, in order."""
        return gifts_of(self.items)

    @property
    def gifts_shown(self) -> list[str]:
        """All gifts that it knows of, in order: those of its snapshot, and those it was told of."""
        snapshots = (item["room"]["gifts"]["nodes"] for item in self.items if item["__typename"] == "RoomSnapshot")
        return [gift["id"] for gift in reversed(next(snapshots, []))] + self.gifts

    async def next(self, seconds: float = SECONDS) -> Json:
        """
        Return the next item.

        Raises:
            Over: there is none.
            TimeoutError: it does not come in time.
        """
        async with asyncio.timeout(seconds):
            item = await self._told()
        self._take(item)
        return item

    async def until_gifts(self, count: int, seconds: float = SECONDS) -> list[str]:
        """Return the gifts once it has been told of so many; see `next`."""
        async with asyncio.timeout(seconds):
            while len(self.gifts) < count:
                await self.next(seconds)
        return self.gifts

    async def ending(self, seconds: float = SECONDS) -> Ending:
        """Return how it ends; what comes before is among the items."""
        async with asyncio.timeout(seconds):
            while True:
                try:
                    await self.next(seconds)
                except Over as over:
                    ending: Ending = over.args[0]
                    return ending

    @abstractmethod
    async def _told(self) -> Json:
        """Return what is told next, or raise `Over`."""

    def _take(self, item: Json) -> None:
        if "cursor" not in item:
            # What is no event has no place: the latest of its kind, whenever it comes.
            self.notices.append(item)
            return
        self.items.append(item)
        place = self.places[-1]
        kind = item["__typename"]
        if kind in {"Lagged", "StreamEnded"}:
            assert place == self.place, f"{kind} is at {place}, after {self.place}"
        elif kind == "RoomSnapshot":
            assert self.place is None or len(self.items) == 1, f"a snapshot at {place} after {self.place}"
        else:
            assert self.place is not None, f"{kind} comes before there is anything that it changes"
            first = int(item["fromOffset"])
            assert self.place.offset + 1 == first <= place.offset, f"{kind} from {first} on after {self.place.offset}"
            assert place.cursor != self.place.cursor
        self.place = place


def gifts_of(items: Sequence[Json]) -> list[str]:
    """Return the gifts that items tell of, in order."""
    return [item["gift"]["id"] for item in items if item["__typename"] == "GiftSentEvent"]
