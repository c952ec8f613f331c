"""
A call into a plugin's code: what is asked, who waits for it, and who may say how it ended.
"""

from __future__ import annotations

import time
from enum import StrEnum
from threading import Lock
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from asyncio import Future
    from collections.abc import Callable


class Outcome(StrEnum):
    """How a call ended, as metrics tell it."""

    ANSWERED = "answered"
    """It returned in time."""
    FAILED = "failed"
    """It raised, or what it answered was found wrong."""
    LATE = "late"
    """It did not return in time."""
    OVERLOADED = "overloaded"
    """No thread of the plugin's came free in time; no fault of the plugin's."""
    GIVEN_UP = "given_up"
    """Nobody waited for it any more when its turn came."""
    QUARANTINED = "quarantined"
    """It was not made, as the plugin is in quarantine."""
    LOST = "lost"
    """It was ended with its thread, for another call, a quarantine or the end of the server."""


FAULTS = frozenset({Outcome.FAILED, Outcome.LATE})
"""What a plugin is blamed for."""


class Job:
    """
    One call.

    Whoever ends it claims it first: the thread that made it, or the watchman that it is too late for. A lock is the one
    test-and-set that no switch of threads comes between.

    Args:
        plugin: whose code it is.
        hook: what the call is known as in logs and metrics.
        work: the call.
        future: the event loop's, told once.
        seconds: how long it may take, from when it starts.
        module: the plugin's, by which its own lines are known; empty if unknown.
    """

    __slots__ = (
        "_claimed", "future", "hook", "module", "outcome", "plugin", "queued", "reason", "seconds", "shown", "spent",
        "started", "value", "watched", "work",
    )  # fmt: skip

    def __init__(  # noqa: PLR0913 - whose call, and who waits for it how long
        self,
        plugin: str,
        hook: str,
        work: Callable[[], object],
        future: Future[Any],
        seconds: float,
        *,
        module: str = "",
    ) -> None:
        self.plugin = plugin
        self.module = module
        self.hook = hook
        self.work = work
        self.future = future
        self.seconds = seconds
        self.queued = time.monotonic()
        self.started: float | None = None
        self.spent = 0.0
        """How many seconds it took, once it has ended."""
        self.watched = 0.0
        """For how many seconds the watchman has seen it run."""
        self.outcome = Outcome.ANSWERED
        self.value: object = None
        self.reason = ""
        """Why there is no answer, in one printable line."""
        self.shown = ""
        """As much of it as anybody may read."""
        self._claimed = Lock()

    def start(self) -> None:
        """Note that it runs from now on."""
        self.started = time.monotonic()

    def claim(self) -> bool:
        """Return whether the caller is the one who says how it ended; true once."""
        return self._claimed.acquire(blocking=False)

    def end(self, outcome: Outcome, value: object = None, reason: str = "", shown: str = "") -> None:
        """
        Say how it ended; for whoever has claimed it.

        Args:
            outcome: how.
            value: what came of it.
            reason: why nothing did, for the log.
            shown: as much of that as anybody may read; all of it if absent.
        """
        self.outcome, self.value, self.reason, self.shown = outcome, value, reason, shown or reason
        if self.started is not None:
            self.spent = time.monotonic() - self.started


def late_reason(job: Job) -> str:
    """Return in words that a call was too late."""
    return f"it did not return within {job.seconds * 1_000:g} ms"
