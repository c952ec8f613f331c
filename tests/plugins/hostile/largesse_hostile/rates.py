"""
A source of exchange rates of a hostile plugin.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from largesse import ExchangeRates

if TYPE_CHECKING:
    from collections.abc import Callable


def source(read: Callable[[], object]) -> ExchangeRates:
    """Return a source that says what a euro is worth in dollars, if it ever does."""
    return ExchangeRates(source="nobody", base="EUR", quotes=frozenset({"USD"}), read=read)
