"""
The watchman: a thread that sees to it that no call into a plugin outlasts its time.
"""

from __future__ import annotations

import time
from threading import Event, Thread
from typing import TYPE_CHECKING

from largesse.plugins.workers.job import Outcome, late_reason

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable

    from largesse.plugins.workers.hand import Struck
    from largesse.plugins.workers.job import Job

TICK_SECONDS = 0.01
"""How often it looks while calls are made."""
SPINNING = "it computed for too long without a pause"
IDLE_TICKS = 100
"""After so many looks at nothing it sleeps until it is called."""


class Watchman:
    """
    Watches over the threads of all plugins, and sleeps while they do nothing.

    A call's time is what the watchman has seen of it, and of each look no more than twice what lies between two of
    them: a process that stood still as a whole is not the plugin's fault.

    Args:
        threads: returns those to watch over.
        busy: tells whether calls are waited for.
        ended: is told of each call that came too late, in this thread.
        struck: is told of each thread that was struck, and whether it has left the plugin's code.
    """

    def __init__(
        self,
        threads: Callable[[], Iterable[Struck]],
        busy: Callable[[], bool],
        ended: Callable[[Job], None],
        struck: Callable[[Struck, bool], None],
    ) -> None:
        self._threads = threads
        self._busy = busy
        self._ended = ended
        self._struck = struck
        self._bell = Event()
        self._awake = False
        self._closed = False
        self._thread: Thread | None = None

    def call(self) -> None:
        """Have it look from now on; called with every call that is made."""
        if self._awake:
            return
        self._awake = True
        if self._thread is None:
            self._thread = Thread(target=self._watch, name="plugins' watchman", daemon=True)
            self._thread.start()
        self._bell.set()

    def close(self) -> None:
        """Send it home."""
        self._closed = True
        self._bell.set()

    def _watch(self) -> None:
        idle, looked = 0, time.monotonic()
        while not self._closed:
            time.sleep(TICK_SECONDS)
            now = time.monotonic()
            self._look(now, min(now - looked, 2 * TICK_SECONDS))
            looked = now
            idle = 0 if self._busy() else idle + 1
            if idle >= IDLE_TICKS:
                self._sleep()
                idle, looked = 0, time.monotonic()

    def _sleep(self) -> None:
        self._bell.clear()
        self._awake = False
        # What was begun since the last look has found it awake, and did not ring.
        if not self._closed and not self._busy():
            self._bell.wait()
        self._awake = True

    def _look(self, now: float, passed: float) -> None:
        for thread in self._threads():
            late = []
            for job in tuple(thread.doing()):
                if job.started is not None:
                    job.watched += min(passed, now - job.started)
                if job.watched >= job.seconds + thread.grace_seconds:
                    late.append((job, late_reason(job)))
            late += [(job, SPINNING) for job in thread.spinning()]
            self._end(thread, [(job, reason) for job, reason in late if job.claim()])

    def _end(self, thread: Struck, late: Collection[tuple[Job, str]]) -> None:
        if not late:
            return
        thread.condemned = True
        for job, reason in late:
            # Whoever waits is told at once: to strike takes its time.
            job.end(Outcome.LATE, reason=reason)
            self._ended(job)
        self._struck(thread, thread.strike())
