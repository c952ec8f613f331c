"""
What a plugin's sources of exchange rates read.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from largesse.clock import iso_of
from largesse.exchange.reading import WrongRates, checked_rates
from largesse.testing.contract.pricing import ATTEMPTS, DEADLINE_SECONDS
from largesse.testing.contract.subject import hold_none

if TYPE_CHECKING:
    from collections.abc import Iterator

    from largesse.offers import ExchangeRate, ExchangeRates
    from largesse.testing.contract.subject import Fact, Subject


def every_rate_is_exact_and_of_a_pair_on_offer(subject: Subject) -> None:
    """Hold that each source reads `ExchangeRate`s of its own quotes, each once, exact, and none of the future."""
    for source in subject.exchange_rates:
        try:
            checked_rates(source, source.read(), {}, subject.now)
        except WrongRates as error:
            raise AssertionError(f"{source.source}: {error}") from None


def every_rate_is_fresh(subject: Subject) -> None:
    """Hold that no rate is stale."""
    hold_none(
        f"{source.base}/{rate.quote} of {iso_of(rate.as_of)} is stale from {iso_of(rate.stale_at)} on"
        for source, rate in _rates(subject)
        if rate.stale_at <= subject.now
    )


def every_currency_on_offer_has_a_rate(subject: Subject) -> None:
    """Hold that whatever a source offers can be exchanged."""
    told = {(source.base, rate.quote) for source, rate in _rates(subject)}
    hold_none(
        f"{source.source} tells no rate of {source.base}/{quote}"
        for source in subject.exchange_rates
        for quote in sorted(source.quotes)
        if (source.base, quote) not in told
    )


def rates_are_read_within_their_deadline(subject: Subject) -> None:
    """Hold that each source is read within 50 milliseconds."""
    hold_none(
        f"{source.source} takes {seconds * 1_000:.0f} ms"
        for source in subject.exchange_rates
        if (seconds := min(_seconds(source) for _ in range(ATTEMPTS))) > DEADLINE_SECONDS
    )


def _rates(subject: Subject) -> Iterator[tuple[ExchangeRates, ExchangeRate]]:
    return ((source, rate) for source in subject.exchange_rates for rate in source.read())


def _seconds(source: ExchangeRates) -> float:
    begun = time.perf_counter()
    tuple(source.read())
    return time.perf_counter() - begun


FACTS: tuple[Fact, ...] = (
    every_rate_is_exact_and_of_a_pair_on_offer,
    every_rate_is_fresh,
    every_currency_on_offer_has_a_rate,
    rates_are_read_within_their_deadline,
)
