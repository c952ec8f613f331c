"""
A gift type, a period or a price that cannot be right is refused as it is made.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from largesse import (
    DatedPrice,
    Eligibility,
    GiftType,
    GiftVariant,
    Media,
    Period,
    Price,
    Tier,
)

STILL = Path(__file__)
ROSE: dict[str, Any] = {
    "key": "rose",
    "names": {"en": "Rose"},
    "emoji": "🌹",
    "price_coins": 5,
    "tier": Tier.SPARK,
    "media": Media(still=STILL),
}
RED = GiftVariant(key="red", names={"en": "Red rose"})
REFUSED = [
    ({"version": 0}, "the version must be a whole number from 1"),
    ({"version": True}, "the version must be a whole number from 1"),
    ({"price_coins": 0}, "price_coins must be a whole number from 1 to 1000000, not 0"),
    ({"quantity_max": 10_000}, "quantity_max must be a whole number from 1 to 9999, not 10000"),
    ({"names": {"fr": "Rose"}}, "names must have 'en'"),
    ({"emoji": ""}, "the emoji must have 1 to 16 characters"),
    ({"pricing": 12}, "pricing must be a function, not int"),
    ({"prices": (5,)}, "prices must be of DatedPrice, not int"),
    ({"prices": [DatedPrice(holds_from=2, price_coins=1)]}, "prices must be a tuple of DatedPrice, not list"),
    ({"variants": (RED, "small")}, "variants must be of GiftVariant, not str"),
    ({"variants": RED}, "variants must be a tuple of GiftVariant, not GiftVariant"),
    ({"variants": (RED, RED)}, "two of its variants have the same key"),
    (
        {"variants": tuple(GiftVariant(key=f"v{number}", names={"en": "Rose"}) for number in range(51))},
        "it may have 50 variants at most",
    ),
    (
        {"prices": (DatedPrice(holds_from=2, price_coins=1), DatedPrice(holds_from=2, price_coins=3))},
        "prices must hold from later and later instants",
    ),
]


def exactly(text: str) -> str:
    return f"^{re.escape(text)}$"


@pytest.mark.parametrize(("fields", "problem"), REFUSED)
def test_a_gift_type_that_could_not_be_sent_is_refused_with_the_reason(fields: dict[str, Any], problem: str) -> None:
    with pytest.raises(ValueError, match=exactly(f"gift type 'rose': {problem}")):
        GiftType(**{**ROSE, **fields})


def test_of_dated_prices_the_last_that_has_begun_holds() -> None:
    prices = (DatedPrice(holds_from=10, price_coins=7), DatedPrice(holds_from=20, price_coins=6))
    rose = GiftType(**ROSE, prices=prices)

    assert [rose.price_at(instant) for instant in (0, 9, 10, 19, 20, 10**18)] == [5, 5, 7, 7, 6, 6]


def test_a_variant_has_names_in_languages_as_a_gift_type_has() -> None:
    variant = GiftVariant(key="red", names={"en": "Red rose", "fr": "Rose rouge"})

    assert [variant.name_in(locale) for locale in ("fr", "fr-CA", "ja")] == ["Rose rouge", "Rose rouge", "Red rose"]


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        (
            {"key": "Red"},
            "variant 'Red': the key must be lower-case words joined by '.', '-' or '_', 64 characters at most",
        ),
        ({"names": {}}, "variant 'red': names must have 'en'"),
        ({"emoji": "*" * 17}, "variant 'red': the emoji must have 1 to 16 characters"),
        ({"price_coins": 0}, "price_coins must be a whole number from 1 to 1000000, not 0"),
    ],
)
def test_a_variant_that_could_not_be_sent_is_refused_with_the_reason(fields: dict[str, Any], problem: str) -> None:
    with pytest.raises(ValueError, match=exactly(problem)):
        GiftVariant(**{"key": "red", "names": {"en": "Red rose"}, **fields})


def test_a_period_ends_after_it_starts() -> None:
    with pytest.raises(ValueError, match="must end after it starts"):
        Period(starts_at=5, ends_at=5)


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"sender_age_min": 0}, "an age must be from 1 to 120, not 0"),
        ({"regions": frozenset({"Japan"})}, "'Japan' is not a code of ISO 3166"),
        ({"level_min": 0}, "a level must be 1 or more, not 0"),
        ({"rooms": frozenset({"lobby"})}, "'lobby' is not the identifier of a room"),
        (
            {"periods": (Period(starts_at=0, ends_at=5), Period(starts_at=4, ends_at=9))},
            "periods must be in order, and none may overlap another",
        ),
    ],
)
def test_an_eligibility_that_makes_no_sense_is_refused(fields: dict[str, Any], problem: str) -> None:
    with pytest.raises(ValueError, match=exactly(problem)):
        Eligibility(**fields)


def test_periods_may_follow_each_other_at_once() -> None:
    periods = (Period(starts_at=0, ends_at=5), Period(starts_at=5, ends_at=9))

    assert Eligibility(periods=periods).periods == periods


@pytest.mark.parametrize("coins", [0, -1, 1_000_001, 1.0, True, float("nan"), 10**30])
def test_a_price_is_a_whole_number_of_coins_within_bounds(coins: object) -> None:
    wrong: Any = coins  # what a plugin written without types may pass
    bounds = f"must be a whole number from 1 to 1000000, not {coins!r}"
    with pytest.raises(ValueError, match=exactly(f"coins {bounds}")):
        Price(coins=wrong, holds_until=1)
    with pytest.raises(ValueError, match=exactly(f"price_coins {bounds}")):
        DatedPrice(holds_from=0, price_coins=wrong)
    with pytest.raises(ValueError, match=exactly(f"price_coins {bounds}")):
        GiftVariant(key="red", names={"en": "Red rose"}, price_coins=wrong)


def test_the_reason_of_a_price_is_short() -> None:
    with pytest.raises(ValueError, match="a reason has 200 characters at most"):
        Price(coins=1, holds_until=1, reason="x" * 201)
