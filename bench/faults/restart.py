"""
A server is started anew while viewers follow a room of it.
"""

from __future__ import annotations

import asyncio
import time

from bench.faults.arena import arena
from bench.faults.following import behind, following
from bench.faults.load import load
from bench.faults.result import Result, rounded
from bench.faults.serving import Served

BACK_SECONDS = 15.0
BACKLOG_SECONDS = 10.0
GOING_AWAY = "1001"


async def restarted(viewers: int, *, killed: bool) -> Result:
    """
    Start a server anew, and wait for its viewers.

    Args:
        viewers: how many.
        killed: `kill -9` rather than SIGTERM.
    """
    async with arena("postgresql") as where:
        served = Served(where)
        try:
            await served.start()
            async with load(where, served.url) as clients, following(where, viewers, served) as audience:
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
                backlog = await behind(where, audience)
                figures = found.figures() | audience.figures() | {"back_seconds": rounded(back)}
        finally:
            served.close()
    intact = audience.intact and backlog <= BACKLOG_SECONDS
    how = "kill -9" if killed else "SIGTERM"
    closed = killed or figures["close_codes"] == [GOING_AWAY]
    return Result(
        f"restart ({how}) with {viewers:,} viewers", found.clean and intact and closed and back <= BACK_SECONDS, figures
    )
