"""
All sources of exchange rates: which of them serves a pair, and what it tells now.
"""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from largesse.errors import ExchangeRateMissing, ExchangeRateStale
from largesse.exchange.rate import cross, inverse
from largesse.exchange.reading import Reader
from largesse.offers.exchange import pair_of

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Iterable

    from largesse.clock import Clock, Instant
    from largesse.exchange.rate import PairRate
    from largesse.offers import ExchangeRates
    from largesse.plugins import Workers


class Exchange:
    """
    The exchange rates of this node, read anew as often as their sources ask for.

    A pair is served by the one source that tells it, in the direction that is asked for or in the other; a pair that
    none tells, by the one source that tells both currencies, through its base. Rates of two sources are never put
    together, and of two that could serve a pair none is chosen.

    Args:
        sources: the name of a plugin and one of its sources, as the loader of plugins gives them.
        workers: ask plugins.
        clock: tells which rates are from the future.
    """

    def __init__(self, sources: Iterable[tuple[str, ExchangeRates]], workers: Workers, clock: Clock) -> None:
        self._readers = tuple(Reader(plugin, source) for plugin, source in sources)
        self._by_pair = {pair: each for each in self._readers for pair in each.source.pairs}
        self._workers = workers
        self._clock = clock

    def in_force(self, base: str, quote: str, now: Instant) -> PairRate:
        """
        Return the rate of one currency in another, if it may be used at an instant.

        Raises:
            ExchangeRateMissing: as in `rate`.
            ExchangeRateStale: it is too old.
        """
        rate = self.rate(base, quote)
        if now >= rate.stale_at:
            raise ExchangeRateStale(
                base=base, quote=quote, plugin=rate.plugin, as_of=rate.as_of, stale_at=rate.stale_at, now=now
            )
        return rate

    def rate(self, base: str, quote: str) -> PairRate:
        """
        Return the rate of one currency in another as it was told last, though it may be stale.

        Args:
            base: ISO 4217 of what is given.
            quote: ISO 4217 of what is received.

        Raises:
            ExchangeRateMissing: nobody tells it, or its source has not; or more than one source could serve it.
        """
        serving = self._serving(base, quote)
        around, (rates, problem) = serving.source.base, serving.reading
        for currency in (base, quote):
            if currency != around and currency not in rates:
                reason = f"the plugin {serving.plugin!r} has not told {around}/{currency}"
                raise ExchangeRateMissing(base=base, quote=quote, reason=f"{reason}: {problem}" if problem else reason)
        if base == around:
            return serving.stated(quote)
        if quote == around:
            return inverse(serving.stated(base))
        return cross(serving.stated(base), serving.stated(quote))

    def stated(self) -> tuple[PairRate, ...]:
        """Return every rate that a source tells, as it was told last, stale ones too; by base and quote."""
        rates = [each.stated(quote) for each in self._readers for quote in each.reading.rates]
        return tuple(sorted(rates, key=lambda rate: (rate.base, rate.quote)))

    async def read(self) -> None:
        """Read every source once, all at the same time."""
        await asyncio.gather(*(each.read(self._workers, self._clock) for each in self._readers))

    @asynccontextmanager
    async def kept_up(self) -> AsyncGenerator[None]:
        """Read every source, and again and again until the context is left."""
        await self.read()
        reading = [asyncio.create_task(self._keep_up(each), name="exchange rates") for each in self._readers]
        try:
            yield
        finally:
            for task in reading:
                task.cancel()
            await asyncio.gather(*reading, return_exceptions=True)

    async def _keep_up(self, reader: Reader) -> None:
        while True:
            await asyncio.sleep(reader.source.refresh_seconds)
            await reader.read(self._workers, self._clock)

    def _serving(self, base: str, quote: str) -> Reader:
        if base == quote:
            raise ExchangeRateMissing(base=base, quote=quote, reason="it is the same currency")
        serving = self._by_pair.get(pair_of(base, quote))
        if serving is not None:
            return serving
        crossing = [each for each in self._readers if {base, quote} <= each.source.quotes]
        if len(crossing) == 1:
            return crossing[0]
        named = " and ".join(f"{each.source.base} of the plugin {each.plugin!r}" for each in crossing)
        reason = f"it follows both through {named}" if crossing else "no plugin tells it"
        raise ExchangeRateMissing(base=base, quote=quote, reason=reason)
