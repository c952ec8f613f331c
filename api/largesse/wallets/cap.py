"""
`walletCapSet`: the owner of a wallet caps what it spends in a day.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from largesse.errors import InvalidInput
from largesse.ledger.deed import Decision, Deed, Write
from largesse.ledger.identifiers import fingerprint, new_id
from largesse.wallets.limit import cap_set, window_at
from largesse.wallets.rows import LIMITS, PERIOD_DAY, SCOPE_WALLET, wallet_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from largesse.ledger.deed import Applied, Needs, State
    from largesse.ledger.journal import Journal

OPERATION = "walletCapSet"
CAP_COINS_MAX = 10**12


@dataclass(frozen=True, slots=True, kw_only=True)
class CapOrder:
    """
    What the owner of a wallet asks for.

    Args:
        caller_id: the owner.
        key: the idempotency key.
        content: the input as it was sent, before defaults.
        cap_coins: the most to be spent in a day; 0 is nothing at all, None is no cap.
        time_zone: the IANA zone in which the owner counts days, for a window that begins now.
    """

    caller_id: str
    key: str
    content: Mapping[str, object]
    cap_coins: int | None
    time_zone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WalletCapSet(Deed):
    """Set the cap: a lower one at once, a higher one or none after 24 hours."""

    order: CapOrder

    def needs(self, needs: Needs) -> None:
        """Name the wallet and its limit."""
        wallet = wallet_of(self.order.caller_id)
        needs.wallet(wallet)
        needs.row(LIMITS, wallet.id, SCOPE_WALLET, PERIOD_DAY)

    def decide(self, state: State) -> Decision:
        """Set the cap, or let it wait."""
        wallet = wallet_of(self.order.caller_id)
        known = state.get(LIMITS, wallet.id, SCOPE_WALLET, PERIOD_DAY)
        present = window_at(known, wallet.id, state.now, self.order.time_zone)
        limit = cap_set(present, self.order.cap_coins, state.now)
        return Decision(
            writes=(Write(LIMITS, limit),),
            touches=(wallet,),
            result={
                "cap_coins": limit.cap_coins,
                "next_cap_coins": limit.next_cap_coins,
                "next_from": limit.next_from,
            },
            answer=limit,
        )


async def set_cap(journal: Journal, order: CapOrder) -> Applied:
    """
    Cap what a wallet spends in a day.

    Returns:
        The result `{"cap_coins", "next_cap_coins", "next_from"}`; the answer is the `LimitRow`.

    Raises:
        InvalidInput: the cap is out of range.
        KeyReused: the key stands for something else.
    """
    failure = None
    if order.cap_coins is not None and not 0 <= order.cap_coins <= CAP_COINS_MAX:
        failure = InvalidInput("capCoins", f"it must be from 0 to {CAP_COINS_MAX}")
    deed = WalletCapSet(
        id=new_id(),
        caller_id=order.caller_id,
        key=order.key,
        operation=OPERATION,
        fingerprint=fingerprint(OPERATION, order.content),
        failure=failure,
        order=order,
    )
    return await journal.submit(deed)
