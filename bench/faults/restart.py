"""
A server is started anew while viewers follow a room of it, or loses one of its workers.
"""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, Any, NamedTuple

from tests.servers.valkey import Valkey

from bench.faults.arena import arena
from bench.faults.following import behind, following
from bench.faults.load import load
from bench.faults.result import Result, rounded
from bench.faults.serving import Served

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bench.faults.findings import Findings
    from bench.faults.viewers import Audience, Viewer

BACK_SECONDS = 15.0
BACKLOG_SECONDS = 10.0
GOING_AWAY = "1001"
ENDING_SECONDS = 10.0


async def restarted(viewers: int, *, killed: bool, workers: int = 1) -> Result:
    """
    Start a server anew, and wait for its viewers; the time runs from the signal on.

    Args:
        viewers: how many.
        killed: `kill -9` rather than SIGTERM.
        workers: how many processes it has.
    """
    ended = 0.0

    async def fault(served: Served) -> None:
        nonlocal ended
        if killed:
            served.kill()
        else:
            _, ended = await served.end()
        await served.start()

    found = await _interrupted(viewers, workers, fault)
    figures, passed = found.figures() | {"ending_seconds": rounded(ended)}, found.sound
    if not killed:
        # Everybody is told when to come back, and not everybody the same.
        hints = [viewer.hints for viewer in found.cut]
        told = {hint for each in hints for hint in each}
        figures |= {"hinted": sum(map(bool, hints)), "hints_seconds": [min(told, default=0), max(told, default=0)]}
        spread = all(hints) and len(told) > viewers // 4
        passed = passed and spread and figures["close_codes"] == [GOING_AWAY] and ended <= ENDING_SECONDS
    how = f"{'kill -9' if killed else 'SIGTERM'}{f', {workers} workers' if workers > 1 else ''}"
    return Result(f"restart ({how}) with {viewers:,} viewers", passed and len(found.cut) == viewers, figures)


async def worker_killed(viewers: int) -> Result:
    """
    Kill one worker of two; its viewers come back, and those of the other notice nothing.

    Args:
        viewers: how many, of both.
    """

    async def fault(served: Served) -> None:
        killed = served.kill_worker()
        async with asyncio.timeout(BACK_SECONDS):
            while len(served.workers) < 2 or killed in served.workers:  # noqa: ASYNC110 - its parent starts it again
                await asyncio.sleep(0.05)

    found = await _interrupted(viewers, 2, fault)
    passed = found.sound and 0 < len(found.cut) < viewers
    return Result(f"one of 2 workers killed with {viewers:,} viewers", passed, found.figures())


class _Found(NamedTuple):
    """What was found once a server was interrupted."""

    findings: Findings
    audience: Audience
    cut: list[Viewer]
    back: float
    backlog: float

    @property
    def sound(self) -> bool:
        """Whether all who were cut off came back in time, and nobody missed anything or was told it twice."""
        in_time = self.back <= BACK_SECONDS and self.backlog <= BACKLOG_SECONDS
        return self.findings.clean and self.audience.intact and in_time

    def figures(self) -> dict[str, Any]:
        """Return all of it by name."""
        seconds = {"back_seconds": rounded(self.back), "backlog_seconds": rounded(self.backlog)}
        return self.findings.figures() | self.audience.figures() | {"cut_off": len(self.cut)} | seconds


async def _interrupted(viewers: int, workers: int, fault: Callable[[Served], Awaitable[None]]) -> _Found:
    with Valkey() as bus:
        async with arena("postgresql") as where:
            shared = {"LARGESSE_BUS": bus.url, "LARGESSE_WORKERS": str(workers)} if workers > 1 else {}
            served = Served(where, settings=shared)
            try:
                await served.start()
                async with load(where, served.url) as clients, following(where, viewers, served) as audience:
                    await audience.joined_since(0.0, 60.0)
                    begun = time.monotonic()
                    await fault(served)
                    cut = [viewer for viewer in audience.viewers if viewer.closes]
                    back = await audience.joined_since(begun, 60.0, cut)
                    await asyncio.sleep(1.0)
                    findings = await clients.findings()
                    return _Found(findings, audience, cut, back, await behind(where, audience))
            finally:
                served.close()
