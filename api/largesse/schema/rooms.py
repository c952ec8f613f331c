"""
Rooms: who is on stage, whether gifts may be sent, and which were.
"""

from typing import TYPE_CHECKING, Annotated

import orjson
import strawberry

from largesse.gifts.heard import GIFT_SENT
from largesse.ledger.rows import EVENTS, STREAMS, EventRow
from largesse.rooms.rows import ROOM_TEXTS, ROOMS, RoomBlockRow, RoomRow, Status
from largesse.rooms.stage import stage_of
from largesse.schema.context import Context, Info
from largesse.schema.ids import global_id, is_uuid
from largesse.schema.node import Node, finds
from largesse.schema.page import Connection, Cut, Listing, Slice, cut_of
from largesse.schema.people import Person, person_node
from largesse.schema.periods import BoardPeriod
from largesse.schema.scalars import BigInt, DateTime

if TYPE_CHECKING:
    from largesse.schema.boards import Board
    from largesse.schema.combos import Combo
    from largesse.schema.gifts import Gift
    from largesse.schema.goals import Goal
    from largesse.schema.messages import Message
    from largesse.schema.recaps import Recap

RoomStatus = Status
strawberry.enum(RoomStatus, name="RoomStatus")


@strawberry.type
class Room(Node):
    """A live room, in which gifts are sent to whoever is on stage."""

    row: strawberry.Private[RoomRow]
    title_known: strawberry.Private[str | None] = None
    head_known: strawberry.Private[int | None] = None
    status: RoomStatus
    """Whether gifts may be sent."""
    opened_at: DateTime
    """When it was opened."""
    closed_at: DateTime | None
    """When it was closed; null before."""

    @strawberry.field
    async def title(self, info: Info) -> str | None:
        """Return what it is called; null if that was erased."""
        if self.title_known is not None:
            return self.title_known
        row = await info.context.row(ROOM_TEXTS, self.row.id)
        return row.title if row else None

    @strawberry.field
    def host(self) -> Person:
        """Return whose room it is; gifts go to them unless they name a guest."""
        return person_node(self.row.host_id)

    @strawberry.field
    def stage(self) -> list[Person]:
        """Return who may receive gifts: the host first, then up to eight guests."""
        return [person_node(member.person_id) for member in stage_of(self.row.stage)]

    @strawberry.field
    async def offset(self, info: Info) -> BigInt:
        """Return how many events there have been in the room."""
        if self.head_known is not None:
            return self.head_known
        stream = await info.context.row(STREAMS, self.row.id)
        return stream.head if stream else 0

    @strawberry.field
    async def combos(
        self, info: Info, first: int = 10
    ) -> list[Annotated["Combo", strawberry.lazy("largesse.schema.combos")]]:
        """Return the combos that go on in the room, those of the most coins first, 50 at most."""
        from largesse.schema.combos import combos_of  # noqa: PLC0415 - a room has combos, and a combo a room

        return await combos_of(info.context, self.row.id, first)

    @strawberry.field
    async def gifts(
        self,
        info: Info,
        first: int | None = None,
        after: str | None = None,
        last: int | None = None,
        before: str | None = None,
    ) -> Connection[Annotated["Gift", strawberry.lazy("largesse.schema.gifts")]]:
        """Return the gifts that were sent in the room, the newest first, in the order of the room's events."""
        return await _gifts(info.context, self.row.id, self.head_known, cut_of(first, after, last, before))

    @strawberry.field
    async def board(
        self, info: Info, period: BoardPeriod = BoardPeriod.STREAM
    ) -> Annotated["Board", strawberry.lazy("largesse.schema.boards")] | None:
        """
        Return a board of the room; null if the room or its host wants none to be shown.

        Args:
            info: the operation.
            period: `STREAM` for what was given in the room; otherwise what its host was given, in whichever room.
        """
        from largesse.schema.boards import room_board  # noqa: PLC0415 - a room has boards, and a board people

        return await room_board(info.context, self.row.id, self.row.host_id, period)

    @strawberry.field
    async def boards(self, info: Info) -> list[Annotated["Board", strawberry.lazy("largesse.schema.boards")]]:
        """Return the board of the room and those of its host, at most one a period; none if none is to be shown."""
        from largesse.schema.boards import room_board  # noqa: PLC0415 - as above

        found = [await room_board(info.context, self.row.id, self.row.host_id, period) for period in BoardPeriod]
        return [board for board in found if board is not None]

    @strawberry.field
    async def messages(
        self,
        info: Info,
        first: int | None = None,
        after: str | None = None,
        last: int | None = None,
        before: str | None = None,
    ) -> Connection[Annotated["Message", strawberry.lazy("largesse.schema.messages")]]:
        """Return the messages that the room has seen, the newest first, in the order of the room's events."""
        from largesse.schema.messages import messages_of  # noqa: PLC0415 - a room has messages, and a message a room

        return await messages_of(info.context, self.row, self.head_known, cut_of(first, after, last, before))

    @strawberry.field
    async def held_messages(
        self,
        info: Info,
        first: int | None = None,
        after: str | None = None,
        last: int | None = None,
        before: str | None = None,
    ) -> Connection[Annotated["Message", strawberry.lazy("largesse.schema.messages")]] | None:
        """Return the messages that wait for a decision, the oldest first; null for whoever keeps no order there."""
        from largesse.schema.messages import held_in  # noqa: PLC0415 - as above

        return await held_in(info.context, self.row, cut_of(first, after, last, before))

    @strawberry.field
    def viewer_count(self, info: Info) -> int:
        """Return how many follow it now, on all nodes together: a person once, however many connections they have."""
        return info.context.services.presence.count(self.row.id)

    @strawberry.field
    async def goals(self, info: Info) -> list[Annotated["Goal", strawberry.lazy("largesse.schema.goals")]]:
        """Return the goals that stand, up to five, in the order in which they were set; none if refused."""
        from largesse.schema.goals import standing_goals  # noqa: PLC0415 - a room has goals, and a goal a room

        return await standing_goals(info.context, self.row)

    @strawberry.field
    async def goal_history(
        self,
        info: Info,
        first: int | None = None,
        after: str | None = None,
        last: int | None = None,
        before: str | None = None,
    ) -> Connection[Annotated["Goal", strawberry.lazy("largesse.schema.goals")]]:
        """Return all goals that were ever set in the room, the newest first; none if refused."""
        from largesse.schema.goals import goals_of  # noqa: PLC0415 - as above

        return await goals_of(info.context, self.row, cut_of(first, after, last, before))

    @strawberry.field
    async def goals_refused(self, info: Info) -> bool:
        """Return whether the host wants no goals, here or in all of their rooms: none is shown, and none can be set."""
        from largesse.schema.goals import goals_refused  # noqa: PLC0415 - as above

        return await goals_refused(info.context, self.row)

    @strawberry.field
    async def recap(self, info: Info) -> Annotated["Recap", strawberry.lazy("largesse.schema.recaps")] | None:
        """Return what became of the room; null until it is closed, and a moment longer."""
        from largesse.schema.recaps import recap_of  # noqa: PLC0415 - a recap has gifts, and a gift a room

        return await recap_of(info.context, self.row)


@strawberry.type
class RoomBlock:
    """Whether somebody may send gifts and messages in a room. They are not told."""

    row: strawberry.Private[RoomBlockRow]
    blocked: bool
    """Whether they may not."""
    reason: str
    """Why, in the words of who decided; may be empty."""

    @strawberry.field
    def person(self) -> Person:
        """Return who is meant."""
        return person_node(self.row.person_id)


def room_node(row: RoomRow, title_known: str | None = None, head_known: int | None = None) -> Room:
    """
    Return a room.

    Args:
        row: its row.
        title_known: its title, if a deed has just set it.
        head_known: the offset of the last event that is told of, if it is a snapshot.
    """
    return Room(
        id=global_id("Room", row.id),
        row=row,
        title_known=title_known,
        head_known=head_known,
        status=Status(row.status),
        opened_at=row.opened_at,
        closed_at=row.closed_at,
    )


async def rooms(context: Context, status: RoomStatus | None, cut: Cut) -> Connection[Room]:
    """Return a page of rooms, the newest first."""
    where = {"status": status.value} if status else {}
    page = await Listing(table=ROOMS, where=where, order=("id",), descending=True).page(context.services.rows, cut)
    return page.of(room_node)


async def events_of(context: Context, room_id: str, kind: str, head: int | None, cut: Cut) -> Slice[EventRow]:
    """
    Return a page of a room's events of one kind, the newest first.

    Args:
        context: of the operation.
        room_id: which room.
        kind: of the events.
        head: the last offset that is told of; None for all.
        cut: which page.
    """
    return await listing_of(room_id, kind, head).page(context.services.rows, cut)


def listing_of(room_id: str, kind: str, head: int | None = None) -> Listing[EventRow]:
    """
    Return the list of a room's events of one kind, the newest first; what stands between them is not read.

    Args:
        room_id: which room.
        kind: of the events.
        head: the last offset that is told of; None for all.
    """
    where: dict[str, object] = {"stream_id": room_id, "kind": kind}
    if head is not None:
        where["stream_offset__lte"] = head
    return Listing(table=EVENTS, where=where, order=("stream_offset",), descending=True)


async def _gifts(context: Context, room_id: str, head: int | None, cut: Cut) -> "Connection[Gift]":
    from largesse.schema.gifts import find_gifts  # noqa: PLC0415 - a room has gifts, and a gift a room

    page = await events_of(context, room_id, GIFT_SENT, head, cut)
    gifts = await find_gifts(context, [orjson.loads(event.payload)["gift_id"] for event, _ in page.items])
    found = Slice([(gift, cursor) for gift, (_, cursor) in zip(gifts, page.items, strict=True)], page.page_info)
    return found.of(lambda gift: gift)


@finds("Room")
async def find_room(context: Context, key: str) -> Room | None:
    """Return a room."""
    row = await context.row(ROOMS, key) if is_uuid(key) else None
    return room_node(row) if row else None
