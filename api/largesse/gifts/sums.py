"""
What a gift comes to as a whole, and what the part of it that is reversed comes to.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from largesse.wallets.rows import Origin

if TYPE_CHECKING:
    from collections.abc import Iterable

    from largesse.gifts.parts import Part
    from largesse.gifts.returns import Return

_PURCHASED = Origin.PURCHASED.value


class Sums(NamedTuple):
    """
    What a gift, or the part of one that is reversed, comes to.

    Args:
        coins: what the sender pays.
        diamonds: what the recipient earns, in millionths.
        platform_diamonds: what stays with the platform.
        residue: what rounding left over.
        costs: what is no longer owed for the coins, by currency of the lots.
        value_paid: what the diamonds of coins that were paid for are worth, in minor units of `currency`.
        value_free: the same of coins that were free, which is a promotion of the platform's.
        currency: the currency that the recipient is paid in.
    """

    coins: int
    diamonds: int
    platform_diamonds: int
    residue: int
    costs: tuple[tuple[str, int], ...]
    value_paid: int
    value_free: int
    currency: str


def sums_of(parts: Iterable[Part], currency: str) -> Sums:
    """
    Return what the parts of a gift come to.

    Args:
        parts: its draws and what became of them.
        currency: the currency that the recipient is paid in.
    """
    coins = diamonds = platform = residue = value_paid = value_free = 0
    costs: dict[str, int] = {}
    for draw, creator, rest, rounding, value in parts:
        lot = draw.lot
        coins += draw.used_after - draw.used_before
        diamonds += creator
        platform += rest
        residue += rounding
        if draw.cost:
            costs[lot.currency] = costs.get(lot.currency, 0) + draw.cost
        if lot.origin == _PURCHASED:
            value_paid += value
        else:
            value_free += value
    return Sums(coins, diamonds, platform, residue, tuple(costs.items()), value_paid, value_free, currency)


def sums_of_returns(returns: Iterable[Return], currency: str) -> Sums:
    """
    Return what the parts of a gift come to that are reversed.

    Args:
        returns: what comes back of each draw.
        currency: the currency that the recipient is paid in.
    """
    coins = diamonds = platform = residue = value_paid = value_free = 0
    costs: dict[str, int] = {}
    for each in returns:
        coins += each.coins
        diamonds += each.diamonds
        platform += each.platform_diamonds
        residue += each.residue
        if each.cost:
            costs[each.currency] = costs.get(each.currency, 0) + each.cost
        if each.draw["origin"] == _PURCHASED:
            value_paid += each.value_units
        else:
            value_free += each.value_units
    return Sums(coins, diamonds, platform, residue, tuple(costs.items()), value_paid, value_free, currency)
