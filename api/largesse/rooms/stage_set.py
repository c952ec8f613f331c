"""
`roomStageSet`: who is on stage beside the host, and so may receive gifts.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from largesse.errors import NotFound
from largesse.ledger.deed import Decision, Deed, Write
from largesse.ledger.identifiers import fingerprint, new_id
from largesse.rooms.rows import ROOMS
from largesse.rooms.stage import checked_stage, stage_of, stage_text
from largesse.rooms.standing import name_room, room_event, room_to_change

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from largesse.ledger.deed import Applied, Needs, State
    from largesse.ledger.journal import Journal
    from largesse.rooms.stage import StageMember

OPERATION = "roomStageSet"


@dataclass(frozen=True, slots=True, kw_only=True)
class StageOrder:
    """
    What a host or moderator asks for.

    Args:
        caller_id: who sets the stage.
        key: the idempotency key.
        content: the input as it was sent, before defaults.
        room_id: which room.
        guest_ids: everybody on stage beside the host, 8 at most, in their order.
        known: the guests that are known, by identifier, as they were last seen.
        moderates: whether the caller may change rooms of others.
    """

    caller_id: str
    key: str
    content: Mapping[str, object]
    room_id: str
    guest_ids: Sequence[str]
    known: Mapping[str, StageMember]
    moderates: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomStageSet(Deed):
    """Set the guests of a room; its host stays first."""

    order: StageOrder

    def needs(self, needs: Needs) -> None:
        """Name the room."""
        name_room(needs, self.order.room_id)

    def decide(self, state: State) -> Decision:
        """
        Write the stage.

        Raises:
            NotFound: there is no such room, or a guest has never been seen.
            Forbidden: it is somebody else's room.
            RoomNotOpen: it is closed.
            StageInvalid: too many guests, one named twice, or the host among them.
        """
        order = self.order
        room = room_to_change(state, order.room_id, self.caller_id, moderates=order.moderates)
        unknown = next((guest_id for guest_id in order.guest_ids if guest_id not in order.known), None)
        if unknown is not None:
            raise NotFound("person", unknown)
        guests = [order.known[guest_id] for guest_id in order.guest_ids]
        text = stage_text(checked_stage(stage_of(room.stage)[0], guests))
        changed = room._replace(stage=text)
        return Decision(
            writes=(Write(ROOMS, changed),),
            events=(room_event(room.id, "stageChanged", host_id=room.host_id, guest_ids=list(order.guest_ids)),),
            touches=(room.id,),
            result={"room_id": room.id},
            answer=changed,
        )


async def set_stage(journal: Journal, order: StageOrder) -> Applied:
    """
    Set the guests of a room.

    Returns:
        The result `{"room_id"}`; the answer is the `RoomRow`.

    Raises:
        NotFound: there is no such room, or a guest has never been seen.
        Forbidden: it is somebody else's room.
        RoomNotOpen: it is closed.
        StageInvalid: too many guests, one named twice, or the host among them.
        KeyReused: the key stands for something else.
    """
    deed = RoomStageSet(
        id=new_id(),
        caller_id=order.caller_id,
        key=order.key,
        operation=OPERATION,
        fingerprint=fingerprint(OPERATION, order.content),
        order=order,
    )
    return await journal.submit(deed)
