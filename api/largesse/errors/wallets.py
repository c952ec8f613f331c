"""
Refusals of wallets and earnings: too little is there, or it may not be touched.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from largesse.errors.tree import Refusal
from largesse.sentences import ended


@dataclass(eq=False)
class InsufficientCoins(Refusal):
    """The wallet holds fewer coins than are needed."""

    code: ClassVar[str] = "INSUFFICIENT_COINS"
    needed: int
    available: int

    def __str__(self) -> str:
        return f"{self.needed} coins are needed, {self.available} are available."


@dataclass(eq=False)
class WalletFrozen(Refusal):
    """The wallet is frozen by an operator."""

    code: ClassVar[str] = "WALLET_FROZEN"
    reason: str

    def __str__(self) -> str:
        return ended(f"The wallet is frozen: {self.reason}")


@dataclass(eq=False)
class SpendingCapReached(Refusal):
    """The spending cap of a window leaves too little; amounts in coins, `resets_at` as an instant."""

    code: ClassVar[str] = "SPENDING_CAP_REACHED"
    limit: int
    spent: int
    needed: int
    resets_at: int

    def __str__(self) -> str:
        return f"The cap is {self.limit} coins a day; {self.spent} are spent and {self.needed} more are needed."


@dataclass(eq=False)
class EarningsInsufficient(Refusal):
    """The creator holds fewer diamonds than must be taken back; both in millionths of a diamond."""

    code: ClassVar[str] = "EARNINGS_INSUFFICIENT"
    needed: int
    available: int

    def __str__(self) -> str:
        return f"{self.needed} diamond units must be taken back, {self.available} are there."
