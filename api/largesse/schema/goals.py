"""
Goals: what a room wants to reach together, and how far it has got.
"""

import asyncio
from collections.abc import Sequence

import strawberry

from largesse.goals.rows import GOAL_REFUSALS, GOAL_TALLIES, GOAL_TEXTS, GOALS, ROOM_GOALS, GoalKind, GoalRow
from largesse.goals.shown import ShownGoal
from largesse.goals.standing import standing_of
from largesse.goals.tally import Tally, begun, tallies_of
from largesse.rooms.rows import ROOMS, RoomRow
from largesse.schema.catalogue import GiftType, gift_type_or_none
from largesse.schema.context import Context, Info
from largesse.schema.ids import global_id, is_uuid
from largesse.schema.node import Node, finds
from largesse.schema.page import Connection, Cut, Listing
from largesse.schema.rooms import Room, find_room
from largesse.schema.scalars import BigInt, DateTime

strawberry.enum(GoalKind)


@strawberry.type
class Goal(Node):
    """
    What a room wants to reach together, out of all gifts that are sent in it from then on, anonymous ones too.

    How far it has got is counted a moment after each gift; `GoalsChanged` tells whoever follows the room.
    """

    row: strawberry.Private[GoalRow]
    title_known: strawberry.Private[str | None] = None
    tally_known: strawberry.Private[Tally | None] = None
    kind: GoalKind
    """What counts."""
    target: BigInt
    """How much is to be reached: coins, or gifts."""
    set_at: DateTime
    """When it was set; what is sent later counts."""
    ends_at: DateTime | None
    """Until when gifts count; null if until the room closes."""
    cancelled_at: DateTime | None
    """When it was taken away; null if it was not."""

    @strawberry.field
    async def title(self, info: Info) -> str | None:
        """Return what it is called; null if that was erased."""
        if self.title_known is not None:
            return self.title_known
        row = await info.context.row(GOAL_TEXTS, self.row.id)
        return row.title if row else None

    @strawberry.field
    async def room(self, info: Info) -> Room | None:
        """Return whose goal it is; null while it cannot be read."""
        return await find_room(info.context, self.row.room_id)

    @strawberry.field
    def gift_type(self, info: Info) -> GiftType | None:
        """Return the one gift type that counts; null if all do, or if it is no longer offered."""
        return gift_type_or_none(info.context, self.row.gift_type) if self.row.gift_type else None

    @strawberry.field
    def gift_type_key(self) -> str | None:
        """Return the key of the one gift type that counts; null if all do."""
        return self.row.gift_type

    @strawberry.field
    async def value(self, info: Info) -> BigInt:
        """Return how far it has got: coins or gifts, less what was taken back."""
        return (await self._tally(info.context)).value

    @strawberry.field
    async def reversed_value(self, info: Info) -> BigInt:
        """Return how much of what had counted was taken back."""
        return (await self._tally(info.context)).reversed_value

    @strawberry.field
    async def reached_at(self, info: Info) -> DateTime | None:
        """
        Return when it was reached first; null if it was not.

        It stays so when gifts are taken back, which `fellBelow` tells.
        """
        return (await self._tally(info.context)).reached_at

    @strawberry.field
    async def reached_offset(self, info: Info) -> BigInt | None:
        """Return the offset of the gift that reached it, among the events of its room; null if it was not reached."""
        return (await self._tally(info.context)).reached_offset

    @strawberry.field
    async def fell_below(self, info: Info) -> bool:
        """Return whether it was reached, and less than its target is left since gifts were taken back."""
        tally = await self._tally(info.context)
        return tally.reached_at is not None and tally.value < tally.target

    async def _tally(self, context: Context) -> Tally:
        if self.tally_known is not None:
            return self.tally_known
        tallies = tallies_of(await context.row(GOAL_TALLIES, self.row.room_id))
        return tallies.get(self.row.id) or begun(self.row)


@strawberry.type
class GoalRefusal:
    """Whether somebody who opens rooms wants no goals in them."""

    room: Room | None
    """The one room that is meant; null if all of theirs are."""
    refused: bool
    """Whether they want none."""


def goal_node(row: GoalRow, title_known: str | None = None, tally_known: Tally | None = None) -> Goal:
    """
    Return a goal.

    Args:
        row: its row.
        title_known: what it is called, if that was read already.
        tally_known: how far it has got, if that was read already.
    """
    return Goal(
        id=global_id("Goal", row.id),
        row=row,
        title_known=title_known,
        tally_known=tally_known,
        kind=GoalKind(row.kind),
        target=row.target,
        set_at=row.set_at,
        ends_at=row.ends_at,
        cancelled_at=row.cancelled_at,
    )


def goal_nodes(shown: Sequence[ShownGoal]) -> list[Goal]:
    """Return goals as a notice shows them."""
    return [goal_node(each.goal, each.title, each.tally) for each in shown]


async def goals_refused(context: Context, room: RoomRow) -> bool:
    """Tell whether no goals are wanted in a room, be it in itself or in all rooms of its host."""
    # Asked for at once, they are read at once.
    found = await asyncio.gather(*(context.row(GOAL_REFUSALS, owner_id) for owner_id in (room.id, room.host_id)))
    return any(row is not None and row.refused for row in found)


async def standing_goals(context: Context, room: RoomRow) -> list[Goal]:
    """Return the goals of a room that stand, in the order in which they were set; none where they are refused."""
    known = await context.row(ROOM_GOALS, room.id)
    if known is None or await goals_refused(context, room):
        return []
    rows = await asyncio.gather(*(context.row(GOALS, each.goal_id) for each in standing_of(known)))
    return [goal_node(row) for row in rows if row is not None]


async def goals_of(context: Context, room: RoomRow, cut: Cut) -> Connection[Goal]:
    """Return a page of all goals that a room ever had, the newest first; none where they are refused."""
    # A page of nothing still tells whether its cursor is one of the list.
    none = {"id__in": ()} if await goals_refused(context, room) else {}
    listing = Listing(table=GOALS, where={"room_id": room.id, **none}, order=("id",), descending=True)
    return (await listing.page(context.services.rows, cut)).of(goal_node)


async def find_goal(context: Context, goal_id: str) -> Goal | None:
    """Return a goal, also where goals are refused by now."""
    row = await context.row(GOALS, goal_id)
    return goal_node(row) if row else None


@finds("Goal")
async def _shown_goal(context: Context, key: str) -> Goal | None:
    row = await context.row(GOALS, key) if is_uuid(key) else None
    room = await context.row(ROOMS, row.room_id) if row else None
    if row is None or room is None or await goals_refused(context, room):
        return None
    return goal_node(row)
