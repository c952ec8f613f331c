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
    """What stands as of an offset; the events after it follow."""

    value: T
    cursor: Cursor


class Occurred(NamedTuple):
    """An event, once, after the one before it; `behind` others are known to have happened after it."""

    event: EventRow
    cursor: Cursor
    behind: int = 0


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


Item = Snapshot[T] | Occurred | Lagged | Ended
