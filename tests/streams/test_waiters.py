"""
Waiters: all are woken, in turns, and whoever goes is forgotten.
"""

from __future__ import annotations

import asyncio

from largesse.streams.waiters import SWEEP, Waiters


async def start(waiters: Waiters, count: int) -> list[asyncio.Task[None]]:
    """Return tasks that wait."""
    tasks = [asyncio.create_task(waiters.wait()) for _ in range(count)]
    await asyncio.sleep(0)
    assert len(waiters) == count
    return tasks


async def test_all_are_woken_a_few_a_turn_and_others_get_their_turns_between() -> None:
    waiters = Waiters()
    tasks = await start(waiters, 3 * SWEEP + 1)
    waiters.wake()
    assert not any(task.done() for task in tasks)
    woken: list[int] = []
    while not all(task.done() for task in tasks):
        await asyncio.sleep(0)
        woken.append(sum(task.done() for task in tasks))
    assert [count for count in woken if count % SWEEP] == [3 * SWEEP + 1]
    assert set(woken) >= {SWEEP, 2 * SWEEP, 3 * SWEEP}
    assert len(waiters) == 0


async def test_who_comes_during_a_wake_waits_for_the_next() -> None:
    waiters = Waiters()
    early = await start(waiters, SWEEP + 1)
    waiters.wake()
    late = asyncio.create_task(waiters.wait())
    await asyncio.gather(*early)
    assert not late.done()
    waiters.wake()
    await late


async def test_a_wake_during_a_wake_reaches_those_who_came_since() -> None:
    waiters = Waiters()
    early = await start(waiters, SWEEP + 1)
    waiters.wake()
    late = asyncio.create_task(waiters.wait())
    await asyncio.sleep(0)
    waiters.wake()
    await asyncio.wait_for(asyncio.gather(*early, late), 5)


async def test_who_is_cancelled_is_forgotten_whether_waiting_or_due() -> None:
    waiters = Waiters()
    tasks = await start(waiters, 10)
    tasks[0].cancel()
    await asyncio.wait({tasks[0]})
    assert len(waiters) == 9
    waiters.wake()
    for task in tasks[1:5]:
        task.cancel()
    results = await asyncio.gather(*tasks, return_exceptions=True)
    assert [type(result) for result in results] == [asyncio.CancelledError] * 5 + [type(None)] * 5
    assert len(waiters) == 0


def test_to_wake_nobody_needs_no_loop() -> None:
    Waiters().wake()
