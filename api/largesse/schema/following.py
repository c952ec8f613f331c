"""
What the graph wants of whoever follows streams: where a follower begins, the events after it, and what it missed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from largesse.ledger.rows import EventRow


class Place(NamedTuple):
    """
    A place in a stream.

    Args:
        epoch: changes when a database is restored, so that old places are known as such.
        offset: of the last event that is known.
    """

    epoch: int
    offset: int


class Begun(NamedTuple):
    """What follows begins here; whatever came before must be read."""

    place: Place


class Heard(NamedTuple):
    """An event and its place."""

    place: Place
    event: EventRow


class Missed(NamedTuple):
    """The follower was too slow, and events were passed over; the next is after this place."""

    place: Place
    missed: int


Signal = Begun | Heard | Missed


class Hub(Protocol):
    """Whoever hands the events of streams to those who follow."""

    def follow(self, stream_id: str, after: Place | None) -> AsyncGenerator[Signal, None]:
        """
        Follow a stream.

        Args:
            stream_id: which stream.
            after: only what comes after it; where it can no longer be resumed from, or is None, a `Begun` comes first.
        """
        ...
