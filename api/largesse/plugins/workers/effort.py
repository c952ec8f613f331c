"""
Effort: how long a thread has computed, by the system's own count.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from threading import Thread

_clock_of = getattr(time, "pthread_getcpuclockid", None)
"""Absent where the system counts for a whole process alone, as macOS and Windows do."""


def computed_seconds(thread: Thread) -> float:
    """
    Return for how many seconds of a processor's time a thread has run; 0.0 where nobody counts.

    Args:
        thread: one that runs, or has not begun to.
    """
    if _clock_of is None or thread.ident is None:
        return 0.0
    try:
        return time.clock_gettime(_clock_of(thread.ident))
    except OSError:
        return 0.0
