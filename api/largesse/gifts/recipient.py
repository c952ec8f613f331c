"""
Who receives a gift: somebody on stage in an open room, from somebody who is not blocked there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from largesse.errors import GiftToSelf, NotFound, RecipientNotOnStage, RoomNotOpen, SenderBlocked
from largesse.rooms.rows import ROOM_BLOCKS, ROOMS, Status
from largesse.rooms.stage import member_of, stage_of

if TYPE_CHECKING:
    from largesse.gifts.order import GiftOrder
    from largesse.ledger.deed import State
    from largesse.rooms.stage import StageMember

_OPEN = Status.OPEN.value


def recipient_of(order: GiftOrder, state: State) -> StageMember:
    """
    Return who receives a gift.

    Args:
        order: what the sender asks for.
        state: where the room is named, and the sender's block in it.

    Raises:
        NotFound: there is no such room.
        RoomNotOpen: it is closed or paused.
        RecipientNotOnStage: the recipient is neither host nor guest.
        GiftToSelf: the sender is the recipient.
        SenderBlocked: the sender is blocked in the room.
    """
    room = state.get(ROOMS, order.room_id)
    if room is None:
        raise NotFound("room", order.room_id)
    if room.status != _OPEN:
        raise RoomNotOpen(order.room_id, room.status)
    recipient = member_of(stage_of(room.stage), order.recipient_id)
    if recipient is None:
        raise RecipientNotOnStage(order.room_id, order.recipient_id or "")
    if recipient.person_id == order.sender.id:
        raise GiftToSelf
    block = state.get(ROOM_BLOCKS, order.room_id, order.sender.id)
    if block is not None and block.blocked:
        raise SenderBlocked(order.room_id)
    return recipient
