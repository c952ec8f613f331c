"""
Pages: older events, read once for all who come back at the same time.
"""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING, TypeGuard

from largesse.errors import Unavailable
from largesse.streams.flights import Flights

if TYPE_CHECKING:
    from collections.abc import Sequence

    from largesse.ledger.rows import EventRow
    from largesse.streams.reader import Reader

Place = tuple[str, int, int]
"""A stream, its epoch, and the number of a page, which begins at the same offset for everybody."""


class Pages:
    """
    Events that are no longer in a channel's memory, by pages.

    What stands in a page never changes, so that a page serves all who want an event of it; the last one of a
    stream, which still grows, is read again when somebody wants what was not in it yet.

    Args:
        reader: where pages are read.
        page_events: events of a page.
        pages_max: pages that are kept, for all streams together; those not wanted for longest go first.
    """

    def __init__(self, reader: Reader, page_events: int, pages_max: int) -> None:
        self._reader = reader
        self._page_events = page_events
        self._pages_max = pages_max
        self._kept: OrderedDict[Place, Sequence[EventRow]] = OrderedDict()
        self._flights: Flights[Sequence[EventRow]] = Flights()

    async def with_event(self, stream_id: str, epoch: int, offset: int) -> Sequence[EventRow]:
        """
        Return events without a gap, the one at an offset among them.

        Raises:
            Unavailable: the database does not answer, or did not have the event yet when a shared read began.
        """
        place = (stream_id, epoch, (offset - 1) // self._page_events)
        rows = self._kept.get(place)
        if _holds(rows, offset):
            self._kept.move_to_end(place)
            return rows
        rows = await self._flights.share(place, lambda: self._read(place))
        if not _holds(rows, offset):
            # The read had begun for somebody else, before the event was there.
            raise Unavailable("the event was not read yet")
        return rows

    def forget(self, stream_id: str) -> None:
        """Let go of the pages of a stream whose database was put back."""
        for place in [place for place in self._kept if place[0] == stream_id]:
            del self._kept[place]

    async def close(self) -> None:
        """Give up what is being read."""
        await self._flights.close()

    async def _read(self, place: Place) -> Sequence[EventRow]:
        stream_id, _, number = place
        rows = await self._reader.events(stream_id, number * self._page_events, self._page_events)
        self._kept[place] = rows
        self._kept.move_to_end(place)
        while len(self._kept) > self._pages_max:
            self._kept.popitem(last=False)
        return rows


def _holds(rows: Sequence[EventRow] | None, offset: int) -> TypeGuard[Sequence[EventRow]]:
    if not rows:
        return False
    place = offset - rows[0].stream_offset
    return 0 <= place < len(rows) and rows[place].stream_offset == offset
