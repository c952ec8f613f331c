"""
The hub: the fan-out in one node, from commits, the bus and the database to whoever follows.
"""

from __future__ import annotations

import asyncio
import secrets
from contextlib import contextmanager
from itertools import count
from typing import TYPE_CHECKING

import structlog

from largesse.errors import NotFound, Unavailable
from largesse.streams.accounts import account_stream
from largesse.streams.channel import Channel
from largesse.streams.cursor import Cursor
from largesse.streams.items import EndReason
from largesse.streams.limits import HubLimits
from largesse.streams.message import pack, pack_numbers, unpack, unpack_numbers
from largesse.streams.pages import Pages
from largesse.streams.patience import Pauses
from largesse.streams.watch import Watch

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

    from largesse.bus.bus import Bus
    from largesse.ledger.rows import EventRow
    from largesse.streams.reader import Reader

TOPIC = "events"
"""What all nodes of one database tell one another events under."""
NUMBERS_TOPIC = "numbers"
"""What they tell one another under how far accounts go."""
_NODE_BYTES = 8
_log = structlog.stdlib.get_logger("largesse.streams")


class Hub:
    """
    The fan-out in one node.

    What a commit of this node appended reaches followers at once, what others appended by the bus; whatever
    does not arrive is read from the database, which alone is believed.

    Args:
        reader: reads what was committed.
        bus: carries events between nodes; None for a single node, which then packs nothing.
        limits: see `HubLimits`.
        arrived: told of new events of streams that somebody follows, before anybody takes them.
        left: told of each stream that nobody follows any more.
    """

    def __init__(
        self,
        reader: Reader,
        bus: Bus | None = None,
        limits: HubLimits | None = None,
        arrived: Callable[[Sequence[EventRow]], None] = lambda _rows: None,
        left: Callable[[str], None] = lambda _stream_id: None,
    ) -> None:
        self.limits = limits or HubLimits()
        self._arrived = arrived
        self._left = left
        self.pages = Pages(reader, self.limits.page_events, self.limits.pages_max)
        self._reader = reader
        self._bus = bus
        self._node = secrets.token_bytes(_NODE_BYTES)
        self._channels: dict[str, Channel] = {}
        self._watch = Watch(reader, self.limits, self._channels, self._look)
        self._notice_numbers = count(1)
        self._forgetful: list[Callable[[Cursor], None]] = []
        self._closing = False
        if bus is not None:
            bus.subscribe(self._carried)

    @property
    def followers(self) -> int:
        """How many follow a stream of this node."""
        return sum(channel.followers for channel in self._channels.values())

    @property
    def streams(self) -> int:
        """How many streams are followed in this node."""
        return len(self._channels)

    @property
    def followed(self) -> Collection[str]:
        """The streams that somebody follows in this node now."""
        return self._channels.keys()

    def committed(self, events: Mapping[str, Sequence[EventRow]]) -> None:
        """
        Tell followers here and the other nodes what was committed; this neither waits nor fails.

        Args:
            events: by stream, in the order of their offsets.
        """
        try:
            for stream_id, rows in events.items():
                self._offer(stream_id, rows)
            if self._bus is not None:
                self._bus.publish(TOPIC, self._node + pack(events))
        except Exception:  # noqa: BLE001  # the deeds are committed whatever fails here; events are found by the watch
            _log.exception("streams_hub_failed")

    def moved(self, numbers: Mapping[str, int]) -> None:
        """
        Have followers of accounts, here and in other nodes, read what was entered; this neither waits nor fails.

        Args:
            numbers: of the last entry, by account.
        """
        try:
            self._reach(numbers)
            if self._bus is not None:
                self._bus.publish(NUMBERS_TOPIC, self._node + pack_numbers(numbers))
        except Exception:  # noqa: BLE001  # the deeds are committed whatever fails here; entries are found by the watch
            _log.exception("streams_hub_failed")

    def heard(self, payload: bytes) -> None:
        """
        Take the events that another node told of; what makes no sense is dropped.

        Args:
            payload: as the bus brought it: perhaps late, twice, or out of order.
        """
        if payload.startswith(self._node):
            return
        events = unpack(payload[_NODE_BYTES:], self._channels)
        if events is None:
            _log.warning("streams_message_dropped", payload_bytes=len(payload))
            return
        for stream_id, rows in events.items():
            self._offer(stream_id, rows)

    def notice(self, stream_id: str, kind: str, value: object) -> None:
        """
        Hand the latest value of a kind to all who follow a stream in this node; where nobody does, to nobody.

        It is no event: it has no place in the stream, is written nowhere, and whoever is slow gets the last one
        alone. A kind is told twice a second at most, however often this is called.

        Args:
            stream_id: what it tells of.
            kind: such as `viewerCount`.
            value: of the kind; nobody changes it from now on.
        """
        channel = self._channels.get(stream_id)
        if channel is not None:
            channel.notices.put(kind, value)

    def recent(self, stream_id: str) -> Sequence[EventRow]:
        """Return the last events of a stream that are in memory; none of one that nobody follows."""
        channel = self._channels.get(stream_id)
        return tuple(channel.recent) if channel is not None else ()

    def on_forget(self, listener: Callable[[Cursor], None]) -> None:
        """Have a listener told of each event whose words were erased: whoever keeps what it shows lets go of that."""
        self._forgetful.append(listener)

    def forget(self, stream_id: str, offset: int) -> None:
        """
        Have this node show an event as it is in the database now; each node has to be told.

        Args:
            stream_id: of the event.
            offset: of the event, some words of which are erased and no longer in the database.
        """
        channel = self._channels.get(stream_id)
        place = Cursor(stream_id, channel.epoch if channel else 0, offset)
        for listener in self._forgetful:
            listener(place)

    @contextmanager
    def joined(self, stream_id: str) -> Iterator[Channel]:
        """
        Have a stream followed as long as the context lasts.

        Raises:
            Unavailable: the hub is closing.
        """
        channel = self._wanted(stream_id)
        channel.followers += 1
        try:
            yield channel
        finally:
            channel.followers -= 1
            self._let_go(channel)

    def keep(self, stream_id: str) -> Callable[[], None]:
        """
        Have this node keep what it knows of a stream, for somebody who moves from one source of it to another.

        Without that, what is noticed between the two would be noticed by nobody.

        Args:
            stream_id: the stream.

        Returns:
            What lets go of it, to be called once.

        Raises:
            Unavailable: the hub is closing.
        """
        channel = self._wanted(stream_id)
        channel.keepers += 1

        def let_go() -> None:
            channel.keepers -= 1
            self._let_go(channel)

        return let_go

    async def head_of(self, channel: Channel, *, fresh: bool = False) -> int:
        """
        Return up to where a stream is known to go, however long the database is away.

        Args:
            channel: of a stream that is followed.
            fresh: whether to ask the database even if the channel knows.

        Raises:
            NotFound: there is no such stream.
            Unavailable: the channel has ended.
        """
        if fresh or channel.head is None:
            await self._watch.ask(channel)
        if channel.missing:
            raise NotFound("stream", channel.stream_id)
        if channel.head is None or channel.ended is not None:
            raise Unavailable("the stream has ended")
        return max(channel.head, channel.seen)

    def expect(self, channel: Channel, offset: int) -> None:
        """Have a channel find the events up to an offset that is known to exist."""
        channel.seen = max(channel.seen, offset)
        self._look(channel)

    async def close(self) -> None:
        """End every stream for its followers, and stop all reading."""
        self._closing = True
        channels = list(self._channels.values())
        for channel in channels:
            channel.end(EndReason.CLOSING)
        ending = [channel.mending for channel in channels]
        ending.append(self._watch.rest())
        for task in ending:
            if task is not None:
                task.cancel()
        await asyncio.gather(*(task for task in ending if task is not None), return_exceptions=True)
        await self.pages.close()

    def _wanted(self, stream_id: str) -> Channel:
        if self._closing:
            raise Unavailable("the server is shutting down")
        channel = self._channels.get(stream_id)
        if channel is None:
            channel = self._channels[stream_id] = Channel(stream_id, self.limits, self._notice_numbers)
            self._watch.begin()
        return channel

    def _offer(self, stream_id: str, rows: Sequence[EventRow]) -> None:
        channel = self._channels.get(stream_id)
        if channel is not None:
            self._arrived(rows)
            channel.offer(rows)
            self._look(channel)

    def _reach(self, numbers: Mapping[str, int]) -> None:
        if not self._channels:
            return
        for account_id, number in numbers.items():
            channel = self._channels.get(account_stream(account_id))
            if channel is not None:
                self.expect(channel, number)

    def _carried(self, topic: str, payload: bytes) -> None:
        if topic == TOPIC:
            self.heard(payload)
        elif topic == NUMBERS_TOPIC and not payload.startswith(self._node):
            numbers = unpack_numbers(payload[_NODE_BYTES:])
            if numbers is None:
                _log.warning("streams_message_dropped", payload_bytes=len(payload))
            else:
                self._reach(numbers)

    def _look(self, channel: Channel) -> None:
        if channel.ended is EndReason.RESTORED and self._channels.get(channel.stream_id) is channel:
            # Whoever comes from now on begins anew; those who are here are told of the end.
            del self._channels[channel.stream_id]
            self.pages.forget(channel.stream_id)
        if channel.gap and channel.mending is None and channel.wanted and not self._closing:
            channel.mending = asyncio.create_task(self._mend(channel), name="streams-mend")

    def _let_go(self, channel: Channel) -> None:
        if channel.wanted:
            return
        if self._channels.get(channel.stream_id) is channel:
            del self._channels[channel.stream_id]
        if channel.mending is not None:
            channel.mending.cancel()
        self._left(channel.stream_id)
        if not self._channels:
            self._watch.rest()

    async def _mend(self, channel: Channel) -> None:
        pauses = Pauses(*self.limits.retry_seconds)
        try:
            await asyncio.sleep(self.limits.gap_seconds)
            while channel.gap and channel.head is not None:
                after = channel.head
                try:
                    rows = await self._reader.events(channel.stream_id, after, self.limits.page_events)
                except Unavailable:
                    await pauses.take()
                    continue
                self._arrived(rows)
                channel.mend(after, rows)
                pauses.reset()
        except Exception:  # noqa: BLE001  # a mistake of ours; the watch begins anew, and no follower is left waiting
            _log.exception("streams_mend_failed")
        finally:
            channel.mending = None
