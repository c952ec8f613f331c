"""
Readers: where a hub finds what no message brought.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

from largesse.ledger.models import EventModel, StreamModel
from largesse.ledger.rows import EventRow

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

IDS_MAX = 10_000
"""Streams in one query; SQLite takes 32,766 parameters in a statement, PostgreSQL one fewer than twice as many."""


class Head(NamedTuple):
    """Where a stream stands: its epoch, and the offset of its last event (0 before the first)."""

    epoch: int
    offset: int


class Reader(Protocol):
    """Reads what was committed; every read sees all that was committed before it began."""

    async def heads(self, stream_ids: Collection[str]) -> Mapping[str, Head]:
        """
        Return where streams stand, in one query; those that do not exist are left out.

        Raises:
            Unavailable: the database does not answer.
        """
        ...

    async def events(self, stream_id: str, after: int, limit: int) -> Sequence[EventRow]:
        """
        Return the events after an offset in their order, without a gap, as many as the limit at most.

        Raises:
            Unavailable: the database does not answer.
        """
        ...


class DatabaseReader:
    """Reads through the ledger's models."""

    async def heads(self, stream_ids: Collection[str]) -> Mapping[str, Head]:
        """
        Return where streams stand; those that do not exist are left out.

        Raises:
            Unavailable: the database does not answer.
        """
        wanted = list(stream_ids)
        found: dict[str, Head] = {}
        for start in range(0, len(wanted), IDS_MAX):
            streams = StreamModel.filter(id__in=wanted[start : start + IDS_MAX])
            for stream_id, epoch, offset in await streams.values_list("id", "epoch", "head"):
                found[stream_id] = Head(epoch, offset)
        return found

    async def events(self, stream_id: str, after: int, limit: int) -> Sequence[EventRow]:
        """
        Return the events after an offset in their order, as many as the limit at most.

        Raises:
            Unavailable: the database does not answer.
        """
        events = EventModel.filter(stream_id=stream_id, stream_offset__gt=after).order_by("stream_offset").limit(limit)
        # One text for the stream's id in all rows of it: rows are kept by the thousand.
        return [EventRow(stream_id, *row) for row in await events.values_list(*EventRow._fields[1:])]
