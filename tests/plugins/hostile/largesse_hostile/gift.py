"""
A gift type of a hostile plugin, and a price that no honest one could make.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from largesse import GiftType, Media, Price, Tier

if TYPE_CHECKING:
    from largesse import PriceQuestion

STILL = Path(__file__).with_name("still.svg")


def gift(key: str, **more: object) -> GiftType:
    """Return a gift type of one coin, unless said otherwise."""
    fields = {"names": {"en": key}, "emoji": "*", "price_coins": 1, "tier": Tier.SPARK, "media": Media(still=STILL)}
    return GiftType(key=key, **{**fields, **more})


def wrong(question: PriceQuestion, *, coins: object) -> Price:
    """Return a price that its class would have refused."""
    price = Price(coins=1, holds_until=question.now + 60_000_000)
    object.__setattr__(price, "coins", coins)
    return price
