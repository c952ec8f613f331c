"""
What limits: whose processor time a gift costs, and whether anything is left of it.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from bench.journal.contender import Cell
from bench.journal.field import BEFOREHAND, BEFOREHAND_SQLITE, NAIVE, OUR_SQLITE, OURS, TPCB

if TYPE_CHECKING:
    from bench.journal.contender import Measure

_FULL = 0.9
"""From which part of a core on somebody is said to be busy."""


def what_limits(found: dict[Cell, Measure]) -> str:
    """Say of the largest loads who is busy, and what would be left to gain if deciding cost nothing."""
    lines = ["What limits (cores busy while measuring; this process has one, senders included):"]
    for name, way, senders in ((OURS, "spread", 1), (OURS, "spread", 128), (OURS, "spread", 1_000), (OURS, "hot", 128)):
        lines.append(_line(found, Cell(name, way, senders)))
    lines.append(_line(found, Cell(NAIVE, "spread", 128)))
    lines.append("What the same writes come to, had they been decided before (no way of deciding is faster):")
    lines.append(_ceiling(found, Cell(OURS, "spread", 128), BEFOREHAND))
    lines.append(_ceiling(found, Cell(OURS, "spread", 1_000), BEFOREHAND))
    lines.append(_ceiling(found, Cell(OUR_SQLITE, "spread", 128), BEFOREHAND_SQLITE))
    return "\n".join(lines)


def _ceiling(found: dict[Cell, Measure], cell: Cell, beforehand: str) -> str:
    most = found[cell._replace(contender=beforehand)].rate
    tpcb = max(measure.rate for each, measure in found.items() if each.contender == TPCB)
    return (
        f"  {cell.contender}, {cell.way}, {cell.senders:,}: {most:,.0f}/s, {most / tpcb:.2f} of tpcb-like; "
        f"the journal reaches {found[cell].rate / most:.2f} of it"
    )


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
