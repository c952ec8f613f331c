"""
`lotExpire`: breakage is booked once, when it is due, for exactly what is left.
"""

from __future__ import annotations

import pytest

from largesse.clock import DAY
from largesse.errors import InvalidInput, NotFound
from largesse.offers import Channel
from largesse.wallets.expire import expire
from largesse.wallets.rows import LOTS, Origin
from tests.gifts.scene import NOW, OTHER, SENDER, Scene


def scene_with_lot() -> tuple[Scene, str]:
    scene = Scene()
    applied = scene.grant(
        30,
        Origin.PURCHASED,
        channel=Channel.WEB,
        paid_units=100,
        tax_units=10,
        currency="USD",
        expires_at=NOW + DAY,
    )
    return scene, applied.deed_id


async def test_what_is_left_of_a_lot_becomes_breakage_at_its_cost() -> None:
    scene, lot_id = scene_with_lot()
    scene.send()
    scene.state.now = NOW + DAY
    applied = await expire(scene.state, SENDER, lot_id)
    assert {leg.account.purpose: leg.amount for leg in scene.state.decisions[-1].postings} == {
        "wallet": -20,
        "coins_expired": 20,
        "coin_liability": -60,
        "breakage_income": 60,
    }
    assert applied.result == {"coins": 20}
    assert (applied.answer.used, applied.answer.open) == (30, False)
    assert scene.balance() == 0


async def test_free_coins_break_without_money() -> None:
    scene = Scene()
    lot_id = scene.grant(5, expires_at=NOW + DAY).deed_id
    scene.state.now = NOW + DAY
    await expire(scene.state, SENDER, lot_id)
    assert len(scene.state.decisions[-1].postings) == 2


async def test_a_lot_expires_once_on_whatever_node() -> None:
    scene, lot_id = scene_with_lot()
    scene.state.now = NOW + DAY
    await expire(scene.state, SENDER, lot_id)
    snapshot = scene.state.snapshot()
    assert (await expire(scene.state, SENDER, lot_id)).replayed
    assert scene.state.snapshot() == snapshot


async def test_a_lot_that_was_used_up_leaves_nothing_to_expire() -> None:
    scene, lot_id = scene_with_lot()
    scene.send(3)
    scene.state.now = NOW + DAY
    assert (await expire(scene.state, SENDER, lot_id)).result == {"coins": 0}
    assert not scene.state.decisions[-1].postings


async def test_too_early_or_a_foreign_lot_is_refused_and_keeps_its_key() -> None:
    scene, lot_id = scene_with_lot()
    snapshot = scene.state.snapshot()
    scene.state.now = NOW + DAY - 1
    with pytest.raises(InvalidInput):
        await expire(scene.state, SENDER, lot_id)
    with pytest.raises(NotFound):
        await expire(scene.state, OTHER, lot_id)
    with pytest.raises(NotFound):
        await expire(scene.state, SENDER, OTHER)
    assert scene.state.snapshot() == snapshot
    scene.state.now = NOW + DAY
    assert (await expire(scene.state, SENDER, lot_id)).result == {"coins": 30}
    assert not scene.state.rows(LOTS)[0].open
