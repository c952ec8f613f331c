"""
Seven gifts that exist between two dates of a calendar, and cost less until their day has come.

It is the example of a gift type's periods and dated prices. All of them are fixed when the server starts, for the time
zone that the operator has set, so that a day begins and ends where the audience lives.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from largesse import hookimpl
from largesse_seasons.configuration import Config
from largesse_seasons.gifts import gift_types

if TYPE_CHECKING:
    from collections.abc import Iterable

    from largesse import GiftType

LARGESSE_CONTRACT = 0
"""The version of the plugin contract that this was written for."""
LARGESSE_CONFIG = Config
"""What an operator may set."""


@hookimpl
def largesse_gift_types(config: Config) -> Iterable[GiftType]:
    """Return every gift of the year, in the order in which the north has them."""
    return gift_types(config)
