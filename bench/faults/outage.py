"""
PostgreSQL is stopped hard and started again, or frozen, while clients send.
"""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING

import aiohttp

from bench.faults.arena import arena
from bench.faults.door import Door, Kind
from bench.faults.load import load, token_of
from bench.faults.result import Result, rounded
from bench.faults.serving import Served

if TYPE_CHECKING:
    from bench.faults.arena import Arena
    from bench.faults.client import Told

CODED_SECONDS = 5.0
"""Until a gift is answered while the database does not: the journal's 4.5 seconds, and some for the way."""
HEALING_SECONDS = 5.0
REQUEST_SECONDS = 11.0
"""A request's time limit (LARGESSE_REQUEST_SECONDS), and a second."""
GROWTH_MEGABYTES = 64.0
_DOWN_SECONDS, _REFUSING_SECONDS = 1.5, 6.0
"""For how long it is gone: so briefly that gifts wait for it, and so long that they are refused."""
_OPEN = {"UNAVAILABLE", "OUTCOME_UNKNOWN", "OVERLOADED"}


async def stopped(times: int) -> Result:
    """
    Stop PostgreSQL without saving, as a power cut does, and start it again; the server is left alone.

    Args:
        times: how often.
    """
    healings, told_meanwhile = [], []
    async with arena("postgresql") as where:
        assert where.postgresql is not None
        served = Served(where)
        try:
            await served.start()
            async with load(where, served.url) as clients:
                await clients.applied_since(0.0)
                for left in reversed(range(times)):
                    await asyncio.sleep(0.4)
                    down = time.monotonic()
                    await asyncio.to_thread(where.postgresql.stop, immediate=True)
                    await asyncio.sleep(_DOWN_SECONDS if left else _REFUSING_SECONDS)
                    await asyncio.to_thread(where.postgresql.start)
                    started = time.monotonic()
                    healings.append(await clients.applied_since(started))
                    told_meanwhile += clients.told(down)
                found = await clients.findings()
        finally:
            served.close()
    codes, slowest = _failures(told_meanwhile)
    figures = found.figures() | {
        "healing_seconds": rounded(max(healings)),
        "slowest_answer_seconds": rounded(slowest),
        "codes": sorted(codes),
    }
    passed = found.clean and max(healings) <= HEALING_SECONDS and slowest <= CODED_SECONDS
    passed = passed and "UNAVAILABLE" in codes and codes <= _OPEN
    return Result(f"PostgreSQL stopped hard and started, {times} times", passed, figures)


async def frozen(seconds: float) -> Result:
    """
    Freeze every process of PostgreSQL: connections stay open and nothing answers.

    Args:
        seconds: for how long.
    """
    async with arena("postgresql") as where:
        assert where.postgresql is not None
        served = Served(where)
        try:
            await served.start()
            async with load(where, served.url) as clients:
                await clients.applied_since(0.0)
                await asyncio.sleep(0.5)
                before = served.resident_megabytes()
                begun = time.monotonic()
                await asyncio.to_thread(where.postgresql.pause)
                pings = await _pinged(where, served, seconds)
                await asyncio.to_thread(where.postgresql.resume)
                resumed = time.monotonic()
                healing = await clients.applied_since(resumed)
                growth = served.resident_megabytes() - before
                codes, slowest = _failures(clients.told(begun))
                found = await clients.findings()
        finally:
            served.close()
    figures = found.figures() | {
        "slowest_ping_seconds": rounded(max(pings)),
        "slowest_answer_seconds": rounded(slowest),
        "healing_seconds": rounded(healing),
        "growth_megabytes": round(growth, 1),
        "codes": sorted(codes),
    }
    quick = max(pings) <= 1.0 and slowest <= REQUEST_SECONDS and healing <= HEALING_SECONDS
    passed = found.clean and quick and growth <= GROWTH_MEGABYTES and codes <= _OPEN
    return Result(f"PostgreSQL frozen for {seconds:g} s", passed, figures)


async def _pinged(where: Arena, served: Served, seconds: float) -> list[float]:
    """Ask for what needs no database again and again, and return how long each answer took."""
    took = []
    end = time.monotonic() + seconds
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=10.0)) as session:
        door = Door(session, served.url, token_of(where.world.senders[0]), where.world)
        while (begun := time.monotonic()) < end:
            answered = await door.ping()
            took.append(time.monotonic() - begun if answered else float("inf"))
            await asyncio.sleep(0.25)
    return took


def _failures(told: list[Told]) -> tuple[set[str], float]:
    failed = [each for each in told if each.answer.kind in {Kind.UNAVAILABLE, Kind.UNKNOWN}]
    return {each.answer.code for each in failed}, max((each.seconds for each in failed), default=0.0)
