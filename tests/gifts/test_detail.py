"""
Details: what a gift stores of a purchase comes back with its coins.
"""

from __future__ import annotations

from largesse.clock import FOREVER
from largesse.gifts.detail import (
    SentDetail,
    TypeDetail,
    bucket_detail,
    detail_of,
    detail_text,
    summary_of,
    type_fragment,
)
from largesse.gifts.parts import parts_of
from largesse.gifts.returns import lot_of, returns_of
from largesse.money import Ratio
from largesse.regions import RateCards
from largesse.wallets.draw import draw
from largesse.wallets.rows import LotRow
from tests.gifts.scene import CARDS, HOST, NOW, card, offer, region

LOT = LotRow(
    id="lot",
    wallet_id="wallet",
    origin="PURCHASED",
    channel="ANDROID",
    quantity=10,
    used=0,
    open=True,
    paid_units=900,
    tax_units=81,
    fee_units=270,
    currency="KWD",
    earns="1/1",
    rank_paid=1,
    issued_at=NOW - 1,
    expires_at=FOREVER,
    region="KW",
    card_version=3,
    card_hash="c" * 64,
    cause_id="purchase",
)


def test_a_lot_that_was_drawn_whole_comes_back_as_it_was() -> None:
    in_force = CARDS.in_force("US", NOW)
    parts = parts_of(draw([LOT], 10, NOW)[0], in_force)
    text = detail_text(
        SentDetail(type_fragment(offer(), None)), parts, in_force, bucket_detail("account", in_force, NOW), HOST
    )
    draws = detail_of(text)["draws"]
    assert draws[0]["card"] == {"region": "KW", "version": 3, "hash": "c" * 64}
    assert (draws[0]["cost"], draws[0]["fee"], draws[0]["tax"]) == (819, 270, 81)
    returned = returns_of(draws, 10, 1, 1, 1)[0]
    assert lot_of(returned, "lot", "wallet", "purchase") == LOT


def test_amounts_of_nothing_are_left_out() -> None:
    in_force = RateCards([region("US", "USD", "UTC", card(creator_share=Ratio(1)))]).in_force("US", NOW)
    free = LOT._replace(origin="BONUS", paid_units=0, tax_units=0, fee_units=0, currency="", card_version=0)
    parts = parts_of(draw([free], 1, NOW)[0], in_force)
    text = detail_text(
        SentDetail(type_fragment(offer(), None)), parts, in_force, bucket_detail("account", in_force, NOW), HOST
    )
    missing = {"expires_at", "currency", "cost", "fee", "tax", "platform_diamonds", "residue", "value_units", "card"}
    assert not missing & detail_of(text)["draws"][0].keys()


def test_a_gift_of_before_there_were_variants_has_a_summary_too() -> None:
    before: TypeDetail = {
        "key": "rose",
        "version": 1,
        "hash": "f" * 64,
        "plugin": "classics",
        "name": "Rose",
        "emoji": "🌹",
    }
    assert summary_of(before) == "🌹 Rose"
    assert summary_of({**before, "summary": "🌹 Red rose"}) == "🌹 Red rose"
