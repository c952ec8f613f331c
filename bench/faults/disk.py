"""
The disk is full, and then there is room again.
"""

from __future__ import annotations

import asyncio
import time
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from bench.faults.arena import arena
from bench.faults.disks import CrampedPostgreSQL, sqlite_disk
from bench.faults.door import Kind
from bench.faults.load import load
from bench.faults.result import Result, rounded
from bench.faults.serving import Served

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from bench.faults.arena import Arena
    from bench.faults.disks import Disk
    from bench.faults.load import Load

RESUMING_SECONDS = 5.0
_OPEN = {"UNAVAILABLE", "OUTCOME_UNKNOWN"}


async def disk_full(dialect: str) -> Result:
    """
    Fill the disk of a database until gifts are refused, then free it.

    Args:
        dialect: of the database.
    """
    async with _cramped(dialect) as (where, disk):
        served = Served(where)
        try:
            await served.start()
            async with load(where, served.url, pause_seconds=0.02) as clients:
                await clients.applied_since(0.0)
                await asyncio.to_thread(disk.fill, served)
                refused = await _refused_since(clients, time.monotonic())
                await asyncio.sleep(1.0)
                reads = await clients.asked(served.url)
                codes = {told.answer.code for told in clients.told() if told.answer.kind is not Kind.APPLIED}
                disk.free(served)
                freed = time.monotonic()
                resuming = await clients.applied_since(freed)
                found = await clients.findings()
        finally:
            served.close()
    figures = found.figures() | {
        "refused_after_seconds": rounded(refused),
        "resuming_seconds": rounded(resuming),
        "reads_work": reads,
        "codes": sorted(codes),
        "how": disk.how,
    }
    passed = found.clean and reads and resuming <= RESUMING_SECONDS and codes <= _OPEN | {"PRICE_CHANGED"}
    return Result(f"disk full, then freed, {dialect}", passed and refused < float("inf"), figures)


async def _refused_since(clients: Load, instant: float) -> float:
    while time.monotonic() < instant + 30.0:
        if any(told.answer.code in _OPEN for told in clients.told(instant)):
            return time.monotonic() - instant
        await asyncio.sleep(0.02)
    return float("inf")


@asynccontextmanager
async def _cramped(dialect: str) -> AsyncGenerator[tuple[Arena, Disk]]:
    if dialect == "sqlite":
        with sqlite_disk() as (directory, disk):
            async with arena("sqlite", directory / "data") as where:
                yield where, disk
        return
    async with arena("postgresql", server=CrampedPostgreSQL) as where:
        assert isinstance(where.postgresql, CrampedPostgreSQL)
        yield where, where.postgresql
