"""
Presence: counts who follows rooms on this node, adds what other nodes say, and tells followers about once a second.
"""

from __future__ import annotations

import asyncio
import secrets
import time
from contextlib import asynccontextmanager
from functools import partial
from typing import TYPE_CHECKING

import structlog

from largesse.presence.attendance import JOINED_MAX, Attendance, Viewers
from largesse.presence.crowd import mark_of, united
from largesse.presence.elsewhere import Elsewhere
from largesse.presence.message import TOPIC, Message, Word, messages_of, pack, unpack, word_of

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterable

    from largesse.bus.bus import Bus

NOTICE = "viewers"
"""The kind of the notices that followers of a room are told by; their value is a `Viewers`."""
BEAT_SECONDS = 1.0
"""How often followers and other nodes are told what has changed."""
REPEAT_SECONDS = 3.0
"""How often other nodes are told again what stays."""
_log = structlog.stdlib.get_logger("largesse.presence")


class Presence:
    """
    Who follows rooms.

    Each node counts its own and unites them with those of whom the others said last that they follow the room there:
    a person counts once, through however many nodes, and nobody waits for anybody. What the bus loses is said again,
    and what a node said that is silent now is forgotten. Coming and going cost nothing but a count; all of it is told
    together at the next beat.

    Args:
        notice: tells whoever follows a stream on this node the latest value of a kind, such as `Hub.notice`.
        bus: carries the word between nodes; None for a single node.
        now: a clock that never goes back, in seconds.
    """

    def __init__(
        self,
        notice: Callable[[str, str, object], None],
        bus: Bus | None = None,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._notice = notice
        self._bus = bus
        self._now = now
        self._node = secrets.token_hex(8)
        self._number = 0
        self._repeat_at = now() + REPEAT_SECONDS
        self._rooms: dict[str, Attendance] = {}
        self._changed: set[str] = set()
        self._elsewhere = Elsewhere()
        self._heard: dict[str, Viewers] = {}
        """The rooms of which other nodes have told something since the last beat, and who came there."""
        if bus is not None:
            bus.subscribe(self._hear)

    def attend(self, room_id: str, person_id: str | None, *, named: bool = False) -> Callable[[], None]:
        """
        Count somebody among those who follow a room.

        Args:
            room_id: which room.
            person_id: who; None for a connection of which nobody knows whose it is.
            named: whether the person may be named to others.

        Returns:
            What is to be called, once, when the connection is over.
        """
        viewer = mark_of(person_id) if person_id is not None else object()
        attendance = self._rooms.get(room_id)
        if attendance is None:
            attendance = self._rooms[room_id] = Attendance()
        attendance.enter(viewer, person_id if named else None)
        self._changed.add(room_id)
        return partial(self._leave, room_id, viewer)

    def count(self, room_id: str) -> int:
        """Return how many follow a room now, as far as this node knows."""
        others = self._elsewhere.crowd(room_id).people
        count = others + self._elsewhere.unknown(room_id)
        attendance = self._rooms.get(room_id)
        if attendance is None:
            return count
        # Who is here and elsewhere is looked for once a beat; whoever went meanwhile is not taken off twice.
        return count + attendance.count - min(attendance.shared, attendance.people, others)

    def beat(self) -> None:
        """Tell other nodes and followers here what has changed since the last beat."""
        now = self._now()
        expired = self._elsewhere.expire(now)
        own = {room_id: self._rooms[room_id].taken(self._elsewhere.crowd(room_id).marks) for room_id in self._changed}
        heard, self._heard = self._heard, {}
        self._changed = set()
        told = dict(own)
        if now >= self._repeat_at:
            self._repeat_at = now + REPEAT_SECONDS
            told = {room_id: Viewers(attendance.count) for room_id, attendance in self._rooms.items()} | own
        self._tell_others((room_id, word_of(viewers, self._rooms[room_id].crowd)) for room_id, viewers in told.items())
        for room_id in {*own, *heard, *expired}:
            self._tell_followers(room_id, own.get(room_id), heard.get(room_id))
        for room_id in own:
            if not self._rooms[room_id].count:
                del self._rooms[room_id]

    @asynccontextmanager
    async def kept_up(self) -> AsyncIterator[None]:
        """Beat for as long as the context lasts; at its end other nodes are told that nobody follows anything here."""
        beating = asyncio.create_task(self._beat_for_ever(), name="presence")
        try:
            yield
        finally:
            beating.cancel()
            await asyncio.wait({beating})
            self._tell_others((room_id, Word(Viewers(0))) for room_id in self._rooms)

    async def _beat_for_ever(self) -> None:
        failing = False
        while True:
            await asyncio.sleep(BEAT_SECONDS)
            try:
                self.beat()
                failing = False
            except Exception:  # noqa: BLE001 - a mistake of ours must not end the counting for good
                if not failing:
                    _log.exception("presence_failed")
                failing = True

    def _leave(self, room_id: str, viewer: object) -> None:
        self._rooms[room_id].leave(viewer)
        self._changed.add(room_id)

    def _tell_others(self, rooms: Iterable[tuple[str, Word]]) -> None:
        # What waits for a bus that is away would be old when it comes, and is said again anyway.
        if self._bus is None or not self._bus.connected:
            return
        for part in messages_of(rooms):
            self._number += 1
            self._bus.publish(TOPIC, pack(Message(self._node, self._number, part)))

    def _tell_followers(self, room_id: str, own: Viewers | None, heard: Viewers | None) -> None:
        attendance = self._rooms.get(room_id)
        if attendance is None:
            return
        others = self._elsewhere.crowd(room_id)
        both = united(attendance.crowd, others).people if others.people else attendance.people
        attendance.shared = attendance.people + others.people - both
        come = _together(own or Viewers(0), heard or Viewers(0))
        count = self.count(room_id)
        if count != attendance.told or come.joined_count:
            attendance.told = count
            self._notice(room_id, NOTICE, come._replace(total=count))

    def _hear(self, topic: str, payload: bytes) -> None:
        if topic != TOPIC:
            return
        message = unpack(payload)
        if message is None:
            _log.warning("presence_message_dropped", payload_bytes=len(payload))
            return
        if message.node == self._node:
            return
        now = self._now()
        for room_id, word in message.rooms.items():
            if self._elsewhere.hear(message.node, message.number, room_id, word, now):
                self._heard[room_id] = _together(self._heard.get(room_id, Viewers(0)), word.viewers)


def _together(one: Viewers, other: Viewers) -> Viewers:
    joined = tuple(dict.fromkeys((*one.joined_ids, *other.joined_ids)))
    # Whoever came on two nodes within one beat has come once.
    twice = len(one.joined_ids) + len(other.joined_ids) - len(joined)
    return Viewers(one.total + other.total, joined[:JOINED_MAX], one.joined_count + other.joined_count - twice)
