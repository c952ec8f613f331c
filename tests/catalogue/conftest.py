"""
Gift types made for a test.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from largesse.offers import GiftType, Media, Tier

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.fixture
def still(tmp_path: Path) -> Path:
    path = tmp_path / "rose.svg"
    path.write_text("<svg/>")
    return path


@pytest.fixture
def gift(still: Path) -> Callable[..., GiftType]:
    """Return what makes a gift type of a key and whatever else is said."""

    def make(key: str, **more: object) -> GiftType:
        fields: dict[str, object] = {
            "names": {"en": key.title()},
            "emoji": "🌹",
            "price_coins": 1,
            "tier": Tier.SPARK,
            "media": Media(still=still),
        }
        return GiftType(key=key, **{**fields, **more})  # type: ignore[arg-type]  # a test's own words

    return make
