"""
Messages: what a node tells the others of who follows which room there.
"""

from __future__ import annotations

import struct
from base64 import b64decode, b64encode
from typing import TYPE_CHECKING, NamedTuple

import orjson

from largesse.presence.attendance import JOINED_MAX, Viewers
from largesse.presence.crowd import MARK_BYTES, MARKS_MAX, Crowd

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

TOPIC = "presence"
"""What nodes tell one another under."""
ROOMS_MAX = 500
"""How many rooms a message tells of at most."""
MESSAGE_MARKS = 8 * MARKS_MAX
"""With how many marks a message takes no further room, so that it stays below 200 kB."""
_LEVEL_MAX = 8 * MARK_BYTES - 1


class Word(NamedTuple):
    """
    A node's word on one room.

    Args:
        viewers: how many follow it there, and who came.
        people: how many of them are people, the same ones wherever they follow it.
        level: which of those are told: those whose marks end in so many bits of 0.
        marks: theirs, packed.
    """

    viewers: Viewers
    people: int = 0
    level: int = 0
    marks: bytes = b""

    @property
    def standing(self) -> tuple[int, int, int, bytes]:
        """What it says without who came, which is told once."""
        return self.viewers.total, self.people, self.level, self.marks


class Message(NamedTuple):
    """
    A node's word on some rooms.

    Args:
        node: which node; another after each start.
        number: 1, 2, 3, …, so that an old message is known from a newer one.
        rooms: who follows them there.
    """

    node: str
    number: int
    rooms: Mapping[str, Word]


def word_of(viewers: Viewers, crowd: Crowd) -> Word:
    """Return what is said of a room. Marks are sorted, so that what stays the same is said in the same words."""
    marks = struct.pack(f"<{len(crowd.marks)}Q", *sorted(crowd.marks))
    return Word(viewers, crowd.people, crowd.level, marks)


def marks_in(packed: bytes) -> frozenset[int]:
    """Return the marks that a word tells."""
    return frozenset(struct.unpack(f"<{len(packed) // MARK_BYTES}Q", packed))


def messages_of(rooms: Iterable[tuple[str, Word]]) -> Iterator[dict[str, Word]]:
    """Return what is told of rooms, in messages that are not too long."""
    part: dict[str, Word] = {}
    marks = 0
    for room_id, word in rooms:
        part[room_id] = word
        marks += len(word.marks) // MARK_BYTES
        if len(part) == ROOMS_MAX or marks >= MESSAGE_MARKS:
            yield part
            part, marks = {}, 0
    if part:
        yield part


def pack(message: Message) -> bytes:
    """Return it as JSON: `[node, number, [[room, count, [joined, …], joined count, people, level, marks], …]]`."""
    rooms = [
        (room_id, *word.viewers, word.people, word.level, b64encode(word.marks).decode())
        for room_id, word in message.rooms.items()
    ]
    return orjson.dumps((message.node, message.number, rooms))


def unpack(content: bytes) -> Message | None:
    """Return the message that a content is, or None if it is none."""
    try:
        node, number, rooms = orjson.loads(content)
        if type(node) is not str or type(number) is not int:
            return None
        return Message(node, number, dict(_room(*fields) for fields in rooms))
    except (ValueError, TypeError):
        return None


def _room(room_id: object, count: object, joined_ids: object, joined_count: object, *crowd: object) -> tuple[str, Word]:
    if type(room_id) is not str or type(count) is not int or type(joined_count) is not int:
        raise ValueError(room_id)
    if type(joined_ids) is not list or any(type(each) is not str for each in joined_ids):
        raise ValueError(joined_ids)
    viewers = Viewers(max(count, 0), tuple(joined_ids[:JOINED_MAX]), max(joined_count, 0))
    return room_id, _word(viewers, *crowd)


def _word(viewers: Viewers, people: object, level: object, marks: object) -> Word:
    if type(people) is not int or type(level) is not int or type(marks) is not str:
        raise ValueError(people)
    packed = b64decode(marks, validate=True)
    if not 0 <= people <= viewers.total or not 0 <= level <= _LEVEL_MAX or len(packed) % MARK_BYTES:
        raise ValueError(people)
    return Word(viewers, people, level, packed)
