"""
What makes a rate card worse for viewers or creators, and how much notice that needs.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from largesse.clock import DAY, Instant

if TYPE_CHECKING:
    from largesse.money import Ratio
    from largesse.offers import Channel, RateCard


class Worsening(Enum):
    """What of a card may be worse than in the card before."""

    LIST_PRICE = "LIST_PRICE"
    """For viewers: the price of a coin is higher."""
    PACK_PRICE = "PACK_PRICE"
    """For viewers: a pack of as many coins costs more in the same channel."""
    PACK_WITHDRAWN = "PACK_WITHDRAWN"
    """For viewers: a pack is no longer sold."""
    WITHDRAWAL_DAYS = "WITHDRAWAL_DAYS"
    """For viewers: there are fewer days in which unspent coins may be given back."""
    CREATOR_SHARE = "CREATOR_SHARE"
    """For creators: a lower part of a gift's coins."""
    PAYOUT_VALUE = "PAYOUT_VALUE"
    """For creators: a diamond is paid out at less."""
    PAYOUT_FEE = "PAYOUT_FEE"
    """For creators: a payout costs more."""
    PAYOUT_MINIMUM = "PAYOUT_MINIMUM"
    """For creators: the least payout is higher."""
    HOLDING_DAYS = "HOLDING_DAYS"
    """For creators: diamonds mature later."""
    NOTICE_DAYS = "NOTICE_DAYS"
    """For both: the next worsening needs less notice."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeBreach:
    """
    A card that would hold too early.

    Args:
        worsenings: what is worse in it; empty if nothing is and the card is only backdated.
        earliest: the first instant from which it may hold.
    """

    worsenings: tuple[Worsening, ...]
    earliest: Instant


def breach_of(old: RateCard, new: RateCard, published_at: Instant) -> NoticeBreach | None:
    """
    Return how a card breaks the notice that the card before promised, or None if it does not.

    A card with worse terms may hold only `notice_days` of the old card, days of 24 hours, after it was published; a
    statutory one, or one in which nothing is worse, at once. None is backdated. A region's first card needs no notice:
    there is no old one to ask.

    Args:
        old: the card that the new one follows.
        new: the card that follows.
        published_at: when the new card could first be seen.
    """
    worsenings = worse(old, new)
    bound = worsenings and not new.statutory
    earliest = published_at + old.notice_days * DAY if bound else published_at
    return NoticeBreach(worsenings=worsenings, earliest=earliest) if new.holds_from < earliest else None


def worse(old: RateCard, new: RateCard) -> tuple[Worsening, ...]:
    """
    Return everything that is worse for viewers or creators in a new card of the same region.

    Nothing is netted: a lower share is worse, whatever else is better.
    """
    packs, packs_before = _prices(new), _prices(old)
    checks = (
        (Worsening.LIST_PRICE, _is_less(old.list_price, new.list_price)),
        (Worsening.PACK_PRICE, any(packs.get(pack, price) > price for pack, price in packs_before.items())),
        (Worsening.PACK_WITHDRAWN, not packs_before.keys() <= packs.keys()),
        (Worsening.WITHDRAWAL_DAYS, new.withdrawal_days < old.withdrawal_days),
        (Worsening.CREATOR_SHARE, _is_less(new.creator_share, old.creator_share)),
        (Worsening.PAYOUT_VALUE, _is_less(new.payout_value, old.payout_value)),
        (Worsening.PAYOUT_FEE, _is_less(old.payout_fee, new.payout_fee)),
        (Worsening.PAYOUT_MINIMUM, new.payout_minimum_units > old.payout_minimum_units),
        (Worsening.HOLDING_DAYS, new.holding_days > old.holding_days),
        (Worsening.NOTICE_DAYS, new.notice_days < old.notice_days),
    )
    return tuple(worsening for worsening, holds in checks if holds)


def _prices(card: RateCard) -> dict[tuple[Channel, int], int]:
    """Return the lowest price of each number of coins in each channel."""
    prices: dict[tuple[Channel, int], int] = {}
    for pack in card.packs:
        place = pack.channel, pack.coins
        prices[place] = min(pack.price_units, prices.get(place, pack.price_units))
    return prices


def _is_less(first: Ratio, second: Ratio) -> bool:
    # A ratio is a tuple: its own `<` would compare numerators first.
    return first.numerator * second.denominator < second.numerator * first.denominator
