"""
`goalRefuse`: a host wants no goals, in a room or in all of theirs, or wants them again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from largesse.errors import Forbidden, NotFound
from largesse.goals.rows import GOAL_REFUSALS, GoalRefusalRow
from largesse.ledger.deed import Decision, Deed, Write
from largesse.ledger.identifiers import fingerprint, new_id

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from largesse.errors import Refusal
    from largesse.ledger.deed import Applied, Needs, State
    from largesse.ledger.journal import Journal
    from largesse.rooms.rows import RoomRow

OPERATION = "goalRefuse"


@dataclass(frozen=True, slots=True, kw_only=True)
class RefuseOrder:
    """
    What a host asks for.

    Args:
        caller_id: who wants no goals.
        key: the idempotency key.
        content: the input as it was sent, before defaults.
        refused: whether they want none.
        room_id: in which of their rooms; in all of them if None.
    """

    caller_id: str
    key: str
    content: Mapping[str, object]
    refused: bool
    room_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GoalRefuse(Deed):
    """
    Refuse goals, or allow them again.

    Nothing is cancelled: while they are refused no goal is shown and none is set, and whoever allows them again finds
    those that are left where they would be.
    """

    order: RefuseOrder

    def needs(self, needs: Needs) -> None:
        """Name what they have said before."""
        needs.row(GOAL_REFUSALS, self._owner_id)

    def decide(self, state: State) -> Decision:
        """Write what they want."""
        known = state.get(GOAL_REFUSALS, self._owner_id)
        refused = self.order.refused
        result = {"room_id": self.order.room_id, "refused": refused}
        if (known is not None and known.refused) == refused:
            return Decision(result=result)
        version = known.version + 1 if known else 1
        return Decision(
            writes=(Write(GOAL_REFUSALS, GoalRefusalRow(self._owner_id, refused, version)),),
            result=result,
        )

    @property
    def _owner_id(self) -> str:
        return self.order.room_id or self.caller_id


async def refuse_goals(
    journal: Journal, find_room: Callable[[str], Awaitable[RoomRow | None]], order: RefuseOrder
) -> Applied:
    """
    Refuse goals, or allow them again.

    Args:
        journal: commits the deed.
        find_room: reads a room, such as `rooms.models.find_room`.
        order: what is asked for.

    Returns:
        The result `{"room_id", "refused"}`.

    Raises:
        NotFound: there is no such room.
        Forbidden: it is somebody else's room.
        KeyReused: the key stands for something else.
    """
    failure: Refusal | None = None
    if order.room_id is not None:
        room = await find_room(order.room_id)
        if room is None:
            failure = NotFound("room", order.room_id)
        elif room.host_id != order.caller_id:
            failure = Forbidden("the room's host")
    deed = GoalRefuse(
        id=new_id(),
        caller_id=order.caller_id,
        key=order.key,
        operation=OPERATION,
        fingerprint=fingerprint(OPERATION, order.content),
        failure=failure,
        order=order,
    )
    return await journal.submit(deed)
