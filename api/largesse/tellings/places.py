"""
Places: how far one plugin was told of rooms, a little ahead of what is written.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from largesse.tellings.models import last_before, places_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from largesse.clock import Instant


class Places:
    """
    How far a plugin was told of rooms.

    Args:
        plugin: who is told.
    """

    def __init__(self, plugin: str) -> None:
        self._plugin = plugin
        self._unwritten: dict[str, int] = {}

    def __len__(self) -> int:
        """Return of how many rooms the place is not written yet."""
        return len(self._unwritten)

    async def find(self, room_id: str, since: Instant) -> int:
        """
        Return the offset after which the plugin is to be told of a room.

        Args:
            room_id: the room.
            since: where to begin if the plugin was never told of the room: with what happened from then on.

        Raises:
            Unavailable: the database does not answer.
        """
        place = self._unwritten.get(room_id)
        if place is None:
            place = (await places_of(self._plugin, (room_id,))).get(room_id)
        return await last_before(room_id, since) if place is None else place

    def reach(self, room_id: str, offset: int) -> None:
        """Note that an event was told or passed over."""
        self._unwritten[room_id] = offset

    def unwritten(self, limit: int) -> dict[str, int]:
        """Return places that are not written yet, as many as the limit at most."""
        return dict(islice(self._unwritten.items(), limit))

    def written(self, places: Mapping[str, int]) -> None:
        """Let go of places that were written, unless the plugin was told more of a room meanwhile."""
        for room_id, told in places.items():
            if self._unwritten.get(room_id) == told:
                del self._unwritten[room_id]

    def clear(self) -> None:
        """Forget what is not written: another node tells from what is."""
        self._unwritten.clear()
