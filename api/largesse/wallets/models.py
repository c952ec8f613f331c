"""
Wallets as they are read; what is written goes through the journal.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from largesse.ledger.modelled import modelled
from largesse.wallets.rows import LIMITS, LOTS, PERIOD_DAY, SCOPE_WALLET, WALLETS, LotRow, WalletRow, wallet_of

if TYPE_CHECKING:
    from collections.abc import Collection

    from largesse.clock import Instant
    from largesse.wallets.rows import LimitRow

Wallet = modelled(WALLETS)
Lot = modelled(LOTS)
Limit = modelled(LIMITS)


class WalletLimits(NamedTuple):
    """
    What keeps a wallet from spending, apart from what it has.

    Args:
        frozen: whether an operator does.
        frozen_reason: why; empty if none does.
        cap_coins: the most that its owner spends in a day; none if there is no cap.
        next_cap_coins: the cap that waits; none with a `next_from` removes it.
        next_from: the instant from which the waiting cap holds; none if nothing waits.
    """

    frozen: bool = False
    frozen_reason: str = ""
    cap_coins: int | None = None
    next_cap_coins: int | None = None
    next_from: Instant | None = None


def limits_in(wallet: WalletRow | None, limit: LimitRow | None) -> WalletLimits:
    """Return what two rows say of a wallet; either may be missing, as long as nothing was ever noted there."""
    limits = WalletLimits(wallet.frozen, wallet.frozen_reason) if wallet else WalletLimits()
    if limit is None:
        return limits
    return limits._replace(cap_coins=limit.cap_coins, next_cap_coins=limit.next_cap_coins, next_from=limit.next_from)


async def limits_of(wallet_ids: Collection[str]) -> dict[str, WalletLimits]:
    """
    Return the limits of wallets.

    Raises:
        Unavailable: the database does not answer.
    """
    wallets = await Wallet.filter(id__in=wallet_ids).values_list("id", "frozen", "frozen_reason")
    caps = Limit.filter(wallet_id__in=wallet_ids, scope=SCOPE_WALLET, period=PERIOD_DAY)
    capped = await caps.values_list("wallet_id", "cap_coins", "next_cap_coins", "next_from")
    found = dict.fromkeys(wallet_ids, WalletLimits())
    for wallet_id, frozen, reason in wallets:
        found[wallet_id] = WalletLimits(bool(frozen), reason)
    for wallet_id, cap_coins, next_cap_coins, next_from in capped:
        found[wallet_id] = found[wallet_id]._replace(
            cap_coins=cap_coins, next_cap_coins=next_cap_coins, next_from=next_from
        )
    return found


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
