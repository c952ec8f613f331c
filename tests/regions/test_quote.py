"""
Parts and residue are the whole, always, and every rounding goes where it is said to.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from largesse.errors import AmountOutOfRange
from largesse.money import DIAMONDS_PER_COIN, INT64_MAX, ONE, ZERO, Ratio
from largesse.regions import list_price_of, payout_quote, payout_value_of, split_of

from .conftest import make_card

if TYPE_CHECKING:
    from .conftest import Card

MANY = settings(max_examples=10_000, deadline=None)
WHOLES = st.integers(1, 10_000)
PRICES = st.builds(Ratio, WHOLES, WHOLES)


@st.composite
def shares(draw: st.DrawFn) -> Ratio:
    """A part of one, ends included."""
    denominator = draw(WHOLES)
    return Ratio(draw(st.integers(0, denominator)), denominator)


def exactly(ratio: Ratio) -> Fraction:
    return Fraction(ratio.numerator, ratio.denominator)


@MANY
@given(shares(), shares(), st.integers(0, 10**10))
def test_the_parts_of_a_gift_and_the_residue_are_the_whole(share: Ratio, earns: Ratio, coins: int) -> None:
    divided = split_of(make_card(creator_share=share), coins, earns)

    assert divided.gross == coins * 1_000_000
    assert divided.creator_diamonds + divided.platform_diamonds + divided.residue == divided.gross
    exact = exactly(share) * exactly(earns) * divided.gross
    assert divided.creator_diamonds == exact.__floor__()
    assert divided.platform_diamonds == (divided.gross - exact).__floor__()
    assert divided.residue == (0 if exact.denominator == 1 else 1)


@MANY
@given(PRICES, st.integers(0, 10**14))
def test_units_and_remainder_are_the_whole_value(value: Ratio, diamonds: int) -> None:
    found = payout_value_of(make_card(payout_value=value), diamonds)

    remainder = Fraction(found.remainder)
    assert found.units + remainder == exactly(value) * diamonds / DIAMONDS_PER_COIN
    assert 0 <= remainder < 1
    assert found.remainder == f"{remainder.numerator}/{remainder.denominator}"


@given(PRICES, st.integers(0, 10**10))
def test_a_list_price_is_the_least_whole_amount_that_is_not_too_low(price: Ratio, coins: int) -> None:
    assert list_price_of(make_card(list_price=price), coins) == (exactly(price) * coins).__ceil__()


@given(PRICES, st.builds(Ratio, st.integers(0, 99), st.just(100)), WHOLES, st.integers(0, 10**12))
def test_net_and_fee_are_the_gross(value: Ratio, fee: Ratio, minimum: int, diamonds: int) -> None:
    card = make_card(payout_value=value, payout_fee=fee, payout_minimum_units=minimum)
    quote = payout_quote(card, diamonds)

    assert quote.net_units + quote.fee_units == quote.gross_units
    assert (quote.gross_units, quote.remainder) == payout_value_of(card, diamonds)
    assert quote.fee_units == (exactly(fee) * quote.gross_units).__floor__()
    assert quote.minimum_met == (quote.net_units >= quote.minimum_units == minimum)
    assert quote.diamonds == diamonds


def test_a_gift_of_ten_coins_at_a_third(card: Card) -> None:
    assert split_of(card(creator_share=Ratio(1, 3)), 10) == (3_333_333, 6_666_666, 1, 10_000_000)


def test_free_coins_earn_what_their_issue_says(card: Card) -> None:
    assert split_of(card(), 10, ONE) == (5_000_000, 5_000_000, 0, 10_000_000)
    assert split_of(card(), 10, Ratio(1, 2)) == (2_500_000, 7_500_000, 0, 10_000_000)
    assert split_of(card(), 10, ZERO) == (0, 10_000_000, 0, 10_000_000)


def test_no_coins_divide_into_nothing(card: Card) -> None:
    assert split_of(card(), 0) == (0, 0, 0, 0)


@pytest.mark.parametrize(("coins", "earns"), [(-1, ONE), (1, Ratio(3, 2)), (1, Ratio(-1, 2))])
def test_nobody_earns_more_than_was_given(card: Card, coins: int, earns: Ratio) -> None:
    with pytest.raises(ValueError, match="cannot be divided"):
        split_of(card(), coins, earns)


def test_what_does_not_fit_is_refused_and_never_wrapped(card: Card) -> None:
    coins = INT64_MAX // DIAMONDS_PER_COIN
    assert split_of(card(), coins).gross == coins * DIAMONDS_PER_COIN
    for ask in (
        lambda: split_of(card(), coins + 1),
        lambda: list_price_of(card(list_price=Ratio(2)), INT64_MAX),
        lambda: payout_value_of(card(payout_value=Ratio(10**7)), INT64_MAX),
    ):
        with pytest.raises(AmountOutOfRange):
            ask()


def test_a_payout_rounds_down_twice_and_its_minimum_is_met_after_the_fee(card: Card) -> None:
    terms = card(payout_value=Ratio(1, 3), payout_fee=Ratio(1, 40), payout_minimum_units=325)

    quote = payout_quote(terms, 1_000_000_000)

    assert (quote.gross_units, quote.remainder) == (333, "1/3")
    assert (quote.fee_units, quote.net_units) == (8, 325)
    assert quote.minimum_met
    assert not payout_quote(terms, 996_000_000).minimum_met


def test_a_shown_price_is_never_too_low(card: Card) -> None:
    assert [list_price_of(card(list_price=Ratio(7, 5)), coins) for coins in (0, 1, 5, 6)] == [0, 2, 7, 9]
