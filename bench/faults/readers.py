"""
Some of a room's viewers stop reading: the others must not notice, nor may the server keep what they miss.
"""

from __future__ import annotations

from bench.faults.result import Result
from bench.rooms.field import field
from bench.rooms.paced import RATE, SECONDS, STUCK_P99_MAX, STUCK_PART, STUCK_SECONDS, Cell, paced

GROWN_MB_MAX = 32.0
"""What may wait for readers is bounded for each of them; this is less than all of them together missed."""


async def readers_stuck(viewers: int) -> Result:
    """
    Have a tenth of a room's viewers read no more, while gifts go on.

    Args:
        viewers: how many there are.
    """
    stuck = int(viewers * STUCK_PART)
    async with field() as where:
        free = await paced(where, Cell("free", viewers, RATE, SECONDS))
        held = await paced(where, Cell("stuck", viewers, RATE, STUCK_SECONDS, stuck=stuck))
    closed = [code for code in held.codes if code is not None]
    figures: dict[str, object] = {
        "p99_ms": round(free.p99_ms, 1),
        "p99_ms_meanwhile": round(held.p99_ms, 1),
        "closed": len(closed),
        "close_codes": sorted(set(closed)),
        "grown_mb": round(held.grown_mb, 1),
    }
    passed = held.p99_ms <= STUCK_P99_MAX * free.p99_ms and len(closed) == stuck and held.grown_mb <= GROWN_MB_MAX
    return Result(f"{stuck} of {viewers:,} viewers never read", passed, figures)
