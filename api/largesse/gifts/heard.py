"""
What a room hears of a gift that was sent: identifiers and numbers, in the gift's own commit.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import orjson

from largesse.ledger.deed import Event

if TYPE_CHECKING:
    from largesse.combos.streak import Told
    from largesse.gifts.rows import GiftRow
    from largesse.offers import GiftType, GiftVariant

GIFT_SENT = "giftSent"
"""The kind of the event."""


def sent_event(gift: GiftRow, gift_type: GiftType, variant: GiftVariant | None, combo: Told | None) -> Event:
    """
    Return the event of a gift; it names neither the sender nor a combo of one that is anonymous.

    Args:
        gift: the gift.
        gift_type: its gift type.
        variant: its variant; None if there is none.
        combo: what is told of the combo that it belongs to, with it in it; None if it is anonymous.
    """
    payload: dict[str, object] = {
        "gift_id": gift.id,
        "recipient_id": gift.recipient_id,
        "gift_type": gift.gift_type,
        "version": gift_type.version,
        "tier": gift_type.tier.value,
        "quantity": gift.quantity,
        "total_coins": gift.total_coins,
        "diamonds": gift.diamonds,
        "anonymous": gift.anonymous,
        "sent_at": gift.sent_at,
    }
    if variant is not None:
        payload["variant"] = variant.key
    if not gift.anonymous:
        payload["sender_id"] = gift.sender_id
    if combo is not None:
        payload["combo"] = combo
    return Event(gift.room_id, GIFT_SENT, orjson.dumps(payload).decode())
