"""
A thread of a plugin's, which makes one call after another and is given up if one of them does not end.
"""

from __future__ import annotations

import time
from contextlib import suppress
from threading import Lock, Thread
from typing import TYPE_CHECKING

from largesse.errors import PluginFailed
from largesse.plugins.deadline import amid_locking, raise_in
from largesse.plugins.rejection import described, in_one_line, place_in
from largesse.plugins.workers.job import Outcome

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from queue import SimpleQueue

    from largesse.plugins.workers.job import Job

STRIKE_SECONDS = (0.002, 0.005, 0.02, 0.05, 0.1)
"""How long an exception is left in a thread that is late, at each attempt; a spin takes it as soon as it runs."""
LOOKS = 20
"""How often it is looked, at each attempt, whether the thread has come out of where it takes a lock."""
LOOK_SECONDS = 0.001


class Struck(Thread):
    """
    A thread that can be ended from without while it runs a plugin's code.

    One that was struck makes no other call, whatever becomes of it, and stands still until the watchman is done with
    it: no exception can reach it in code of ours that holds something.

    Args:
        plugin: whose code it runs.
        name: of the thread.
    """

    grace_seconds = 0.0
    """How much longer than its time the watchman leaves a call to this thread."""

    def __init__(self, plugin: str, name: str) -> None:
        super().__init__(name=name, daemon=True)
        self.plugin = plugin
        self.condemned = False
        """Whether the watchman has come for it."""
        self._left = False
        self._over = Lock()
        self._over.acquire()

    def doing(self) -> Collection[Job]:
        """Return the calls that it makes at this moment, or is to make."""
        raise NotImplementedError

    def spinning(self) -> Collection[Job]:
        """Return the calls that are to end before their time, as the thread computes for too long; here none."""
        return ()

    def strike(self) -> bool:
        """
        Have the thread end, and return whether it has left the plugin's code; for the watchman, once.

        It blocks for as long as the attempts take.
        """
        for seconds in STRIKE_SECONDS:
            if self._left or self.ident is None or not self.is_alive():
                break
            for _ in range(LOOKS):
                if not amid_locking(self.ident):
                    raise_in(self.ident, seconds)
                    break
                time.sleep(LOOK_SECONDS)
        left = self._left
        self._over.release()
        return left

    def _stand(self) -> None:
        while True:
            with suppress(SystemExit):
                self._left = True
                self._over.acquire()
                return


class Hand(Struck):
    """
    One of the threads that a plugin's answers are asked in.

    Args:
        plugin: whose code it runs.
        jobs: what is to be done; None sends it home.
        wait_seconds: how long a call may have waited to be made at all.
        ended: is told of each call that it has ended, in this thread.
    """

    def __init__(
        self, plugin: str, jobs: SimpleQueue[Job | None], wait_seconds: float, ended: Callable[[Job], None]
    ) -> None:
        super().__init__(plugin, f"plugin {plugin}")
        self._jobs = jobs
        self._wait_seconds = wait_seconds
        self._ended = ended
        self._doing: tuple[Job, ...] = ()

    def doing(self) -> Collection[Job]:
        """Return the call that it makes, if it makes one."""
        return self._doing

    def run(self) -> None:
        """Make calls until there are no more, or one was too late."""
        with suppress(SystemExit):
            while (job := self._jobs.get()) is not None:
                if not self._do(job):
                    break
                del job
            else:
                return
        self._stand()

    def _do(self, job: Job) -> bool:
        if job.future.cancelled() or time.monotonic() - job.queued > self._wait_seconds:
            if job.claim():
                outcome = Outcome.GIVEN_UP if job.future.cancelled() else Outcome.OVERLOADED
                job.end(outcome, reason=f"too many calls wait for the plugin {job.plugin!r}")
                self._ended(job)
            return True
        job.start()
        self._doing = (job,)
        outcome, value, reason, shown = called(job)
        if not job.claim():
            return False
        self._doing = ()
        job.end(outcome, value, reason, shown)
        self._ended(job)
        return True


def called(job: Job) -> tuple[Outcome, object, str, str]:
    """
    Make a call; every failure comes as a value.

    Returns:
        How it ended, its value, why there is none, and as much of that as anybody may read: what a plugin's exception
        quotes may be a secret, or about somebody else.
    """
    try:
        return Outcome.ANSWERED, job.work(), "", ""
    except BaseException as error:  # noqa: BLE001 - whatever a plugin raises, its caller is told
        reason = reason_of(error, job.module)
        return Outcome.FAILED, None, reason, reason if type(error) is PluginFailed else kind_of(error)


def reason_of(error: BaseException, module: str = "") -> str:
    """Return in one printable line what went wrong with a call, and in which line of the plugin's module if known."""
    try:
        if type(error) is PluginFailed:
            return in_one_line(error.reason)  # What found an answer wrong has said so already.
        place = place_in(module, error)
        return f"it raised {described(error)}" + (f" ({place})" if place else "")
    except BaseException:  # noqa: BLE001 - a plugin's exception may break whatever looks at it
        return "it raised what cannot be described"


def kind_of(error: BaseException) -> str:
    """Return of what kind that was, and nothing of what it quotes."""
    try:
        return in_one_line(f"it raised {type(error).__name__}")
    except BaseException:  # noqa: BLE001 - as above
        return "it raised what cannot be described"
