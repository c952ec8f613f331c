"""
What the draws of a gift become: for each of them the creator's diamonds, the platform's, and what they are worth.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from largesse.clock import DAY, day_of
from largesse.money import ratio_of
from largesse.regions import payout_value_of, split_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from largesse.clock import Instant
    from largesse.money import Ratio
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
    card = in_force.card
    parts = []
    for draw in draws:
        lot = draw.lot
        creator, platform, residue, _ = split_of(card, draw.used_after - draw.used_before, _earns(lot.earns))
        value = payout_value_of(card, creator).units if creator else 0
        parts.append(Part(draw, creator, platform, residue, value))
    return parts


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


_days: dict[str, tuple[Instant, Instant]] = {}


@lru_cache(maxsize=1024)
def _earns(text: str) -> Ratio:
    return ratio_of(text)
