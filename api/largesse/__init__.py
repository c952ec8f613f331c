"""
The public face of Largesse: all that a plugin may import.
"""

from typing import TYPE_CHECKING

from largesse.clock import Instant, instant_of
from largesse.money import Ratio
from largesse.offers import (
    Channel,
    CoinPack,
    ComboEnded,
    DatedPrice,
    Eligibility,
    ExchangeRate,
    ExchangeRates,
    GiftReversed,
    GiftSent,
    GiftType,
    GiftVariant,
    Media,
    MessageQuestion,
    Moderator,
    Period,
    Price,
    PriceQuestion,
    RateCard,
    Region,
    RoomClosed,
    RoomOpened,
    Ruling,
    Tier,
    Verdict,
)
from largesse.plugins.deprecated import deprecated_name
from largesse.plugins.marker import hookimpl

if not TYPE_CHECKING:  # or every name would be right to a type checker

    def __getattr__(name: str) -> object:
        """Return what an old name stands for, with a warning; see `largesse.plugins.deprecated`."""
        return deprecated_name(name, globals())


__all__ = [
    "Channel",
    "CoinPack",
    "ComboEnded",
    "DatedPrice",
    "Eligibility",
    "ExchangeRate",
    "ExchangeRates",
    "GiftReversed",
    "GiftSent",
    "GiftType",
    "GiftVariant",
    "Instant",
    "Media",
    "MessageQuestion",
    "Moderator",
    "Period",
    "Price",
    "PriceQuestion",
    "RateCard",
    "Ratio",
    "Region",
    "RoomClosed",
    "RoomOpened",
    "Ruling",
    "Tier",
    "Verdict",
    "hookimpl",
    "instant_of",
]
