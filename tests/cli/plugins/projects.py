"""
Plugins as their authors have them: a directory with a pyproject.toml and a module, not installed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

STILL = "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 2 2'><path d='M1 0l1 1-1 1-1-1z'/></svg>"
GIFT = """
from pathlib import Path

from largesse import GiftType, Media, Tier, hookimpl

LARGESSE_CONTRACT = 0


@hookimpl
def largesse_gift_types():
    media = Media(still=Path(__file__).parent / "kite.svg")
    return [GiftType(key="kite", names={"en": "Kite"}, emoji="🪁", price_coins=PRICE, tier=Tier.CHEER, media=media)]
"""
REGION = """
from largesse import RateCard, Ratio, Region, hookimpl

LARGESSE_CONTRACT = 0


@hookimpl
def largesse_regions():
    card = RateCard(
        version=1,
        holds_from=0,
        list_price=Ratio(2, 1),
        creator_share=Ratio(SHARE, 100),
        payout_value=Ratio(1, 1),
        payout_minimum_units=1,
        holding_days=1,
        notice_days=30,
        packs=(),
        derivation=("An example.",),
        reason="An example.",
    )
    return [Region(code="KE", name="Kenya", currency="KES", time_zone="Africa/Nairobi", cards=(card,))]
"""
TELLING = """
import logging

from largesse import hookimpl
from pydantic import BaseModel

LARGESSE_CONTRACT = 0


class Config(BaseModel):
    word: str = "nothing"


LARGESSE_CONFIG = Config


@hookimpl
def largesse_gift_sent(gift, config):
    logging.getLogger(__name__).info("%s for %s", config.word, gift.gift_type)
"""


def project(directory: Path, source: str, name: str = "kite") -> Path:
    """Write a plugin of one module, or write it anew, and return its module's file."""
    package = directory / "src" / f"largesse_{name}"
    package.mkdir(parents=True, exist_ok=True)
    (package / "kite.svg").write_text(STILL, "utf-8")
    (directory / "pyproject.toml").write_text(
        f'[project]\nname = "largesse-{name}"\nversion = "0.1.0"\n'
        f'[project.entry-points.largesse]\n{name} = "largesse_{name}"\n',
        "utf-8",
    )
    module = package / "__init__.py"
    module.write_text(source, "utf-8")
    return module


def gift_at(price: object) -> str:
    """The source of a plugin with one gift, the kite, at a price."""
    return GIFT.replace("PRICE", str(price))


def region_with(share: int) -> str:
    """The source of a plugin with one region, Kenya, where creators get so many per cent."""
    return REGION.replace("SHARE", str(share))
