"""
Members: who hears a group, and how what is told is put into frames for them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from largesse.web.callers.lanes import Lane


class Place(NamedTuple):
    """
    Where somebody has got to in what they follow.

    Args:
        cursor: the place, as it is handed out.
        offset: its number, which grows; None where only the cursor is known.
        behind: how many events are known to follow it.
        last: whether nothing follows any more.
        noticed: the number of the latest notice that it knows of, or that what it was shown is newer than.
    """

    cursor: str
    offset: int | None = None
    behind: int = 0
    last: bool = False
    noticed: int = 0


def notice_in(event: object) -> str | None:
    """Return the kind of a notice, of which only the latest matters; None if it is an event, which has a place."""
    kind = getattr(event, "notice", None)
    return kind if isinstance(kind, str) else None


def place_after(event: object, before: Place | None) -> Place | None:
    """
    Return the place after an event or a notice as a resolver yields it.

    Args:
        event: with `cursor`, `offset`, `behind` and `last`, or with `notice`; and `noticed`, whichever it is.
        before: where whoever hears it has got to; a notice leaves it there.

    Returns:
        None if it has none.
    """
    noticed = max(getattr(event, "noticed", 0), before.noticed if before else 0)
    if notice_in(event) is not None:
        return before._replace(noticed=noticed) if before else None
    cursor, offset = getattr(event, "cursor", None), getattr(event, "offset", None)
    if not isinstance(cursor, str):
        return None
    number = offset if isinstance(offset, int) else None
    return Place(cursor, number, getattr(event, "behind", 0), getattr(event, "last", False), noticed)


class Told(NamedTuple):
    """
    An event or a notice as it is told.

    Args:
        place: where whoever was told it has got to.
        payload: what was executed, as JSON.
        notice: the kind of a notice; None if it is an event.
    """

    place: Place
    payload: bytes
    notice: str | None = None

    @property
    def cursor(self) -> str | None:
        """The place after it, as it is handed out; a notice has none."""
        return self.place.cursor if self.notice is None else None


class Framing(Protocol):
    """How payloads become bytes on a connection; members that share one share its work."""

    def pieces(self, told: Sequence[Told]) -> Sequence[bytes]:
        """Return all frames in one, cut where each member's own mark belongs."""


class Member(Protocol):
    """One subscription on one connection."""

    @property
    def lane(self) -> Lane:
        """Where its caller's events are executed, while nobody else hears them."""

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
