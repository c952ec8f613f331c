"""
The search for rooms of which there is something to tell, also if nobody spoke of them: a node may have died.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from largesse.clock import Instant
    from largesse.database.reads import Reads

_BEYOND_ALL = "ffffffff-ffff-ffff-ffff-ffffffffffff"
"""Comes after every room."""
_PAGE = """
SELECT r.id AS room_id,
  CASE WHEN s.head > COALESCE(p.told, 0) AND (p.told IS NOT NULL OR e.decided_at >= $2) THEN 1 ELSE 0 END AS behind
FROM (SELECT id FROM rooms WHERE id < $3 ORDER BY id DESC LIMIT $4) AS r
JOIN streams AS s ON s.id = r.id
LEFT JOIN telling_places AS p ON p.plugin = $1 AND p.room_id = r.id
LEFT JOIN events AS e ON e.stream_id = r.id AND e.stream_offset = s.head
ORDER BY r.id DESC
"""
"""Rooms by their keys alone, the newest first; one that the plugin never heard of counts if it moved since."""


class Search:
    """
    Looks for rooms, a bounded number at a time.

    Each look takes the newest rooms, which are those that live, and of all others the next ones of a round that never
    ends: however many rooms there are, a look costs the same, and in time each of them is looked at.

    Args:
        reads: the database.
        plugin: who is told.
        rooms: how many of the newest, and how many of the others, a look takes.
    """

    def __init__(self, reads: Reads, plugin: str, rooms: int) -> None:
        self._reads = reads
        self._plugin = plugin
        self._rooms = rooms
        self._before = ""

    async def look(self, since: Instant) -> list[str]:
        """
        Return rooms that have gone further than the plugin was told.

        Args:
            since: what happened in a room before, of which the plugin was told nothing, is none of its concern.

        Raises:
            Unavailable: the database does not answer.
        """
        newest = await self._page(since, _BEYOND_ALL)
        others = await self._page(since, self._before) if self._before else []
        last = (others or newest)[-1:]
        full = len(others or newest) == self._rooms
        self._before = last[0][0] if last and full else ""
        return list(dict.fromkeys(room_id for room_id, behind in (*newest, *others) if behind))

    async def _page(self, since: Instant, before: str) -> list[tuple[str, bool]]:
        rows = await self._reads.rows(_PAGE, self._plugin, since, before, self._rooms)
        return [(cast("str", row["room_id"]), bool(row["behind"])) for row in rows]
