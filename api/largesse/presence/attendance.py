"""
Attendance: who follows a room on this node, and who of them has come of late.
"""

from __future__ import annotations

from collections import Counter
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from largesse.presence.crowd import NOBODY, Crowd, crowd_of

if TYPE_CHECKING:
    from collections.abc import Collection

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
        self.shared = 0
        """How many of the people here follow the room on other nodes as well, as the last beat found."""
        self._people: Counter[int] = Counter()
        self._unknown = 0
        self._fresh: dict[object, str | None] = {}
        self._crowd: Crowd | None = NOBODY

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self._people) + self._unknown

    @property
    def people(self) -> int:
        """How many of them are people whom one knows."""
        return len(self._people)

    @property
    def crowd(self) -> Crowd:
        """The people whom one knows, as other nodes are told of them; made anew once they have changed."""
        if self._crowd is None:
            self._crowd = crowd_of(self._people)
        return self._crowd

    def enter(self, viewer: object, person_id: str | None) -> None:
        """
        Count a connection in.

        Args:
            viewer: whose it is: a person's mark, or anything else for one of which nobody knows whose it is.
            person_id: by which the person may be named to others; None for whoever is not to be named.
        """
        if not isinstance(viewer, int):
            self._unknown += 1
            self._fresh[viewer] = person_id
            return
        self._people[viewer] += 1
        if self._people[viewer] == 1:
            self._fresh[viewer] = person_id
            self._crowd = None

    def leave(self, viewer: object) -> None:
        """Count a connection out; whoever came and went between two beats has not come at all."""
        if not isinstance(viewer, int):
            self._unknown -= 1
            self._fresh.pop(viewer, None)
            return
        self._people[viewer] -= 1
        if not self._people[viewer]:
            del self._people[viewer]
            self._fresh.pop(viewer, None)
            self._crowd = None

    def taken(self, elsewhere: Collection[int] = ()) -> Viewers:
        """
        Return how many there are and who came since this was asked last.

        Args:
            elsewhere: the marks of those who follow the room on other nodes, and have been told of there.
        """
        came = {viewer: person_id for viewer, person_id in self._fresh.items() if viewer not in elsewhere}
        named = (person_id for person_id in came.values() if person_id is not None)
        self._fresh.clear()
        return Viewers(self.count, tuple(islice(named, JOINED_MAX)), len(came))
