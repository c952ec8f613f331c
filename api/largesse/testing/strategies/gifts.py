"""
Gift types and all that they are made of, and the questions that one with a price of its own is asked.
"""

from __future__ import annotations

import string
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from hypothesis import strategies as st

from largesse.offers import DatedPrice, Eligibility, GiftType, GiftVariant, Media, Period, PriceQuestion, Tier
from largesse.offers.gift_type import QUANTITY_MAX
from largesse.testing.strategies.money import EARLIEST, coins, instants
from largesse.testing.strategies.regions import countries

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from hypothesis.strategies import SearchStrategy

    from largesse.offers import Price

STILL = Path(__file__).with_name("still.svg")
"""A drawing for gift types that need one."""
_LOCALES = ("fr", "ja", "pt-BR", "ar", "zh-Hant", "sr-Latn-RS")
_NAMED_BY = st.characters(categories=("L", "N"), max_codepoint=0xFFFF)
_EMOJI = ("🌹", "🪁", "👩‍🚀", "❤️", "*")
_DURATION_MS = st.integers(200, 30_000)
_AGES = st.none() | st.integers(1, 120)


def keys() -> SearchStrategy[str]:
    """Make keys of gift types and variants: lower-case words joined by `.`, `-` or `_`."""
    word = st.builds(
        str.__add__,
        st.sampled_from(string.ascii_lowercase),
        st.text(string.ascii_lowercase + string.digits, max_size=9),
    )
    return st.lists(word, min_size=1, max_size=4).map("-".join)


def locales() -> SearchStrategy[str]:
    """Make locales of BCP 47: a language alone, with a region, with a script."""
    return st.sampled_from(_LOCALES)


def names() -> SearchStrategy[Mapping[str, str]]:
    """Make names by locale, English among them, of 1 to 60 letters and digits of any script."""
    name = st.text(_NAMED_BY, min_size=1, max_size=60)
    return st.builds(dict, st.dictionaries(locales(), name, max_size=4), en=name)


def media() -> SearchStrategy[Media]:
    """Make media that show one small drawing, for 0.2 to 30 seconds."""
    file = st.none() | st.just(STILL)
    return st.builds(
        Media, still=st.just(STILL), animation=file, reduced_motion=file, sound=st.none(), duration_ms=_DURATION_MS
    )


@st.composite
def periods(draw: st.DrawFn, most: int = 4) -> tuple[Period, ...]:
    """Make one period or more, in order, none overlapping another."""
    ends = draw(st.lists(instants(), min_size=2, max_size=2 * most, unique=True).map(sorted))
    return tuple(Period(starts_at=start, ends_at=end) for start, end in list(pairwise(ends))[::2])


@st.composite
def dated_prices(draw: st.DrawFn, most: int = 4) -> tuple[DatedPrice, ...]:
    """Make prices from later and later instants on."""
    starts = draw(st.lists(instants(), max_size=most, unique=True).map(sorted))
    return tuple(DatedPrice(holds_from=start, price_coins=draw(coins())) for start in starts)


def eligibilities() -> SearchStrategy[Eligibility]:
    """Make every mixture of conditions, often with none."""
    return st.builds(
        Eligibility,
        sender_age_min=_AGES,
        recipient_age_min=_AGES,
        regions=st.none() | st.frozensets(countries(), min_size=1, max_size=5),
        level_min=st.none() | st.integers(1, 100),
        rooms=st.none() | st.frozensets(_rooms(), min_size=1, max_size=3),
        periods=st.none() | periods(),
    )


def variants() -> SearchStrategy[GiftVariant]:
    """Make variants, with and without emoji, price and media of their own."""
    return st.builds(
        GiftVariant,
        key=keys(),
        names=names(),
        emoji=st.none() | st.sampled_from(_EMOJI),
        price_coins=st.none() | coins(),
        media=st.none() | media(),
    )


def gift_types(
    key: str | None = None, pricing: Callable[[PriceQuestion], Price] | None = None
) -> SearchStrategy[GiftType]:
    """
    Make gift types.

    Args:
        key: the key of each; any if left out.
        pricing: what works out their prices; nothing does if left out.
    """
    return st.builds(
        GiftType,
        key=keys() if key is None else st.just(key),
        version=st.integers(1, 1_000),
        names=names(),
        emoji=st.sampled_from(_EMOJI),
        price_coins=coins(),
        prices=dated_prices(),
        variants=st.lists(variants(), max_size=4, unique_by=lambda each: each.key).map(tuple),
        pricing=st.just(pricing),
        tier=st.sampled_from(Tier),
        media=media(),
        quantity_max=st.integers(1, QUANTITY_MAX),
        eligibility=eligibilities(),
        sort_order=st.integers(-1_000, 1_000),
    )


def price_questions(
    gift_type: str | None = None,
    variant: str | None = None,
    price_coins: int | None = None,
    quantity_max: int = QUANTITY_MAX,
) -> SearchStrategy[PriceQuestion]:
    """
    Make questions about the price of a gift, in rooms that were opened just now or at any time before.

    Args:
        gift_type: the key of the gift type; any if left out.
        variant: the key of its variant; none if left out.
        price_coins: the nominal price of one; any if left out.
        quantity_max: how many may be sent at once.
    """
    return instants().flatmap(
        lambda now: st.builds(
            PriceQuestion,
            gift_type=keys() if gift_type is None else st.just(gift_type),
            variant=st.just(variant),
            quantity=st.integers(1, quantity_max) | st.sampled_from((1, quantity_max)),
            price_coins=coins() if price_coins is None else st.just(price_coins),
            room_id=_rooms(),
            room_opened_at=st.integers(EARLIEST, now) | st.just(now),
            recipient_region=st.none() | countries(),
            now=st.just(now),
        )
    )


def _rooms() -> SearchStrategy[str]:
    return st.integers(0, 2**128 - 1).map(lambda number: str(UUID(int=number)))
