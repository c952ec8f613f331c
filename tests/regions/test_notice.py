"""
What is worse needs notice; what is better or the law's does not; nothing is backdated.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from largesse.clock import DAY
from largesse.money import Ratio
from largesse.offers import Channel, CoinPack
from largesse.regions import Worsening, breach_of, worse

if TYPE_CHECKING:
    from .conftest import Card

NOW = 100 * DAY


def pack(coins: int = 100, price_units: int = 140, channel: Channel = Channel.WEB) -> CoinPack:
    return CoinPack(channel=channel, coins=coins, price_units=price_units)


HALF = Ratio(1, 2)
TERMS = {
    Worsening.LIST_PRICE: ("list_price", HALF, (Ratio(1, 3), Ratio(3, 6)), Ratio(5, 9)),
    Worsening.CREATOR_SHARE: ("creator_share", HALF, (Ratio(2, 3), Ratio(3, 6)), Ratio(4, 9)),
    Worsening.PAYOUT_VALUE: ("payout_value", HALF, (Ratio(2, 3), Ratio(3, 6)), Ratio(4, 9)),
    Worsening.PAYOUT_FEE: ("payout_fee", HALF, (Ratio(1, 3), Ratio(3, 6)), Ratio(5, 9)),
    Worsening.PAYOUT_MINIMUM: ("payout_minimum_units", 50, (49, 50), 51),
    Worsening.HOLDING_DAYS: ("holding_days", 50, (49, 50), 51),
    Worsening.WITHDRAWAL_DAYS: ("withdrawal_days", 50, (51, 50), 49),
    Worsening.NOTICE_DAYS: ("notice_days", 50, (51, 50), 49),
}
"""By what is worse: the field, what it was, what is no worse, and what is."""


@pytest.mark.parametrize("worsening", TERMS)
def test_a_term_is_worse_in_one_direction_alone(card: Card, worsening: Worsening) -> None:
    field, before, fine, bad = TERMS[worsening]
    old = card(1, 0, **{field: before})

    assert [worse(old, card(2, 1, **{field: value})) for value in fine] == [(), ()]
    assert worse(old, card(2, 1, **{field: bad})) == (worsening,)


def test_every_worsening_is_tested() -> None:
    assert {*TERMS, Worsening.PACK_PRICE, Worsening.PACK_WITHDRAWN} == set(Worsening)


def test_a_pack_is_worse_if_it_costs_more_in_its_own_channel(card: Card) -> None:
    old = card(packs=(pack(), pack(price_units=200, channel=Channel.IOS)))

    dearer = card(2, 1, packs=(pack(price_units=141), pack(price_units=200, channel=Channel.IOS)))
    cheaper = card(2, 1, packs=(pack(price_units=139), pack(price_units=199, channel=Channel.IOS)))
    more = card(2, 1, packs=(*old.packs, pack(coins=10, price_units=999)))

    assert worse(old, dearer) == (Worsening.PACK_PRICE,)
    assert worse(old, cheaper) == worse(old, more) == ()


def test_a_pack_that_is_no_longer_sold_is_worse(card: Card) -> None:
    old = card(packs=(pack(), pack(coins=1_000, price_units=1_300)))

    assert worse(old, card(2, 1, packs=(pack(),))) == (Worsening.PACK_WITHDRAWN,)


def test_of_two_prices_for_one_pack_the_lower_counts(card: Card) -> None:
    old = card(packs=(pack(price_units=140), pack(price_units=150)))

    assert worse(old, card(2, 1, packs=(pack(price_units=140),))) == ()
    assert worse(old, card(2, 1, packs=(pack(price_units=145),))) == (Worsening.PACK_PRICE,)


def test_nothing_is_netted(card: Card) -> None:
    new = card(2, 1, creator_share=Ratio(1, 3), payout_value=Ratio(9), holding_days=0)

    assert worse(card(), new) == (Worsening.CREATOR_SHARE,)


def test_worse_terms_may_hold_once_the_old_cards_notice_has_passed(card: Card) -> None:
    old = card(notice_days=30)
    early = card(2, NOW + 30 * DAY - 1, holding_days=15, notice_days=60)
    timely = card(2, NOW + 30 * DAY, holding_days=15, notice_days=60)

    found = breach_of(old, early, NOW)

    assert found is not None
    assert (found.worsenings, found.earliest) == ((Worsening.HOLDING_DAYS,), NOW + 30 * DAY)
    assert breach_of(old, timely, NOW) is None


def test_better_terms_may_hold_at_once(card: Card) -> None:
    assert breach_of(card(), card(2, NOW, holding_days=0), NOW) is None


def test_a_statutory_change_needs_no_notice(card: Card) -> None:
    assert breach_of(card(), card(2, NOW, holding_days=30, statutory=True), NOW) is None


@pytest.mark.parametrize("statutory", [True, False])
def test_no_card_is_backdated(card: Card, *, statutory: bool) -> None:
    found = breach_of(card(), card(2, NOW - 1, statutory=statutory), NOW)

    assert found is not None
    assert (found.worsenings, found.earliest) == ((), NOW)
