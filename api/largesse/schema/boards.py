"""
Boards: who gave the most, of those who agreed to be listed.
"""

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import strawberry

from largesse.boards import BoardOf, Period, Top
from largesse.boards.period import Span
from largesse.boards.reading import Place, place_of
from largesse.boards.rows import STANDINGS, BoardEntryRow
from largesse.boards.tops import ENTRIES
from largesse.clock import FOREVER
from largesse.money import INT64_MAX
from largesse.rooms.rows import ROOMS
from largesse.schema.context import Context, Info
from largesse.schema.ids import global_id, is_uuid, opened, sealed
from largesse.schema.node import Node, finds
from largesse.schema.page import Connection, Cut, Slice, cut_of, not_a_cursor, sliced
from largesse.schema.people import Person, Seen, person_node
from largesse.schema.periods import BoardPeriod
from largesse.schema.scalars import BigInt, DateTime

if TYPE_CHECKING:
    from largesse.people.rows import PersonRow

_LIST = "board_entries"
_CURSOR_PARTS = 6
_ENTRY_PARTS = 4
_WHOLE = re.compile(r"0|[1-9][0-9]{0,18}")


@strawberry.type
class BoardEntry(Node):
    """What somebody gave, on a board."""

    rank: int
    """Their place among those who are listed, 1 being the first; of equals, who had as many coins first is ahead."""
    person: Person
    """Who gave."""
    coins: BigInt
    """What they gave with their name, without what was taken back: by this boards are ordered."""
    reversed_coins: BigInt
    """What they gave and was taken back."""
    reached_at: DateTime
    """When they sent the last gift that counts in it."""
    listed: bool
    """Whether others see them: whoever has not agreed to that by `standingSet` is on no board but their own."""


@strawberry.type
class Standing:
    """Whether somebody has agreed to be listed on boards, by name and by what they gave."""

    shown: bool
    """Whether they have; nobody is listed unasked."""
    changed_at: DateTime | None
    """Since when; null if they never said."""


@strawberry.type
class Board:
    """
    What was given in a period, and who gave it.

    It follows what happens within about a second, and every gift counts once. Of gifts that are taken back the coins
    are subtracted in the period in which they were sent.
    """

    found: strawberry.Private[BoardOf]
    first_known: strawberry.Private[Sequence[BoardEntryRow] | None] = None
    people_known: strawberry.Private["Mapping[str, PersonRow] | None"] = None
    period: BoardPeriod
    """For how long what is given counts."""
    starts_at: DateTime | None
    """Its first instant; null if it has always counted."""
    ends_at: DateTime | None
    """The first instant after it; null if it has no end of its own."""
    total_coins: BigInt
    """What everybody gave together, without what was taken back; also anonymously, and by those who are not listed."""
    reversed_coins: BigInt
    """What everybody gave together and was taken back."""
    offset: BigInt | None
    """The last event of the room that is in it; null of a board that follows more than one room."""

    @strawberry.field
    def time_zone(self, info: Info) -> str:
        """Return the IANA zone in which days begin here; weeks begin on Monday."""
        return info.context.services.boards.time_zone

    @strawberry.field
    async def entries(
        self,
        info: Info,
        first: int | None = None,
        after: str | None = None,
        last: int | None = None,
        before: str | None = None,
    ) -> Connection[BoardEntry]:
        """Return those who are listed, the one with most coins first."""
        cut = cut_of(first, after, last, before)
        page = await _page(info.context, self, cut)
        return page.of(lambda entry: entry)

    @strawberry.field
    async def viewer_entry(self, info: Info) -> BoardEntry | None:
        """
        Return the caller's own entry, listed or not; null if they gave nothing with their name.

        Whoever is not listed is told the rank that they would have.
        """
        caller = info.context.caller
        if caller is None or caller.room_id is not None:
            return None
        reads, board = info.context.services.boards.reads, self.found
        found = await reads.ranked(board.owner_id, board.span, caller.id)
        return _entry(*found, person_node(caller.id), listed=await reads.shown(caller.id)) if found else None


def board_node(found: BoardOf, top: Top | None = None) -> Board:
    """
    Return a board.

    Args:
        found: the board.
        top: its head, if it was read already.
    """
    span, row = found.span, found.row
    return Board(
        found=found,
        first_known=top.entries if top else None,
        people_known=top.people if top else None,
        period=span.period,
        starts_at=span.starts_at or None,
        ends_at=None if row.ends_at == FOREVER else row.ends_at,
        total_coins=row.total_coins,
        reversed_coins=row.reversed_coins,
        offset=found.offset,
    )


async def room_board(context: Context, room_id: str, host_id: str, period: BoardPeriod) -> Board | None:
    """Return a board of a room, or None if none is to be shown."""
    found = await context.services.boards.of_room(room_id, host_id, period)
    return board_node(found) if found else None


async def creator_board(context: Context, person_id: str, period: BoardPeriod, at: DateTime | None) -> Board | None:
    """Return a board of somebody who receives gifts, or None if none is to be shown."""
    found = await context.services.boards.of_creator(person_id, period, at)
    return board_node(found) if found else None


async def standing_of(context: Context, person_id: str) -> Standing:
    """Return whether somebody has agreed to be listed."""
    row = await context.row(STANDINGS, person_id)
    return Standing(shown=row.shown, changed_at=row.changed_at) if row else Standing(shown=False, changed_at=None)


async def _page(context: Context, board: Board, cut: Cut) -> Slice[BoardEntry]:
    reads, found = context.services.boards.reads, board.found
    key = f"{found.owner_id}:{found.span.period.value}:{found.span.starts_at}"
    place = _opened(cut.place, key, cut.path) if cut.place is not None else None
    known = board.first_known
    if known is not None and place is None and not cut.backward and (cut.size <= ENTRIES or len(known) <= ENTRIES):
        rows = list(known[: cut.size + 1])
    else:
        rows = await reads.page(found.owner_id, found.span, cut.size + 1, place, backward=cut.backward)
    page = sliced(rows, cut, lambda row: sealed(_LIST, f"{key}:{':'.join(map(str, place_of(row)))}"))
    begins_first = place is None and not cut.backward
    ahead = 0
    if page.items and not begins_first:
        ahead = await reads.ahead(found.owner_id, found.span, place_of(page.items[0][0]))
    return Slice(
        [
            (_entry(row, rank, _person(board, row), listed=True), cursor)
            for rank, (row, cursor) in enumerate(page.items, ahead + 1)
        ],
        page.page_info,
    )


def _entry(row: BoardEntryRow, rank: int, person: Person, *, listed: bool) -> BoardEntry:
    return BoardEntry(
        id=global_id("BoardEntry", f"{row.owner_id}:{row.period}:{row.starts_at}:{row.person_id}"),
        rank=rank,
        person=person,
        coins=row.coins,
        reversed_coins=row.reversed_coins,
        reached_at=row.reached_at,
        listed=listed,
    )


def _person(board: Board, row: BoardEntryRow) -> Person:
    people = board.people_known
    return person_node(row.person_id, None if people is None else Seen(people.get(row.person_id)))


@finds("BoardEntry")
async def find_entry(context: Context, key: str) -> BoardEntry | None:
    """Return an entry of a board that may be shown, of somebody who is listed there, or of the caller."""
    parts = key.split(":")
    if len(parts) != _ENTRY_PARTS:
        return None
    owner_id, period, starts_at, person_id = parts
    if not (is_uuid(owner_id) and is_uuid(person_id) and period in Period.__members__ and _fits(starts_at)):
        return None
    boards = context.services.boards
    room = await context.row(ROOMS, owner_id) if period == Period.STREAM.value else None
    span = Span(Period(period), int(starts_at), FOREVER)
    found = await boards.entry(owner_id, room.host_id if room else owner_id, span, person_id)
    if found is None:
        return None
    listed = await boards.reads.shown(person_id)
    if not listed and not context.may_see(person_id):
        return None
    return _entry(*found, person_node(person_id), listed=listed)


def _opened(cursor: str, key: str, path: str) -> Place:
    """
    Return the place that a cursor of a board stands for.

    Raises:
        InvalidInput: it is not a cursor of this board.
    """
    found = opened(cursor)
    parts = found[1].split(":") if found and found[0] == _LIST else []
    if len(parts) != _CURSOR_PARTS or ":".join(parts[:3]) != key or not is_uuid(parts[5]):
        raise not_a_cursor(path)
    if not (_fits(parts[3]) and _fits(parts[4])):
        raise not_a_cursor(path)
    return Place(int(parts[3]), int(parts[4]), parts[5])


def _fits(text: str) -> bool:
    return _WHOLE.fullmatch(text) is not None and int(text) <= INT64_MAX
