"""
Messages: events, and how far accounts go, on their way from node to node.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import orjson

from largesse.ledger.rows import EventRow

if TYPE_CHECKING:
    from collections.abc import Container, Mapping, Sequence

_KINDS = (int, str, str, str, int)
"""The kinds of an event's fields after the stream's id."""


def pack(events: Mapping[str, Sequence[EventRow]]) -> bytes:
    """Return events by stream as JSON: `[[stream, [[offset, kind, cause, payload, decided_at], …]], …]`."""
    return orjson.dumps([(stream_id, [row[1:] for row in rows]) for stream_id, rows in events.items()])


def unpack(content: bytes, wanted: Container[str]) -> dict[str, list[EventRow]] | None:
    """
    Return the events of the streams that are wanted, or None if the content is no message.

    Args:
        content: anything.
        wanted: streams; those of others are not looked at.
    """
    try:
        return {
            stream_id: [_event(stream_id, fields) for fields in rows]
            for stream_id, rows in orjson.loads(content)
            if stream_id in wanted
        }
    except (ValueError, TypeError):
        return None


def _event(stream_id: str, fields: list[object]) -> EventRow:
    if tuple(type(field) for field in fields) != _KINDS:
        raise ValueError(fields)
    return EventRow(stream_id, *fields)  # type: ignore[arg-type]  # the kinds were compared just now


def pack_numbers(numbers: Mapping[str, int]) -> bytes:
    """Return the number of the last entry of each account as JSON, by account; there is no money in it."""
    return orjson.dumps(numbers)


def unpack_numbers(content: bytes) -> dict[str, int] | None:
    """Return the numbers of a message, or None if the content is none."""
    try:
        numbers = orjson.loads(content)
    except ValueError:
        return None
    plain = isinstance(numbers, dict) and all(type(number) is int for number in numbers.values())
    return numbers if plain else None
