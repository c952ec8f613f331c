"""
What comes back when units of a gift are reversed: exact parts of every draw, which together are the whole.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from largesse.clock import FOREVER
from largesse.money import drawn_share
from largesse.wallets.rows import LotRow, Origin

if TYPE_CHECKING:
    from collections.abc import Iterable

    from largesse.gifts.detail import CardDetail, DrawDetail

_NO_CARD: CardDetail = {"region": "", "version": 0, "hash": ""}


class Return(NamedTuple):
    """
    What comes back of one draw.

    Args:
        draw: the draw as the gift stored it.
        coins: how many of its coins.
        currency: the currency of the lot; empty if nothing was paid for it.
        cost: what is owed for the coins again, in minor units.
        fee: the channel's part of them.
        tax: the tax in them.
        diamonds: what is taken back from the recipient, in millionths.
        platform_diamonds: what is taken back from the platform.
        residue: what is taken back from rounding.
        value_units: what the recipient's diamonds were worth.
    """

    draw: DrawDetail
    coins: int
    currency: str
    cost: int
    fee: int
    tax: int
    diamonds: int
    platform_diamonds: int
    residue: int
    value_units: int


def returns_of(
    draws: Iterable[DrawDetail], total_coins: int, quantity: int, remaining: int, units: int
) -> list[Return]:
    """
    Return what comes back when some units of a gift are reversed.

    The coins that were drawn last come back first, so that what stays is what a smaller gift would have drawn. Within
    a draw every amount is the floor of its running total after less the floor before: whatever the units are that a
    gift is reversed in, its parts add up to each draw exactly.

    Args:
        draws: the gift's draws, in their order.
        total_coins: the gift's coins.
        quantity: its units.
        remaining: the units that were not reversed so far.
        units: how many to reverse now, `remaining` at most.
    """
    ends = total_coins * remaining // quantity
    starts = total_coins * (remaining - units) // quantity
    returns = []
    position = 0
    for draw in draws:
        coins = draw["coins"]
        first = max(0, starts - position)
        last = min(coins, ends - position)
        if first < last:
            returns.append(_return_of(draw, first, last))
        position += coins
    return returns


def lot_of(returned: Return, lot_id: str, wallet_id: str, cause_id: str) -> LotRow:
    """
    Return the lot in which coins come back: as good as the one that they were drawn from, in all but number.

    Args:
        returned: what comes back of a draw.
        lot_id: the new lot.
        wallet_id: the sender's COIN account.
        cause_id: the deed that reverses.
    """
    draw = returned.draw
    card = draw.get("card", _NO_CARD)
    return LotRow(
        id=lot_id,
        wallet_id=wallet_id,
        origin=draw["origin"],
        channel=draw["channel"],
        quantity=returned.coins,
        used=0,
        open=True,
        paid_units=returned.cost + returned.tax,
        tax_units=returned.tax,
        fee_units=returned.fee,
        currency=returned.currency,
        earns=draw["earns"],
        rank_paid=int(draw["origin"] == Origin.PURCHASED.value),
        issued_at=draw["issued_at"],
        expires_at=draw.get("expires_at", FOREVER),
        region=card["region"],
        card_version=card["version"],
        card_hash=card["hash"],
        cause_id=cause_id,
    )


def _return_of(draw: DrawDetail, first: int, last: int) -> Return:
    coins = draw["coins"]

    def part(amount: int) -> int:
        return drawn_share(amount, coins, first, last)

    return Return(
        draw=draw,
        coins=last - first,
        currency=draw.get("currency", ""),
        cost=part(draw.get("cost", 0)),
        fee=part(draw.get("fee", 0)),
        tax=part(draw.get("tax", 0)),
        diamonds=part(draw.get("diamonds", 0)),
        platform_diamonds=part(draw.get("platform_diamonds", 0)),
        residue=part(draw.get("residue", 0)),
        value_units=part(draw.get("value_units", 0)),
    )
