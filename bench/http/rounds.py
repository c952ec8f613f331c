"""
Rounds: each cell is measured once a round, so that whatever else the machine does falls upon all alike.
"""

from __future__ import annotations

import statistics
from typing import TYPE_CHECKING, NamedTuple

from bench.http.field import CALLERS
from bench.http.load import closed_loops
from bench.journal.processor import seconds_of, stopwatch

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bench.http.field import Cell, Field


class Measure(NamedTuple):
    """
    What came of a cell.

    Args:
        rate: answers per second.
        p50_ms: the median answer.
        p99_ms: the answer that 1 of 100 took longer than.
        server_us: processor time of the server per request, in microseconds.
        server_busy: which part of its core that was.
        client_busy: which part of the other core the load client used.
        database_busy: which part of that core PostgreSQL used.
        others_cores: how many cores whatever else runs on the machine has kept busy.
    """

    rate: float
    p50_ms: float
    p99_ms: float
    server_us: float
    server_busy: float
    client_busy: float
    database_busy: float
    others_cores: float


async def measured(
    field: Field, cells: Sequence[Cell], rounds: int, seconds: float, tell: Callable[[str], None]
) -> dict[Cell, Measure]:
    """
    Measure every cell in every round, after one that does not count.

    Args:
        field: who is measured.
        cells: what is measured.
        rounds: how often.
        seconds: how long each time.
        tell: is told what was measured last.

    Returns:
        Of each cell the medians.
    """
    found: dict[Cell, list[Measure]] = {cell: [] for cell in cells}
    for cell in cells:
        await _measure(field, cell, seconds / 4)
    for number in range(rounds):
        # Whoever comes first has the machine as the round before left it: each round begins with another.
        first = number % len(cells)
        for cell in (*cells[first:], *cells[:first]):
            measure = await _measure(field, cell, seconds)
            tell(f"round {number + 1} of {rounds}: {cell.contender}, {cell.asked}: {measure.rate:,.0f}/s")
            found[cell].append(measure)
    return {
        cell: Measure._make(statistics.median(values) for values in zip(*measures, strict=True))
        for cell, measures in found.items()
    }


async def _measure(field: Field, cell: Cell, seconds: float) -> Measure:
    pid = field.pids[cell.contender]
    elapsed, before = stopwatch(field.database_pid), seconds_of(pid)
    done = await closed_loops(field.ports[cell.contender], field.requests[cell.asked], CALLERS, seconds)
    used, server = elapsed(), seconds_of(pid) - before
    took = done.answers / done.rate
    return Measure(
        done.rate,
        done.p50_ms,
        done.p99_ms,
        server / done.answers * 1e6,
        server / took,
        used.ours / took,
        used.database / took,
        max(0.0, used.others_cores - server / took),
    )
