"""
A variant of a gift type: the same gift in another colour, size or shape.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from largesse.offers.names import name_in, problems_of_emoji, problems_of_key, problems_of_names
from largesse.offers.pricing import check_price

if TYPE_CHECKING:
    from collections.abc import Mapping

    from largesse.offers.media import Media


@dataclass(frozen=True, slots=True, kw_only=True)
class GiftVariant:
    """
    One variant; what it does not say is as its gift type says.

    Args:
        key: its name for ever, unique in its gift type: lower-case words joined by `.`, `-` or `_`.
        names: the name by locale (BCP 47), of gift and variant together, such as `Red rose`; `en` must be there.
        emoji: one emoji that stands for it; the gift type's if absent.
        price_coins: the price of one, from 1 to 1,000,000 coins; the gift type's if absent.
        media: what it looks like; as the gift type if absent.
    """

    key: str
    names: Mapping[str, str]
    emoji: str | None = None
    price_coins: int | None = None
    media: Media | None = None

    def __post_init__(self) -> None:
        """Check every field."""
        problems = [*problems_of_key(self.key), *problems_of_names(self.names)]
        if self.emoji is not None:
            problems += problems_of_emoji(self.emoji)
        for problem in problems:
            message = f"variant {self.key!r}: {problem}"
            raise ValueError(message)
        if self.price_coins is not None:
            check_price(self.price_coins)

    def name_in(self, locale: str) -> str:
        """Return the name in a locale, else in its language, else in English."""
        return name_in(self.names, locale)
