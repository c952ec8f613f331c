"""
What a plugin's rate cards come to.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING

from largesse.clock import iso_of
from largesse.money import DIAMONDS_PER_COIN, split
from largesse.regions.notice import breach_of
from largesse.testing.contract.subject import hold_none

if TYPE_CHECKING:
    from collections.abc import Iterator

    from largesse.money import Ratio
    from largesse.offers import CoinPack, RateCard, Region
    from largesse.testing.contract.subject import Fact, Subject

_TOTALS = (1, 2, 3, 7, 99, 1_000_000, 9_999_000_000)
"""Coins of one gift, up to the largest that can be sent."""


def it_offers_the_same_regions_each_time(subject: Subject) -> None:
    """Hold that two nodes, and two starts of one, offer the same."""
    before, after = subject.regions, subject.again().regions
    gone = [f"{old.code} is another the next time" for old in before if old not in after]
    hold_none([*gone, *(f"{new.code} was another the first time" for new in after if new not in before)])


def a_gift_is_shared_without_a_rest(subject: Subject) -> None:
    """Hold that what the creator earns and what the platform keeps are the gift, to the last millionth of a diamond."""
    hold_none(
        f"{_named(region, card)}: of {total} coins {creator} and {platform}"
        for region, card in _cards(subject)
        for total in _TOTALS
        for (creator,), platform in [split(total * DIAMONDS_PER_COIN, (card.creator_share,))]
        if creator + platform != total * DIAMONDS_PER_COIN or min(creator, platform) < 0
    )


def no_pack_brings_in_less_than_its_coins_pay_out(subject: Subject) -> None:
    """Hold that what tax and channel leave of each pack covers what creators are paid for its coins."""
    hold_none(
        f"{_named(region, card)}: {pack.coins} coins by {pack.channel.value} leave {_net(pack)}, and pay {paid}"
        for region, card in _cards(subject)
        for pack in card.packs
        if _net(pack) < (paid := pack.coins * _fraction(card.creator_share) * _fraction(card.payout_value))
    )


def more_coins_at_once_cost_no_more_each(subject: Subject) -> None:
    """Hold that nobody is better off with two small packs than with a large one."""
    hold_none(
        f"{_named(region, card)}: {large.coins} coins by {large.channel.value} cost more each than {small.coins}"
        for region, card in _cards(subject)
        for small in card.packs
        for large in card.packs
        if small.channel is large.channel
        and small.coins < large.coins
        and small.price_units * large.coins < large.price_units * small.coins
    )


def a_worse_card_keeps_the_notice_of_the_one_before(subject: Subject) -> None:
    """Hold that a card which is worse for somebody could be announced as long before as its forerunner promised."""
    hold_none(
        f"{_named(region, new)} is worse ({', '.join(each.value for each in breach.worsenings)}), "
        f"and may hold from {iso_of(breach.earliest)} at the earliest"
        for region in subject.regions
        for old, new in pairwise(region.cards)
        if (breach := breach_of(old, new, old.holds_from))
    )


def _cards(subject: Subject) -> Iterator[tuple[Region, RateCard]]:
    return ((region, card) for region in subject.regions for card in region.cards)


def _named(region: Region, card: RateCard) -> str:
    return f"{region.code} version {card.version}"


def _net(pack: CoinPack) -> Fraction:
    return pack.price_units * (1 - _fraction(pack.tax)) * (1 - _fraction(pack.fee))


def _fraction(ratio: Ratio) -> Fraction:
    return Fraction(ratio.numerator, ratio.denominator)


FACTS: tuple[Fact, ...] = (
    it_offers_the_same_regions_each_time,
    a_gift_is_shared_without_a_rest,
    no_pack_brings_in_less_than_its_coins_pay_out,
    more_coins_at_once_cost_no_more_each,
    a_worse_card_keeps_the_notice_of_the_one_before,
)
