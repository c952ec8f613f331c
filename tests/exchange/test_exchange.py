"""
A pair is served by one source, exactly, or refused; never guessed.
"""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from largesse.errors import ExchangeRateMissing, ExchangeRateStale
from largesse.exchange.rate import PairRate, cross, inverse
from largesse.money import INT64_MAX, Ratio

from .sources import HOUR, NOON, Board, rate, read

TERMS = st.integers(1, 2_000_000_000)
EURO = Board("EUR", USD=Ratio(10_876, 10_000), JPY=Ratio(16_345, 100), margin=Ratio(1, 50))


def stated(quote: str, above: int, below: int) -> PairRate:
    return PairRate(
        plugin="first",
        source="a bank",
        base="EUR",
        quote=quote,
        rate=Ratio(above, below),
        via="",
        margin=Ratio(1, 50),
        as_of=ord(quote[0]),
        stale_at=200 - ord(quote[0]),
    )


async def test_a_pair_that_is_told_is_told_with_all_that_it_rests_on() -> None:
    told = await read(EURO)

    assert told.in_force("EUR", "USD", NOON) == PairRate(
        plugin="first",
        source="the bank of EUR",
        base="EUR",
        quote="USD",
        rate=Ratio(2_719, 2_500),
        via="",
        margin=Ratio(1, 50),
        as_of=NOON - HOUR,
        stale_at=NOON + 23 * HOUR,
    )


async def test_the_other_direction_is_the_exact_inverse_at_the_same_margin() -> None:
    found = (await read(EURO)).in_force("USD", "EUR", NOON)

    assert (found.base, found.quote, found.via) == ("USD", "EUR", "")
    assert (found.rate, found.margin) == (Ratio(2_500, 2_719), Ratio(1, 50))


async def test_two_quotes_of_a_source_follow_exactly_through_its_base_at_its_margin_once() -> None:
    found = (await read(EURO)).in_force("USD", "JPY", NOON)

    assert (found.base, found.quote, found.via) == ("USD", "JPY", "EUR")
    assert found.rate == Ratio(408_625, 2_719)
    assert Fraction(*found.rate) == Fraction(16_345, 100) / Fraction(10_876, 10_000)
    assert found.margin == Ratio(1, 50)


@given(TERMS, TERMS, TERMS, TERMS)
def test_a_cross_is_exact_fits_64_bits_and_is_as_old_as_the_older_of_the_two(a: int, b: int, c: int, d: int) -> None:
    one, other = stated("USD", a, b), stated("JPY", c, d)

    found = cross(one, other)

    assert Fraction(*found.rate) == Fraction(c, d) / Fraction(a, b)
    assert max(found.rate) <= INT64_MAX
    assert (found.as_of, found.stale_at) == (ord("J"), 200 - ord("U"))
    assert inverse(inverse(found)) == found
    assert Fraction(*cross(other, one).rate) == 1 / Fraction(*found.rate)


async def test_who_tells_a_pair_goes_before_who_tells_both_sides_of_it() -> None:
    dollar = Board("USD", JPY=Ratio(150))
    told = await read(EURO, dollar)

    assert told.in_force("USD", "JPY", NOON).plugin == "second"
    assert told.in_force("JPY", "USD", NOON).rate == Ratio(1, 150)


async def test_of_two_that_could_serve_a_pair_none_is_chosen() -> None:
    pound = Board("GBP", USD=Ratio(13, 10), JPY=Ratio(200))

    with pytest.raises(ExchangeRateMissing) as caught:
        (await read(EURO, pound)).in_force("USD", "JPY", NOON)

    assert str(caught.value) == (
        "There is no exchange rate of USD in JPY: it follows both through EUR of the plugin 'first' and GBP of the"
        " plugin 'second'."
    )


async def test_rates_of_two_sources_are_never_put_together() -> None:
    pound = Board("GBP", KWD=Ratio(4, 10))

    with pytest.raises(ExchangeRateMissing) as caught:
        (await read(EURO, pound)).in_force("USD", "KWD", NOON)

    assert caught.value.reason == "no plugin tells it"


@pytest.mark.parametrize(("base", "quote"), [("EUR", "EUR"), ("USD", "USD")])
async def test_a_currency_is_not_exchanged_for_itself(base: str, quote: str) -> None:
    with pytest.raises(ExchangeRateMissing) as caught:
        (await read(EURO)).in_force(base, quote, NOON)
    assert caught.value.reason == "it is the same currency"


async def test_what_its_source_has_not_told_is_missing_and_says_whose_it_is() -> None:
    board = Board("EUR", USD=Ratio(1), JPY=Ratio(1))
    board.answer = [rate("USD")]
    told = await read(board)

    for base, quote in (("EUR", "JPY"), ("JPY", "EUR"), ("USD", "JPY")):
        with pytest.raises(ExchangeRateMissing) as caught:
            told.in_force(base, quote, NOON)
        assert caught.value.reason == "the plugin 'first' has not told EUR/JPY"


async def test_what_could_not_be_read_is_missing_and_says_why() -> None:
    board = Board("EUR", USD=Ratio(1))
    board.answer = None

    with pytest.raises(ExchangeRateMissing) as caught:
        (await read(board)).in_force("EUR", "USD", NOON)

    assert caught.value.reason == "the plugin 'first' has not told EUR/USD: it raised TypeError"


async def test_a_rate_is_refused_from_the_instant_on_from_which_it_is_stale() -> None:
    told = await read(EURO)
    stale_at = NOON + 23 * HOUR
    assert told.in_force("EUR", "USD", stale_at - 1).stale_at == stale_at

    with pytest.raises(ExchangeRateStale) as caught:
        told.in_force("EUR", "USD", stale_at + HOUR)

    error = caught.value
    assert (error.plugin, error.as_of, error.stale_at) == ("first", NOON - HOUR, stale_at)
    assert (error.age_seconds, error.stale_seconds) == (25 * 3_600, 3_600)
    assert str(error) == "The exchange rate of EUR in USD is 90000 seconds old, and has been stale for 3600."


async def test_a_cross_is_stale_as_soon_as_one_of_its_two_is() -> None:
    board = Board("EUR", USD=Ratio(1), JPY=Ratio(1))
    board.answer = [rate("USD", hours=1), rate("JPY", hours=48)]
    told = await read(board)

    assert told.in_force("EUR", "JPY", NOON).quote == "JPY"
    for base, quote in (("USD", "JPY"), ("JPY", "USD")):
        with pytest.raises(ExchangeRateStale):
            told.in_force(base, quote, NOON)
        assert told.rate(base, quote).stale_at == NOON


async def test_what_is_told_is_listed_by_pair_and_what_follows_is_not() -> None:
    told = await read(Board("USD", GBP=Ratio(1)), EURO)

    assert [(each.base, each.quote) for each in told.stated()] == [("EUR", "JPY"), ("EUR", "USD"), ("USD", "GBP")]
