"""
`roomBlockSet`: somebody may send no gifts in a room, or may again; nobody is told.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from largesse.errors import InvalidInput
from largesse.ledger.deed import Decision, Deed, Write
from largesse.ledger.identifiers import fingerprint, new_id
from largesse.rooms.rows import ROOM_BLOCKS, RoomBlockRow
from largesse.rooms.standing import name_room, room_to_change

if TYPE_CHECKING:
    from collections.abc import Mapping

    from largesse.ledger.deed import Applied, Needs, State
    from largesse.ledger.journal import Journal

OPERATION = "roomBlockSet"
REASON_LENGTH_MAX = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockOrder:
    """
    What a host or moderator asks for.

    Args:
        caller_id: who blocks or unblocks.
        key: the idempotency key.
        content: the input as it was sent, before defaults.
        room_id: which room.
        person_id: who is meant.
        blocked: whether they shall be blocked.
        reason: why, in 500 characters at most; may be empty.
        moderates: whether the caller may change rooms of others.
    """

    caller_id: str
    key: str
    content: Mapping[str, object]
    room_id: str
    person_id: str
    blocked: bool
    reason: str = ""
    moderates: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomBlockSet(Deed):
    """Block or unblock somebody in a room, without an event."""

    order: BlockOrder

    def needs(self, needs: Needs) -> None:
        """Name the room and the block."""
        order = self.order
        name_room(needs, order.room_id)
        needs.row(ROOM_BLOCKS, order.room_id, order.person_id)

    def decide(self, state: State) -> Decision:
        """
        Write the block.

        Raises:
            NotFound: there is no such room.
            Forbidden: it is somebody else's room.
            RoomNotOpen: it is closed.
            InvalidInput: the host cannot be blocked.
        """
        order = self.order
        room = room_to_change(state, order.room_id, self.caller_id, moderates=order.moderates)
        if order.person_id == room.host_id:
            raise InvalidInput("personId", "the host cannot be blocked")
        block = RoomBlockRow(room.id, order.person_id, order.blocked, order.reason)
        return Decision(
            writes=(Write(ROOM_BLOCKS, block),),
            touches=(room.id,),
            result={"room_id": room.id, "person_id": order.person_id, "blocked": order.blocked},
            answer=block,
        )


async def set_block(journal: Journal, order: BlockOrder) -> Applied:
    """
    Block or unblock somebody in a room.

    Returns:
        The result `{"room_id", "person_id", "blocked"}`; the answer is the `RoomBlockRow`.

    Raises:
        NotFound: there is no such room.
        Forbidden: it is somebody else's room.
        RoomNotOpen: it is closed.
        InvalidInput: the reason is too long, or the host cannot be blocked.
        KeyReused: the key stands for something else.
    """
    failure = None
    if len(order.reason) > REASON_LENGTH_MAX:
        failure = InvalidInput("reason", f"it must have {REASON_LENGTH_MAX} letters at most")
    deed = RoomBlockSet(
        id=new_id(),
        caller_id=order.caller_id,
        key=order.key,
        operation=OPERATION,
        fingerprint=fingerprint(OPERATION, order.content),
        failure=failure,
        order=order,
    )
    return await journal.submit(deed)
