"""
Rounds: each cell is measured once a round, so that whatever else the machine does falls upon all alike.
"""

from __future__ import annotations

import statistics
from typing import TYPE_CHECKING

from bench.journal.contender import Cell, Measure
from bench.journal.field import (
    BEFOREHAND,
    BEFOREHAND_SQLITE,
    FORGETFUL,
    NAIVE,
    NAIVE_SQLITE,
    ONE_ROW,
    ORM,
    OUR_SQLITE,
    OURS,
    TPCB,
    TPCB_SIMPLE,
)
from bench.journal.load import closed_loops
from bench.journal.pgbench import CLIENTS
from bench.journal.processor import stopwatch
from bench.journal.sending import sending

if TYPE_CHECKING:
    from collections.abc import Callable

    from bench.journal.field import Field

SIZES = (1, 16, 128, 1_000)
BEFORE = (Cell(BEFOREHAND, "spread", 128), Cell(BEFOREHAND, "spread", 1_000), Cell(BEFOREHAND_SQLITE, "spread", 128))
QUICK = (
    Cell(TPCB, "spread", 16),
    Cell(TPCB_SIMPLE, "spread", 16),
    Cell(OURS, "spread", 128),
    Cell(NAIVE, "spread", 128),
    Cell(OURS, "spread", 1_000),
    Cell(NAIVE, "spread", 1_000),
    Cell(ONE_ROW, "hot", 16),
    Cell(OURS, "hot", 128),
    Cell(NAIVE, "hot", 128),
    Cell(OUR_SQLITE, "spread", 128),
    Cell(OURS, "spread", 1),
    Cell(NAIVE, "spread", 1),
    *BEFORE,
)
"""What the ratios are made of and held against, and pgbench as it is by default."""
WHOLE = (
    *(Cell(TPCB, "spread", clients) for clients in CLIENTS),
    Cell(TPCB_SIMPLE, "spread", 16),
    Cell(ONE_ROW, "hot", 16),
    *(Cell(name, way, size) for size in SIZES for way in ("spread", "hot") for name in (OURS, NAIVE)),
    *(Cell(FORGETFUL, "spread", size) for size in SIZES),
    *(Cell(ORM, "spread", size) for size in (1, 128)),
    *(Cell(OUR_SQLITE, "spread", size) for size in SIZES),
    Cell(OUR_SQLITE, "hot", 128),
    *(Cell(NAIVE_SQLITE, "spread", size) for size in (1, 128)),
    *BEFORE,
)


async def measured(
    field: Field, cells: tuple[Cell, ...], rounds: int, seconds: float, tell: Callable[[str], None]
) -> dict[Cell, Measure]:
    """
    Measure every cell in every round.

    Args:
        field: who is measured.
        cells: what.
        rounds: how often.
        seconds: how long each time.
        tell: is told what is measured next.

    Returns:
        Of each cell the medians.
    """
    found: dict[Cell, list[Measure]] = {cell: [] for cell in cells}
    for cell in dict.fromkeys(cells):
        if cell not in BEFORE:
            await _measure(field, cell, f"warm-{cell.way}-{cell.senders}", 0.4)
    for number in range(rounds):
        for cell in cells:
            tell(f"round {number + 1} of {rounds}: {cell.contender}, {cell.way}, {cell.senders}")
            found[cell].append(await _measure(field, cell, f"{number}-{cell.way}-{cell.senders}", seconds))
    return {cell: _median(measures) for cell, measures in found.items()}


async def _measure(field: Field, cell: Cell, run: str, seconds: float) -> Measure:
    if cell.contender in {TPCB, TPCB_SIMPLE}:
        return await field.pgbench.tpcb(cell.senders, max(1.0, seconds), prepared=cell.contender == TPCB)
    if cell.contender == ONE_ROW:
        return await field.pgbench.one_row(cell.senders, max(1.0, seconds))
    if cell.contender == BEFOREHAND:
        return await field.beforehand.postgresql(cell.senders, run)
    if cell.contender == BEFOREHAND_SQLITE:
        return await field.beforehand.sqlite(cell.senders, run)
    contender = field.contenders[cell.contender, cell.way]
    elapsed = stopwatch(field.server.pid)
    done = await closed_loops(cell.senders, seconds, sending(contender, cell.way, run))
    used = elapsed()
    ours_us, database_us = used.ours / done.gifts * 1e6, used.database / done.gifts * 1e6
    return Measure(done.rate, done.p50_ms, done.p99_ms, ours_us, database_us, used.others_cores)


def _median(measures: list[Measure]) -> Measure:
    return Measure._make(statistics.median(values) for values in zip(*measures, strict=True))
