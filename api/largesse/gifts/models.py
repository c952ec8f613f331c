"""
Gifts as they are read; what is written goes through the journal.
"""

from __future__ import annotations

from tortoise import fields
from tortoise.models import Model

from largesse.gifts.rows import GIFT_REMAINDERS, GIFT_TEXTS, GIFTS, GiftRow


class Gift(Model):
    """See `GiftRow`."""

    id = fields.CharField(36, primary_key=True)
    room_id = fields.CharField(36)
    sender_id = fields.CharField(36)
    recipient_id = fields.CharField(36)
    gift_type = fields.TextField()
    quantity = fields.BigIntField()
    price_coins = fields.BigIntField()
    total_coins = fields.BigIntField()
    diamonds = fields.BigIntField()
    anonymous = fields.BooleanField()
    sent_at = fields.BigIntField()
    detail = fields.TextField()

    class Meta:
        """Where it is kept."""

        table = GIFTS.name


class GiftText(Model):
    """See `GiftTextRow`."""

    gift_id = fields.CharField(36, primary_key=True)
    message = fields.TextField()

    class Meta:
        """Where it is kept."""

        table = GIFT_TEXTS.name


class GiftRemainder(Model):
    """See `GiftRemainderRow`."""

    gift_id = fields.CharField(36, primary_key=True)
    remaining = fields.BigIntField()
    version = fields.BigIntField()

    class Meta:
        """Where it is kept."""

        table = GIFT_REMAINDERS.name


async def find_gift(gift_id: str) -> GiftRow | None:
    """Return a gift, or None if there is none."""
    rows = await Gift.filter(id=gift_id).values_list(*GiftRow._fields)
    return GiftRow(*rows[0]) if rows else None
