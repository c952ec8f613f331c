"""
`roomOpen`: a room begins, with its host on stage.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from largesse.errors import Forbidden, InvalidInput
from largesse.ledger.deed import Decision, Deed, Write
from largesse.ledger.identifiers import fingerprint, new_id
from largesse.rooms.rows import ROOM_TEXTS, ROOMS, RoomRow, RoomTextRow, Status
from largesse.rooms.stage import checked_stage, stage_text
from largesse.rooms.standing import room_event

if TYPE_CHECKING:
    from collections.abc import Mapping

    from largesse.errors import Refusal
    from largesse.ledger.deed import Applied, State
    from largesse.ledger.journal import Journal
    from largesse.rooms.stage import StageMember

OPERATION = "roomOpen"
STREAM_KIND = "room"
TITLE_LENGTH_MAX = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenOrder:
    """
    What a creator or an operator asks for.

    Args:
        caller_id: who opens the room.
        key: the idempotency key.
        content: the input as it was sent, before defaults.
        title: 1 to 120 characters.
        host: whose room it is; the caller, or for an operator anybody.
        operates: whether the caller may open rooms of others.
    """

    caller_id: str
    key: str
    content: Mapping[str, object]
    title: str
    host: StageMember
    operates: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomOpen(Deed):
    """Open a room; it and its stream take the deed's identifier."""

    order: OpenOrder

    def decide(self, state: State) -> Decision:
        """Write the room and begin its stream."""
        order = self.order
        stage = checked_stage(order.host, ())
        host_id = order.host.person_id
        room = RoomRow(self.id, host_id, Status.OPEN.value, stage_text(stage), state.now, None)
        return Decision(
            writes=(
                Write(ROOMS, room),
                Write(ROOM_TEXTS, RoomTextRow(self.id, order.title.strip())),
            ),
            events=(room_event(self.id, "roomOpened", host_id=host_id, opened_at=state.now),),
            opens=((self.id, STREAM_KIND),),
            result={"room_id": self.id},
            answer=room,
        )


async def open_room(journal: Journal, order: OpenOrder) -> Applied:
    """
    Open a room.

    Returns:
        The result `{"room_id"}`; the answer is the `RoomRow`.

    Raises:
        InvalidInput: the title is empty or too long.
        Forbidden: the host is somebody else.
        KeyReused: the key stands for something else.
    """
    deed = RoomOpen(
        id=new_id(),
        caller_id=order.caller_id,
        key=order.key,
        operation=OPERATION,
        fingerprint=fingerprint(OPERATION, order.content),
        failure=_problem_of(order),
        order=order,
    )
    return await journal.submit(deed)


def _problem_of(order: OpenOrder) -> Refusal | None:
    if not 0 < len(order.title.strip()) <= TITLE_LENGTH_MAX:
        return InvalidInput("title", f"it must have 1 to {TITLE_LENGTH_MAX} letters")
    if order.host.person_id != order.caller_id and not order.operates:
        return Forbidden("an operator, to open a room of somebody else")
    return None
