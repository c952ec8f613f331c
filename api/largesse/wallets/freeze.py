"""
`walletFreeze`: an operator keeps a wallet from spending, or lets it spend again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from largesse.errors import InvalidInput
from largesse.ledger.deed import Decision, Deed, Write
from largesse.ledger.identifiers import fingerprint, new_id
from largesse.wallets.rows import WALLETS, WalletRow, wallet_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from largesse.ledger.deed import Applied, Needs, State
    from largesse.ledger.journal import Journal

OPERATION = "walletFreeze"
REASON_LENGTH_MAX = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class FreezeOrder:
    """
    What an operator asks for.

    Args:
        caller_id: the operator.
        key: the idempotency key.
        content: the input as it was sent, before defaults.
        owner_id: whose wallet.
        frozen: whether it shall be frozen.
        reason: why, in 1 to 500 characters; of a frozen wallet its owner is told.
    """

    caller_id: str
    key: str
    content: Mapping[str, object]
    owner_id: str
    frozen: bool
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WalletFreeze(Deed):
    """Freeze a wallet or lift that; either may be said again."""

    order: FreezeOrder

    def needs(self, needs: Needs) -> None:
        """Name the wallet and its state."""
        wallet = wallet_of(self.order.owner_id)
        needs.wallet(wallet)
        needs.row(WALLETS, wallet.id)

    def decide(self, state: State) -> Decision:  # noqa: ARG002 - whatever the wallet's state was, this one follows
        """Write the wallet's state."""
        order = self.order
        wallet = wallet_of(order.owner_id)
        row = WalletRow(wallet.id, order.owner_id, order.frozen, order.reason if order.frozen else "")
        return Decision(
            writes=(Write(WALLETS, row),),
            touches=(wallet,),
            result={"frozen": order.frozen, "reason": order.reason},
            answer=row,
        )


async def freeze(journal: Journal, order: FreezeOrder) -> Applied:
    """
    Freeze a wallet, or lift that.

    Returns:
        The result `{"frozen", "reason"}`; the answer is the `WalletRow`.

    Raises:
        InvalidInput: the reason is empty or too long.
        KeyReused: the key stands for something else.
    """
    failure = None
    if not 0 < len(order.reason.strip()) <= REASON_LENGTH_MAX:
        failure = InvalidInput("reason", f"it must have 1 to {REASON_LENGTH_MAX} letters")
    deed = WalletFreeze(
        id=new_id(),
        caller_id=order.caller_id,
        key=order.key,
        operation=OPERATION,
        fingerprint=fingerprint(OPERATION, order.content),
        failure=failure,
        order=order,
    )
    return await journal.submit(deed)
