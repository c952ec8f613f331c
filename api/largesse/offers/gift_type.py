"""
What can be given: a gift type, its picture, its names, its price and who may give it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from itertools import pairwise
from typing import TYPE_CHECKING

from largesse.offers.eligibility import Eligibility
from largesse.offers.names import name_in, problems_of_emoji, problems_of_key, problems_of_names
from largesse.offers.pricing import PRICE_COINS_MAX, DatedPrice, is_whole
from largesse.offers.variant import GiftVariant

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from largesse.clock import Instant
    from largesse.offers.media import Media
    from largesse.offers.pricing import Price, PriceQuestion

QUANTITY_MAX = 9_999
VARIANTS_MAX = 50


class Tier(Enum):
    """How much of a moment a gift is; rooms choose by it how loudly it is shown."""

    SPARK = "SPARK"
    """The smallest gestures, meant to be sent often."""
    CHEER = "CHEER"
    """A friendly hand, seen by the whole room."""
    DELIGHT = "DELIGHT"
    """A gift that gets an answer from the stage."""
    WONDER = "WONDER"
    """A gift that stops the talk for a moment."""
    LEGEND = "LEGEND"
    """A gift that the room remembers."""
    MYTH = "MYTH"
    """The largest of all; other rooms hear of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GiftType:
    """
    One kind of gift.

    Args:
        key: its name for ever, unique over all plugins: lower-case words joined by `.`, `-` or `_`.
        version: raised by the plugin whenever price, names, variants or media change.
        names: the name by locale (BCP 47, such as `en` or `pt-BR`); `en` must be there.
        emoji: one emoji that stands for the gift where no picture can be shown.
        price_coins: the price of one, from 1 to 1,000,000 coins.
        prices: prices that follow it, each from an instant on, the earliest first; a variant that has a price of
            its own keeps that.
        variants: what it comes in, 50 at most; the first is what is given if none is named.
        pricing: works out the price where it is not fixed: a plain function, pure, asked in a thread of the plugin's
            own with 50 ms of time; `price_coins` is then the nominal price. What it asks for is what is debited, if
            the sender has seen it.
        tier: how much of a moment it is.
        media: what it looks like.
        quantity_max: how many may be sent at once, from 1 to 9,999.
        eligibility: who may give and receive it, where and when.
        sort_order: where it stands in its tier; lower comes first.
    """

    key: str
    version: int = 1
    names: Mapping[str, str]
    emoji: str
    price_coins: int
    prices: tuple[DatedPrice, ...] = ()
    variants: tuple[GiftVariant, ...] = ()
    pricing: Callable[[PriceQuestion], Price] | None = None
    tier: Tier
    media: Media
    quantity_max: int = 99
    eligibility: Eligibility = field(default_factory=Eligibility)
    sort_order: int = 0

    def __post_init__(self) -> None:
        """Check every field, so that a gift type that exists is one that can be sent."""
        for problem in self._problems():
            message = f"gift type {self.key!r}: {problem}"
            raise ValueError(message)

    def name_in(self, locale: str) -> str:
        """Return the name in a locale, else in its language, else in English."""
        return name_in(self.names, locale)

    def price_at(self, instant: Instant) -> int:
        """Return the nominal price of one that is in force at an instant, in coins, of a variant without its own."""
        price = self.price_coins
        for dated in self.prices:
            if instant < dated.holds_from:
                break
            price = dated.price_coins
        return price

    def _problems(self) -> Iterator[str]:
        yield from problems_of_key(self.key)
        if not is_whole(self.version) or self.version < 1:
            yield "the version must be a whole number from 1"
        if not is_whole(self.price_coins) or not 1 <= self.price_coins <= PRICE_COINS_MAX:
            yield f"price_coins must be a whole number from 1 to {PRICE_COINS_MAX}, not {self.price_coins!r}"
        if not is_whole(self.quantity_max) or not 1 <= self.quantity_max <= QUANTITY_MAX:
            yield f"quantity_max must be a whole number from 1 to {QUANTITY_MAX}, not {self.quantity_max!r}"
        yield from problems_of_names(self.names)
        yield from problems_of_emoji(self.emoji)
        yield from _problems_of_pricing(self.pricing)
        yield from _problems_of_parts("prices", self.prices, DatedPrice)
        yield from _problems_of_parts("variants", self.variants, GiftVariant)
        if any(after.holds_from <= before.holds_from for before, after in pairwise(self.prices)):
            yield "prices must hold from later and later instants"
        if len(self.variants) > VARIANTS_MAX:
            yield f"it may have {VARIANTS_MAX} variants at most"
        if len({variant.key for variant in self.variants}) < len(self.variants):
            yield "two of its variants have the same key"


def _problems_of_pricing(pricing: object) -> Iterator[str]:
    if pricing is not None and not callable(pricing):
        yield f"pricing must be a function, not {type(pricing).__name__}"


def _problems_of_parts(field: str, parts: object, kind: type) -> Iterator[str]:
    if not isinstance(parts, tuple):
        yield f"{field} must be a tuple of {kind.__name__}, not {type(parts).__name__}"
    else:
        odd = (part for part in parts if not isinstance(part, kind))
        yield from (f"{field} must be of {kind.__name__}, not {type(part).__name__}" for part in odd)
