"""
What one currency is worth in others, by whom it is said, as of when, and until when it may be used.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from largesse.money import CURRENCIES, ZERO, Ratio

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from largesse.clock import Instant

TERM_MAX = 2_000_000_000
"""What may stand above and below the line of a rate: two of them, multiplied, still fit a signed 64-bit integer."""
REFRESH_SECONDS_MAX = 86_400
SOURCE_LENGTH_MAX = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangeRate:
    """
    What one unit of a source's base is worth in another currency, as somebody published it.

    Args:
        quote: ISO 4217 of the other currency.
        rate: units of `quote` for one unit of the base, in whole units and not in minor ones: 1.0876 dollars for a
            euro are `Ratio(10_876, 10_000)`. Exact; above and below the line from 1 to 2,000,000,000.
        as_of: the instant for which it was published, in microseconds since the epoch.
        stale_at: the instant from which it is refused; later than `as_of`.
    """

    quote: str
    rate: Ratio
    as_of: Instant
    stale_at: Instant

    def __post_init__(self) -> None:
        """Check currency, rate and instants."""
        _check_currency(self.quote)
        if not all(1 <= term <= TERM_MAX for term in (self.rate.numerator, self.rate.denominator)):
            message = f"above and below the line of a rate stand numbers from 1 to {TERM_MAX}, not {self.rate}"
            raise ValueError(message)
        if self.stale_at <= self.as_of:
            message = f"the rate of {self.quote} is stale no later than it holds"
            raise ValueError(message)


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangeRates:
    """
    A source of exchange rates around one currency, read now and then while the server runs.

    Args:
        source: who publishes them, in words, as it is shown to whoever checks a rate; 200 characters at most.
        base: ISO 4217 of the currency of which one unit is meant, such as `EUR`.
        quotes: the currencies in which its worth is told; no pair of two is served by two sources, in either
            direction.
        read: answers the rates that are published now, each quote at most once; a plain function, called in a thread
            of the plugin's own, with the deadline of 50 ms that every question to a plugin has.
        refresh_seconds: how often to read, from 1 second to a day.
        margin: the part that the platform keeps of what is exchanged, from 0 to less than 1.
    """

    source: str
    base: str
    quotes: frozenset[str]
    read: Callable[[], Iterable[ExchangeRate]]
    refresh_seconds: int = 60
    margin: Ratio = ZERO

    def __post_init__(self) -> None:
        """Check source, currencies, time and margin."""
        if not 0 < len(self.source.strip()) <= SOURCE_LENGTH_MAX:
            message = f"exchange rates name their source, in {SOURCE_LENGTH_MAX} characters at most"
            raise ValueError(message)
        for currency in (self.base, *sorted(self.quotes)):
            _check_currency(currency)
        if not self.quotes or self.base in self.quotes:
            message = f"a source tells the worth of {self.base} in one other currency at least, and not in itself"
            raise ValueError(message)
        if not 1 <= self.refresh_seconds <= REFRESH_SECONDS_MAX:
            message = f"refresh_seconds must be from 1 to {REFRESH_SECONDS_MAX}, not {self.refresh_seconds}"
            raise ValueError(message)
        if not 0 <= self.margin.numerator < self.margin.denominator:
            message = f"a margin must be from 0 to less than 1, not {self.margin}"
            raise ValueError(message)

    @property
    def pairs(self) -> tuple[str, ...]:
        """Return the pairs that it tells, such as `EUR/USD`, sorted; a pair is the same in both directions."""
        return tuple(sorted(pair_of(self.base, quote) for quote in self.quotes))


def pair_of(one: str, other: str) -> str:
    """Return the name of a pair of currencies, the same in both directions: `EUR/USD`."""
    return "/".join(sorted((one, other)))


def _check_currency(code: str) -> None:
    if code not in CURRENCIES:
        message = f"{code!r} is not a currency of ISO 4217"
        raise ValueError(message)
