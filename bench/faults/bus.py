"""
The bus between two nodes is killed or frozen, loses messages, or carries them twice and out of order.
"""

from __future__ import annotations

import asyncio
import time
from contextlib import AsyncExitStack, asynccontextmanager
from typing import TYPE_CHECKING

from tests.servers.valkey import Valkey

from bench.faults.arena import arena
from bench.faults.courier import Courier
from bench.faults.door import Kind
from bench.faults.following import behind, following
from bench.faults.load import load
from bench.faults.result import Result, rounded
from bench.faults.serving import Served

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable

    from bench.faults.arena import Arena
    from bench.faults.load import Load

BACKLOG_SECONDS = 10.0
SENDING_SECONDS = 1.5
"""What a gift may take at most while the bus is away; less than the bus's time-out, which nobody shall wait for."""


async def bus_killed(seconds: float, viewers: int) -> Result:
    """
    Kill the bus, and start it again.

    Args:
        seconds: for how long it is gone.
        viewers: of each node.
    """
    with Valkey() as bus:
        return await _away(
            f"bus killed for {seconds:g} s, two nodes",
            bus,
            (lambda: bus.stop(immediate=True), bus.start),
            seconds,
            viewers,
        )


async def bus_frozen(seconds: float, viewers: int) -> Result:
    """
    Freeze the bus: its connections stay open, and nothing answers.

    Args:
        seconds: for how long.
        viewers: of each node.
    """
    with Valkey() as bus:
        return await _away(f"bus frozen for {seconds:g} s, two nodes", bus, (bus.pause, bus.resume), seconds, viewers)


async def bus_disordered(seconds: float, viewers: int) -> Result:
    """
    Give each node a bus of its own, and have a courier carry everything between them twice and out of order.

    Args:
        seconds: for how long.
        viewers: of each node.
    """
    return await _carried("bus messages doubled and reordered, two nodes", 0.0, seconds, viewers)


async def bus_lossy(seconds: float, viewers: int) -> Result:
    """
    Let the courier lose half of what it carries as well, while each node takes the bus to be well.

    Args:
        seconds: for how long.
        viewers: of each node.
    """
    return await _carried("half of the bus messages lost, two nodes", 0.5, seconds, viewers)


async def _carried(row: str, lost: float, seconds: float, viewers: int) -> Result:
    with Valkey() as one, Valkey() as other:
        async with (
            arena("postgresql") as where,
            _nodes(where, one, other) as nodes,
            Courier(one.url, other.url, lost=lost) as courier,
            load(where, nodes[0].url) as clients,
            following(where, viewers, *nodes) as audience,
        ):
            await audience.joined_since(0.0, 60.0)
            await asyncio.sleep(seconds)
            found = await clients.findings()
            backlog = await behind(where, audience)
    figures = found.figures() | audience.figures()
    figures |= {"carried": courier.carried, "overtaken": courier.overtaken, "lost": courier.lost}
    figures |= {"backlog_seconds": rounded(backlog)}
    brought_about = courier.overtaken > 0 and (courier.lost > 0) == (lost > 0)
    passed = found.clean and audience.intact and brought_about and backlog <= BACKLOG_SECONDS
    return Result(row, passed, figures)


async def _away(
    row: str, bus: Valkey, turns: tuple[Callable[[], None], Callable[[], None]], seconds: float, viewers: int
) -> Result:
    async with (
        arena("postgresql") as where,
        _nodes(where, bus, bus) as nodes,
        load(where, nodes[0].url) as clients,
        following(where, viewers, *nodes) as audience,
    ):
        await audience.joined_since(0.0, 60.0)
        begun = time.monotonic()
        await asyncio.to_thread(turns[0])
        await asyncio.sleep(seconds)
        unsent, slowest = _sent(clients, begun)
        meanwhile = await behind(where, audience)
        await asyncio.to_thread(turns[1])
        backlog = await behind(where, audience)
        found = await clients.findings()
        backlog = max(backlog, await behind(where, audience))
    figures = found.figures() | audience.figures()
    figures |= {
        "unsent_meanwhile": unsent,
        "slowest_answer_seconds": rounded(slowest),
        "behind_meanwhile_seconds": rounded(meanwhile),
        "backlog_seconds": rounded(backlog),
    }
    unaffected = not unsent and slowest <= SENDING_SECONDS
    passed = found.clean and audience.intact and unaffected and max(meanwhile, backlog) <= BACKLOG_SECONDS
    return Result(row, passed, figures)


def _sent(clients: Load, since: float) -> tuple[int, float]:
    told = clients.told(since)
    unsent = sum(each.answer.kind in {Kind.UNKNOWN, Kind.UNAVAILABLE} for each in told)
    return unsent, max(each.seconds for each in told)


@asynccontextmanager
async def _nodes(where: Arena, *buses: Valkey) -> AsyncGenerator[list[Served]]:
    """Serve one database by as many nodes as there are buses, each on its own."""
    nodes = [Served(where, f"node-{number}", {"LARGESSE_BUS": bus.url}) for number, bus in enumerate(buses)]
    async with AsyncExitStack() as stack:
        for node in nodes:
            stack.callback(node.close)
            await node.start()
        yield nodes
