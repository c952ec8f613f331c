"""
Two nodes on one PostgreSQL get every gift at the same time, under the same key; their clocks may be apart.
"""

from __future__ import annotations

import asyncio
import email.utils
from contextlib import AsyncExitStack, asynccontextmanager
from typing import TYPE_CHECKING

import aiohttp
import asyncpg

from bench.faults.arena import arena
from bench.faults.load import load
from bench.faults.preloaded import compiled
from bench.faults.result import Result, rounded
from bench.faults.serving import Served
from largesse.clock import MICROSECONDS, SystemClock

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from bench.faults.arena import Arena
    from bench.faults.findings import Findings

APART_SECONDS = 600
ASTRAY_SECONDS = 1.0
"""How far a gift's instant may lie outside of the time in which it was sent: nodes count the database's time on."""
_INSTANTS = "SELECT min(decided_at), max(decided_at) FROM events WHERE kind = 'giftSent'"


async def two_nodes(seconds: float) -> Result:
    """
    Send each gift to both nodes at once; both must answer the same.

    Args:
        seconds: for how long.
    """
    async with arena("postgresql") as where, _nodes(where, (0, 0)) as nodes:
        found = await _both(where, nodes, seconds)
    return Result("two nodes, the same keys sent to both", found.clean, found.figures())


async def two_clocks(seconds: float) -> Result:
    """
    Do so while the clock of one node is behind and that of the other ahead; instants must be the database's.

    Args:
        seconds: for how long.
    """
    begun = SystemClock().now()
    async with arena("postgresql") as where:
        async with _nodes(where, (-APART_SECONDS // 2, APART_SECONDS // 2)) as nodes:
            found = await _both(where, nodes, seconds)
            behind, ahead = [await _date(node) for node in nodes]
        astray = await _astray(where, begun)
    figures = found.figures() | {"apart_seconds": ahead - behind, "astray_seconds": rounded(astray)}
    passed = found.clean and ahead - behind >= APART_SECONDS and astray <= ASTRAY_SECONDS
    return Result(f"two nodes with clocks {APART_SECONDS // 60} minutes apart", passed, figures)


async def _both(where: Arena, nodes: list[Served], seconds: float) -> Findings:
    async with load(where, *(node.url for node in nodes), pause_seconds=0.02) as clients:
        await asyncio.sleep(seconds)
        return await clients.findings()


@asynccontextmanager
async def _nodes(where: Arena, turned: tuple[int, int]) -> AsyncGenerator[list[Served]]:
    """Serve one database by nodes whose clocks are turned by so many seconds."""
    async with AsyncExitStack() as stack:
        nodes = []
        for number, by in enumerate(turned):
            node = Served(where, f"node-{number}", _clock(where, by) if by else None)
            stack.callback(node.close)
            await node.start()
            nodes.append(node)
        yield nodes


def _clock(where: Arena, by: int) -> dict[str, str]:
    directory = where.directory / f"clock{by:+}"
    directory.mkdir()
    return {"LD_PRELOAD": str(compiled("turned_clock", directory, {"SECONDS": f"({by})"}))}


async def _date(node: Served) -> float:
    """Return the second that a node takes it to be, as its answers tell."""
    async with aiohttp.ClientSession() as session, session.get(node.url) as response:
        return email.utils.parsedate_to_datetime(response.headers["Date"]).timestamp()


async def _astray(where: Arena, begun: int) -> float:
    """Return by how many seconds the instant of any gift lies before the beginning or after the present."""
    database = await asyncpg.connect(where.address.dsn)
    try:
        first, last = await database.fetchrow(_INSTANTS)
    finally:
        await database.close()
    return max(0, begun - first, last - SystemClock().now()) / MICROSECONDS
