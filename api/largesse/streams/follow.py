"""
Following: one connection's way through a stream, from a snapshot or a cursor on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from largesse.streams.cursor import Cursor
from largesse.streams.items import Ended, EndReason, Item, Lagged, Occurred, Snapshot
from largesse.streams.patience import patiently

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence

    from largesse.ledger.rows import EventRow
    from largesse.streams.channel import Channel
    from largesse.streams.hub import Hub

T = TypeVar("T")


async def follow(
    hub: Hub,
    stream_id: str,
    after: Cursor | None,
    snapshot: Callable[[], Awaitable[tuple[T, int]]],
) -> AsyncGenerator[Item[T]]:
    """
    Follow a stream: first a snapshot, unless a cursor tells where to resume, then every event after it.

    Each event comes once and in the order of offsets, with none left out; if that can not be kept up, the last
    item says why. While the database is away nothing comes but what this node commits, and the rest later.
    Whoever stops early closes the generator; it is also closed when its task is cancelled.

    Args:
        hub: of this node.
        stream_id: the stream.
        after: where the connection before this one had got to; the event at that place does not come again. A
            cursor beyond the head, of another epoch, or too old gets a snapshot.
        snapshot: returns what is shown first, and the offset as of which it holds, both read from the database
            in one snapshot; it is called after the stream began to be followed, and again while it raises
            `Unavailable`.

    Raises:
        NotFound: there is no such stream.
        Unavailable: the hub is closing.
    """
    with hub.joined(stream_id) as channel:
        resumed = await _resumed(hub, channel, after)
        if resumed is None:
            value, position = await patiently(snapshot, hub.limits.retry_seconds, lambda: channel.ended is not None)
            hub.expect(channel, position)
            yield Snapshot(value, Cursor(stream_id, channel.epoch, position))
        else:
            position = resumed
        follower = _Follower(hub, channel, position)
        while isinstance(event := await follower.next(), tuple):
            yield Occurred(event, follower.cursor, follower.missed)
        if event is EndReason.LAGGED:
            yield Lagged(follower.missed, follower.cursor)
        yield Ended(event, follower.cursor)


async def _resumed(hub: Hub, channel: Channel, after: Cursor | None) -> int | None:
    """Return the offset to resume after, or None where only a snapshot will do."""
    head = await hub.head_of(channel)
    if after is None or after.epoch != channel.epoch:
        return None
    if after.offset > head:
        # Another node may have told of events that this one has not heard of yet.
        head = await hub.head_of(channel, fresh=True)
    if after.offset > head or head - after.offset > hub.limits.resume_events_max:
        return None
    return after.offset


class _Follower:
    """
    A place in a channel that moves from event to event.

    It keeps no events of its own: a follower that stopped reading costs nothing but its place.
    """

    def __init__(self, hub: Hub, channel: Channel, position: int) -> None:
        self._hub = hub
        self._channel = channel
        self._position = position
        self._page: Sequence[EventRow] = ()
        self._start = self._best = self._excused = 0
        self._begin()

    @property
    def cursor(self) -> Cursor:
        """After the last event that was handed out."""
        return Cursor(self._channel.stream_id, self._channel.epoch, self._position)

    @property
    def missed(self) -> int:
        """How many events it is behind."""
        return max((self._channel.head or 0) - self._position, 0)

    async def next(self) -> EventRow | EndReason:
        """Return the event after the last one, once there is one, or why there will be none."""
        while self._channel.ended is None:
            if not self.missed:
                await self._channel.moved()
                self._begin()
                continue
            if self._lags():
                return EndReason.LAGGED
            event = self._channel.recent.at(self._position + 1) or self._paged(self._position + 1)
            if event is not None:
                self._position += 1
                self._best = min(self._best, self._behind)
                return event
            before = self._behind
            self._page = await patiently(self._older, self._hub.limits.retry_seconds)
            self._excused += self._behind - before
        return self._channel.ended

    @property
    def _behind(self) -> int:
        # What came while the follower held an event is its fault; what was read from the database in a burst, or
        # came while it waited for the database, is not.
        return self.missed - self._channel.mended - self._excused

    def _lags(self) -> bool:
        limits = self._hub.limits
        if self._behind > self._best + limits.buffer_events_max:
            return True
        # Nor may it fall back for ever: a cursor so old would not be resumed either.
        return self.missed > self._start + limits.resume_events_max

    def _begin(self) -> None:
        """Count from now on how far it falls back: it has just come, or had nothing to read."""
        self._start = self.missed
        self._best = self._behind

    def _paged(self, offset: int) -> EventRow | None:
        place = offset - self._page[0].stream_offset if self._page else -1
        return self._page[place] if 0 <= place < len(self._page) else None

    async def _older(self) -> Sequence[EventRow]:
        if self._channel.ended is not None:
            return ()
        return await self._hub.pages.with_event(self._channel.stream_id, self._channel.epoch, self._position + 1)
