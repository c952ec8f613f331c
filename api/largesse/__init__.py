"""
The public face of Largesse: all that a plugin may import.
"""

from largesse.clock import Instant, instant_of
from largesse.money import Ratio
from largesse.offers import (
    Channel,
    CoinPack,
    DatedPrice,
    Eligibility,
    ExchangeRate,
    ExchangeRates,
    GiftReversed,
    GiftSent,
    GiftType,
    GiftVariant,
    Media,
    Period,
    Price,
    PriceQuestion,
    RateCard,
    Region,
    RoomClosed,
    RoomOpened,
    Tier,
)
from largesse.plugins.marker import hookimpl

__all__ = [
    "Channel",
    "CoinPack",
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
    "Period",
    "Price",
    "PriceQuestion",
    "RateCard",
    "Ratio",
    "Region",
    "RoomClosed",
    "RoomOpened",
    "Tier",
    "hookimpl",
    "instant_of",
]
