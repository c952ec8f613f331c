"""
Thirty-six gifts in six tiers, drawn and sounded by hand and named in ten languages.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from largesse import hookimpl
from largesse_classics.cheer import CHEER
from largesse_classics.delight import DELIGHT
from largesse_classics.legend import LEGEND
from largesse_classics.myth import MYTH
from largesse_classics.spark import SPARK
from largesse_classics.wonder import WONDER

if TYPE_CHECKING:
    from collections.abc import Iterable

    from largesse import GiftType

LARGESSE_CONTRACT = 0
"""The version of the plugin contract that this was written for."""

_TABLES = (SPARK, CHEER, DELIGHT, WONDER, LEGEND, MYTH)


@hookimpl
def largesse_gift_types() -> Iterable[GiftType]:
    """Return every gift type of this plugin, cheapest first."""
    return tuple(gift_type for table in _TABLES for gift_type in table.gift_types())
