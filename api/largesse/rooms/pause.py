"""
`roomPause`: a room takes no gifts for a while, or takes them again.
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

OPERATION = "roomPause"


@dataclass(frozen=True, slots=True, kw_only=True)
class PauseOrder:
    """
    What a host or moderator asks for.

    Args:
        caller_id: who pauses or resumes.
        key: the idempotency key.
        content: the input as it was sent, before defaults.
        room_id: which room.
        paused: whether it shall be paused.
        moderates: whether the caller may change rooms of others.
    """

    caller_id: str
    key: str
    content: Mapping[str, object]
    room_id: str
    paused: bool
    moderates: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomPause(Deed):
    """Pause a room or resume it; what is so already stays so, without an event."""

    order: PauseOrder

    def needs(self, needs: Needs) -> None:
        """Name the room."""
        name_room(needs, self.order.room_id)

    def decide(self, state: State) -> Decision:
        """
        Write the status.

        Raises:
            NotFound: there is no such room.
            Forbidden: it is somebody else's room.
            RoomNotOpen: it is closed.
        """
        order = self.order
        room = room_to_change(state, order.room_id, self.caller_id, moderates=order.moderates)
        status = Status.PAUSED if order.paused else Status.OPEN
        result = {"room_id": room.id}
        if room.status == status.value:
            return Decision(result=result, answer=room)
        changed = room._replace(status=status.value)
        return Decision(
            writes=(Write(ROOMS, changed),),
            events=(room_event(room.id, "roomPaused" if order.paused else "roomResumed"),),
            touches=(room.id,),
            result=result,
            answer=changed,
        )


async def pause(journal: Journal, order: PauseOrder) -> Applied:
    """
    Pause a room, or resume it.

    Returns:
        The result `{"room_id"}`; the answer is the `RoomRow`.

    Raises:
        NotFound: there is no such room.
        Forbidden: it is somebody else's room.
        RoomNotOpen: it is closed.
        KeyReused: the key stands for something else.
    """
    deed = RoomPause(
        id=new_id(),
        caller_id=order.caller_id,
        key=order.key,
        operation=OPERATION,
        fingerprint=fingerprint(OPERATION, order.content),
        order=order,
    )
    return await journal.submit(deed)
