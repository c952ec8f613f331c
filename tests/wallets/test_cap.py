"""
`walletCapSet`: the owner's cap, also before the first coin.
"""

from __future__ import annotations

import pytest

from largesse.clock import DAY, day_of
from largesse.errors import InvalidInput
from largesse.wallets.cap import CapOrder, set_cap
from largesse.wallets.rows import LIMITS, wallet_of
from tests.gifts.memory_state import MemoryState
from tests.gifts.scene import NOW, SENDER, Scene


def order(coins: int | None, key: str = "k") -> CapOrder:
    return CapOrder(caller_id=SENDER, key=key, content={"cap": coins}, cap_coins=coins, time_zone="Asia/Tokyo")


async def test_a_cap_may_be_set_before_the_wallet_has_a_coin() -> None:
    state = MemoryState(NOW)
    applied = await set_cap(state, order(50))
    assert applied.result == {"cap_coins": 50, "next_cap_coins": None, "next_from": None}
    row = state.rows(LIMITS)[0]
    assert (row.wallet_id, row.scope, row.period, row.spent) == (wallet_of(SENDER).id, "wallet", "day", 0)
    assert (row.starts_at, row.ends_at) == day_of(NOW, "Asia/Tokyo")
    assert state.balance(wallet_of(SENDER)) == 0


async def test_a_cap_that_waits_is_told_and_holds_a_day_later() -> None:
    scene = Scene()
    scene.grant(100)
    await set_cap(scene.state, order(10))
    applied = await set_cap(scene.state, order(None, "later"))
    assert applied.result == {"cap_coins": 10, "next_cap_coins": None, "next_from": NOW + DAY}
    scene.state.now = NOW + DAY
    scene.send(5)
    assert scene.balance() == 50


async def test_a_cap_counts_what_was_spent_before_it_was_set() -> None:
    scene = Scene()
    scene.grant(100)
    scene.send(3)
    assert (await set_cap(scene.state, order(10))).answer.spent == 30


@pytest.mark.parametrize("coins", [-1, 10**12 + 1])
async def test_a_cap_out_of_range_is_refused_and_nothing_moves(coins: int) -> None:
    state = MemoryState(NOW)
    with pytest.raises(InvalidInput):
        await set_cap(state, order(coins))
    assert state.snapshot() == MemoryState(NOW).snapshot()
