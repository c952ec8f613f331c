"""
A channel: one stream as one node knows it, put into order for all who follow it there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from largesse.streams.items import EndReason
from largesse.streams.notices import Notices
from largesse.streams.recent import Recent
from largesse.streams.waiters import Waiters

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Iterable, Iterator

    from largesse.ledger.rows import EventRow
    from largesse.streams.limits import HubLimits
    from largesse.streams.reader import Head


class Channel:
    """
    A stream that is followed in this node.

    Events are offered to it from anywhere, in any order and any number of times; it takes each once and in the
    order of offsets. Followers share what it keeps, and none of them is ever waited for.

    Args:
        stream_id: the stream.
        limits: `recent_events_max`, which is also how many may wait behind a gap, and `notice_seconds`.
        notice_numbers: see `Notices`.
    """

    def __init__(self, stream_id: str, limits: HubLimits, notice_numbers: Iterator[int]) -> None:
        self.stream_id = stream_id
        self.followers = 0
        self.keepers = 0
        """How many want it kept, be it followed just now or not."""
        self.epoch = 0
        self.head: int | None = None
        """The offset up to which events were taken; None until the database has said where the stream stands."""
        self.seen = 0
        """The greatest offset that is known to exist."""
        self.mended = 0
        """How many events were taken from the database: they come in bursts, which no follower is to blame for."""
        self.missing = False
        self.ended: EndReason | None = None
        self.recent = Recent(limits.recent_events_max)
        self.mending: asyncio.Task[None] | None = None
        self._ahead: dict[int, EventRow] = {}
        self._ahead_max = limits.recent_events_max
        self._waiters = Waiters()
        self.notices = Notices(notice_numbers, limits.notice_seconds, self._waiters.wake)

    @property
    def wanted(self) -> bool:
        """Whether anybody follows it, or wants it kept."""
        return self.followers + self.keepers > 0

    @property
    def gap(self) -> bool:
        """Whether events are known to exist that have not been taken."""
        return self.head is not None and self.ended is None and self.seen > self.head

    def offer(self, rows: Iterable[EventRow]) -> None:
        """Take the events that come next, keep those behind a gap, and drop those that were taken before."""
        before = self.head
        for row in rows:
            offset = row.stream_offset
            self.seen = max(self.seen, offset)
            if self.head is None or offset > self.head + 1:
                if len(self._ahead) < self._ahead_max:
                    self._ahead[offset] = row
            elif offset == self.head + 1:
                self._take(row)
        if self.head != before:
            self._waiters.wake()

    def mend(self, after: int, rows: Iterable[EventRow]) -> None:
        """
        Take events that were read from the database.

        Args:
            after: the offset that they were read after, the channel's head at that time.
            rows: what was found. If there is nothing new in it, what waits behind the gap is forgotten: the
                database knows of no such events, and tells at the next look if it does.
        """
        before = self.head or 0
        self.offer(rows)
        self.mended += (self.head or 0) - before
        if self.head == after:
            self._ahead.clear()
            self.seen = after

    def stands(self, head: Head | None, least: int | None) -> None:
        """
        Take note of where the stream stands in the database.

        Args:
            head: what was read; None if there is no such stream.
            least: the channel's head when the read began; the stream can not stand before it.
        """
        if self.ended is not None:
            return
        if head is None:
            self.missing = self.head is None
            if not self.missing:
                self.end(EndReason.RESTORED)
        elif self.head is None:
            self._begin(head)
        elif head.epoch != self.epoch or head.offset < (least or 0):
            self.end(EndReason.RESTORED)
        else:
            self.seen = max(self.seen, head.offset)

    def end(self, reason: EndReason) -> None:
        """Tell nothing more to any follower."""
        self.ended = self.ended or reason
        self._waiters.wake()

    async def moved(self) -> None:
        """Wait until something was taken or noticed, or the channel has ended."""
        await self._waiters.wait()

    def _begin(self, head: Head) -> None:
        self.epoch, self.head = head
        self.missing = False
        self.seen = max(self.seen, head.offset)
        waiting = sorted(self._ahead.items())
        self._ahead.clear()
        self.offer(row for _, row in waiting)

    def _take(self, row: EventRow) -> None:
        following: EventRow | None = row
        while following is not None:
            self.recent.append(following)
            self.head = following.stream_offset
            following = self._ahead.pop(self.head + 1, None)
