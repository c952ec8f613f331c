"""
A rate that can be kept: all that is needed to exchange by it, today or at settlement.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from largesse.money import Ratio

if TYPE_CHECKING:
    from largesse.clock import Instant


@dataclass(frozen=True, slots=True, kw_only=True)
class PairRate:
    """
    The rate of one currency in another, with everything that says where it comes from.

    It does not change, whatever its source tells later: whoever keeps it has locked it.

    Args:
        plugin: the plugin that told it.
        source: who published it.
        base: ISO 4217 of what is given.
        quote: ISO 4217 of what is received for it.
        rate: units of `quote` for one unit of `base`, whole units and not minor ones; exact, in lowest terms.
        via: the currency that both were told in, if neither was told in the other; empty if one was.
        margin: the part of what is received that the platform keeps.
        as_of: the instant for which it was published; of two rates the earlier one.
        stale_at: the instant from which it may not be locked any more; of two rates the earlier one.
    """

    plugin: str
    source: str
    base: str
    quote: str
    rate: Ratio
    via: str
    margin: Ratio
    as_of: Instant
    stale_at: Instant


def inverse(rate: PairRate) -> PairRate:
    """Return a rate in the other direction: exactly one divided by it, at the same margin."""
    return replace(rate, base=rate.quote, quote=rate.base, rate=Ratio(rate.rate.denominator, rate.rate.numerator))


def cross(one: PairRate, other: PairRate) -> PairRate:
    """
    Return what one quote of a source is worth in another: exactly the quotient, with the margin once.

    Args:
        one: what the source's base is worth in the currency that is given.
        other: what the source's base is worth in the currency that is received.
    """
    return replace(
        other,
        base=one.quote,
        rate=inverse(one).rate.times(other.rate),
        via=other.base,
        as_of=min(one.as_of, other.as_of),
        stale_at=min(one.stale_at, other.stale_at),
    )
