"""
Moments, on both databases: what is read in one agrees with itself, and nothing else waits for it.
"""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING

import pytest
import tortoise.exceptions

from largesse.database.client import TIMEOUT_SECONDS
from largesse.database.executor import open_executor
from largesse.database.reads import Reads, open_reads
from largesse.errors import Unavailable

from .models import Shelf
from .test_reads import MAPS, MODULES, fill

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from largesse.database.address import Address

WIDTHS = "SELECT width FROM shelf WHERE name = $1"
AT_ONCE = 2
"""Moments that may last at once: on SQLite always, on PostgreSQL of a pool of five."""


@pytest.fixture
async def reads(address: Address) -> AsyncIterator[Reads]:
    await fill(address)
    async with open_reads(address, MODULES, pool_max=5, timeout_seconds=0.5) as opened:
        yield opened


async def widen(address: Address, width: int) -> None:
    async with open_executor(address) as writer:
        await writer.begin()
        await writer.run(f"UPDATE shelf SET width = {width}")  # noqa: S608  # a number of this file
        await writer.commit()


async def test_what_is_committed_meanwhile_is_not_seen_by_models_nor_by_hand(address: Address, reads: Reads) -> None:
    async with reads.moment() as moment:
        assert await moment.rows(WIDTHS, "novels") == [{"width": 4}]
        await widen(address, 9)
        assert await Shelf.filter(width=9).count() == 2
        assert await Shelf.filter(width=9).using_db(moment.client).count() == 0
        assert await Shelf.get(id=MAPS).using_db(moment.client).values_list("colour", flat=True) == "red"
        assert await moment.rows(WIDTHS, "novels") == [{"width": 4}]
        async with moment.moment() as same:
            assert await same.rows(WIDTHS, "novels") == [{"width": 4}]
    async with reads.moment() as later:
        assert await later.rows(WIDTHS, "novels") == [{"width": 9}]


async def test_reads_of_a_moment_that_are_asked_for_at_once_take_turns(reads: Reads) -> None:
    async with reads.moment() as moment:
        assert await asyncio.gather(*(moment.rows(WIDTHS, "novels") for _ in range(20))) == [[{"width": 4}]] * 20


async def test_a_moment_in_which_a_read_has_failed_tells_nothing_more(reads: Reads) -> None:
    async with reads.moment() as moment:
        with pytest.raises(tortoise.exceptions.OperationalError):
            await moment.rows("SELECT * FROM nowhere")
        with pytest.raises(Unavailable, match="an earlier read"):
            await moment.rows(WIDTHS, "novels")
    async with reads.moment() as next_one:
        assert await next_one.rows(WIDTHS, "novels") == [{"width": 4}]


async def test_what_is_over_is_read_no_more(reads: Reads) -> None:
    async with reads.moment() as moment:
        pass
    with pytest.raises(Unavailable):
        await moment.rows(WIDTHS, "novels")


async def test_moments_wait_for_one_another_and_other_reads_for_none(reads: Reads) -> None:
    async with AsyncExitStack() as stack:
        for _ in range(AT_ONCE):
            await stack.enter_async_context(reads.moment())
        with pytest.raises(Unavailable):
            await stack.enter_async_context(reads.moment())
        assert await asyncio.gather(*(Shelf.all().count() for _ in range(20))) == [2] * 20
    async with reads.moment() as moment:
        assert await moment.rows(WIDTHS, "novels") == [{"width": 4}]


async def test_cancelled_moments_keep_no_connection(reads: Reads) -> None:
    async def use() -> None:
        async with reads.moment() as moment:
            await moment.rows(WIDTHS, "novels")

    for turns in range(40):
        tasks = [asyncio.ensure_future(use()) for _ in range(3)]
        for _ in range(turns // 4):
            await asyncio.sleep(0)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    async with asyncio.timeout(TIMEOUT_SECONDS), AsyncExitStack() as stack:
        for _ in range(AT_ONCE):
            moment = await stack.enter_async_context(reads.moment())
            assert await moment.rows(WIDTHS, "novels") == [{"width": 4}]
