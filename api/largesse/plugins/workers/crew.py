"""
The threads of one plugin: two that its answers are asked in, one that it is told things in, each made on first use.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING

from largesse.errors import Overloaded, PluginFailed
from largesse.plugins.workers.hand import Hand
from largesse.plugins.workers.teller import Teller

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from largesse.plugins.workers.hand import Struck
    from largesse.plugins.workers.job import Job


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkerLimits:
    """
    What one plugin may take of the server.

    Args:
        deadline_seconds: how long an answer may take, from when it starts.
        wait_seconds: how long a call may wait for a thread.
        waiting_max: how many calls may wait.
        hands: how many threads make them.
        lost_max: how many of its threads may hang in calls that cannot be ended before it gets no more of them.
    """

    deadline_seconds: float = 0.05
    wait_seconds: float = 1.0
    waiting_max: int = 10_000
    hands: int = 2
    lost_max: int = 8


class Crew:
    """
    The threads of one plugin.

    Args:
        plugin: which.
        limits: what it may take.
        ended: is told of each call that has ended, in the thread that made it.
        stray: is told of the plugin, and in words what went wrong in a task that it left to itself, in its thread.
    """

    def __init__(
        self, plugin: str, limits: WorkerLimits, ended: Callable[[Job], None], stray: Callable[[str, str], None]
    ) -> None:
        self._plugin = plugin
        self._limits = limits
        self._ended = ended
        self._stray = stray
        self._jobs: SimpleQueue[Job | None] = SimpleQueue()
        self._hands: tuple[Hand, ...] = ()
        self._teller: Teller | None = None
        self._lost: list[Struck] = []

    @property
    def threads(self) -> tuple[Struck, ...]:
        """The threads that make calls."""
        teller = self._teller
        return (*self._hands, teller) if teller is not None else self._hands

    def ask(self, job: Job) -> None:
        """
        Have a call made as soon as a thread is free.

        Raises:
            Overloaded: too many wait already.
            PluginFailed: too many of its threads hang.
        """
        if self._jobs.qsize() >= self._limits.waiting_max:
            raise Overloaded(f"too many calls wait for the plugin {self._plugin!r}")
        if len(self._hands) < self._limits.hands:
            self._take_on()
        self._jobs.put(job)

    def tell(self, job: Job) -> None:
        """
        Have a telling begin.

        Raises:
            PluginFailed: too many of its threads hang.
        """
        if self._teller is None:
            self._check_lost()
            self._teller = Teller(self._plugin, self._ended, self._stray)
            self._teller.start()
        self._teller.tell(job)

    def lose(self, thread: Struck) -> Iterator[Job]:
        """Do without a thread from now on, and return the calls that end with it; those not begun go to another."""
        self._lost.append(thread)
        self._hands = tuple(hand for hand in self._hands if hand is not thread)
        if self._jobs.qsize() and len(self._living()) < self._limits.lost_max:
            self._take_on()
        if thread is self._teller:
            self._teller = None
        for job in thread.doing():
            if isinstance(thread, Teller) and job.started is None and len(self._living()) < self._limits.lost_max:
                thread.forget(job)
                self.tell(job)
            elif job.claim():
                yield job

    def rest(self) -> Iterator[Job]:
        """
        Have nothing more begun, and return the calls that are not.

        What is under way is left to its end or the watchman; a plugin that is being told nothing loses its event loop,
        and with it the tasks that it has left there.
        """
        teller = self._teller
        if teller is not None:
            yield from (job for job in teller.doing() if job.started is None and self._taken_from(teller, job))
            if not teller.doing():
                self._send_home(teller)
        with suppress(Empty):
            while True:
                waiting = self._jobs.get_nowait()
                if waiting is not None and waiting.claim():
                    yield waiting

    def close(self) -> Iterator[Job]:
        """Send everybody home, and return the tellings that end with that."""
        teller = self._teller
        if teller is not None:
            yield from (job for job in teller.doing() if self._taken_from(teller, job))
            self._send_home(teller)
        for _ in self._hands:
            self._jobs.put(None)

    def _taken_from(self, teller: Teller, job: Job) -> bool:
        teller.forget(job)
        return job.claim()

    def _send_home(self, teller: Teller) -> None:
        self._teller = None
        self._lost.append(teller)
        teller.close()

    def _take_on(self) -> None:
        self._check_lost()
        while len(self._hands) < self._limits.hands:
            hand = Hand(self._plugin, self._jobs, self._limits.wait_seconds, self._ended)
            hand.start()
            self._hands = (*self._hands, hand)

    def _check_lost(self) -> None:
        lost = len(self._living())
        if lost >= self._limits.lost_max:
            raise PluginFailed(self._plugin, f"{lost} of its threads hang, which only a restart of the server ends")

    def _living(self) -> list[Struck]:
        self._lost = [thread for thread in self._lost if thread.is_alive()]
        return self._lost
