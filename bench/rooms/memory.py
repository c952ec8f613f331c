"""
Memory over a million events: what a server keeps of a room must not grow with what has happened in it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench.journal.processor import resident_bytes
from bench.rooms.servers import LARGESSE

if TYPE_CHECKING:
    from collections.abc import Callable

    from bench.rooms.field import Field

STEPS = 10
AT_ONCE = 500
"""Events of one command: fewer than a viewer may be behind."""


async def remembered(where: Field, events: int, viewers: int, tell: Callable[[str], None]) -> dict[str, object]:
    """
    Have events told in one room, and look at the server's memory ten times meanwhile.

    Args:
        where: where it runs.
        events: how many.
        viewers: how many follow the room.
        tell: is told each look.

    Returns:
        The figures: memory in MB after each tenth.
    """
    megabytes: list[float] = []
    async with where.running(LARGESSE) as contender:
        await contender.audience.come(viewers)
        for step in range(1, STEPS + 1):
            for _ in range(max(1, events // STEPS // AT_ONCE)):
                await contender.publish("joined", min(AT_ONCE, events))
            megabytes.append(round(resident_bytes(contender.process.pid) / 2**20, 1))
            tell(f"{step * events // STEPS:>9,} events to {viewers:,} viewers each: {megabytes[-1]:>7.1f} MB")
    growth = round(megabytes[-1] - megabytes[1], 1)
    tell(f"from the second tenth to the last: {growth:+.1f} MB")
    return {"rss_mb": megabytes, "growth_mb": growth, "events": events, "viewers": viewers}
