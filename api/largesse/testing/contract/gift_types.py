"""
What a plugin's gift types say.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from largesse.catalogue import Catalogue
from largesse.offers.pricing import PRICE_COINS_MAX
from largesse.testing.contract.subject import hold_none, unpriced

if TYPE_CHECKING:
    from collections.abc import Iterator

    from largesse.offers import GiftType
    from largesse.testing.contract.subject import Fact, Subject


def it_offers_the_same_gift_types_each_time(subject: Subject) -> None:
    """Hold that two nodes, and two starts of one, offer the same."""
    before, after = unpriced(subject.gift_types), unpriced(subject.again().gift_types)
    gone = [f"{old.key} is another the next time" for old in before if old not in after]
    hold_none([*gone, *(f"{new.key} was another the first time" for new in after if new not in before)])


def every_fixed_price_is_a_whole_number_of_coins_from_1_to_1000000(subject: Subject) -> None:
    """Hold that whatever is given costs something, in whole coins, at any date and in every variant."""
    hold_none(
        f"{gift_type.key}: {price!r}"
        for gift_type in subject.gift_types
        for price in _prices(gift_type)
        if type(price) is not int or not 1 <= price <= PRICE_COINS_MAX
    )


def every_gift_is_named_in_the_languages_of_the_others(subject: Subject) -> None:
    """Hold that no gift falls back to English where another of the plugin does not."""
    named = [(each.key, each.names) for each in subject.gift_types]
    named += [(f"{each.key}/{one.key}", one.names) for each in subject.gift_types for one in each.variants]
    locales = {locale for _, names in named for locale in names}
    hold_none(
        f"{key} has no name in {', '.join(sorted(locales - names.keys()))}"
        for key, names in named
        if locales - names.keys()
    )


def everything_it_says_of_a_gift_can_be_stored(subject: Subject) -> None:
    """Hold that each gift type has a hash of all it says, which is stored with every gift that is sent."""
    catalogue = Catalogue(tuple((subject.candidate.name, each) for each in subject.gift_types))
    hold_none(each.key for each in subject.gift_types if not catalogue.find(each.key).hash)


def _prices(gift_type: GiftType) -> Iterator[object]:
    yield gift_type.price_coins
    yield from (dated.price_coins for dated in gift_type.prices)
    yield from (variant.price_coins for variant in gift_type.variants if variant.price_coins is not None)


FACTS: tuple[Fact, ...] = (
    it_offers_the_same_gift_types_each_time,
    every_fixed_price_is_a_whole_number_of_coins_from_1_to_1000000,
    every_gift_is_named_in_the_languages_of_the_others,
    everything_it_says_of_a_gift_can_be_stored,
)
