"""
`goalSet`: a room sets itself a goal, and what is given from then on counts towards it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from largesse.errors import GoalsRefused, InvalidInput, NotFound, Refusal
from largesse.goals.rows import (
    GOAL_REFUSALS,
    GOAL_TEXTS,
    GOALS,
    ROOM_GOALS,
    GoalKind,
    GoalRow,
    GoalTextRow,
)
from largesse.goals.standing import Standing, with_another
from largesse.goals.told import goal_event
from largesse.ledger.deed import Decision, Deed, Write
from largesse.ledger.identifiers import fingerprint, new_id
from largesse.money import INT64_MAX
from largesse.rooms.standing import name_room, room_to_change

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from largesse.catalogue import Catalogue
    from largesse.clock import Instant
    from largesse.ledger.deed import Applied, Needs, State
    from largesse.ledger.journal import Journal
    from largesse.rooms.rows import RoomRow

OPERATION = "goalSet"
GOAL_SET = "goalSet"
TITLE_LENGTH_MAX = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class SetOrder:
    """
    What a host or moderator asks for.

    Args:
        caller_id: who sets the goal.
        key: the idempotency key.
        content: the input as it was sent, before defaults.
        room_id: which room.
        kind: what counts.
        target: coins, or gifts; from 1.
        title: 1 to 80 characters.
        gift_type: the key of the gift type that counts; for the kind GIFT alone.
        ends_at: until when gifts count; until the room closes if None.
        moderates: whether the caller may change rooms of others.
    """

    caller_id: str
    key: str
    content: Mapping[str, object]
    room_id: str
    kind: GoalKind
    target: int
    title: str
    gift_type: str | None = None
    ends_at: Instant | None = None
    moderates: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class GoalSet(Deed):
    """
    Set a goal; it takes the deed's identifier.

    Args:
        order: what is asked for.
        host_id: whose room it is, which never changes.
        reached: the room's goals that were reached, which never changes either.
    """

    order: SetOrder
    host_id: str
    reached: frozenset[str] = frozenset()

    def needs(self, needs: Needs) -> None:
        """Name the room, its goals, and whether its host wants any."""
        room_id = self.order.room_id
        name_room(needs, room_id)
        needs.row(ROOM_GOALS, room_id)
        for owner_id in (self.host_id, room_id):
            needs.row(GOAL_REFUSALS, owner_id)

    def decide(self, state: State) -> Decision:
        """
        Write the goal, and tell the room.

        Raises:
            NotFound: there is no such room.
            Forbidden: it is somebody else's room.
            RoomNotOpen: it is closed.
            GoalsRefused: its host wants no goals.
            InvalidInput: it would have ended already.
            GoalsFull: the room has as many as it may have.
        """
        order = self.order
        room = room_to_change(state, order.room_id, self.caller_id, moderates=order.moderates)
        for owner_id in (self.host_id, room.id):
            refusal = state.get(GOAL_REFUSALS, owner_id)
            if refusal is not None and refusal.refused:
                raise GoalsRefused(room.id)
        if order.ends_at is not None and order.ends_at <= state.now:
            raise InvalidInput("endsAt", "it must lie ahead")
        standing = with_another(state, room.id, Standing(self.id, order.ends_at), self.reached)
        goal = GoalRow(
            id=self.id,
            room_id=room.id,
            kind=order.kind.value,
            gift_type=order.gift_type,
            target=order.target,
            set_by=self.caller_id,
            set_at=state.now,
            ends_at=order.ends_at,
            cancelled_at=None,
            version=1,
        )
        return Decision(
            writes=(
                Write(GOALS, goal),
                Write(GOAL_TEXTS, GoalTextRow(goal.id, order.title.strip())),
                Write(ROOM_GOALS, standing),
            ),
            events=(goal_event(GOAL_SET, goal),),
            result={"goal_id": goal.id},
            answer=goal,
        )


async def set_goal(
    journal: Journal,
    find_room: Callable[[str], Awaitable[RoomRow | None]],
    reached: Callable[[str], Awaitable[frozenset[str]]],
    catalogue: Catalogue,
    order: SetOrder,
) -> Applied:
    """
    Set a goal.

    Args:
        journal: commits the deed.
        find_room: reads a room from the primary, such as `rooms.models.find_room`.
        reached: tells which goals of a room were reached, such as `goals.models.reached_in`.
        catalogue: every gift type on offer.
        order: what is asked for.

    Returns:
        The result `{"goal_id"}`; the answer is the `GoalRow`.

    Raises:
        GiftTypeUnknown: no such gift type is on offer.
        InvalidInput: the target or the title is out of range, or a gift type is missing or has no place.
        KeyReused: the key stands for something else.
        Refusal: as `GoalSet.decide` lists them.
    """
    room = await find_room(order.room_id)
    failure = NotFound("room", order.room_id) if room is None else _problem_of(order, catalogue)
    deed = GoalSet(
        id=new_id(),
        caller_id=order.caller_id,
        key=order.key,
        operation=OPERATION,
        fingerprint=fingerprint(OPERATION, order.content),
        failure=failure,
        order=order,
        host_id=room.host_id if room else "",
        reached=await reached(order.room_id),
    )
    return await journal.submit(deed)


def _problem_of(order: SetOrder, catalogue: Catalogue) -> Refusal | None:
    if not 1 <= order.target <= INT64_MAX:
        return InvalidInput("target", "it must be at least 1")
    if not 0 < len(order.title.strip()) <= TITLE_LENGTH_MAX:
        return InvalidInput("title", f"it must have 1 to {TITLE_LENGTH_MAX} letters")
    if (order.gift_type is not None) != (order.kind is GoalKind.GIFT):
        return InvalidInput("giftType", "it goes with the kind GIFT, and with no other")
    if order.gift_type is None:
        return None
    try:
        catalogue.find(order.gift_type)
    except Refusal as unknown:
        return unknown
    return None
