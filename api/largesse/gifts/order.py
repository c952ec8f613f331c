"""
What a viewer asks for when they send a gift, and the occasion on which it would be given.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from largesse.catalogue import Occasion

if TYPE_CHECKING:
    from collections.abc import Mapping

    from largesse.clock import Instant
    from largesse.people.caller import Caller
    from largesse.rooms.stage import StageMember

MESSAGE_LENGTH_MAX = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class GiftOrder:
    """
    What a viewer asks for.

    Args:
        sender: the caller.
        key: the idempotency key.
        content: the input as it was sent, before defaults.
        room_id: in which room.
        recipient_id: somebody on stage; the host if None.
        gift_type: the key of a gift type.
        variant: the key of one of its variants; the first if None.
        price_seen: the total in coins that the sender was shown.
        quantity: how many at once.
        anonymous: whether the room shall not know who sent it.
        message: a few words, 200 characters at most; may be empty.
    """

    sender: Caller
    key: str
    content: Mapping[str, object]
    room_id: str
    gift_type: str
    price_seen: int
    variant: str | None = None
    recipient_id: str | None = None
    quantity: int = 1
    anonymous: bool = False
    message: str = ""


def occasion_of(sender: Caller, room_id: str, now: Instant, recipient: StageMember | None) -> Occasion:
    """
    Return by whom, to whom, where and when a gift would be sent.

    Args:
        sender: the caller.
        room_id: in which room.
        now: the instant.
        recipient: somebody on stage; None if it is not known who.
    """
    recipient_age = recipient.age_min if recipient else None
    return Occasion(room_id, now, sender.region, sender.age_min, sender.level, recipient_age)
