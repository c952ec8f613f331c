"""
Viewers while a server is started anew, and while the bus between two servers is gone.
"""

from __future__ import annotations

import asyncio
import resource
import time
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import aiohttp
from tests.servers.valkey import Valkey

from bench.faults.arena import arena
from bench.faults.door import Kind
from bench.faults.findings import heads
from bench.faults.load import load, token_of
from bench.faults.result import Result, rounded
from bench.faults.serving import Served
from bench.faults.viewers import Audience, Viewer
from largesse.schema.ids import global_id

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from bench.faults.arena import Arena
    from bench.faults.load import Load

BACK_SECONDS = 15.0
BACKLOG_SECONDS = 10.0
GOING_AWAY = "1001"
_DESCRIPTORS = 8_192


async def restarted(viewers: int, *, killed: bool) -> Result:
    """
    Start a server anew while viewers follow a room of it.

    Args:
        viewers: how many.
        killed: `kill -9` rather than SIGTERM.
    """
    async with arena("postgresql") as where:
        served = Served(where)
        try:
            await served.start()
            async with load(where, served.url) as clients, _audience(where, viewers, served) as audience:
                await audience.joined_since(0.0, 60.0)
                if killed:
                    served.kill()
                else:
                    await served.end()
                begun = time.monotonic()
                await served.start()
                back = await audience.joined_since(begun, 60.0)
                await asyncio.sleep(1.0)
                found = await clients.findings()
                behind = await _behind(where, audience)
                figures = found.figures() | audience.figures() | {"back_seconds": rounded(back)}
        finally:
            served.close()
    intact = audience.intact and behind <= BACKLOG_SECONDS
    how = "kill -9" if killed else "SIGTERM"
    closed = killed or figures["close_codes"] == [GOING_AWAY]
    return Result(
        f"restart ({how}) with {viewers:,} viewers", found.clean and intact and closed and back <= BACK_SECONDS, figures
    )


async def bus_killed(seconds: float, viewers: int) -> Result:
    """
    Kill the bus between two nodes while both send and are followed.

    Args:
        seconds: for how long it is gone.
        viewers: of each node.
    """
    with Valkey() as bus:
        async with arena("postgresql") as where:
            nodes = [Served(where, f"node-{number}", {"LARGESSE_BUS": bus.url}) for number in range(2)]
            try:
                for node in nodes:
                    await node.start()
                async with load(where, nodes[0].url) as clients, _audience(where, viewers, *nodes) as audience:
                    await audience.joined_since(0.0, 60.0)
                    begun = time.monotonic()
                    await asyncio.to_thread(bus.stop, immediate=True)
                    await asyncio.sleep(seconds)
                    unsent = _unsent(clients, begun)
                    await asyncio.to_thread(bus.start)
                    backlog = await _behind(where, audience)
                    found = await clients.findings()
                    behind = await _behind(where, audience)
                    figures = found.figures() | audience.figures()
            finally:
                for node in nodes:
                    node.close()
    figures |= {"unsent_meanwhile": unsent, "backlog_seconds": rounded(max(backlog, behind))}
    passed = found.clean and audience.intact and not unsent and max(backlog, behind) <= BACKLOG_SECONDS
    return Result(f"bus killed for {seconds:g} s, two nodes", passed, figures)


def _unsent(clients: Load, since: float) -> int:
    return sum(told.answer.kind in {Kind.UNKNOWN, Kind.UNAVAILABLE} for told in clients.told(since))


async def _behind(where: Arena, audience: Audience) -> float:
    """Return how many seconds it takes until all viewers have seen what the room's stream holds now."""
    head = (await heads(where.address))[where.world.rooms[0]]
    return await audience.caught_up(head, 30.0)


@asynccontextmanager
async def _audience(where: Arena, count: int, *nodes: Served) -> AsyncGenerator[Audience]:
    """Let so many viewers follow the first room on each node."""
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    wanted = _DESCRIPTORS if hard == resource.RLIM_INFINITY else min(hard, _DESCRIPTORS)
    resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
    room_id = str(global_id("Room", where.world.rooms[0]))
    tokens = [token_of(caller) for caller in where.world.senders]
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session:
        audience = Audience(
            [
                Viewer(session, node.websocket, tokens[number % len(tokens)], room_id)
                for node in nodes
                for number in range(count)
            ]
        )
        try:
            yield audience
        finally:
            await audience.close()
