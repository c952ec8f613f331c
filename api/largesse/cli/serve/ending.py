"""
Ending: how long a stop may take at most, whatever holds it up.
"""

from __future__ import annotations

import os
import threading
from typing import TYPE_CHECKING

import structlog

if TYPE_CHECKING:
    from largesse.settings import Settings

GONE_SECONDS = 9.5
"""Within ten seconds a server that is told to stop is gone; a longer drain or wait for calls comes on top."""
AFTER_CALLS_SECONDS = 1.5
"""What is left to do once calls in flight have had their time."""

_log = structlog.stdlib.get_logger("largesse.serve")


def ending_seconds(settings: Settings) -> float:
    """Return after how many seconds a stop is cut short."""
    return settings.drain_seconds + max(GONE_SECONDS, settings.shutdown_seconds + AFTER_CALLS_SECONDS)


def end_within(seconds: float) -> None:
    """
    End this process after a while, unless it has ended by then.

    A database that is frozen, or a plugin that spins, could hold a stop up for ever. What is lost by it is nothing: it
    is as if the process had been killed.
    """
    timer = threading.Timer(seconds, _end)
    timer.daemon = True
    timer.start()


def _end() -> None:
    _log.error("stop_cut_short")
    os._exit(1)
