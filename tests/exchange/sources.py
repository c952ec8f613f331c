"""
Sources of rates made for a test, and whoever reads them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from largesse.exchange import Exchange
from largesse.money import ONE, ZERO, Ratio
from largesse.offers import ExchangeRate, ExchangeRates
from largesse.plugins import PluginReport, PluginState, Workers
from largesse.plugins.workers import Budget, WorkerLimits
from largesse.telemetry import Metrics
from largesse.testing import TurnedClock

if TYPE_CHECKING:
    from largesse.clock import Instant

NAMES = ("first", "second")
NOON: Instant = 1_796_040_000_000_000
HOUR = 3_600_000_000
CLOCK = TurnedClock(NOON)


class Board:
    """What a source tells now; it can be written anew."""

    def __init__(self, base: str, /, *, margin: Ratio = ZERO, **rates: Ratio) -> None:
        self.answer: Any = [rate(quote, each) for quote, each in rates.items()]
        self.source = ExchangeRates(
            source=f"the bank of {base}",
            base=base,
            quotes=frozenset(rates),
            read=lambda: self.answer,
            margin=margin,
        )


def rate(quote: str, worth: Ratio = ONE, as_of: Instant = NOON - HOUR, hours: int = 24) -> ExchangeRate:
    return ExchangeRate(quote=quote, rate=worth, as_of=as_of, stale_at=as_of + hours * HOUR)


def workers() -> Workers:
    """Return workers without a budget to speak of, and with time enough on a machine that is busy."""
    limits = WorkerLimits(deadline_seconds=10, wait_seconds=10)
    reports = [PluginReport(name=name, state=PluginState.LOADED) for name in NAMES]
    return Workers(reports, CLOCK, Metrics(), Budget(faults=100), limits)


async def read(*boards: Board) -> Exchange:
    """Return an exchange that has read each board once; the plugins are called `first`, `second` and so on."""
    hands = workers()
    exchange = Exchange([(name, board.source) for name, board in zip(NAMES, boards, strict=False)], hands, CLOCK)
    await exchange.read()
    await hands.close()
    return exchange
