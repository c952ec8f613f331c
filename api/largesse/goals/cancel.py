"""
`goalCancel`: a goal is taken away; how far it has got stays on record.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from largesse.errors import NotFound
from largesse.goals.rows import GOALS, ROOM_GOALS, GoalRow
from largesse.goals.standing import without
from largesse.goals.told import goal_event
from largesse.ledger.deed import Decision, Deed, Write
from largesse.ledger.identifiers import fingerprint, new_id
from largesse.rooms.standing import name_room, room_to_change

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from largesse.ledger.deed import Applied, Needs, State
    from largesse.ledger.journal import Journal

OPERATION = "goalCancel"
GOAL_CANCELLED = "goalCancelled"


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelOrder:
    """
    What a host or moderator asks for.

    Args:
        caller_id: who cancels the goal.
        key: the idempotency key.
        content: the input as it was sent, before defaults.
        goal_id: which goal.
        moderates: whether the caller may change rooms of others.
    """

    caller_id: str
    key: str
    content: Mapping[str, object]
    goal_id: str
    moderates: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class GoalCancel(Deed):
    """
    Cancel a goal; one that is cancelled already stays so, without an event.

    Args:
        order: what is asked for.
        room_id: the goal's room, which never changes.
    """

    order: CancelOrder
    room_id: str

    def needs(self, needs: Needs) -> None:
        """Name the goal, its room, and the room's goals."""
        name_room(needs, self.room_id)
        needs.row(GOALS, self.order.goal_id)
        needs.row(ROOM_GOALS, self.room_id)

    def decide(self, state: State) -> Decision:
        """
        Write that it is cancelled, and tell the room.

        Raises:
            NotFound: there is no such goal.
            Forbidden: it is somebody else's room.
            RoomNotOpen: it is closed.
        """
        order = self.order
        room = room_to_change(state, self.room_id, self.caller_id, moderates=order.moderates)
        goal, standing = state.get(GOALS, order.goal_id), state.get(ROOM_GOALS, room.id)
        if goal is None or standing is None:
            raise NotFound("goal", order.goal_id)
        result = {"goal_id": goal.id}
        if goal.cancelled_at is not None:
            return Decision(result=result, answer=goal)
        cancelled = goal._replace(cancelled_at=state.now, version=goal.version + 1)
        return Decision(
            writes=(Write(GOALS, cancelled), Write(ROOM_GOALS, without(standing, goal.id))),
            events=(goal_event(GOAL_CANCELLED, cancelled),),
            result=result,
            answer=cancelled,
        )


async def cancel_goal(
    journal: Journal, find: Callable[[str], Awaitable[GoalRow | None]], order: CancelOrder
) -> Applied:
    """
    Cancel a goal.

    Args:
        journal: commits the deed.
        find: reads a goal from the primary.
        order: what is asked for.

    Returns:
        The result `{"goal_id"}`; the answer is the `GoalRow`.

    Raises:
        NotFound: there is no such goal.
        Forbidden: it is somebody else's room.
        RoomNotOpen: the room is closed, and its goals stay as they are.
        KeyReused: the key stands for something else.
    """
    goal = await find(order.goal_id)
    deed = GoalCancel(
        id=new_id(),
        caller_id=order.caller_id,
        key=order.key,
        operation=OPERATION,
        fingerprint=fingerprint(OPERATION, order.content),
        failure=NotFound("goal", order.goal_id) if goal is None else None,
        order=order,
        room_id=goal.room_id if goal else "",
    )
    return await journal.submit(deed)
