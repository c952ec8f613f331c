"""
A past card cannot change unseen: every hash covers the one before.
"""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256
from typing import TYPE_CHECKING

import pytest

from largesse.money import Ratio
from largesse.offers import Channel, CoinPack
from largesse.regions import card_hashes

if TYPE_CHECKING:
    from .conftest import Card, Place

PACK = CoinPack(channel=Channel.WEB, coins=100, price_units=140, tax=Ratio(19, 119), fee=Ratio(1, 50))
FIRST = (
    '{"card":{"creator_share":"1/2","derivation":["list price 7/5","half of it"],"holding_days":14,"holds_from":0,'
    '"list_price":"7/5","notice_days":30,"packs":[{"channel":"WEB","coins":100,"fee":"1/50","price_units":140,'
    '"tax":"19/119"}],"payout_fee":"0/1","payout_minimum_units":1000,"payout_value":"1/2","reason":"the first card",'
    '"statutory":false,"version":1,"withdrawal_days":14},"currency":"EUR","previous":"","region":"DE"}'
)


def test_anybody_can_compute_a_hash_from_what_is_published(card: Card, region: Place) -> None:
    assert card_hashes(region("DE", card(packs=(PACK,)))) == (sha256(FIRST.encode()).hexdigest(),)


@pytest.mark.parametrize(
    "change",
    [
        {"list_price": Ratio(8, 5)},
        {"creator_share": Ratio(1, 3)},
        {"payout_value": Ratio(1, 3)},
        {"payout_fee": Ratio(1, 100)},
        {"payout_minimum_units": 1_001},
        {"holding_days": 15},
        {"withdrawal_days": 13},
        {"notice_days": 31},
        {"packs": (PACK,)},
        {"derivation": ("otherwise",)},
        {"reason": "another"},
        {"statutory": True},
        {"holds_from": 1},
    ],
    ids=str,
)
def test_whatever_changes_in_the_first_card_changes_every_hash(
    card: Card, region: Place, change: dict[str, object]
) -> None:
    first, second = card(), card(2, 10)
    before = card_hashes(region("DE", first, second))
    after = card_hashes(region("DE", replace(first, **change), second))  # type: ignore[arg-type]  # fields by name

    assert all(old != new for old, new in zip(before, after, strict=True))


def test_what_changes_in_the_last_card_changes_its_hash_alone(card: Card, region: Place) -> None:
    before = card_hashes(region("DE", card(), card(2, 10)))
    after = card_hashes(region("DE", card(), card(2, 10, reason="another")))

    assert before[0] == after[0]
    assert before[1] != after[1]


def test_a_card_to_come_changes_no_hash_before_it(card: Card, region: Place) -> None:
    assert card_hashes(region("DE", card(), card(2, 10)))[:1] == card_hashes(region("DE", card()))


def test_the_same_card_has_another_hash_elsewhere_or_in_another_currency(region: Place) -> None:
    hashes = {card_hashes(each) for each in (region("DE"), region("FR"), region("DE", currency="CHF"))}

    assert len(hashes) == 3
