"""
What can be given: a gift type, its picture, its names and who may give it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

PRICE_COINS_MAX = 1_000_000
QUANTITY_MAX = 9_999
_KEY = re.compile(r"[a-z][a-z0-9]*(?:[._-][a-z0-9]+)*")
_LOCALE = re.compile(r"[a-z]{2,3}(?:-[A-Z][a-z]{3})?(?:-[A-Z]{2})?")
_REGION = re.compile(r"[A-Z]{2}(?:-[A-Z0-9]{1,3})?")
_KEY_LENGTH_MAX = 64


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
    """The largest of all; the room remembers it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Media:
    """
    What a gift looks and sounds like: files shipped in the plugin.

    Args:
        still: an SVG or PNG that needs no motion.
        animation: what plays once when the gift is sent; none if the still is enough.
        reduced_motion: what stands in for the animation where less motion is asked for; the still if absent.
        sound: a short sound; none if silent.
        duration_ms: how long the gift is on screen, from 200 to 30,000 milliseconds.
    """

    still: Path
    animation: Path | None = None
    reduced_motion: Path | None = None
    sound: Path | None = None
    duration_ms: int = 1_500

    def __post_init__(self) -> None:
        """Check the duration and that every file is there."""
        if not 200 <= self.duration_ms <= 30_000:  # noqa: PLR2004 - the bounds are the documented ones
            message = f"duration_ms must be from 200 to 30000, not {self.duration_ms}"
            raise ValueError(message)
        for path in (self.still, self.animation, self.reduced_motion, self.sound):
            if path is not None and not path.is_file():
                message = f"there is no file {path.name!r}"
                raise ValueError(message)


@dataclass(frozen=True, slots=True, kw_only=True)
class Eligibility:
    """
    Who may give and receive a gift type; nothing said means everybody.

    Args:
        sender_age_min: the least age of the sender in years; an unknown age is not eligible.
        recipient_age_min: the same for the recipient.
        regions: ISO 3166 codes (`JP`, `US-CA`) of senders; a country includes its subdivisions.
    """

    sender_age_min: int | None = None
    recipient_age_min: int | None = None
    regions: frozenset[str] | None = None

    def __post_init__(self) -> None:
        """Check ages and the form of the regions."""
        for age in (self.sender_age_min, self.recipient_age_min):
            if age is not None and not 0 < age <= 120:  # noqa: PLR2004 - an age in years
                message = f"an age must be from 1 to 120, not {age}"
                raise ValueError(message)
        for region in self.regions or ():
            if not _REGION.fullmatch(region):
                message = f"{region!r} is not a code of ISO 3166"
                raise ValueError(message)


@dataclass(frozen=True, slots=True, kw_only=True)
class GiftType:
    """
    One kind of gift at a fixed price.

    Args:
        key: its name for ever, unique over all plugins: lower-case words joined by `.`, `-` or `_`.
        version: raised by the plugin whenever price, names or media change.
        names: the name by locale (BCP 47, such as `en` or `pt-BR`); `en` must be there.
        emoji: one emoji that stands for the gift where no picture can be shown.
        price_coins: the price of one, from 1 to 1,000,000 coins.
        tier: how much of a moment it is.
        media: what it looks like.
        quantity_max: how many may be sent at once, from 1 to 9,999.
        eligibility: who may give and receive it.
        sort_order: where it stands in its tier; lower comes first.
    """

    key: str
    version: int = 1
    names: Mapping[str, str]
    emoji: str
    price_coins: int
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

    def _problems(self) -> list[str]:
        checks = (
            (
                len(self.key) <= _KEY_LENGTH_MAX and _KEY.fullmatch(self.key) is not None,
                "the key must be lower-case words joined by '.', '-' or '_', 64 characters at most",
            ),
            (_is_whole(self.version) and self.version >= 1, "the version must be a whole number from 1"),
            (
                _is_whole(self.price_coins) and 1 <= self.price_coins <= PRICE_COINS_MAX,
                f"price_coins must be a whole number from 1 to {PRICE_COINS_MAX}, not {self.price_coins!r}",
            ),
            (
                _is_whole(self.quantity_max) and 1 <= self.quantity_max <= QUANTITY_MAX,
                f"quantity_max must be a whole number from 1 to {QUANTITY_MAX}, not {self.quantity_max!r}",
            ),
            ("en" in self.names, "names must have 'en'"),
            (all(_LOCALE.fullmatch(locale) for locale in self.names), "a locale of its names is not BCP 47"),
            (all(0 < len(name.strip()) <= 60 for name in self.names.values()), "a name must have 1 to 60 characters"),  # noqa: PLR2004 - as said in the message
            (0 < len(self.emoji) <= 16, "the emoji must have 1 to 16 characters"),  # noqa: PLR2004 - as said
        )
        return [problem for holds, problem in checks if not holds]

    def name_in(self, locale: str) -> str:
        """Return the name in a locale, else in its language, else in English."""
        return self.names.get(locale) or self.names.get(locale.split("-", maxsplit=1)[0]) or self.names["en"]


def _is_whole(number: object) -> bool:
    return isinstance(number, int) and not isinstance(number, bool)
