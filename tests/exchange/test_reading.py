"""
What a source answers is checked, and what was right stays until something newer is.
"""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from largesse.exchange import Exchange
from largesse.exchange.reading import HOOK, Reader
from largesse.money import Ratio
from largesse.offers import ExchangeRate

from .sources import CLOCK, NOON, Board, rate, workers

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from largesse.plugins import Workers


class Derived(ExchangeRate):
    """Could answer something else tomorrow."""


DOLLAR = rate("USD", Ratio(11, 10))
WRONG: dict[str, tuple[Callable[[], Any], str]] = {
    "nothing": (lambda: None, "it raised TypeError"),
    "no rate": (lambda: [None], "read()[0] is of type NoneType, not ExchangeRate"),
    "text": (lambda: "USD", "read()[0] is of type str, not ExchangeRate"),
    "a float": (
        lambda: [replace(DOLLAR, rate=Ratio(1.1, 1))],  # type: ignore[arg-type]  # what a plugin without types may do
        "read()[0].rate.numerator is of type float, not int",
    ),
    "a class of its own": (
        lambda: [Derived(quote="USD", rate=Ratio(1), as_of=1, stale_at=2)],
        "read()[0] is of type Derived, not ExchangeRate",
    ),
    "another currency": (
        lambda: [rate("GBP")],
        "the rate of EUR/GBP is not among the quotes that were offered at the start",
    ),
    "one twice": (lambda: [DOLLAR, DOLLAR], "the rate of EUR/USD is told twice"),
    "an endless answer": (lambda: iter(lambda: DOLLAR, None), "the rate of EUR/USD is told twice"),
    "the future": (
        lambda: [replace(DOLLAR, as_of=NOON + 3_600_000_000)],
        "the rate of EUR/USD is from the future, 2026-11-30T13:00:00Z",
    ),
    "an older one": (
        lambda: [replace(DOLLAR, as_of=DOLLAR.as_of - 1)],
        "the rate of EUR/USD is of 2026-11-30T10:59:59.999999Z, and one of 2026-11-30T11:00:00Z was told before",
    ),
}


@pytest.fixture
async def hands() -> AsyncIterator[Workers]:
    made = workers()
    yield made
    await made.close()


@pytest.mark.parametrize(("answer", "reason"), WRONG.values(), ids=WRONG)
async def test_an_answer_that_is_wrong_is_a_fault_and_changes_nothing(
    hands: Workers, answer: Callable[[], Any], reason: str
) -> None:
    board = Board("EUR", USD=Ratio(11, 10), JPY=Ratio(160))
    reader = Reader("first", board.source)
    await reader.read(hands, CLOCK)
    before = reader.reading.rates

    board.answer = answer()
    await reader.read(hands, CLOCK)

    assert (reader.reading.rates, reader.reading.problem) == (before, reason)
    (figures,) = hands.standings()[0].hooks
    assert (figures.hook, figures.calls, figures.faults) == (HOOK, 2, 1)


async def test_what_was_read_stays_while_the_plugin_is_in_quarantine(hands: Workers) -> None:
    board = Board("EUR", USD=Ratio(11, 10))
    reader = Reader("first", board.source)
    await reader.read(hands, CLOCK)

    hands.quarantine("first", "it spins")
    board.answer = [rate("USD", Ratio(12, 10))]
    await reader.read(hands, CLOCK)
    assert reader.reading.rates["USD"].rate == Ratio(11, 10)
    assert reader.reading.problem == "it is in quarantine: it spins"

    hands.restore("first")
    await reader.read(hands, CLOCK)
    assert (reader.reading.rates["USD"].rate, reader.reading.problem) == (Ratio(12, 10), "")


async def test_a_correction_of_the_same_instant_is_taken(hands: Workers) -> None:
    board = Board("EUR", USD=Ratio(11, 10))
    reader = Reader("first", board.source)
    await reader.read(hands, CLOCK)

    board.answer = [rate("USD", Ratio(12, 10))]
    await reader.read(hands, CLOCK)

    assert reader.reading.rates["USD"].rate == Ratio(12, 10)


async def test_what_a_source_no_longer_tells_is_forgotten(hands: Workers) -> None:
    board = Board("EUR", USD=Ratio(11, 10), JPY=Ratio(160))
    reader = Reader("first", board.source)
    await reader.read(hands, CLOCK)

    board.answer = [DOLLAR]
    await reader.read(hands, CLOCK)

    assert list(reader.reading.rates) == ["USD"]


async def test_an_exchange_reads_at_once_and_then_as_often_as_its_sources_say(hands: Workers) -> None:
    again, counted = asyncio.Event(), 0
    loop = asyncio.get_running_loop()

    def answer() -> list[ExchangeRate]:
        nonlocal counted
        counted += 1
        if counted == 2:
            loop.call_soon_threadsafe(again.set)
        return [DOLLAR]

    source = replace(Board("EUR", USD=Ratio(11, 10)).source, read=answer, refresh_seconds=1)
    exchange = Exchange([("first", source)], hands, CLOCK)
    async with exchange.kept_up():
        assert (counted, [each.quote for each in exchange.stated()]) == (1, ["USD"])
        await asyncio.wait_for(again.wait(), 10)
