"""
Reading a source: what its plugin answers now, checked, or the last that was right and why there is nothing newer.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

import structlog

from largesse.clock import iso_of
from largesse.errors import Overloaded, PluginFailed
from largesse.exchange.rate import PairRate
from largesse.money import ONE
from largesse.offers import ExchangeRate
from largesse.plugins.shape import deviation

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from largesse.clock import Clock, Instant
    from largesse.offers import ExchangeRates
    from largesse.plugins import Workers

HOOK = "largesse_exchange_rates"
"""What a reading is counted as among the calls of a plugin."""
_log = structlog.stdlib.get_logger("largesse.exchange")


class Reading(NamedTuple):
    """
    What is known of a source.

    Args:
        rates: its rates by quote, as they were read last; empty before they ever were.
        problem: why there is nothing newer, in words; empty if nothing is wrong.
    """

    rates: Mapping[str, ExchangeRate]
    problem: str


class Reader:
    """
    Reads a source of rates, and knows what it told last.

    Args:
        plugin: whose it is.
        source: what it offered.
    """

    def __init__(self, plugin: str, source: ExchangeRates) -> None:
        self.plugin = plugin
        self.source = source
        self.reading = Reading({}, "it has not been read yet")

    async def read(self, workers: Workers, clock: Clock) -> None:
        """Read the source; if that fails, what was read before stays, with the reason beside it."""
        before, now = self.reading.rates, clock.now()
        try:
            rates = await workers.ask(self.plugin, HOOK, lambda: self._answer(before, now))
        except (PluginFailed, Overloaded) as error:
            if error.reason != self.reading.problem:
                source, reason = self.source.source, error.reason
                _log.warning("exchange_rates_cannot_be_read", plugin=self.plugin, source=source, reason=reason)
            self.reading = Reading(before, error.reason)
        else:
            self.reading = Reading(rates, "")

    def _answer(self, before: Mapping[str, ExchangeRate], now: Instant) -> Mapping[str, ExchangeRate]:
        """Ask the plugin, in its thread; going through the answer runs its code as much as asking does."""
        answer: Iterable[object] = islice(self.source.read(), len(self.source.quotes) + 1)
        try:
            return checked_rates(self.source, tuple(answer), before, now)
        except WrongRates as error:
            raise PluginFailed(self.plugin, str(error)) from None

    def stated(self, quote: str) -> PairRate:
        """
        Return the worth of the source's base in a currency, as it was told last.

        Raises:
            KeyError: it was not.
        """
        source, rate = self.source, self.reading.rates[quote]
        return PairRate(
            plugin=self.plugin,
            source=source.source,
            base=source.base,
            quote=quote,
            rate=rate.rate.times(ONE),
            via="",
            margin=source.margin,
            as_of=rate.as_of,
            stale_at=rate.stale_at,
        )


class WrongRates(ValueError):
    """An answer that no rates are taken from."""


def checked_rates(
    source: ExchangeRates, answer: Iterable[object], before: Mapping[str, ExchangeRate], now: Instant
) -> Mapping[str, ExchangeRate]:
    """
    Return the rates of an answer by quote.

    Args:
        source: what was asked.
        answer: what it answered.
        before: what it had answered before.
        now: the present instant.

    Raises:
        WrongRates: an item is no rate, is not among the quotes, stands there twice, is from the future, or is older
            than what was told before.
    """
    rates: dict[str, ExchangeRate] = {}
    for place, each in enumerate(answer):
        if wrong := deviation(each, ExchangeRate, f"read()[{place}]"):
            raise WrongRates(wrong)
        if isinstance(each, ExchangeRate):
            if wrong := _problem(source, each, rates, before.get(each.quote), now):
                message = f"the rate of {source.base}/{each.quote} {wrong}"
                raise WrongRates(message)
            rates[each.quote] = each
    return rates


def _problem(
    source: ExchangeRates,
    rate: ExchangeRate,
    told: Mapping[str, ExchangeRate],
    before: ExchangeRate | None,
    now: Instant,
) -> str:
    if rate.quote not in source.quotes:
        return "is not among the quotes that were offered at the start"
    if rate.quote in told:
        return "is told twice"
    if rate.as_of > now:
        return f"is from the future, {iso_of(rate.as_of)}"
    if before is not None and rate.as_of < before.as_of:
        return f"is of {iso_of(rate.as_of)}, and one of {iso_of(before.as_of)} was told before"
    return ""
