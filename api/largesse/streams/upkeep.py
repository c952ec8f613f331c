"""
Upkeep: what a node holds in memory of a stream, kept in step with the database.
"""

from __future__ import annotations

import asyncio
from itertools import dropwhile
from typing import TYPE_CHECKING

import structlog

from largesse.errors import Unavailable

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping, Sequence

    from largesse.bus.bus import Bus
    from largesse.ledger.rows import EventRow
    from largesse.streams.reader import Head, Reader

POLL_SECONDS = 3.0
"""How often the database is asked if there is no word of anything new."""
_PAGE_EVENTS = 500
_log = structlog.stdlib.get_logger("largesse.streams")


class Upkeep:
    """
    Keeps every node's memory of a small table in step, by the stream that tells of its changes.

    The order of the stream decides what is new, and no clock: what this node commits it takes at once, what others do
    by a word on the bus or the next look at the database, which alone is believed.

    Args:
        stream_id: the stream.
        topic: what nodes tell one another under that there is something new; what it is, the database tells.
        reader: reads the stream.
        reset: reads the table and forgets what was held before.
        take: takes events of the stream, each in its turn; one may come twice, with what came between from other nodes.
        bus: carries the word between nodes; None for a single node.
        poll_seconds: how often the database is asked.
    """

    def __init__(  # noqa: PLR0913 - what is kept, and by what
        self,
        stream_id: str,
        topic: str,
        *,
        reader: Reader,
        reset: Callable[[], Awaitable[None]],
        take: Callable[[Sequence[EventRow]], None],
        bus: Bus | None = None,
        poll_seconds: float = POLL_SECONDS,
    ) -> None:
        self._stream_id = stream_id
        self._topic = topic
        self._reader = reader
        self._reset = reset
        self._take = take
        self._bus = bus
        self._poll_seconds = poll_seconds
        self._known: Head | None = None
        self._ahead: set[int] = set()
        """The offsets beyond what is known that were taken when this node committed them."""
        self._wake = asyncio.Event()
        if bus is not None:
            bus.subscribe(self._heard)

    def committed(self, events: Mapping[str, Sequence[EventRow]]) -> None:
        """Take what this node has committed, and give the others the word."""
        told = events.get(self._stream_id)
        if told:
            self._take(told)
            self._ahead.update(event.stream_offset for event in told)
            if self._bus is not None:
                self._bus.publish(self._topic, b"")

    async def catch_up(self) -> None:
        """
        Read what is new; everything, at first and after the database was restored.

        Raises:
            Unavailable: the database does not answer.
        """
        head = (await self._reader.heads((self._stream_id,)))[self._stream_id]
        if self._known is None or head.epoch != self._known.epoch or head.offset < self._known.offset:
            # The head came first: what changes between the two reads is read twice, and not missed.
            await self.read_anew()
            self._known = head
        while self._known.offset < head.offset:
            found = await self._reader.events(self._stream_id, self._known.offset, _PAGE_EVENTS)
            if not found:
                return
            # What was taken in its turn is old; from the first of another node's on, the order is made good.
            if new := tuple(dropwhile(lambda event: event.stream_offset in self._ahead, found)):
                self._take(new)
            self._known = self._known._replace(epoch=head.epoch, offset=found[-1].stream_offset)
            self._ahead = {offset for offset in self._ahead if offset > self._known.offset}

    async def read_anew(self) -> None:
        """
        Read the table, whatever is held; what was committed here meanwhile is taken again.

        Raises:
            Unavailable: the database does not answer.
        """
        await self._reset()
        self._ahead.clear()

    async def keep_up(self) -> None:
        """Catch up again and again, for ever; what goes wrong is logged once, and tried again."""
        failing = False
        while True:
            self._wake.clear()
            try:
                await self.catch_up()
                failing = False
            except Unavailable as error:
                if not failing:
                    _log.warning("stream_cannot_be_read", topic=self._topic, reason=error.reason)
                failing = True
            except Exception:  # noqa: BLE001 - a mistake of ours must not end what every call relies on
                if not failing:
                    _log.exception("stream_upkeep_failed", topic=self._topic)
                failing = True
            await self._woken()

    async def _woken(self) -> None:
        try:
            async with asyncio.timeout(self._poll_seconds):
                await self._wake.wait()
        except TimeoutError:
            return

    def _heard(self, topic: str, _payload: bytes) -> None:
        if topic == self._topic:
            self._wake.set()
