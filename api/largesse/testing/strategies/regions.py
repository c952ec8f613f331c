"""
Regions and rate cards.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import strategies as st

from largesse.offers import Channel, CoinPack, RateCard, Region
from largesse.testing.strategies.money import currencies, instants, money, ratios, shares

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

    from largesse.clock import Instant

_COUNTRIES = ("US", "BR", "DE", "FR", "GB", "TR", "JP", "KR", "IN", "ID", "KW", "AE", "ZA")
_BLOCS = {"EU": frozenset({"DE", "FR"}), "XB": frozenset({"KW", "AE"})}
_ZONES = ("UTC", "America/New_York", "Asia/Kolkata", "Asia/Tokyo", "Pacific/Chatham")
_WORDS = st.text(st.characters(categories=("L", "N", "P")), min_size=1, max_size=40)
_DAYS = st.integers(0, 400)


def countries() -> SearchStrategy[str]:
    """Make codes of ISO 3166: countries, and subdivisions of one."""
    return st.sampled_from((*_COUNTRIES, "US-CA", "US-TX"))


def coin_packs() -> SearchStrategy[CoinPack]:
    """Make packs of coins, in each channel, with tax and fee or without."""
    return st.builds(
        CoinPack,
        channel=st.sampled_from(Channel),
        coins=st.integers(1, 1_000_000),
        price_units=money(1, 10**12),
        tax=shares(),
        fee=shares(),
    )


def rate_cards(version: int = 1, holds_from: Instant | None = None) -> SearchStrategy[RateCard]:
    """
    Make rate cards, with and without packs to sell.

    Args:
        version: of each.
        holds_from: from when they hold; any instant if left out.
    """
    return st.builds(
        RateCard,
        version=st.just(version),
        holds_from=instants() if holds_from is None else st.just(holds_from),
        list_price=ratios(),
        creator_share=shares(whole=True),
        payout_value=ratios(),
        payout_fee=shares(),
        payout_minimum_units=money(1, 10**12),
        holding_days=_DAYS,
        withdrawal_days=_DAYS,
        notice_days=_DAYS,
        packs=st.lists(coin_packs(), max_size=4).map(tuple),
        derivation=st.lists(_WORDS, min_size=1, max_size=3).map(tuple),
        reason=_WORDS,
        statutory=st.booleans(),
    )


@st.composite
def regions(draw: st.DrawFn, cards_max: int = 3) -> Region:
    """Make subdivisions, countries and blocs, each with rate cards that follow one another."""
    code = draw(countries() | st.sampled_from(sorted(_BLOCS)))
    starts = draw(st.lists(instants(), min_size=1, max_size=cards_max, unique=True).map(sorted))
    return Region(
        code=code,
        name=draw(_WORDS),
        currency=draw(currencies()),
        time_zone=draw(st.sampled_from(_ZONES)),
        countries=_BLOCS.get(code, frozenset()),
        cards=tuple(draw(rate_cards(version, start)) for version, start in enumerate(starts, start=1)),
    )
