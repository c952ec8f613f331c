"""
Workers: how a plugin's code is called while the server serves, and what is done about one that fails.
"""

from __future__ import annotations

import asyncio
from collections import deque
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, TypeVar, cast

import structlog

from largesse.errors import Overloaded, PluginFailed, Unavailable
from largesse.plugins.report import PluginState
from largesse.plugins.workers.crew import Crew, WorkerLimits
from largesse.plugins.workers.figures import Budget
from largesse.plugins.workers.job import FAULTS, Job, Outcome
from largesse.plugins.workers.record import Record
from largesse.plugins.workers.watchman import TICK_SECONDS, Watchman

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable, Sequence

    from largesse.clock import Clock, Instant
    from largesse.plugins.report import PluginReport
    from largesse.plugins.workers.figures import Standing
    from largesse.plugins.workers.hand import Struck
    from largesse.plugins.workers.record import Quarantine
    from largesse.telemetry import Metrics

T = TypeVar("T")
STUCK = "a call into it hangs and cannot be ended"
STOPPING = "the server stops"
CLOSE_SECONDS = 0.5
"""How long the end of the server waits for the plugins' threads."""
_log = structlog.stdlib.get_logger("largesse.plugins")


class Workers:
    """
    Calls plugins, each in threads of its own, and puts one that fails too often in quarantine.

    All of it belongs to one event loop; what threads have to say comes to it in one hop for all of them.

    Args:
        reports: what became of each plugin at the start.
        clock: by which faults are counted.
        metrics: what is counted for whoever watches over the server.
        budget: how many faults a plugin may have.
        limits: what one plugin may take of the server.
    """

    def __init__(
        self,
        reports: Sequence[PluginReport],
        clock: Clock,
        metrics: Metrics,
        budget: Budget | None = None,
        limits: WorkerLimits | None = None,
    ) -> None:
        self._record = Record(reports, clock, metrics, budget or Budget())
        self._modules = {each.name: each.module for each in reports if each.state is PluginState.LOADED}
        self._limits = limits or WorkerLimits()
        self._listeners: list[Callable[[str, Quarantine], None]] = []
        self._crews: dict[str, Crew] = {}
        self._watchman = Watchman(self._threads, lambda: self._waiting > 0, self._ended, self._struck)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._waiting = 0
        self._said: deque[Callable[[], None]] = deque()
        self._hopping = False
        self._closed = False

    async def ask(self, plugin: str, hook: str, work: Callable[[], T]) -> T:
        """
        Return what a plugin answers.

        Args:
            plugin: its name.
            hook: what the call is known as in logs and metrics.
            work: asks it; runs in one of the plugin's two threads. What is wrong with the answer is best found there
                too, and raised as `PluginFailed`: an answer's methods are the plugin's code.

        Raises:
            PluginFailed: it raised, did not return within the deadline, or is in quarantine.
            Overloaded: no thread of the plugin's came free in time, which is no fault of the plugin's.
            Unavailable: the server stops.
        """
        self._check_open()
        quarantine = self._record.quarantine_of(plugin)
        if quarantine is not None:
            self._record.count(plugin, hook, Outcome.QUARANTINED)
            raise PluginFailed(plugin, f"it is in quarantine: {quarantine.reason}")
        job = self._job(plugin, hook, work, self._limits.deadline_seconds)
        try:
            self._crew(plugin).ask(job)
        except Overloaded:
            self._record.count(plugin, hook, Outcome.OVERLOADED)
            raise
        self._begun()
        await job.future
        if job.outcome is Outcome.ANSWERED:
            return cast("T", job.value)
        if job.outcome is Outcome.OVERLOADED:
            raise Overloaded(job.reason)
        self._check_open()
        raise PluginFailed(plugin, job.shown)

    async def tell(self, plugin: str, hook: str, work: Callable[[], Awaitable[None] | None], seconds: float) -> bool:
        """
        Tell a plugin something, and return whether it took it; what went wrong is counted and logged by then.

        Args:
            plugin: its name.
            hook: what the call is known as in logs and metrics.
            work: tells it; runs on an event loop in a thread of the plugin's own, and may return what is to be awaited.
            seconds: how long it may take.

        Raises:
            Unavailable: it was not told, or not to its end, and that is no fault of this telling: the plugin is in
                quarantine, or its thread was given up for another call, or the server stops.
        """
        self._check_open()
        quarantine = self._record.quarantine_of(plugin)
        if quarantine is not None:
            self._record.count(plugin, hook, Outcome.QUARANTINED)
            raise Unavailable(f"the plugin {plugin!r} is in quarantine: {quarantine.reason}")
        job = self._job(plugin, hook, work, seconds)
        try:
            self._crew(plugin).tell(job)
        except PluginFailed as failed:
            self._blame(plugin, hook, failed.reason)
            raise Unavailable(f"the plugin {plugin!r} was not told: {failed.reason}") from None
        self._begun()
        await job.future
        if job.outcome is Outcome.LOST:
            raise Unavailable(f"the plugin {plugin!r} was not told: {job.reason}")
        return job.outcome is Outcome.ANSWERED

    def fault(self, plugin: str, hook: str, reason: str) -> None:
        """Blame a plugin for an answer that was found wrong after it was counted."""
        self._record.count(plugin, hook, Outcome.FAILED)
        self._blame(plugin, hook, reason)

    def quarantine(self, plugin: str, reason: str, imposed_at: Instant | None = None) -> None:
        """
        Put a plugin in quarantine: its code is not called any more, and whoever waits for it is refused.

        Args:
            plugin: its name.
            reason: why, in one printable line.
            imposed_at: since when; from now on if absent.
        """
        if self._record.quarantine(plugin, reason, imposed_at):
            self._rest(plugin)

    def restore(self, plugin: str) -> None:
        """Let a plugin out of quarantine, its faults forgotten."""
        self._record.restore(plugin)

    def quarantine_of(self, plugin: str) -> Quarantine | None:
        """Return the quarantine that a plugin is in, or None."""
        return self._record.quarantine_of(plugin)

    def listen(self, listener: Callable[[str, Quarantine], None]) -> None:
        """Have a listener be told of each plugin that faults on this node put in quarantine."""
        self._listeners.append(listener)

    def standings(self) -> tuple[Standing, ...]:
        """Return how each plugin stands now, in the order of the reports."""
        return self._record.standings()

    async def close(self) -> None:
        """Refuse whoever waits, and send the threads home; one that hangs is left to the end of the process."""
        self._closed = True
        threads = list(self._threads())
        for crew in self._crews.values():
            for job in (*crew.rest(), *crew.close()):
                self._lose(job, STOPPING)
        self._settle()
        with suppress(TimeoutError):
            async with asyncio.timeout(CLOSE_SECONDS):
                while any(thread.is_alive() for thread in threads):  # noqa: ASYNC110 - a thread's end is told by nothing
                    await asyncio.sleep(TICK_SECONDS)
        self._watchman.close()

    def _check_open(self) -> None:
        if self._closed:
            raise Unavailable(STOPPING)

    def _job(self, plugin: str, hook: str, work: Callable[[], object], seconds: float) -> Job:
        if self._loop is None:
            self._loop = asyncio.get_running_loop()
        module = self._modules.get(plugin, "")
        return Job(plugin, hook, work, self._loop.create_future(), seconds, module=module)

    def _crew(self, plugin: str) -> Crew:
        crew = self._crews.get(plugin)
        if crew is None:
            crew = self._crews[plugin] = Crew(plugin, self._limits, self._ended, self._stray)
        return crew

    def _begun(self) -> None:
        self._waiting += 1
        self._watchman.call()

    def _threads(self) -> Iterable[Struck]:
        return [thread for crew in tuple(self._crews.values()) for thread in crew.threads]

    # What threads say.

    def _ended(self, job: Job) -> None:
        self._say(partial(self._answer, job))

    def _struck(self, thread: Struck, left: bool) -> None:  # noqa: FBT001 - the watchman says it
        self._say(partial(self._replace, thread, left=left))

    def _stray(self, plugin: str, what: str) -> None:
        self._say(partial(_log.warning, "plugin_task_failed", plugin=plugin, reason=what))

    def _say(self, said: Callable[[], None]) -> None:
        self._said.append(said)
        if not self._hopping and self._loop is not None:
            self._hopping = True
            with suppress(RuntimeError):  # The loop is closed: nobody waits any more.
                self._loop.call_soon_threadsafe(self._settle)

    def _settle(self) -> None:
        self._hopping = False
        while self._said:
            self._said.popleft()()

    # What the event loop makes of it.

    def _answer(self, job: Job) -> None:
        self._waiting -= 1
        made = job.started is not None
        self._record.count(job.plugin, job.hook, job.outcome, job.spent if made else None)
        if not job.future.done():
            job.future.set_result(None)
        if job.outcome in FAULTS:
            self._blame(job.plugin, job.hook, job.reason, job.shown)

    def _replace(self, thread: Struck, *, left: bool) -> None:
        if not left and self.quarantine_of(thread.plugin) is None:
            self._impose(thread.plugin, self._record.quarantine(thread.plugin, STUCK))
        for job in self._crew(thread.plugin).lose(thread):
            self._lose(job, "its thread was given up for another call")

    def _blame(self, plugin: str, hook: str, reason: str, shown: str = "") -> None:
        self._impose(plugin, self._record.blame(plugin, hook, reason, shown or reason))

    def _impose(self, plugin: str, quarantine: Quarantine | None) -> None:
        if quarantine is None:
            return
        self._rest(plugin)
        for listener in self._listeners:
            listener(plugin, quarantine)

    def _rest(self, plugin: str) -> None:
        for job in self._crew(plugin).rest():
            self._lose(job, "it is in quarantine")

    def _lose(self, job: Job, reason: str) -> None:
        """End a call that is made no more, or not to its end; that is no fault of this call's."""
        job.end(Outcome.LOST, reason=reason)
        self._ended(job)
