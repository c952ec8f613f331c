"""
What plugins offer and are told: frozen values, checked as they are made.
"""

from largesse.offers.eligibility import Eligibility, Period
from largesse.offers.exchange import ExchangeRate, ExchangeRates
from largesse.offers.gift_type import GiftType, Tier
from largesse.offers.media import Media
from largesse.offers.moderation import MessageQuestion, Moderator, Ruling, Verdict
from largesse.offers.pricing import DatedPrice, Price, PriceQuestion
from largesse.offers.rate_card import Channel, CoinPack, RateCard, Region
from largesse.offers.told import ComboEnded, GiftReversed, GiftSent, RoomClosed, RoomOpened
from largesse.offers.variant import GiftVariant

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
    "Media",
    "MessageQuestion",
    "Moderator",
    "Period",
    "Price",
    "PriceQuestion",
    "RateCard",
    "Region",
    "RoomClosed",
    "RoomOpened",
    "Ruling",
    "Tier",
    "Verdict",
]
