"""
Processor time and memory, as Linux tells them: of this process, and of a server with all its children.
"""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_TICKS = os.sysconf("SC_CLK_TCK")
# Of what follows the name in parentheses: the parent, then the times of the process and of its ended children.
_PARENT, _TIMES = 1, slice(11, 15)


def seconds_of(pid: int) -> float:
    """Return what a process, its children and those of them that have ended have used so far, in seconds."""
    total = 0
    for place in Path("/proc").iterdir():
        if place.name.isdigit():
            fields = _stat(place)
            if fields and (int(place.name) == pid or int(fields[_PARENT]) == pid):
                total += sum(map(int, fields[_TIMES]))
    return total / _TICKS


def resident_bytes() -> int:
    """Return how much memory this process has in use."""
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


def stopwatch(pid: int) -> Callable[[], tuple[float, float]]:
    """
    Begin to measure.

    Args:
        pid: the database server's.

    Returns:
        What tells the seconds since: of this process, and of the server.
    """
    ours = time.process_time()
    theirs = seconds_of(pid)

    def elapsed() -> tuple[float, float]:
        return time.process_time() - ours, seconds_of(pid) - theirs

    return elapsed


def _stat(place: Path) -> list[str]:
    try:
        return (place / "stat").read_text("utf-8", errors="replace").rpartition(")")[2].split()
    except OSError:
        return []  # it ended meanwhile
