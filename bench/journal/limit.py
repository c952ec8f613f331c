"""
What limits: whose processor time a gift costs, and whether anything is left of it.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from bench.journal.contender import Cell
from bench.journal.field import NAIVE, OURS

if TYPE_CHECKING:
    from bench.journal.contender import Measure

_FULL = 0.9
"""From which part of a core on somebody is said to be busy."""


def what_limits(found: dict[Cell, Measure]) -> str:
    """Say of the largest loads who is busy: this process, PostgreSQL, or neither, which means waiting for the disk."""
    lines = ["What limits (cores busy while measuring; this process has one, senders included):"]
    for name, way, senders in ((OURS, "spread", 1), (OURS, "spread", 128), (OURS, "spread", 1_000), (OURS, "hot", 128)):
        lines.append(_line(found, Cell(name, way, senders)))
    lines.append(_line(found, Cell(NAIVE, "spread", 128)))
    return "\n".join(lines)


def _line(found: dict[Cell, Measure], cell: Cell) -> str:
    measure = found[cell]
    ours, database = measure.rate * measure.our_cpu_us / 1e6, measure.rate * measure.database_cpu_us / 1e6
    if ours >= _FULL:
        limit = "this process"
    elif database >= _FULL:
        limit = "PostgreSQL's processes"
    elif ours + database + measure.others_cores >= _FULL * (os.cpu_count() or 1):
        limit = "the machine, which others keep busy as well"
    else:
        limit = "waiting: the disk, and trips"
    busy = f"we {ours:.2f}, PostgreSQL {database:.2f}, others {measure.others_cores:.2f}"
    return f"  {cell.contender}, {cell.way}, {cell.senders:,}: {busy} -> {limit}"
