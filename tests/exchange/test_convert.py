"""
What is given is worth what is received, the margin and the remainder, always.
"""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from largesse.errors import AmountOutOfRange
from largesse.exchange import Conversion, PairRate, converted
from largesse.money import CURRENCIES, INT64_MAX, Ratio

TERMS = st.integers(1, 2_000_000_000)
CODES = st.sampled_from(sorted(CURRENCIES))
NONE = Ratio(0)


def pair(base: str, quote: str, rate: Ratio, margin: Ratio = NONE) -> PairRate:
    return PairRate(
        plugin="first",
        source="a bank",
        base=base,
        quote=quote,
        rate=rate,
        via="",
        margin=margin,
        as_of=1,
        stale_at=2,
    )


@pytest.mark.parametrize(
    ("rate", "units", "expected"),
    [
        (pair("EUR", "USD", Ratio(10_876, 10_000)), 10_00, Conversion(1_000, 1_087, 0, 1_087, "3/5")),
        (pair("EUR", "JPY", Ratio(16_345, 100)), 10_00, Conversion(1_000, 1_634, 0, 1_634, "1/2")),
        (pair("JPY", "EUR", Ratio(100, 16_345)), 1_634, Conversion(1_634, 999, 0, 999, "2269/3269")),
        (pair("EUR", "KWD", Ratio(3_325, 10_000)), 1, Conversion(1, 3, 0, 3, "13/40")),
        (pair("KWD", "JPY", Ratio(491)), 1, Conversion(1, 0, 0, 0, "491/1000")),
        (pair("EUR", "USD", Ratio(1), Ratio(1, 100)), 199, Conversion(199, 199, 1, 198, "0/1")),
        (pair("EUR", "USD", Ratio(1), Ratio(1, 100)), 99, Conversion(99, 99, 0, 99, "0/1")),
        (pair("EUR", "USD", Ratio(2)), 0, Conversion(0, 0, 0, 0, "0/1")),
    ],
)
def test_an_amount_comes_to_what_is_reckoned_by_hand(rate: PairRate, units: int, expected: Conversion) -> None:
    assert converted(rate, units) == expected


@settings(max_examples=2_000, deadline=None)
@given(CODES, CODES, st.builds(Ratio, TERMS, TERMS), st.integers(0, 999_999), st.integers(0, 10**6))
def test_nothing_is_lost_or_made_up(base: str, quote: str, rate: Ratio, margin: int, units: int) -> None:
    found = converted(pair(base, quote, rate, Ratio(margin, 1_000_000)), units)

    whole = Fraction(units, 10 ** CURRENCIES[base]) * Fraction(*rate) * 10 ** CURRENCIES[quote]
    assert found.gross_units + Fraction(found.remainder) == whole
    assert 0 <= Fraction(found.remainder) < 1
    assert found.received_units + found.margin_units == found.gross_units
    assert found.margin_units == found.gross_units * margin // 1_000_000


@given(TERMS, TERMS, st.integers(0, 10**9))
def test_whoever_exchanges_there_and_back_never_gains(above: int, below: int, units: int) -> None:
    there = converted(pair("EUR", "USD", Ratio(above, below)), units)
    back = converted(pair("USD", "EUR", Ratio(below, above)), there.received_units)

    assert back.received_units <= units


def test_what_does_not_fit_64_bits_is_refused() -> None:
    assert converted(pair("EUR", "USD", Ratio(1)), INT64_MAX).gross_units == INT64_MAX
    with pytest.raises(AmountOutOfRange):
        converted(pair("EUR", "USD", Ratio(INT64_MAX, INT64_MAX - 1)), INT64_MAX)


def test_a_negative_amount_is_a_mistake_of_ours() -> None:
    with pytest.raises(ValueError, match="-1 cannot be exchanged"):
        converted(pair("EUR", "USD", Ratio(1)), -1)
