"""
Items: what a follower of a stream is given.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar

if TYPE_CHECKING:
    from largesse.ledger.rows import EventRow
    from largesse.streams.cursor import Cursor

T = TypeVar("T")


class Snapshot(NamedTuple, Generic[T]):
    """What stands as of an offset; the events after it follow, and the notices after the one of the number."""

    value: T
    cursor: Cursor
    noticed: int = 0


class Occurred(NamedTuple):
    """
    An event, once, after the one before it.

    Args:
        event: what happened.
        cursor: the place after it.
        behind: how many others are known to have happened after it.
        merged: how many before it are left out, since it says what they said; its follower was slow.
    """

    event: EventRow
    cursor: Cursor
    behind: int = 0
    merged: int = 0


class Noticed(NamedTuple):
    """
    The latest value of a kind that is no event: it has no place in the stream, and a later one takes its place.

    Args:
        kind: what it tells of.
        value: of the kind.
        number: greater than that of every notice before it in this node.
    """

    kind: str
    value: object
    number: int = 0


class Lagged(NamedTuple):
    """The follower was too slow; `missed` events wait for it behind its cursor, and the end comes next."""

    missed: int
    cursor: Cursor


class EndReason(Enum):
    """Why a stream is told no further; its follower may come back with its cursor at once."""

    LAGGED = "lagged"
    """The follower was too slow."""
    RESTORED = "restored"
    """The database was put back to an earlier state: offsets have another meaning now."""
    CLOSING = "closing"
    """The node is shutting down."""


class Ended(NamedTuple):
    """The last item: why nothing follows, and where to resume."""

    reason: EndReason
    cursor: Cursor


Item = Snapshot[T] | Occurred | Noticed | Lagged | Ended
