"""
Highlights: what stands out of all that was given in a room, few enough to be stored with its recap.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import orjson

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

HIGHLIGHTS_MAX = 10
"""How many sends, and how many combos, a recap tells of."""
TIER_UNKNOWN = ""
"""Stands for the tier of what was sent before events told it."""


class TierTotal(NamedTuple):
    """
    What was given of a tier.

    Args:
        sends: how often something was sent.
        quantity: how many gifts that were.
        coins: what they cost.
        reversed_coins: what was taken back of that.
    """

    sends: int = 0
    quantity: int = 0
    coins: int = 0
    reversed_coins: int = 0


class Top(NamedTuple):
    """
    A send, or a combo, that stands out.

    Args:
        id: the gift, or the combo.
        coins: what it cost.
        offset: of its event, or of its end; of two that cost the same the first stands out.
    """

    id: str
    coins: int
    offset: int


def with_top(top: Iterable[Top], another: Top) -> list[Top]:
    """Return what stands out with one more to be considered, what cost most first."""
    return sorted((*top, another), key=lambda each: (-each.coins, each.offset))[:HIGHLIGHTS_MAX]


def top_of(text: str) -> list[Top]:
    """Return what `top_text` wrote."""
    return [Top(**each) for each in orjson.loads(text)]


def top_text(top: Iterable[Top]) -> str:
    """Return what stands out as it is stored, what cost most first."""
    return orjson.dumps([each._asdict() for each in top]).decode()


def tiers_of(text: str) -> dict[str, TierTotal]:
    """Return what `tiers_text` wrote, by the value of each `Tier`."""
    return {tier: TierTotal(**total) for tier, total in orjson.loads(text).items()}


def tiers_text(tiers: Mapping[str, TierTotal]) -> str:
    """Return totals as they are stored, in the order of their names, so that the same totals are the same text."""
    return orjson.dumps({tier: tiers[tier]._asdict() for tier in sorted(tiers)}).decode()
