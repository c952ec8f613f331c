"""
Regions: which rates hold where and when, and what they make of coins and diamonds.
"""

from largesse.regions.chain import card_hashes
from largesse.regions.notice import NoticeBreach, Worsening, breach_of, worse
from largesse.regions.quote import (
    PayoutQuote,
    PayoutValue,
    Split,
    list_price_of,
    payout_quote,
    payout_value_of,
    split_of,
)
from largesse.regions.rate_cards import CardInForce, RateCards

__all__ = [
    "CardInForce",
    "NoticeBreach",
    "PayoutQuote",
    "PayoutValue",
    "RateCards",
    "Split",
    "Worsening",
    "breach_of",
    "card_hashes",
    "list_price_of",
    "payout_quote",
    "payout_value_of",
    "split_of",
    "worse",
]
