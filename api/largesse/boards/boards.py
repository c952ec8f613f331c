"""
Boards of rooms and of those who receive gifts, found by period.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from largesse.boards.period import STREAM, Period, Span, span_of
from largesse.boards.reading import BoardReads

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from largesse.boards.rows import BoardEntryRow, BoardRow
    from largesse.clock import Clock, Instant
    from largesse.database.reads import Reads
    from largesse.people.rows import PersonRow


class BoardOf(NamedTuple):
    """
    A board that may be shown.

    Args:
        owner_id: the room, or whoever receives gifts.
        span: its period.
        row: what was given in it.
        offset: the last event of the room that is in it; None of a board that more than one room adds to.
    """

    owner_id: str
    span: Span
    row: BoardRow
    offset: int | None


class Top(NamedTuple):
    """
    A room's board as all who follow the room are shown it.

    Args:
        board: the board; None if the room or its host wants none to be shown.
        entries: the first of those who are listed.
        people: the rows of those of them who have been seen.
    """

    board: BoardOf | None
    entries: Sequence[BoardEntryRow] = ()
    people: Mapping[str, PersonRow] = {}


class Boards:
    """
    Finds boards.

    Args:
        reads: reads them.
        clock: tells which period is now.
        time_zone: the IANA zone in which days, weeks and months begin.
    """

    def __init__(self, reads: BoardReads, clock: Clock, time_zone: str) -> None:
        self.reads = reads
        self.time_zone = time_zone
        self._clock = clock

    def at(self, reads: Reads) -> Boards:
        """Return the same boards, read through something else, such as those of a moment."""
        return Boards(BoardReads(reads), self._clock, self.time_zone)

    async def of_room(self, room_id: str, host_id: str, period: Period) -> BoardOf | None:
        """
        Return a room's board.

        Args:
            room_id: the room.
            host_id: whose room it is.
            period: `STREAM` for what was given in the room; otherwise what its host was given, wherever.

        Returns:
            None if the room or its host wants none to be shown.
        """
        if await self.reads.refused((room_id, host_id)):
            return None
        if period is not Period.STREAM:
            return await self._found(host_id, span_of(period, self._clock.now(), self.time_zone))
        # The cursor first: what is folded between the two reads is on the board, and not in its offset yet.
        offset = await self.reads.folded(room_id)
        return BoardOf(room_id, STREAM, await self.reads.board(room_id, STREAM), offset)

    async def of_creator(self, person_id: str, period: Period, at: Instant | None = None) -> BoardOf | None:
        """
        Return a board of somebody who receives gifts.

        Args:
            person_id: who.
            period: `STREAM` for what was given in the room that they opened last.
            at: an instant of the period; now if None.

        Returns:
            None if they want none to be shown, or never opened a room.
        """
        if period is Period.STREAM:
            room_id = await self.reads.newest_room(person_id)
            return await self.of_room(room_id, person_id, period) if room_id else None
        if await self.reads.refused((person_id,)):
            return None
        return await self._found(person_id, span_of(period, self._clock.now() if at is None else at, self.time_zone))

    async def entry(self, owner_id: str, host_id: str, span: Span, person_id: str) -> tuple[BoardEntryRow, int] | None:
        """
        Return somebody's entry on a board, and their rank.

        Args:
            owner_id: a room, or whoever receives gifts.
            host_id: whose room it is; whoever receives gifts.
            span: which period; its end may be unknown.
            person_id: who gave.

        Returns:
            None if there is no such entry, or no board is to be shown.
        """
        if await self.reads.refused({owner_id, host_id}):
            return None
        return await self.reads.ranked(owner_id, span, person_id)

    async def _found(self, owner_id: str, span: Span) -> BoardOf:
        return BoardOf(owner_id, span, await self.reads.board(owner_id, span), None)
