"""
Whatever the strategies make could be offered, or asked, as it is.
"""

from __future__ import annotations

import ast
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import Phase, find, given, settings
from hypothesis import strategies as st

from largesse import GiftType, Price, PriceQuestion, RateCard, Region
from largesse.money import CURRENCIES, INT64_MAX, ONE, ZERO
from largesse.plugins.shape import deviation
from largesse.regions.chain import card_hashes
from largesse.testing import strategies
from largesse.testing.strategies import (
    coins,
    currencies,
    dated_prices,
    gift_types,
    instants,
    money,
    periods,
    price_questions,
    rate_cards,
    ratios,
    regions,
    shares,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from hypothesis.strategies import SearchStrategy

UNSHRUNK = settings(phases=(Phase.generate,), max_examples=2_000, database=None, derandomize=True)
"""The first that is found will do."""


def dear(question: PriceQuestion) -> Price:
    """Ask for twice the nominal price."""
    return Price(coins=min(2 * question.price_coins, 1_000_000), holds_until=question.now + 1)


def test_the_face_of_the_strategies_is_sorted_and_complete() -> None:
    face = ast.parse(Path(strategies.__file__).read_text("utf-8"))
    imported = [alias.name for node in ast.walk(face) if isinstance(node, ast.ImportFrom) for alias in node.names]
    assert strategies.__all__ == sorted(imported)


@given(gift_types())
def test_a_gift_type_is_one_that_a_plugin_may_offer(gift_type: GiftType) -> None:
    assert deviation(gift_type, GiftType, "gift_type") is None
    assert gift_type.pricing is None


@given(gift_types(key="kite", pricing=dear))
def test_a_gift_type_has_the_key_and_the_pricing_that_were_asked_for(gift_type: GiftType) -> None:
    assert (gift_type.key, gift_type.pricing) == ("kite", dear)


@given(st.data())
def test_prices_and_periods_are_in_order(data: st.DataObject) -> None:
    found = data.draw(periods())
    assert found
    assert all(before.ends_at <= after.starts_at for before, after in pairwise(found))
    prices = data.draw(dated_prices())
    assert all(before.holds_from < after.holds_from for before, after in pairwise(prices))


@given(price_questions(gift_type="kite", variant="red", price_coins=7, quantity_max=99))
def test_a_question_says_what_was_asked_for(question: PriceQuestion) -> None:
    assert deviation(question, PriceQuestion, "question") is None
    assert (question.gift_type, question.variant, question.price_coins) == ("kite", "red", 7)
    assert 1 <= question.quantity <= 99
    assert question.room_opened_at <= question.now


@given(price_questions())
def test_a_question_of_anything_has_no_variant(question: PriceQuestion) -> None:
    assert question.variant is None
    assert 1 <= dear(question).coins <= 1_000_000


@given(regions())
def test_a_region_is_one_that_a_plugin_may_offer(region: Region) -> None:
    assert deviation(region, Region, "region") is None
    assert len(card_hashes(region)) == len(region.cards)


@given(rate_cards(version=3, holds_from=5))
def test_a_card_has_the_version_and_the_instant_that_were_asked_for(card: RateCard) -> None:
    assert (card.version, card.holds_from) == (3, 5)


@given(coins(5), money(2, 3), instants(10, 20), ratios(9))
def test_amounts_and_instants_keep_within_bounds(price: int, amount: int, instant: int, ratio: tuple[int, int]) -> None:
    assert 1 <= price <= 5
    assert 2 <= amount <= 3
    assert 10 <= instant < 20
    assert all(1 <= part <= 9 for part in ratio)


@pytest.mark.parametrize(
    ("strategy", "wanted"),
    [
        (money(), lambda amount: amount == INT64_MAX),
        (money(), lambda amount: amount == 0),
        (coins(), lambda price: price == 1_000_000),
        (shares(), lambda share: share == ZERO),
        (shares(whole=True), lambda share: share == ONE),
        (regions(), lambda region: region.rank == 2),
        (regions(), lambda region: region.rank == 0),
        (rate_cards(), lambda card: not card.packs),
        (price_questions(), lambda question: question.recipient_region is None),
        (gift_types(), lambda gift_type: len(gift_type.variants) > 1),
        *((currencies(), lambda code, decimals=decimals: CURRENCIES[code] == decimals) for decimals in (0, 2, 3, 4)),
    ],
)
def test_extremes_come(strategy: SearchStrategy[object], wanted: Callable[[object], bool]) -> None:
    assert wanted(find(strategy, wanted, settings=UNSHRUNK))
