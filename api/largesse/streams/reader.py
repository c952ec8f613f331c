"""
Readers: where a hub finds what no message brought.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

from largesse.ledger.models import EventModel, StreamModel
from largesse.ledger.rows import EventRow
from largesse.streams.accounts import account_in, entries_as_events, numbers_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

IDS_MAX = 10_000
"""Streams in one query; SQLite takes 32,766 parameters in a statement, PostgreSQL one fewer than twice as many."""
ACCOUNT_EPOCH = 1
"""Of every account's stream: a restore is known by entries that are gone."""


class Head(NamedTuple):
    """Where a stream stands: its epoch, and the offset of its last event (0 before the first)."""

    epoch: int
    offset: int


class Reader(Protocol):
    """Reads what was committed; every read sees all that was committed before it began."""

    async def heads(self, stream_ids: Collection[str]) -> Mapping[str, Head]:
        """
        Return where streams stand, in one query for each kind; those that do not exist are left out.

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
    """Reads through the ledger's models: events of streams, and entries of accounts as if they were events."""

    async def heads(self, stream_ids: Collection[str]) -> Mapping[str, Head]:
        """
        Return where streams stand; those that do not exist are left out, and an account's exists before the account.

        Raises:
            Unavailable: the database does not answer.
        """
        found: dict[str, Head] = {}
        accounts = {account_id: name for name in stream_ids if (account_id := account_in(name)) is not None}
        for some in _cut(list(accounts)):
            for account_id, number in (await numbers_of(some)).items():
                found[accounts[account_id]] = Head(ACCOUNT_EPOCH, number)
        for some in _cut([name for name in stream_ids if account_in(name) is None]):
            for stream_id, epoch, offset in await StreamModel.filter(id__in=some).values_list("id", "epoch", "head"):
                found[stream_id] = Head(epoch, offset)
        return found

    async def events(self, stream_id: str, after: int, limit: int) -> Sequence[EventRow]:
        """
        Return the events after an offset in their order, as many as the limit at most.

        Raises:
            Unavailable: the database does not answer.
        """
        account_id = account_in(stream_id)
        if account_id is not None:
            return await entries_as_events(stream_id, account_id, after, limit)
        events = EventModel.filter(stream_id=stream_id, stream_offset__gt=after).order_by("stream_offset").limit(limit)
        # One text for the stream's id in all rows of it: rows are kept by the thousand.
        return [EventRow(stream_id, *row) for row in await events.values_list(*EventRow._fields[1:])]


def _cut(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    return (ids[start : start + IDS_MAX] for start in range(0, len(ids), IDS_MAX))
