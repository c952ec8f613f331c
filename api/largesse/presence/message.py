"""
Messages: what a node tells the others of who follows which room there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import orjson

from largesse.presence.attendance import JOINED_MAX, Viewers

if TYPE_CHECKING:
    from collections.abc import Mapping

TOPIC = "presence"
"""What nodes tell one another under."""


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
    rooms: Mapping[str, Viewers]


def pack(message: Message) -> bytes:
    """Return a message as JSON: `[node, number, [[room, count, [joined, …], joined count], …]]`."""
    rooms = [(room_id, *viewers) for room_id, viewers in message.rooms.items()]
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


def _room(room_id: object, count: object, joined_ids: object, joined_count: object) -> tuple[str, Viewers]:
    if type(room_id) is not str or type(count) is not int or type(joined_count) is not int:
        raise ValueError(room_id)
    if type(joined_ids) is not list or any(type(each) is not str for each in joined_ids):
        raise ValueError(joined_ids)
    return room_id, Viewers(max(count, 0), tuple(joined_ids[:JOINED_MAX]), max(joined_count, 0))
