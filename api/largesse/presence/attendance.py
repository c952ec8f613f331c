"""
Attendance: who follows a room on this node, and who of them has come of late.
"""

from __future__ import annotations

from collections import Counter
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Hashable

JOINED_MAX = 5
"""How many of those who came are named; a room that hundreds enter at once shows no more."""


class Viewers(NamedTuple):
    """
    How many follow a room, and who came of late.

    Args:
        total: how many follow it now.
        joined_ids: some of the people who came, `JOINED_MAX` at most.
        joined_count: how many came.
    """

    total: int
    joined_ids: tuple[str, ...] = ()
    joined_count: int = 0


class Attendance:
    """Who follows one room on this node: each person once, however many connections they have."""

    def __init__(self) -> None:
        self.told = 0
        """The count over all nodes that followers here were told last."""
        self._connections: Counter[Hashable] = Counter()
        self._fresh: dict[Hashable, str | None] = {}

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self._connections)

    def enter(self, viewer: Hashable, person_id: str | None) -> None:
        """
        Count a connection in.

        Args:
            viewer: whose it is; the same for all connections of one person.
            person_id: by which the person may be named to others; None for whoever is not to be named.
        """
        self._connections[viewer] += 1
        if self._connections[viewer] == 1:
            self._fresh[viewer] = person_id

    def leave(self, viewer: Hashable) -> None:
        """Count a connection out; whoever came and went between two beats has not come at all."""
        self._connections[viewer] -= 1
        if not self._connections[viewer]:
            del self._connections[viewer]
            self._fresh.pop(viewer, None)

    def taken(self) -> Viewers:
        """Return how many there are and who came since this was asked last."""
        named = (person_id for person_id in self._fresh.values() if person_id is not None)
        viewers = Viewers(self.count, tuple(islice(named, JOINED_MAX)), len(self._fresh))
        self._fresh.clear()
        return viewers
