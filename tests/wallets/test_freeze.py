"""
`walletFreeze`: a frozen wallet keeps its coins, and says why.
"""

from __future__ import annotations

import pytest

from largesse.errors import InvalidInput, WalletFrozen
from largesse.wallets.freeze import FreezeOrder, freeze
from largesse.wallets.rows import WALLETS, wallet_of
from tests.gifts.memory_state import MemoryState
from tests.gifts.scene import NOW, OPERATOR, SENDER, Scene


def order(*, frozen: bool, reason: str = "a check") -> FreezeOrder:
    return FreezeOrder(
        caller_id=OPERATOR, key=str(frozen), content={"frozen": frozen}, owner_id=SENDER, frozen=frozen, reason=reason
    )


async def test_a_frozen_wallet_takes_coins_and_gives_none_until_that_is_lifted() -> None:
    scene = Scene()
    applied = await freeze(scene.state, order(frozen=True))
    assert applied.result == {"frozen": True, "reason": "a check"}
    scene.grant(100)
    with pytest.raises(WalletFrozen) as refused:
        scene.send()
    assert refused.value.reason == "a check"
    await freeze(scene.state, order(frozen=False))
    assert scene.state.rows(WALLETS) == [(wallet_of(SENDER).id, SENDER, False, "")]
    scene.send()
    assert scene.balance() == 90


@pytest.mark.parametrize("reason", ["", " ", "a" * 501])
async def test_freezing_needs_a_reason(reason: str) -> None:
    state = MemoryState(NOW)
    with pytest.raises(InvalidInput):
        await freeze(state, order(frozen=True, reason=reason))
    assert state.snapshot() == MemoryState(NOW).snapshot()
