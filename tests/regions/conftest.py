"""
Rate cards and regions made for a test.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import pytest

from largesse.money import Ratio
from largesse.offers import RateCard, Region

if TYPE_CHECKING:
    from largesse.clock import Instant


class Card(Protocol):
    def __call__(self, version: int = 1, holds_from: Instant = 0, **more: object) -> RateCard: ...


class Place(Protocol):
    def __call__(self, code: str, *cards: RateCard, **more: object) -> Region: ...


def make_card(version: int = 1, holds_from: Instant = 0, **more: object) -> RateCard:
    fields: dict[str, object] = {
        "list_price": Ratio(7, 5),
        "creator_share": Ratio(1, 2),
        "payout_value": Ratio(1, 2),
        "payout_minimum_units": 1_000,
        "holding_days": 14,
        "withdrawal_days": 14,
        "notice_days": 30,
        "packs": (),
        "derivation": ("list price 7/5", "half of it"),
        "reason": "the first card",
    }
    return RateCard(version=version, holds_from=holds_from, **{**fields, **more})  # type: ignore[arg-type]  # a test's own words


def make_region(code: str, *cards: RateCard, **more: object) -> Region:
    fields: dict[str, object] = {"name": code, "currency": "EUR", "time_zone": "Europe/Berlin"}
    return Region(code=code, cards=cards or (make_card(),), **{**fields, **more})  # type: ignore[arg-type]  # a test's own words


@pytest.fixture
def card() -> Card:
    return make_card


@pytest.fixture
def region() -> Place:
    return make_region
