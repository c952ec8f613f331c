"""
Rate cards of sixteen places, each derived from its price in exact figures; an example to copy, not tax advice.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from largesse import hookimpl
from largesse_regions.africa import AFRICA
from largesse_regions.americas import AMERICAS
from largesse_regions.asia import ASIA
from largesse_regions.europe import EUROPE

if TYPE_CHECKING:
    from collections.abc import Iterable

    from largesse import Region

LARGESSE_CONTRACT = 0
"""The version of the plugin contract that this was written for."""


@hookimpl
def largesse_regions() -> Iterable[Region]:
    """Return every region that this plugin has rates for."""
    return (*AMERICAS, *EUROPE, *ASIA, *AFRICA)
