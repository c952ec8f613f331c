"""
Two nodes on one PostgreSQL get every gift at the same time, under the same key.
"""

from __future__ import annotations

import asyncio

from bench.faults.arena import arena
from bench.faults.load import load
from bench.faults.result import Result
from bench.faults.serving import Served


async def two_nodes(seconds: float) -> Result:
    """
    Send each gift to both nodes at once; both must answer the same.

    Args:
        seconds: for how long.
    """
    async with arena("postgresql") as where:
        nodes = [Served(where, f"node-{number}") for number in range(2)]
        try:
            for node in nodes:
                await node.start()
            async with load(where, *(node.url for node in nodes), pause_seconds=0.02) as clients:
                await asyncio.sleep(seconds)
                found = await clients.findings()
        finally:
            for node in nodes:
                node.close()
    return Result("two nodes, the same keys sent to both", found.clean, found.figures())
