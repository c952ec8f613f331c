"""
Wallets as they are read; what is written goes through the journal.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from largesse.ledger.modelled import modelled
from largesse.wallets.rows import LIMITS, LOTS, WALLETS, LotRow, WalletRow, wallet_of

if TYPE_CHECKING:
    from largesse.clock import Instant

Wallet = modelled(WALLETS)
Lot = modelled(LOTS)
Limit = modelled(LIMITS)


async def find_wallet(owner_id: str) -> WalletRow | None:
    """Return the state of a person's wallet, or None if nothing was ever noted of it."""
    rows = await Wallet.filter(id=wallet_of(owner_id).id).values_list(*WalletRow._fields)
    return WalletRow(*rows[0]) if rows else None


async def open_lots(wallet_id: str) -> list[LotRow]:
    """Return the lots of a wallet that have coins left, in the order in which they are spent."""
    lots = Lot.filter(wallet_id=wallet_id, open=True).order_by(*LOTS.range_order)
    return [LotRow(*row) for row in await lots.values_list(*LotRow._fields)]


async def due_lots(now: Instant, limit: int) -> list[LotRow]:
    """Return lots that have expired with coins left, the oldest expiry first, as many as the limit at most."""
    lots = Lot.filter(open=True, expires_at__lte=now).order_by("expires_at", "id").limit(limit)
    return [LotRow(*row) for row in await lots.values_list(*LotRow._fields)]
