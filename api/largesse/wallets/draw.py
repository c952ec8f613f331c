"""
Drawing coins from lots: in the lots' order, none from an expired one, each with the cost it carries.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from largesse.money import drawn_share
from largesse.wallets.rows import LotRow

if TYPE_CHECKING:
    from collections.abc import Iterable

    from largesse.clock import Instant


class Draw(NamedTuple):
    """
    Coins drawn from one lot.

    Args:
        lot: the lot as it was before.
        used_before: coins used before.
        used_after: coins used after.
        cost: what is no longer owed for them, in minor units of the lot's currency; paid less tax.
        fee: the channel's part of what was paid for them.
        tax: the tax in what was paid for them, which is not in the cost.
    """

    lot: LotRow
    used_before: int
    used_after: int
    cost: int
    fee: int
    tax: int

    @property
    def coins(self) -> int:
        """How many coins were drawn."""
        return self.used_after - self.used_before


def draw(lots: Iterable[LotRow], coins: int, now: Instant) -> tuple[list[Draw], int]:
    """
    Draw coins from lots, one lot after another.

    A draw costs the floor of the lot's running total after it less the floor before it, so that a lot that is drawn to
    its end gives exactly its cost, fee and tax.

    Args:
        lots: open lots, in the order in which they are spent.
        coins: how many are needed.
        now: the instant of drawing; a lot whose expiry is not later is passed over.

    Returns:
        The draws, and how many coins are missing; none if that is 0.
    """
    draws: list[Draw] = []
    missing = coins
    for lot in lots:
        if missing == 0:
            break
        if now < lot.expires_at:
            taken = min(missing, lot.quantity - lot.used)
            if taken > 0:
                missing -= taken
                draws.append(_draw(lot, taken))
    return draws, missing


def _draw(lot: LotRow, coins: int) -> Draw:
    before = lot.used
    after = before + coins
    if not lot.paid_units:
        return Draw(lot, before, after, 0, 0, 0)
    return Draw(
        lot,
        before,
        after,
        drawn_share(lot.paid_units - lot.tax_units, lot.quantity, before, after),
        drawn_share(lot.fee_units, lot.quantity, before, after),
        drawn_share(lot.tax_units, lot.quantity, before, after),
    )


def expired_coins(lots: Iterable[LotRow], now: Instant) -> int:
    """
    Return the coins of lots that have expired and are not swept.

    Args:
        lots: open lots, in the order in which they are spent: what has expired comes first.
        now: the instant of asking.
    """
    coins = 0
    for lot in lots:
        if now < lot.expires_at:
            break
        coins += lot.quantity - lot.used
    return coins


def lot_after(lot: LotRow, used: int) -> LotRow:
    """Return a lot with so many coins used; it is open while any are left."""
    # Built whole: on the way of every gift, `_replace` would cost three times as much.
    return LotRow._make((*lot[:5], used, used < lot.quantity, *lot[7:]))
