"""
What a gift stores from the first day: the gift, its message, what is left of it to reverse, and the thanks for it.
"""

from __future__ import annotations

from typing import NamedTuple

from largesse.ledger.table import Id, Mode, Table


class GiftRow(NamedTuple):
    """
    A gift that was given.

    Args:
        id: the gift, and the deed and transfer that it came about by.
        recipient_id: who received it, fixed at the moment of sending.
        gift_type: the key of the gift type.
        price_coins: the price of one.
        total_coins: what the sender paid.
        diamonds: what the recipient earned, in millionths.
        anonymous: whether the sender's name is kept from the room.
        detail: JSON; draws, funding, earners, bucket, versions and values; see `gifts.detail`.
    """

    id: Id
    room_id: Id
    sender_id: Id
    recipient_id: Id
    gift_type: str
    quantity: int
    price_coins: int
    total_coins: int
    diamonds: int
    anonymous: bool
    sent_at: int
    detail: str


class GiftTextRow(NamedTuple):
    """The message of a gift, which moderation may erase."""

    gift_id: Id
    message: str


class GiftRemainderRow(NamedTuple):
    """
    What is left of a gift to reverse; no row is the whole of it.

    Args:
        remaining: units of the gift's quantity.
        version: moved by every write.
    """

    gift_id: Id
    remaining: int
    version: int


class GiftThanksRow(NamedTuple):
    """
    That the recipient has thanked for a gift, or for the whole of a combo; no row is no thanks.

    Args:
        gift_id: the gift, or the one that began its combo, whose identifier is the combo's too.
        version: moved by every write; there is one.
    """

    gift_id: Id
    thanked_at: int
    version: int


GIFTS = Table(name="gifts", row=GiftRow, mode=Mode.APPEND, rank=930)
GIFT_TEXTS = Table(name="gift_texts", row=GiftTextRow, mode=Mode.APPEND, rank=940, erasable=True)
GIFT_REMAINDERS = Table(
    name="gift_remainders",
    row=GiftRemainderRow,
    mode=Mode.GUARD,
    rank=85,
    mutable=("remaining",),
)
GIFT_THANKS = Table(name="gift_thanks", row=GiftThanksRow, mode=Mode.GUARD, rank=89)
