"""
Gifts as they are read; what is written goes through the journal.
"""

from __future__ import annotations

from largesse.gifts.rows import GIFT_REMAINDERS, GIFT_TEXTS, GIFT_THANKS, GIFTS, GiftRow
from largesse.ledger.modelled import modelled

Gift = modelled(GIFTS)
GiftText = modelled(GIFT_TEXTS)
GiftRemainder = modelled(GIFT_REMAINDERS)
GiftThanks = modelled(GIFT_THANKS)


async def find_gift(gift_id: str) -> GiftRow | None:
    """Return a gift, or None if there is none."""
    rows = await Gift.filter(id=gift_id).values_list(*GiftRow._fields)
    return GiftRow(*rows[0]) if rows else None
