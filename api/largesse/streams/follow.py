"""
Following: one connection's way through a stream, from a snapshot or a cursor on.
"""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, TypeVar

from largesse.streams.cursor import Cursor
from largesse.streams.items import Ended, EndReason, Item, Lagged, Noticed, Occurred, Snapshot
from largesse.streams.merging import merged
from largesse.streams.patience import patiently

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence

    from largesse.ledger.rows import EventRow
    from largesse.streams.channel import Channel
    from largesse.streams.hub import Hub
    from largesse.streams.merging import Merges

T = TypeVar("T")
NOTICED_AFTER_EVENTS = 64
"""After how many events at most one who is behind is told what is noticed."""


async def follow(
    hub: Hub,
    stream_id: str,
    after: Cursor | None,
    snapshot: Callable[[], Awaitable[tuple[T, int]]],
    merges: Merges | None = None,
) -> AsyncGenerator[Item[T]]:
    """
    Follow a stream: first a snapshot, unless a cursor tells where to resume, then every event after it.

    Each event comes once and in the order of offsets, with none left out but what a later one says as well, and that
    for a slow follower alone; if that can not be kept up, the last item says why. Notices come after them, of each
    kind the latest. While the database is away nothing comes but what this node commits, and the rest later. Whoever
    stops early closes the generator; it is also closed when its task is cancelled.

    Args:
        hub: of this node.
        stream_id: the stream.
        after: where the connection before this one had got to; the event at that place does not come again. A
            cursor beyond the head, of another epoch, or too old gets a snapshot.
        snapshot: returns what is shown first, and the offset as of which it holds, both read from the database
            in one snapshot; it is called after the stream began to be followed, and again while it raises
            `Unavailable`.
        merges: which events a later one makes needless; none if absent.

    Raises:
        NotFound: there is no such stream.
        Unavailable: the hub is closing.
    """
    with hub.joined(stream_id) as channel:
        resumed, noticed = await _resumed(hub, channel, after), 0
        if resumed is None:
            noticed = channel.notices.number
            value, position = await patiently(snapshot, hub.limits.retry_seconds, lambda: channel.ended is not None)
            hub.expect(channel, position)
            yield Snapshot(value, Cursor(stream_id, channel.epoch, position), noticed)
        else:
            position = resumed
        follower = _Follower(hub, channel, position, noticed, merges)
        while not isinstance(found := await follower.next(), EndReason):
            yield found
        if found is EndReason.LAGGED:
            yield Lagged(follower.missed, follower.cursor)
        yield Ended(found, follower.cursor)


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

    It keeps no events of its own, but for a moment those that are left when what is needless was taken out: a follower
    that stopped reading costs little but its place.
    """

    def __init__(self, hub: Hub, channel: Channel, position: int, noticed: int, merges: Merges | None) -> None:
        self._hub = hub
        self._channel = channel
        self._position = position
        self._noticed = noticed
        self._unbroken = 0
        """How many events it was told without a look for notices."""
        self._merges = merges
        self._needed: deque[EventRow] = deque()
        """What comes next, of events of which some were needless."""
        self._needless = 0
        """How many of those that come next are left out."""
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

    async def next(self) -> Occurred | Noticed | EndReason:
        """Return the event after the last one or what is noticed, once there is one, or why there will be none."""
        while self._channel.ended is None:
            # After what it tells of, as a rule; but one who is never level is to be told as well.
            if not self.missed or self._unbroken >= NOTICED_AFTER_EVENTS:
                self._unbroken = 0
                notice = self._channel.notices.after(self._noticed)
                if notice is not None:
                    self._noticed = notice.number
                    return notice
            if not self.missed:
                await self._channel.moved()
                self._begin()
                continue
            self._spare()
            if self._lags():
                return EndReason.LAGGED
            event = self._at_hand(self._position + 1)
            if event is not None:
                return self._occurred(event)
            before = self._behind
            self._page = await patiently(self._older, self._hub.limits.retry_seconds)
            self._excused += self._behind - before
        return self._channel.ended

    def _spare(self) -> None:
        """Leave out what is needless, of what is at hand, if it falls back."""
        falls_back = self._behind > self._best + self._hub.limits.merge_events_min
        if self._merges is None or self._needed or not falls_back:
            return
        rows = self._channel.recent.since(self._position + 1)
        if not rows and (place := self._place_in_page(self._position + 1)) is not None:
            rows = self._page[place:]
        self._needed.extend(merged(rows, self._merges))
        self._needless = len(rows) - len(self._needed)

    def _at_hand(self, offset: int) -> EventRow | None:
        """Return the event that comes next, if it need not be read."""
        if self._needed:
            return self._needed.popleft()
        place = self._place_in_page(offset)
        return self._channel.recent.at(offset) or (self._page[place] if place is not None else None)

    def _occurred(self, event: EventRow) -> Occurred:
        needless = event.stream_offset - self._position - 1
        self._needless -= needless
        self._position = event.stream_offset
        self._unbroken += 1
        self._best = min(self._best, self._behind)
        return Occurred(event, self.cursor, self.missed, needless)

    @property
    def _behind(self) -> int:
        # What came while the follower held an event is its fault; what was read from the database in a burst, or
        # came while it waited for the database, is not.
        return self.missed - self._channel.mended - self._excused

    def _lags(self) -> bool:
        limits = self._hub.limits
        if self._behind - self._needless > self._best + limits.buffer_events_max:
            return True
        # Nor may it fall back for ever: a cursor so old would not be resumed either.
        return self.missed > self._start + limits.resume_events_max

    def _begin(self) -> None:
        """Count from now on how far it falls back: it has just come, or had nothing to read."""
        self._start = self.missed
        self._best = self._behind

    def _place_in_page(self, offset: int) -> int | None:
        place = offset - self._page[0].stream_offset if self._page else -1
        return place if 0 <= place < len(self._page) else None

    async def _older(self) -> Sequence[EventRow]:
        if self._channel.ended is not None:
            return ()
        return await self._hub.pages.with_event(self._channel.stream_id, self._channel.epoch, self._position + 1)
