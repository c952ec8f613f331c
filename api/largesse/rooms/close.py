"""
`roomClose`: a room is over, for good.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from largesse.ledger.deed import Decision, Deed, Write
from largesse.ledger.identifiers import fingerprint, new_id
from largesse.rooms.rows import ROOMS, Status
from largesse.rooms.standing import name_room, room_event, room_to_change

if TYPE_CHECKING:
    from collections.abc import Mapping

    from largesse.ledger.deed import Applied, Needs, State
    from largesse.ledger.journal import Journal

OPERATION = "roomClose"


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseOrder:
    """
    What a host or moderator asks for.

    Args:
        caller_id: who closes the room.
        key: the idempotency key.
        content: the input as it was sent, before defaults.
        room_id: which room.
        moderates: whether the caller may change rooms of others.
    """

    caller_id: str
    key: str
    content: Mapping[str, object]
    room_id: str
    moderates: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomClose(Deed):
    """Close a room, once."""

    order: CloseOrder

    def needs(self, needs: Needs) -> None:
        """Name the room."""
        name_room(needs, self.order.room_id)

    def decide(self, state: State) -> Decision:
        """
        Write the status and the instant.

        Raises:
            NotFound: there is no such room.
            Forbidden: it is somebody else's room.
            RoomNotOpen: it is closed already.
        """
        order = self.order
        room = room_to_change(state, order.room_id, self.caller_id, moderates=order.moderates)
        changed = room._replace(status=Status.CLOSED.value, closed_at=state.now)
        return Decision(
            writes=(Write(ROOMS, changed),),
            events=(room_event(room.id, "roomClosed", closed_at=state.now),),
            touches=(room.id,),
            result={"room_id": room.id},
            answer=changed,
        )


async def close(journal: Journal, order: CloseOrder) -> Applied:
    """
    Close a room.

    Returns:
        The result `{"room_id"}`; the answer is the `RoomRow`.

    Raises:
        NotFound: there is no such room.
        Forbidden: it is somebody else's room.
        RoomNotOpen: it is closed already.
        KeyReused: the key stands for something else.
    """
    deed = RoomClose(
        id=new_id(),
        caller_id=order.caller_id,
        key=order.key,
        operation=OPERATION,
        fingerprint=fingerprint(OPERATION, order.content),
        order=order,
    )
    return await journal.submit(deed)
