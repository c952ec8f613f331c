"""
What one currency is worth in another, by whom it is said, and as of when.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from largesse.money import CURRENCIES, ZERO

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from largesse.clock import Instant
    from largesse.money import Ratio


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangeRate:
    """
    The rate of a pair of currencies, as somebody published it.

    Args:
        base: ISO 4217 of the currency of which one is meant.
        quote: ISO 4217 of the currency in which its worth is told.
        rate: units of `quote` for one unit of `base`, in whole units and not in minor ones; exact.
        as_of: the instant for which it was published, in microseconds since the epoch.
    """

    base: str
    quote: str
    rate: Ratio
    as_of: Instant

    def __post_init__(self) -> None:
        """Check currencies and rate."""
        for currency in (self.base, self.quote):
            if currency not in CURRENCIES:
                message = f"{currency!r} is not a currency of ISO 4217"
                raise ValueError(message)
        if self.base == self.quote or self.rate.numerator < 1 or self.rate.denominator < 1:
            message = f"a rate is more than zero and of two currencies, not {self.rate} of {self.base}/{self.quote}"
            raise ValueError(message)


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangeRates:
    """
    A source of exchange rates, read now and then while the server runs.

    Args:
        source: who publishes them, in words, as it is shown to whoever checks a rate.
        read: returns all rates that are published now; a plain function, called in a thread of the plugin's own.
        refresh_seconds: how often to read, from 1 second.
        stale_after_seconds: how old a rate may be, from its `as_of`; an older one is refused.
        margin: the part that the platform keeps when it exchanges, from 0 to less than 1.
    """

    source: str
    read: Callable[[], Iterable[ExchangeRate]]
    refresh_seconds: int = 60
    stale_after_seconds: int
    margin: Ratio = ZERO

    def __post_init__(self) -> None:
        """Check that source, times and margin make sense."""
        if not self.source.strip():
            message = "exchange rates name their source"
            raise ValueError(message)
        if self.refresh_seconds < 1 or self.stale_after_seconds < 1:
            message = "refresh_seconds and stale_after_seconds start at 1"
            raise ValueError(message)
        if not 0 <= self.margin.numerator < self.margin.denominator:
            message = f"a margin must be from 0 to less than 1, not {self.margin}"
            raise ValueError(message)
