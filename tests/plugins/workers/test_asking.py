"""
A plugin is asked in threads of its own: it may do what it likes there, and costs nobody else anything.
"""

from __future__ import annotations

import asyncio
import ctypes
import sys
import threading
from typing import TYPE_CHECKING, Never

import pytest

from largesse.errors import Overloaded, PluginFailed, Unavailable
from largesse.plugins.workers import Budget, WorkerLimits, Workers
from largesse.plugins.workers.hand import Hand
from largesse.telemetry import Metrics
from largesse.testing import TurnedClock

from .conftest import PATIENT, until

if TYPE_CHECKING:
    from collections.abc import Callable


class Unspeakable(BaseException):
    def __str__(self) -> Never:
        raise SystemExit


def spin() -> Never:
    while True:
        pass


def raising(error: BaseException) -> Callable[[], Never]:
    def work() -> Never:
        raise error

    return work


def threads_of(plugin: str) -> list[Hand]:
    return [each for each in threading.enumerate() if isinstance(each, Hand) and each.plugin == plugin]


async def reason_of(workers: Workers, work: Callable[[], object]) -> str:
    with pytest.raises(PluginFailed) as caught:
        await workers.ask("lucky", "pricing", work)
    assert caught.value.plugin == "lucky"
    return caught.value.reason


async def test_an_answer_comes_from_a_thread_of_the_plugins_own(workers: Workers) -> None:
    answered = await workers.ask("lucky", "pricing", threading.current_thread)
    assert answered in threads_of("lucky")
    assert answered.daemon
    assert len(threads_of("lucky")) == 2
    assert not threads_of("quiet")


async def test_thousands_that_wait_at_once_are_all_answered_with_their_own(workers: Workers) -> None:
    answers = await asyncio.gather(
        *(workers.ask("lucky", "pricing", lambda number=number: number) for number in range(5_000))  # type: ignore[misc]  # a lambda with a default
    )
    assert answers == list(range(5_000))
    assert len(threads_of("lucky")) == 2


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (ValueError("no\nprice"), "it raised ValueError"),
        (StopIteration(3), "it raised StopIteration"),
        (SystemExit(3), "it raised SystemExit"),
        (KeyboardInterrupt(), "it raised KeyboardInterrupt"),
        (GeneratorExit(), "it raised GeneratorExit"),
        (asyncio.CancelledError(), "it raised CancelledError"),
        (Unspeakable(), "it raised Unspeakable"),
        (PluginFailed("lucky", "a price of 0 coins"), "a price of 0 coins"),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, BaseException) else "",
)
async def test_whatever_it_raises_is_told_by_its_kind_and_the_next_is_answered(
    workers: Workers, error: BaseException, reason: str
) -> None:
    assert await reason_of(workers, raising(error)) == reason
    assert await workers.ask("lucky", "pricing", lambda: 7) == 7


async def test_one_that_spins_is_ended_and_another_thread_takes_its_place(workers: Workers) -> None:
    await workers.ask("lucky", "pricing", lambda: 7)
    before = threads_of("lucky")
    for _ in before:
        assert await reason_of(workers, spin) == "it did not return within 50 ms"
    await until(lambda: not any(hand.condemned for hand in threads_of("lucky")))
    assert await workers.ask("lucky", "pricing", lambda: 7) == 7
    after = threads_of("lucky")
    assert (len(before), len(after)) == (2, 2)
    assert not {*before} <= {*after}
    assert workers.quarantine_of("lucky") is None


async def test_one_that_hangs_is_given_up_and_its_plugin_quarantined(
    workers: Workers, release: threading.Event
) -> None:
    waiting = [asyncio.ensure_future(reason_of(workers, release.wait)) for _ in range(2)]
    assert await asyncio.gather(*waiting) == ["it did not return within 50 ms"] * 2
    await until(lambda: workers.quarantine_of("lucky"))
    assert await reason_of(workers, lambda: 7) == "it is in quarantine: a call into it hangs and cannot be ended"
    assert await workers.ask("quiet", "pricing", lambda: 7) == 7
    workers.restore("lucky")
    assert await workers.ask("lucky", "pricing", lambda: 7) == 7


async def test_threads_that_hang_are_replaced_so_many_times_and_no_more(release: threading.Event) -> None:
    workers = Workers((), TurnedClock(0), Metrics(), PATIENT, WorkerLimits(lost_max=3))
    for _ in range(3):
        assert await reason_of(workers, release.wait) == "it did not return within 50 ms"
        await until(lambda: workers.quarantine_of("lucky"))
        workers.restore("lucky")
    threads = [each for each in threads_of("lucky") if any(each.doing())]
    assert len(threads) == 3
    assert await reason_of(workers, lambda: 7) == "3 of its threads hang, which only a restart of the server ends"
    release.set()
    for thread in threads:
        await asyncio.to_thread(thread.join, 10)
    assert await workers.ask("lucky", "pricing", lambda: 7) == 7
    await workers.close()


async def test_waiting_for_a_thread_is_no_fault_of_the_plugins(release: threading.Event) -> None:
    limits = WorkerLimits(deadline_seconds=60, wait_seconds=0.01, waiting_max=3)
    workers = Workers((), TurnedClock(0), Metrics(), Budget(faults=1), limits)
    busy = [asyncio.ensure_future(workers.ask("lucky", "pricing", release.wait)) for _ in range(2)]
    await until(lambda: sum(len(each.doing()) for each in workers._threads()) == 2)
    waiting = [asyncio.ensure_future(workers.ask("lucky", "pricing", lambda: 7)) for _ in range(3)]
    await asyncio.sleep(0.02)
    with pytest.raises(Overloaded, match="too many calls wait for the plugin 'lucky'"):
        await workers.ask("lucky", "pricing", lambda: 7)
    release.set()
    for each in waiting:
        with pytest.raises(Overloaded, match="too many calls wait for the plugin 'lucky'"):
            await each
    assert await asyncio.gather(*busy) == [True, True]
    assert workers.quarantine_of("lucky") is None
    assert await workers.ask("lucky", "pricing", lambda: 7) == 7
    await workers.close()


async def test_what_nobody_waits_for_any_more_is_not_asked(release: threading.Event) -> None:
    workers = Workers((), TurnedClock(0), Metrics(), PATIENT, WorkerLimits(deadline_seconds=60))
    asked: list[int] = []
    busy = [asyncio.ensure_future(workers.ask("lucky", "pricing", release.wait)) for _ in range(2)]
    gone = asyncio.ensure_future(workers.ask("lucky", "pricing", lambda: asked.append(1)))
    await asyncio.sleep(0)
    gone.cancel()
    await asyncio.wait({gone})
    release.set()
    await asyncio.gather(*busy)
    await workers.ask("lucky", "pricing", lambda: asked.append(2))
    assert asked == [2]
    await workers.close()


async def test_a_thread_is_never_struck_for_a_call_that_has_ended(workers: Workers) -> None:
    """Calls of just about the deadline: each is either answered or late, and the next one never pays for it."""
    limits = WorkerLimits(deadline_seconds=0.005)
    hurried = Workers((), TurnedClock(0), Metrics(), PATIENT, limits)

    def about_the_deadline() -> int:
        total = 0
        for number in range(60_000):
            total += number
        return total

    for _ in range(50):
        answers = await asyncio.gather(hurried.ask("lucky", "pricing", about_the_deadline), return_exceptions=True)
        assert answers[0] == 1_799_970_000 or isinstance(answers[0], PluginFailed)
    assert await workers.ask("lucky", "pricing", sys.getswitchinterval) > 0
    await hurried.close()


async def test_a_process_that_stood_still_is_not_the_plugins_fault() -> None:
    workers = Workers((), TurnedClock(0), Metrics(), PATIENT, WorkerLimits(deadline_seconds=0.3))
    begun, go_on = threading.Event(), threading.Event()

    def wait() -> bool:
        begun.set()
        return go_on.wait()

    waiting = asyncio.ensure_future(workers.ask("lucky", "pricing", wait))
    await until(begun.is_set)
    # It keeps the interpreter's lock, as nothing should: no thread runs meanwhile, nor does the watchman.
    ctypes.PyDLL(None).usleep(1_000_000)
    go_on.set()
    assert await waiting is True
    await workers.close()


async def test_a_server_that_stops_asks_nothing_more(release: threading.Event) -> None:
    workers = Workers((), TurnedClock(0), Metrics(), PATIENT, WorkerLimits(deadline_seconds=60))
    busy = [asyncio.ensure_future(workers.ask("lucky", "pricing", release.wait)) for _ in range(2)]
    await until(lambda: sum(len(each.doing()) for each in workers._threads()) == 2)
    waiting = asyncio.ensure_future(workers.ask("lucky", "pricing", lambda: 7))
    await asyncio.sleep(0)
    closing = asyncio.ensure_future(workers.close())
    with pytest.raises(Unavailable, match="the server stops"):
        await waiting
    with pytest.raises(Unavailable, match="the server stops"):
        await workers.ask("lucky", "pricing", lambda: 7)
    release.set()
    assert await asyncio.gather(*busy) == [True, True]
    await closing


async def test_a_server_that_stops_leaves_a_thread_that_hangs_behind(release: threading.Event) -> None:
    workers = Workers((), TurnedClock(0), Metrics(), PATIENT)
    assert await reason_of(workers, release.wait) == "it did not return within 50 ms"
    (hanging,) = (each for each in threads_of("lucky") if any(each.doing()))
    async with asyncio.timeout(5):
        await workers.close()
    assert hanging.is_alive()
    assert threads_of("lucky") == [hanging]
    release.set()
    await asyncio.to_thread(hanging.join, 10)
    assert not hanging.is_alive()
