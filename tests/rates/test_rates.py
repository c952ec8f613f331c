"""
Rates: so much in any minute in each name, together on a real Valkey, and apart while it is away.
"""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from largesse.rates import Rates, rates

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    import pytest

    from tests.servers.valkey import Valkey


@asynccontextmanager
async def counting(valkey: str | None = None) -> AsyncIterator[tuple[Rates, list[int]]]:
    away: list[int] = []
    counted = Rates(valkey, lambda: away.append(1))
    try:
        yield counted, away
    finally:
        await counted.close()


async def test_what_is_asked_for_past_the_rate_is_not_counted() -> None:
    async with counting() as (counted, _):
        assert await counted.take("ann", 7, 10) == 0
        assert 0 < await counted.take("ann", 5, 10) <= 120
        assert await counted.take("ann", 3, 10) == 0
        assert await counted.take("bob", 10, 10) == 0


async def test_more_than_the_rate_counts_as_the_whole_of_it() -> None:
    async with counting() as (counted, _):
        assert await counted.take("ann", 11, 10) == 0
        assert await counted.take("ann", 5, 10) > 0


async def test_what_is_over_is_forgotten() -> None:
    async with counting() as (counted, _):
        for number in range(900):
            await counted.take(f"name {number}", 1, 10)
        memory = counted._here
        memory.expirations = dict.fromkeys(memory.expirations, 0.0)
        for _number in range(200):
            await counted.take("ann", 1, 1_000)
        assert {key.partition("/")[0] for key in memory.storage} == {"ann"}
        assert set(memory.expirations) == set(memory.storage)


async def test_nodes_count_together(valkey_url: str) -> None:
    async with counting(valkey_url) as (here, _), counting(valkey_url.replace("valkey://", "redis://")) as (there, _):
        assert await here.take("together", 6, 10) == 0
        assert await there.take("together", 4, 10) == 0
        assert 0 < await here.take("together", 1, 10) <= 120


async def test_a_node_counts_by_itself_while_the_server_is_away(
    valkey: Valkey, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rates, "AWAY_SECONDS", 0.0)
    async with counting(valkey.url) as (counted, away):
        assert await counted.take("away", 10, 10) == 0
        valkey.stop()
        try:
            assert await counted.take("away", 10, 10) == 0
            assert await counted.take("away", 5, 10) > 0
            assert away == [1, 1]
        finally:
            valkey.start()
        assert await counted.take("back", 5, 10) == 0
        assert away == [1, 1]


async def test_a_server_that_hangs_keeps_nobody_waiting(valkey: Valkey) -> None:
    async with counting(valkey.url) as (counted, away):
        valkey.pause()
        try:
            async with asyncio.timeout(2):
                for _ in range(100):
                    assert await counted.take("frozen", 1, 1_000) == 0
            assert away == [1]
        finally:
            valkey.resume()
