"""
A kite, in two colours, that costs what an operator says.
"""

from pathlib import Path

from pydantic import BaseModel, Field

from largesse import GiftType, GiftVariant, Media, Tier, hookimpl

LARGESSE_CONTRACT = 0


class Config(BaseModel):
    """What an operator may choose: `LARGESSE_PLUGIN_KITE_PRICE_COINS=80`."""

    price_coins: int = Field(default=70, ge=1, le=1_000_000)


LARGESSE_CONFIG = Config


@hookimpl
def largesse_gift_types(config: Config) -> list[GiftType]:
    """Offer the kite."""
    return [
        GiftType(
            key="kite",
            names={"en": "Kite", "fr": "Cerf-volant", "ja": "凧"},
            emoji="🪁",
            price_coins=config.price_coins,
            tier=Tier.CHEER,
            media=Media(still=Path(__file__).with_name("kite.svg"), duration_ms=2_000, colors=("#e4572e",)),
            variants=(
                GiftVariant(key="red", names={"en": "Red kite", "fr": "Cerf-volant rouge", "ja": "赤い凧"}),
                GiftVariant(key="blue", names={"en": "Blue kite", "fr": "Cerf-volant bleu", "ja": "青い凧"}),
            ),
        )
    ]
