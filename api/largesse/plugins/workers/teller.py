"""
The thread in which a plugin is told things: an event loop of its own, so that one that blocks stops nobody else.
"""

from __future__ import annotations

import asyncio
import inspect
from contextlib import suppress
from typing import TYPE_CHECKING

from largesse.plugins.workers.effort import computed_seconds
from largesse.plugins.workers.hand import Struck, kind_of, reason_of
from largesse.plugins.workers.job import Outcome, late_reason

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from largesse.plugins.workers.job import Job

CLINGING_MAX = 16
"""Tellings that may go on after they were cancelled; with more of them no other is begun."""
COMPUTING_SECONDS = 0.1
"""For how long a plugin may compute without coming back to its loop; all gifts share the interpreter with it."""
GOODBYE_SECONDS = 0.2
"""How long the plugin's own tasks may take to end when their loop does."""


class Teller(Struck):
    """
    Runs tellings, sync and async, on an event loop.

    The loop cancels one that awaits for too long; a little later the watchman comes for one that keeps the thread, and
    much earlier for one that computes all the while.

    Args:
        plugin: which is told.
        ended: is told of each telling that has ended, in this thread.
        stray: is told of the plugin, and in words what went wrong in a task that it left to itself, in this thread.
    """

    grace_seconds = 0.25

    def __init__(self, plugin: str, ended: Callable[[Job], None], stray: Callable[[str, str], None]) -> None:
        super().__init__(plugin, f"plugin {plugin} tellings")
        self._ended = ended
        self._stray = stray
        self._loop = asyncio.new_event_loop()
        self._loop.set_exception_handler(self._strayed)
        self._doing: dict[Job, asyncio.Task[None] | None] = {}
        self._clinging: set[Job] = set()
        self._back = True
        self._computed = 0.0

    def doing(self) -> Collection[Job]:
        """Return the tellings that are under way or are to begin."""
        return tuple(self._doing)

    def spinning(self) -> Collection[Job]:
        """
        Return the tellings that may have computed for too long without coming back to the loop; for the watchman.

        One of them has, if the plugin's code is in one; else it is in a task that it left there, and none of them is
        known to be innocent.
        """
        computed = computed_seconds(self)
        if self._back:
            self._back, self._computed = False, computed
            with suppress(RuntimeError):  # It has gone.
                self._loop.call_soon_threadsafe(self._come_back)
        if computed - self._computed < COMPUTING_SECONDS:
            return ()
        task = asyncio.current_task(self._loop)
        begun = [job for job in self.doing() if job.started is not None]
        return [job for job in begun if self._doing.get(job) is task] or begun

    def forget(self, job: Job) -> None:
        """Have a telling not begun here."""
        self._doing.pop(job, None)

    def tell(self, job: Job) -> None:
        """Begin a telling; from any thread."""
        self._doing[job] = None
        self._loop.call_soon_threadsafe(self._begin, job)

    def close(self) -> None:
        """Send it home; from any thread."""
        with suppress(RuntimeError):  # It has gone already.
            self._loop.call_soon_threadsafe(self._loop.stop)

    def run(self) -> None:
        """Tell until it is sent home, or one telling has kept it too long."""
        with suppress(SystemExit):
            self._loop.run_forever()
        if self.condemned:
            self._stand()
        self._let_go()

    def _begin(self, job: Job) -> None:
        if job not in self._doing:
            return
        if len(self._clinging) >= CLINGING_MAX:
            if job.claim():
                del self._doing[job]
                job.end(Outcome.FAILED, reason=f"{CLINGING_MAX} tellings go on after they were cancelled")
                self._ended(job)
            return
        job.start()
        # Known to the watchman before its first step, which may keep the thread.
        self._doing[job] = self._loop.create_task(self._tell(job))
        self._loop.call_later(job.seconds, self._expire, job)

    async def _tell(self, job: Job) -> None:
        outcome, reason, shown = Outcome.ANSWERED, "", ""
        try:
            answer = job.work()
            if inspect.isawaitable(answer):
                await answer
        except BaseException as error:  # noqa: BLE001 - whatever a plugin raises, its caller is told
            # What goes wrong with a telling quotes addresses, and what is secret in them.
            outcome, reason, shown = Outcome.FAILED, reason_of(error, job.module), kind_of(error)
            if self._left:
                return  # It was cancelled with its thread, for another call: whoever gave the thread up says so.
        if job.claim():
            self._doing.pop(job, None)
            job.end(outcome, reason=reason, shown=shown)
            self._ended(job)
        elif job in self._doing:
            # The watchman was first, and strikes: nothing else is begun here.
            self._loop.stop()
        else:
            self._clinging.discard(job)

    def _come_back(self) -> None:
        self._back = True

    def _expire(self, job: Job) -> None:
        if job.claim():
            task = self._doing.pop(job, None)
            self._clinging.add(job)
            job.end(Outcome.LATE, reason=late_reason(job))
            self._ended(job)
            if task is not None:
                task.cancel()

    def _strayed(self, _loop: asyncio.AbstractEventLoop, context: Mapping[str, object]) -> None:
        error = context.get("exception")
        self._stray(self.plugin, reason_of(error) if isinstance(error, BaseException) else str(context.get("message")))

    def _let_go(self) -> None:
        self._loop.set_exception_handler(lambda _loop, _context: None)
        with suppress(BaseException):
            tasks = asyncio.all_tasks(self._loop)
            for task in tasks:
                task.cancel()
            if tasks:
                self._loop.run_until_complete(asyncio.wait(tasks, timeout=GOODBYE_SECONDS))
        self._loop.close()
