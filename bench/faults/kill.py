"""
The server is killed at random moments, and ended in order, while clients send.
"""

from __future__ import annotations

import asyncio
import random
import time

from bench.faults.arena import arena
from bench.faults.load import load
from bench.faults.result import Result, rounded
from bench.faults.serving import Served

ANSWERING_SECONDS = 5.0
"""From the restart to the first gift that is applied, at most."""
ENDING_SECONDS = 10.0
_BUSY_SECONDS = 0.02


async def killed(dialect: str, times: int) -> Result:
    """
    Kill a loaded server, `kill -9`, and start it again.

    Args:
        dialect: of its database.
        times: how often.
    """
    dice = random.Random(times)  # noqa: S311 - moments, not secrets
    recoveries, starts = [], []
    async with arena(dialect) as where:
        served = Served(where)
        try:
            await served.start()
            async with load(where, served.url, pause_seconds=_BUSY_SECONDS) as clients:
                await clients.applied_since(0.0)
                for _ in range(times):
                    await asyncio.sleep(dice.uniform(0.05, 0.8))
                    served.kill()
                    restarted = time.monotonic()
                    starts.append(await served.start())
                    recoveries.append(await clients.applied_since(restarted))
                found = await clients.findings()
        finally:
            served.close()
    figures = found.figures() | {
        "kills": times,
        "recovery_seconds": rounded(max(recoveries)),
        "listening_seconds": rounded(max(starts)),
    }
    return Result(f"kill -9, {times} times, {dialect}", found.clean and max(recoveries) <= ANSWERING_SECONDS, figures)


async def ended(dialect: str, times: int) -> Result:
    """
    End a loaded server by SIGTERM, and start it again.

    Args:
        dialect: of its database.
        times: how often.
    """
    endings = []
    codes = set()
    async with arena(dialect) as where:
        served = Served(where)
        try:
            await served.start()
            async with load(where, served.url, pause_seconds=_BUSY_SECONDS) as clients:
                await clients.applied_since(0.0)
                for _ in range(times):
                    await asyncio.sleep(0.5)
                    code, seconds = await served.end()
                    codes.add(code)
                    endings.append(seconds)
                    restarted = time.monotonic()
                    await served.start()
                    await clients.applied_since(restarted)
                found = await clients.findings()
        finally:
            served.close()
    figures = found.figures() | {"ending_seconds": rounded(max(endings)), "exit_codes": sorted(codes)}
    return Result(
        f"SIGTERM under load, {times} times, {dialect}",
        found.clean and max(endings) <= ENDING_SECONDS and codes == {0},
        figures,
    )
