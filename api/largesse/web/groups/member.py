"""
Members: who hears a group, and how what is told is put into frames for them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


class Place(NamedTuple):
    """
    Where somebody has got to in what they follow.

    Args:
        cursor: the place, as it is handed out.
        offset: its number, which grows; None where only the cursor is known.
        behind: how many events are known to follow it.
        last: whether nothing follows any more.
    """

    cursor: str
    offset: int | None = None
    behind: int = 0
    last: bool = False


def place_after(event: object) -> Place | None:
    """Return the place after an event as a resolver yields it; None if it has none."""
    cursor, offset = getattr(event, "cursor", None), getattr(event, "offset", None)
    if not isinstance(cursor, str):
        return None
    number = offset if isinstance(offset, int) else None
    return Place(cursor, number, getattr(event, "behind", 0), getattr(event, "last", False))


class Told(NamedTuple):
    """
    An event as it is told.

    Args:
        place: where whoever was told it has got to.
        payload: what was executed, as JSON.
    """

    place: Place
    payload: bytes

    @property
    def cursor(self) -> str:
        """The place after it, as it is handed out."""
        return self.place.cursor


class Framing(Protocol):
    """How payloads become bytes on a connection; members that share one share its work."""

    def pieces(self, told: Sequence[Told]) -> Sequence[bytes]:
        """Return all frames in one, cut where each member's own mark belongs."""


class Member(Protocol):
    """One subscription on one connection."""

    @property
    def framing(self) -> Framing:
        """How what is told becomes bytes on its connection."""

    @property
    def ready(self) -> bool:
        """Whether little enough waits for its reader that it may be told at the pace of all."""

    async def send(self, payload: Mapping[str, object], cursor: str | None) -> None:
        """Tell one payload, at the pace of its reader."""

    def take(self, pieces: Sequence[bytes]) -> bool:
        """
        Write what was framed for all, joined by this member's mark, without a wait.

        Returns:
            False if the reader is too slow for that; nothing was written then.
        """
