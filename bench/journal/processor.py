"""
Processor time and memory, as Linux tells them: of this process, and of a server with all its children.
"""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

_TICKS = os.sysconf("SC_CLK_TCK")
# Of what follows the name in parentheses: the parent, then the times of the process and of its ended children.
_PARENT, _TIMES = 1, slice(11, 15)


class Elapsed(NamedTuple):
    """Seconds of processor time of this process and of a server, and how many cores all others kept busy."""

    ours: float
    database: float
    others_cores: float


def seconds_of(pid: int) -> float:
    """Return what a process, its children and those of them that have ended have used so far, in seconds."""
    total = 0
    for place in Path("/proc").iterdir():
        if place.name.isdigit():
            fields = _stat(place)
            if fields and (int(place.name) == pid or int(fields[_PARENT]) == pid):
                total += sum(map(int, fields[_TIMES]))
    return total / _TICKS


def resident_bytes(pid: int | None = None) -> int:
    """Return how much memory a process has in use; this one if none is named."""
    pages = int(Path(f"/proc/{pid or 'self'}/statm").read_text("ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


def stopwatch(pid: int) -> Callable[[], Elapsed]:
    """
    Begin to measure.

    Args:
        pid: the database server's.

    Returns:
        What tells what was used since.
    """
    begun, all_before = time.perf_counter(), _machine_seconds()
    ours, theirs = time.process_time(), seconds_of(pid)

    def elapsed() -> Elapsed:
        mine, database = time.process_time() - ours, seconds_of(pid) - theirs
        others = _machine_seconds() - all_before - mine - database
        return Elapsed(mine, database, max(0.0, others / (time.perf_counter() - begun)))

    return elapsed


def _machine_seconds() -> float:
    """Return how long the machine's cores were busy since it was started, all together."""
    user, nice, system, _, _, *interrupts = Path("/proc/stat").read_text("ascii").splitlines()[0].split()[1:8]
    return sum(map(int, (user, nice, system, *interrupts))) / _TICKS


def _stat(place: Path) -> list[str]:
    try:
        return (place / "stat").read_text("utf-8", errors="replace").rpartition(")")[2].split()
    except OSError:
        return []  # it ended meanwhile
