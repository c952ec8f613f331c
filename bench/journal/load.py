"""
Closed loops: so many senders at once, each waiting for its answer before it sends again.
"""

from __future__ import annotations

import asyncio
import itertools
import statistics
import time
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable


class Round(NamedTuple):
    """
    What a round of a load came to.

    Args:
        rate: gifts per second.
        p50_ms: the median time from call to answer, in milliseconds.
        p99_ms: the time that 99 of 100 answers took at most.
        gifts: how many were answered.
    """

    rate: float
    p50_ms: float
    p99_ms: float
    gifts: int


async def closed_loops(senders: int, seconds: float, send: Callable[[int, int], Awaitable[object]]) -> Round:
    """
    Run senders side by side and count what was answered.

    Args:
        senders: how many at once.
        seconds: for how long.
        send: called with the sender's number and the number of the gift.
    """
    latencies: list[float] = []
    end = time.perf_counter() + seconds

    async def loop(sender: int) -> None:
        number = 0
        while (start := time.perf_counter()) < end:
            await send(sender, number)
            latencies.append(time.perf_counter() - start)
            number += 1

    begun = time.perf_counter()
    await asyncio.gather(*(loop(sender) for sender in range(senders)))
    elapsed = time.perf_counter() - begun
    latencies.sort()
    return Round(
        len(latencies) / elapsed,
        statistics.median(latencies) * 1_000,
        latencies[int(len(latencies) * 0.99)] * 1_000,
        len(latencies),
    )


async def counted_loops(senders: int, gifts: int, send: Callable[[int, int], Awaitable[object]]) -> float:
    """
    Run senders side by side until so many gifts were sent, and return how many a second that was.

    Args:
        senders: how many at once.
        gifts: how many in all.
        send: called with the sender's number and the number of the gift.
    """
    numbers = itertools.count()

    async def loop(sender: int) -> None:
        while (number := next(numbers)) < gifts:
            await send(sender, number)

    begun = time.perf_counter()
    await asyncio.gather(*(loop(sender) for sender in range(senders)))
    return gifts / (time.perf_counter() - begun)
