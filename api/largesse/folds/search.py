"""
The search for rooms that are not folded to their end, also if nobody spoke of them: a node may have died.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from collections.abc import Sequence

    from largesse.database.reads import Reads

_BEYOND_ALL = "ffffffff-ffff-ffff-ffff-ffffffffffff"
"""Comes after every room."""
_PAGE = """
SELECT r.id AS room_id, s.head AS head, {folded} AS folded
FROM (SELECT id FROM rooms WHERE id < $1 ORDER BY id DESC LIMIT $2) AS r
JOIN streams AS s ON s.id = r.id
ORDER BY r.id DESC
"""
"""Rooms by their keys alone, the newest first, and how many of their folds are at their end."""
_FOLDED = """
(SELECT COUNT(*) FROM fold_cursors AS c WHERE c.stream_id = r.id AND c.folded >= s.head AND c.fold IN ({folds}))
"""


class Search:
    """
    Looks for rooms, a bounded number at a time.

    Each look takes the newest rooms, which are those that live, and of all others the next ones of a round that never
    ends: however many rooms there are, a look costs the same, and in time each of them is looked at.

    Args:
        reads: the database.
        folds: the names of all folds.
        rooms: how many of the newest, and how many of the others, a look takes.
    """

    def __init__(self, reads: Reads, folds: Sequence[str], rooms: int) -> None:
        self._reads = reads
        self._folds = tuple(folds)
        self._rooms = rooms
        self._before = ""
        places = ", ".join(f"${number}" for number in range(3, 3 + len(self._folds)))
        self._query = _PAGE.format(folded=_FOLDED.format(folds=places))

    async def look(self) -> list[str]:
        """
        Return rooms of which a fold has not got to the end.

        Raises:
            Unavailable: the database does not answer.
        """
        newest = await self._page(_BEYOND_ALL)
        others = await self._page(self._before) if self._before else []
        last = (others or newest)[-1:]
        full = len(others or newest) == self._rooms
        self._before = last[0][0] if last and full else ""
        return list(dict.fromkeys(room_id for room_id, behind in (*newest, *others) if behind))

    async def _page(self, before: str) -> list[tuple[str, bool]]:
        rows = await self._reads.rows(self._query, before, self._rooms, *self._folds)
        wanted = len(self._folds)
        return [
            (cast("str", row["room_id"]), bool(row["head"]) and cast("int", row["folded"]) < wanted) for row in rows
        ]
