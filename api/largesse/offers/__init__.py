"""
What plugins offer: frozen values, checked as they are made.
"""

from largesse.offers.gift_type import Eligibility, GiftType, Media, Tier
from largesse.offers.rate_card import Channel, CoinPack, RateCard, Region

__all__ = ["Channel", "CoinPack", "Eligibility", "GiftType", "Media", "RateCard", "Region", "Tier"]
