"""
Gifts so many a second, as people send them: how long each takes from its sender's call to the last viewer's eyes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from bench.journal.processor import resident_bytes
from bench.rooms.servers import LARGESSE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bench.rooms.field import Field

RATE, SECONDS = 50, 10
ROOMS, ROOM_VIEWERS, ROOMS_RATE = 1_000, 10, 200
WORKERS = 2
STUCK_PART, STUCK_SECONDS = 0.1, 30
"""How many of the viewers read no more, and how long after that they must be closed."""
P99_MS_MAX = 300.0
STUCK_P99_MAX = 2.0
"""How many times longer the others may wait meanwhile."""


class Cell(NamedTuple):
    """
    What is measured.

    Args:
        name: in the figures.
        viewers: of all rooms together.
        rate: gifts a second, in all rooms together.
        seconds: how long.
        rooms: how many.
        stuck: how many of the viewers read no more.
        workers: how many processes share the port and the viewers; gifts are sent at the first.
    """

    name: str
    viewers: int
    rate: int
    seconds: int
    rooms: int = 1
    stuck: int = 0
    workers: int = 1


class Paced(NamedTuple):
    """
    What came of it.

    Args:
        p50_ms: half of all deliveries took less, from the sender's call on.
        p99_ms: as 99 of 100 did.
        deliveries: how many there were.
        grown_mb: by how much the server's memory grew meanwhile.
        codes: with which each stuck viewer was closed; None if it was not, or was cut off.
    """

    p50_ms: float
    p99_ms: float
    deliveries: int
    grown_mb: float
    codes: list[int | None]

    def figures(self) -> dict[str, object]:
        """Return what is told, by name."""
        told: dict[str, object] = {"p50_ms": round(self.p50_ms, 2), "p99_ms": round(self.p99_ms, 2)}
        if self.codes:
            told |= {"grown_mb": round(self.grown_mb, 1), "closed": sum(code is not None for code in self.codes)}
        return told


def cells_of(viewers: int, crowd: int, part: float) -> Iterator[Cell]:
    """Return what is measured; stuck readers only in a run that is whole, since they are found after a while."""
    seconds = max(1, int(SECONDS * part))
    rooms = max(2, int(ROOMS * part))
    yield Cell(str(viewers), viewers, RATE, seconds)
    yield Cell(f"{viewers}_{WORKERS}_workers", viewers, RATE, seconds, workers=WORKERS)
    yield Cell(str(crowd), crowd, RATE, seconds)
    yield Cell(f"{rooms}_rooms", rooms * ROOM_VIEWERS, ROOMS_RATE, seconds, rooms=rooms)
    if part >= 1:
        yield Cell(f"{viewers}_stuck", viewers, RATE, STUCK_SECONDS, stuck=int(viewers * STUCK_PART))


async def paced(where: Field, cell: Cell) -> Paced:
    """Have gifts sent at a rate, and note when each came to each viewer who reads."""
    async with where.running(LARGESSE, cell.rooms, cell.workers) as contender:
        audience = contender.audience
        await audience.come(cell.viewers)
        # Whole turns, so that the first gift that counts is the first room's.
        await contender.publish("paced", -(-cell.rate // cell.rooms) * cell.rooms, cell.rate)
        before = resident_bytes(contender.process.pid)
        if cell.stuck:
            audience.stick(cell.stuck)
        audience.arrivals = []
        begun = (await contender.publish("paced", cell.rate * cell.seconds, cell.rate)).begun
        took = sorted((now - begun[number]) * 1_000 for heard, now in audience.arrivals for number in heard)
        grown = (resident_bytes(contender.process.pid) - before) / 2**20
        codes = await audience.codes(2.0) if cell.stuck else []
        return Paced(took[len(took) // 2], took[int(len(took) * 0.99)], len(took), grown, codes)


def verdicts(waits: Mapping[Cell, Paced]) -> Iterator[str]:
    """Yield a line for each cell, and whether it came to what it must."""
    first = next(iter(waits.values()))
    for cell, wait in waits.items():
        most = STUCK_P99_MAX * first.p99_ms if cell.stuck else P99_MS_MAX
        rooms = "one room" if cell.rooms == 1 else f"{cell.rooms:,} rooms"
        rooms += f", told by {cell.workers} workers" if cell.workers > 1 else ""
        met = "yes" if wait.p99_ms <= most else "NO"
        yield (
            f"{cell.viewers:,} viewers of {rooms} at {cell.rate} gifts/s: {wait.deliveries:,} deliveries, from the"
            f" sender's call to a viewer p50 {wait.p50_ms:.1f} ms, p99 {wait.p99_ms:.1f} ms, wanted {most:.0f}: {met}"
        )
        if cell.stuck:
            closed = [code for code in wait.codes if code is not None]
            yield (
                f"  of {cell.stuck} that read no more {len(closed)} were closed within {cell.seconds} s, with"
                f" {sorted(set(closed))}; the server's memory grew by {wait.grown_mb:.1f} MB"
            )
