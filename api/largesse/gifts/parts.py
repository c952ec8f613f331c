"""
What the draws of a gift become: for each of them the creator's diamonds, the platform's, and what they are worth.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from largesse.clock import DAY, day_of
from largesse.money import ratio_of
from largesse.regions import payout_value_of, split_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from largesse.clock import Instant
    from largesse.regions import CardInForce
    from largesse.wallets.draw import Draw


class Part(NamedTuple):
    """
    One draw and what became of its coins.

    Args:
        draw: the coins and what they carry.
        diamonds: what the creator earns, in millionths.
        platform_diamonds: what stays with the platform.
        residue: what rounding left over.
        value_units: what the creator's diamonds are worth, in minor units of the card's currency.
    """

    draw: Draw
    diamonds: int
    platform_diamonds: int
    residue: int
    value_units: int


def parts_of(draws: Iterable[Draw], in_force: CardInForce) -> list[Part]:
    """
    Divide each draw by a rate card.

    A coin earns the creator what its issue states of the card's share; the rest is the platform's. A value is rounded
    down to whole minor units; what is left of one is made up when the bucket matures.

    Args:
        draws: coins drawn from lots.
        in_force: the recipient's card.

    Raises:
        AmountOutOfRange: an amount does not fit a signed 64-bit integer.
    """
    return [Part(draw, *_worth(in_force, draw.used_after - draw.used_before, draw.lot.earns)) for draw in draws]


def matures_at(in_force: CardInForce, earned_at: Instant) -> Instant:
    """
    Return when diamonds mature: at the first midnight, in the region's zone, after the card's holding period.

    Args:
        in_force: the card they are earned under.
        earned_at: the instant of earning.
    """
    zone = in_force.time_zone
    due = earned_at + in_force.card.holding_days * DAY
    # The day of the last gift is nearly always the day of this one, and a calendar costs more than a comparison.
    known = _days.get(zone)
    if known is None or not known[0] <= due < known[1]:
        known = _days[zone] = day_of(due, zone)
    return known[1]


def _worth(in_force: CardInForce, coins: int, earns: str) -> tuple[int, int, int, int]:
    # A crowd sends the same few totals under the same few cards: what was computed once is looked up by the card's
    # hash, which covers every figure of it.
    known = _worths.get((in_force.hash, coins, earns))
    if known is None:
        creator, platform, residue, _ = split_of(in_force.card, coins, ratio_of(earns))
        known = creator, platform, residue, payout_value_of(in_force.card, creator).units
        if len(_worths) >= _WORTHS_MAX:
            _worths.clear()
        _worths[in_force.hash, coins, earns] = known
    return known


_WORTHS_MAX = 20_000
_worths: dict[tuple[str, int, str], tuple[int, int, int, int]] = {}
_days: dict[str, tuple[Instant, Instant]] = {}
