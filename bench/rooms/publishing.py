"""
Publishing: how a contender's server is told over its standard input what to tell its viewers.

A line is `joined N` (N events at once), `single N` (one after another) or `paced N RATE` (so many a second). It is
answered with one line: the instants at which the events were begun, as JSON.
"""

from __future__ import annotations

import asyncio
import sys
import time
from typing import TYPE_CHECKING

import orjson

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable


async def publish_on_command(publish: Callable[[], Awaitable[object]]) -> None:
    """
    Publish as the standard input says, until it ends.

    Args:
        publish: publishes one event, and returns once it is published.
    """
    reader = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    while line := await reader.readline():
        how, count, *rate = line.decode().split()
        begun = await _published(publish, how, int(count), float(rate[0]) if rate else 0.0)
        sys.stdout.write(orjson.dumps(begun).decode() + "\n")
        sys.stdout.flush()


async def _published(publish: Callable[[], Awaitable[object]], how: str, count: int, rate: float) -> list[float]:
    begun: list[float] = []
    if how == "joined":
        begun = [time.monotonic()] * count
        await asyncio.gather(*(publish() for _ in range(count)))
    elif how == "single":
        for _ in range(count):
            begun.append(time.monotonic())
            await publish()
    else:
        start = time.monotonic()
        pending = set()
        for number in range(count):
            await asyncio.sleep(max(0.0, start + number / rate - time.monotonic()))
            begun.append(time.monotonic())
            pending.add(asyncio.ensure_future(publish()))
        await asyncio.gather(*pending)
    return begun
