"""
The public face of Largesse: all that a plugin may import.
"""

from largesse.clock import Instant, instant_of
from largesse.money import Ratio
from largesse.offers import Channel, CoinPack, Eligibility, GiftType, Media, RateCard, Region, Tier
from largesse.plugins.marker import hookimpl

__all__ = [
    "Channel",
    "CoinPack",
    "Eligibility",
    "GiftType",
    "Instant",
    "Media",
    "RateCard",
    "Ratio",
    "Region",
    "Tier",
    "hookimpl",
    "instant_of",
]
