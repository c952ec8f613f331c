"""
Amounts, ratios and instants.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from hypothesis import strategies as st

from largesse.clock import instant_of
from largesse.money import CURRENCIES, INT64_MAX, Ratio
from largesse.offers.pricing import PRICE_COINS_MAX

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

    from largesse.clock import Instant

EARLIEST = instant_of(datetime(2020, 1, 1, tzinfo=UTC))
LATEST = instant_of(datetime(2100, 1, 1, tzinfo=UTC))
_DENOMINATOR_MAX = 10_000


def coins(most: int = PRICE_COINS_MAX) -> SearchStrategy[int]:
    """Make prices of one gift, in whole coins from 1; the least and the most come often."""
    return st.integers(1, most) | st.sampled_from((1, most))


def money(least: int = 0, most: int = INT64_MAX) -> SearchStrategy[int]:
    """Make amounts in minor units of any asset, as large as the books can count; both ends come often."""
    return st.integers(least, most) | st.sampled_from((least, most))


def currencies() -> SearchStrategy[str]:
    """Make codes of ISO 4217, of currencies with no, two, three and four decimals."""
    return st.sampled_from(sorted(CURRENCIES))


def ratios(most: int = _DENOMINATOR_MAX) -> SearchStrategy[Ratio]:
    """Make ratios above zero, of numerators and denominators up to a number."""
    return st.builds(Ratio, st.integers(1, most), st.integers(1, most))


@st.composite
def shares(draw: st.DrawFn, *, whole: bool = False) -> Ratio:
    """Make parts of one, from 0; one itself only if `whole`."""
    denominator = draw(st.integers(1, _DENOMINATOR_MAX))
    return Ratio(draw(st.integers(0, denominator if whole else denominator - 1)), denominator)


def instants(earliest: Instant = EARLIEST, latest: Instant = LATEST) -> SearchStrategy[Instant]:
    """Make instants in microseconds since the epoch, of the years 2020 to 2099 unless said otherwise."""
    return st.integers(earliest, latest - 1)
