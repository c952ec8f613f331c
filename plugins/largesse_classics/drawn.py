"""
How a row of a tier's table becomes a gift type with its drawings, its sound and its names.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from largesse import GiftType, Media

if TYPE_CHECKING:
    from largesse import Tier

LOCALES = ("en", "es", "pt-BR", "fr", "de", "ja", "ko", "ar", "hi", "id")
"""The languages of the names, in the order in which a row gives them."""

MEDIA = Path(__file__).parent / "media"
"""Where the drawings and the sounds are."""


class Row(NamedTuple):
    """One gift of a tier: its key, emoji, price and colours, and its names in the order of `LOCALES`."""

    key: str
    emoji: str
    price_coins: int
    colors: tuple[str, str, str]
    names: tuple[str, str, str, str, str, str, str, str, str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """
    The gifts of a tier, cheapest first.

    Args:
        tier: how much of a moment they are.
        duration_ms: how long each is on screen, in milliseconds.
        quantity_max: how many may be sent at once.
        rows: one per gift.
    """

    tier: Tier
    duration_ms: int
    quantity_max: int
    rows: tuple[Row, ...]

    def gift_types(self) -> tuple[GiftType, ...]:
        """Return the gift types in the order of the rows, each with `KEY.svg`, `KEY.animated.svg` and `KEY.wav`."""
        return tuple(
            GiftType(
                key=row.key,
                names=dict(zip(LOCALES, row.names, strict=True)),
                emoji=row.emoji,
                price_coins=row.price_coins,
                tier=self.tier,
                media=Media(
                    still=MEDIA / f"{row.key}.svg",
                    animation=MEDIA / f"{row.key}.animated.svg",
                    sound=MEDIA / f"{row.key}.wav",
                    duration_ms=self.duration_ms,
                    colors=row.colors,
                ),
                quantity_max=self.quantity_max,
                sort_order=place,
            )
            for place, row in enumerate(self.rows, start=1)
        )
