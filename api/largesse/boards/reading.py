"""
Boards as they are shown: who is listed, in which order, and where somebody stands.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, cast

from largesse.boards.rows import BoardEntryRow, BoardRow
from largesse.boards.tally import FOLD

if TYPE_CHECKING:
    from collections.abc import Collection

    from largesse.boards.period import Span
    from largesse.database.reads import Reads

_BOARD = f"SELECT {', '.join(BoardRow._fields)} FROM boards WHERE owner_id = $1 AND period = $2 AND starts_at = $3"  # noqa: S608 - names of ours
_COLUMNS = ", ".join(f"e.{name}" for name in BoardEntryRow._fields)
_OF_BOARD = "e.owner_id = $1 AND e.period = $2 AND e.starts_at = $3"
_LISTED = f"""
FROM board_entries AS e JOIN standings AS s ON s.person_id = e.person_id AND s.shown
WHERE {_OF_BOARD} AND e.coins > 0
"""
_AHEAD = "e.coins >= $4 AND (e.coins > $4 OR e.reached_at < $5 OR (e.reached_at = $5 AND e.person_id < $6))"
"""Who is ahead of a place: with more coins, or with as many and earlier; at one instant the lesser identifier."""
_BEHIND = "e.coins <= $4 AND (e.coins < $4 OR e.reached_at > $5 OR (e.reached_at = $5 AND e.person_id > $6))"
_FORWARDS = "e.coins DESC, e.reached_at, e.person_id"
_BACKWARDS = "e.coins, e.reached_at DESC, e.person_id DESC"


class Place(NamedTuple):
    """Where an entry stands among those of its board: its values in the order of boards."""

    coins: int
    reached_at: int
    person_id: str


class BoardReads:
    """
    Reads of boards.

    Whether somebody has agreed to be listed is looked up in the same query: what they decide holds at once, on boards
    of years ago too.

    Args:
        reads: the database.
    """

    def __init__(self, reads: Reads) -> None:
        self._reads = reads

    async def board(self, owner_id: str, span: Span) -> BoardRow:
        """Return a board; an empty one if nothing was given in its period."""
        rows = await self._reads.rows(_BOARD, *_key(owner_id, span))
        if not rows:
            return BoardRow(*_key(owner_id, span), span.ends_at, 0, 0, 0)
        return BoardRow(**rows[0])  # type: ignore[arg-type]  # the columns are the row's fields

    async def page(
        self, owner_id: str, span: Span, limit: int, after: Place | None = None, *, backward: bool = False
    ) -> list[BoardEntryRow]:
        """
        Return entries of those who are listed, from a place on.

        Args:
            owner_id: whose board.
            span: which period.
            limit: how many at most.
            after: the place after which to begin; the beginning if None.
            backward: whether the order runs from the last to the first.
        """
        key = _key(owner_id, span)
        beyond = f" AND {_AHEAD if backward else _BEHIND}" if after is not None else ""
        order = _BACKWARDS if backward else _FORWARDS
        values = (*key, *(after or ()), limit)
        query = f"SELECT {_COLUMNS} {_LISTED}{beyond} ORDER BY {order} LIMIT ${len(values)}"
        return [_entry(row) for row in await self._reads.rows(query, *values)]

    async def ahead(self, owner_id: str, span: Span, place: Place) -> int:
        """Return how many of those who are listed stand ahead of a place."""
        query = f"SELECT COUNT(*) AS ahead {_LISTED} AND {_AHEAD}"
        (row,) = await self._reads.rows(query, *_key(owner_id, span), *place)
        return cast("int", row["ahead"])

    async def ranked(self, owner_id: str, span: Span, person_id: str) -> tuple[BoardEntryRow, int] | None:
        """
        Return somebody's entry, listed or not, and their rank among those who are.

        Returns:
            None if they gave nothing with their name, or all of it was taken back.
        """
        query = f"SELECT {_COLUMNS} FROM board_entries AS e WHERE {_OF_BOARD} AND e.person_id = $4"  # noqa: S608 - texts of ours
        rows = await self._reads.rows(query, *_key(owner_id, span), person_id)
        entry = _entry(rows[0]) if rows else None
        if entry is None or entry.coins <= 0:
            return None
        return entry, 1 + await self.ahead(owner_id, span, place_of(entry))

    async def shown(self, person_id: str) -> bool:
        """Tell whether somebody has agreed to be listed."""
        rows = await self._reads.rows("SELECT shown FROM standings WHERE person_id = $1", person_id)
        return bool(rows and rows[0]["shown"])

    async def refused(self, owner_ids: Collection[str]) -> bool:
        """Tell whether one of these, a room or its host, wants no board to be shown."""
        places = ", ".join(f"${number}" for number in range(1, len(owner_ids) + 1))
        query = f"SELECT COUNT(*) AS refusing FROM board_refusals WHERE owner_id IN ({places}) AND refused"  # noqa: S608 - places
        (row,) = await self._reads.rows(query, *owner_ids)
        return bool(row["refusing"])

    async def newest_room(self, host_id: str) -> str | None:
        """Return the room that somebody opened last; None if they never did."""
        rows = await self._reads.rows("SELECT id FROM rooms WHERE host_id = $1 ORDER BY id DESC LIMIT 1", host_id)
        return cast("str", rows[0]["id"]) if rows else None

    async def folded(self, room_id: str) -> int:
        """Return the offset of the last event of a room that is on its board."""
        query = "SELECT folded FROM fold_cursors WHERE stream_id = $1 AND fold = $2"
        rows = await self._reads.rows(query, room_id, FOLD)
        return cast("int", rows[0]["folded"]) if rows else 0


def place_of(entry: BoardEntryRow) -> Place:
    """Return where an entry stands."""
    return Place(entry.coins, entry.reached_at, entry.person_id)


def _key(owner_id: str, span: Span) -> tuple[str, str, int]:
    return owner_id, span.period.value, span.starts_at


def _entry(row: dict[str, object]) -> BoardEntryRow:
    return BoardEntryRow(**row)  # type: ignore[arg-type]  # the columns are the row's fields
