"""
A plugin is told things on an event loop in a thread of its own: one that blocks or never ends stops nobody else.
"""

from __future__ import annotations

import asyncio
import threading
from typing import TYPE_CHECKING, Never

import pytest
from structlog.testing import capture_logs

from largesse.errors import Unavailable
from largesse.plugins.workers import Budget, WorkerLimits, Workers
from largesse.plugins.workers.teller import CLINGING_MAX, Teller
from largesse.plugins.workers.watchman import SPINNING
from largesse.telemetry import Metrics
from largesse.testing import TurnedClock

from .conftest import until

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from structlog.typing import EventDict

HOOK = "largesse_gift_sent"


def tellers(plugin: str = "chat") -> list[Teller]:
    return [each for each in threading.enumerate() if isinstance(each, Teller) and each.plugin == plugin]


def spin() -> Never:
    while True:
        pass


async def told(workers: Workers, work: Callable[[], Awaitable[None] | None], seconds: float = 10.0) -> bool:
    return await workers.tell("chat", HOOK, work, seconds)


async def faults_of(
    workers: Workers, work: Callable[[], Awaitable[None] | None], seconds: float = 10.0
) -> list[EventDict]:
    """The faults that are logged of one telling, which fails."""
    with capture_logs() as logs:
        assert not await told(workers, work, seconds)
    return [line for line in logs if line["event"] == "plugin_fault"]


async def test_what_returns_and_what_awaits_is_told_in_one_thread(workers: Workers) -> None:
    threads: list[threading.Thread] = []

    def at_once() -> None:
        threads.append(threading.current_thread())

    async def later() -> None:
        await asyncio.sleep(0.001)
        threads.append(threading.current_thread())

    assert await told(workers, at_once)
    assert await told(workers, later)
    assert threads == tellers() * 2


async def test_many_await_at_the_same_time(workers: Workers) -> None:
    met = 0

    async def meet() -> None:
        nonlocal met
        met += 1
        while met < 100:  # noqa: ASYNC110 - all of them are on one loop
            await asyncio.sleep(0)

    assert await asyncio.gather(*(told(workers, meet) for _ in range(100))) == [True] * 100


async def test_what_it_raises_is_logged_under_its_name_and_the_next_is_told(workers: Workers) -> None:
    async def fail() -> None:
        raise SystemExit(3)

    (line,) = await faults_of(workers, fail)
    assert (line["plugin"], line["hook"], line["reason"]) == ("chat", HOOK, "it raised SystemExit: 3")
    assert await told(workers, lambda: None)


async def test_one_that_awaits_too_long_is_cancelled_and_others_go_on(workers: Workers) -> None:
    cancelled = threading.Event()

    async def wait() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            cancelled.set()

    waiting = asyncio.ensure_future(faults_of(workers, wait, 0.05))
    assert await workers.tell("chat", "largesse_room_opened", lambda: None, 10.0)
    (line,) = await waiting
    assert line["reason"] == "it did not return within 50 ms"
    await until(cancelled.is_set)
    assert len(tellers()) == 1


async def test_one_that_spins_is_ended_and_what_waited_behind_it_is_told(workers: Workers) -> None:
    assert await told(workers, lambda: None)
    (before,) = tellers()
    spinning = asyncio.ensure_future(told(workers, spin, 0.05))
    await until(lambda: any(job.work is spin and job.started for job in before.doing()))
    behind = [asyncio.ensure_future(told(workers, lambda: None)) for _ in range(10)]
    assert await spinning is False
    assert await asyncio.gather(*behind) == [True] * 10
    await until(lambda: before not in tellers())
    assert workers.quarantine_of("chat") is None


async def test_one_that_spins_is_ended_long_before_its_time(workers: Workers) -> None:
    (line,) = await faults_of(workers, spin, seconds=3_600.0)
    assert line["reason"] == SPINNING
    assert workers.quarantine_of("chat") is None
    assert await told(workers, lambda: None)


async def test_one_that_asks_over_and_over_whether_it_may_go_on_is_ended_as_well(
    workers: Workers, release: threading.Event
) -> None:
    def ask() -> None:
        while not release.is_set():
            pass

    (line,) = await faults_of(workers, ask, seconds=3_600.0)
    assert line["reason"] == SPINNING
    assert workers.quarantine_of("chat") is None


async def test_one_that_spins_after_it_has_awaited_is_told_from_those_that_await_beside_it(workers: Workers) -> None:
    assert await told(workers, lambda: None)
    waiting, go_on = asyncio.ensure_future(told(workers, lambda: asyncio.sleep(3_600), 3_600.0)), threading.Event()

    async def wait_and_spin() -> None:
        while not go_on.is_set():  # noqa: ASYNC110 - it is set in another thread
            await asyncio.sleep(0.001)
        spin()

    spinning = asyncio.ensure_future(faults_of(workers, wait_and_spin, seconds=3_600.0))
    (teller,) = tellers()
    await until(lambda: [job.started for job in teller.doing()].count(None) == 0 and len(teller.doing()) == 2)
    go_on.set()
    (line,) = await spinning
    assert (line["hook"], line["reason"]) == (HOOK, SPINNING)
    with pytest.raises(Unavailable, match="its thread was given up for another call"):
        await waiting


async def test_one_that_computes_a_little_and_often_is_left_in_peace(workers: Workers) -> None:
    async def compute() -> None:
        for _ in range(100):
            sum(range(100_000))
            await asyncio.sleep(0)

    assert await told(workers, compute)


async def test_one_that_hangs_puts_its_plugin_in_quarantine_and_stops_no_answer(
    workers: Workers, release: threading.Event
) -> None:
    hanging = asyncio.ensure_future(told(workers, lambda: release.wait() and None, 0.05))
    assert await workers.ask("chat", "pricing", lambda: 7) == 7
    assert await hanging is False
    await until(lambda: workers.quarantine_of("chat"))
    told_of: list[int] = []
    with pytest.raises(Unavailable, match="the plugin 'chat' is in quarantine: a call into it hangs"):
        await told(workers, lambda: told_of.append(1))
    assert told_of == []
    workers.restore("chat")
    assert await told(workers, lambda: told_of.append(2))
    assert told_of == [2]


async def test_a_telling_that_is_under_way_goes_on_to_its_end_when_its_plugin_is_put_in_quarantine(
    workers: Workers, release: threading.Event
) -> None:
    begun = threading.Event()

    async def wait() -> None:
        begun.set()
        while not release.is_set():  # noqa: ASYNC110 - what it waits for is another loop's
            await asyncio.sleep(0.001)

    under_way = asyncio.ensure_future(told(workers, wait))
    spinning = asyncio.ensure_future(workers.tell("pager", HOOK, spin, 0.05))
    await until(begun.is_set)
    await until(lambda: any(job.started for each in tellers("pager") for job in each.doing()))
    for plugin in ("chat", "pager"):
        workers.quarantine(plugin, "a test")
    release.set()
    assert await under_way is True
    assert await spinning is False
    await until(lambda: not tellers("pager"))


async def test_tellings_that_will_not_be_cancelled_are_ended_with_their_loop(release: threading.Event) -> None:
    workers = Workers((), TurnedClock(0), Metrics(), Budget(faults=CLINGING_MAX + 1))

    async def cling() -> None:
        while not release.is_set():
            try:
                await asyncio.sleep(0.01)
            except asyncio.CancelledError:
                continue

    clinging = await asyncio.gather(*(told(workers, cling, 0.01) for _ in range(CLINGING_MAX)))
    assert clinging == [False] * CLINGING_MAX
    (before,) = tellers()
    (line,) = await faults_of(workers, lambda: None)
    assert line["reason"] == f"{CLINGING_MAX} tellings go on after they were cancelled"
    await until(lambda: before not in tellers())
    workers.restore("chat")
    assert await told(workers, lambda: None)
    await workers.close()


async def test_what_a_plugin_leaves_to_itself_and_fails_is_logged_under_its_name(workers: Workers) -> None:
    async def stray() -> None:
        asyncio.get_running_loop().call_soon(lambda: 1 / 0)

    with capture_logs() as logs:
        assert await told(workers, stray)
        await until(lambda: any(line["event"] == "plugin_task_failed" for line in logs))
    (line,) = (line for line in logs if line["event"] == "plugin_task_failed")
    assert (line["plugin"], line["reason"]) == ("chat", "it raised ZeroDivisionError: division by zero")


async def test_what_a_telling_quotes_stays_in_the_log() -> None:
    workers = Workers((), TurnedClock(0), Metrics(), Budget(faults=1))

    def fail() -> None:
        message = "cannot reach https://chat.example/hooks/secret"
        raise ConnectionError(message)

    (line,) = await faults_of(workers, fail)
    assert line["reason"] == "it raised ConnectionError: cannot reach https://chat.example/hooks/secret"
    quarantine = workers.quarantine_of("chat")
    assert quarantine is not None
    assert quarantine.reason == f"one fault within 60 seconds, the last in {HOOK}: it raised ConnectionError"
    await workers.close()


async def test_the_end_of_the_server_ends_what_is_being_told(release: threading.Event) -> None:
    workers = Workers((), TurnedClock(0), Metrics(), limits=WorkerLimits())
    ended = threading.Event()

    async def wait() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()

    waiting = asyncio.ensure_future(told(workers, wait))
    await until(lambda: tellers() and any(job.started for job in tellers()[0].doing()))
    hanging = asyncio.ensure_future(workers.tell("pager", HOOK, lambda: release.wait() and None, 10.0))
    await until(lambda: tellers("pager") and any(job.started for job in tellers("pager")[0].doing()))
    async with asyncio.timeout(5):
        await workers.close()
        for each in (waiting, hanging):
            with pytest.raises(Unavailable, match="the server stops"):
                await each
    assert ended.is_set()
    assert tellers() == []
    (left_behind,) = tellers("pager")
    release.set()
    await asyncio.to_thread(left_behind.join, 10)
    assert not left_behind.is_alive()
