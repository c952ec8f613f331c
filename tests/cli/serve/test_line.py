"""
The line between a parent and a worker: both ends ask and answer, and learn that the other is gone.
"""

from __future__ import annotations

import asyncio
import socket
from typing import TYPE_CHECKING

import pytest
from prometheus_client import Metric

from largesse.cli.serve.line import Line, Listening

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


@pytest.fixture
async def ends() -> AsyncIterator[tuple[Line, Line]]:
    ours, theirs = socket.socketpair()
    pair = await Line.over(ours), await Line.over(theirs)
    yield pair
    for end in pair:
        end.close()


async def one() -> list[Metric]:
    return [Metric("one", "One.", "gauge")]


async def two() -> list[Metric]:
    return [Metric("two", "Two.", "gauge")]


async def never() -> list[Metric]:
    return await asyncio.Event().wait() and []


async def test_what_is_said_at_one_end_is_heard_at_the_other_and_then_its_end(ends: tuple[Line, Line]) -> None:
    here, there = ends
    here.say(Listening("http://127.0.0.1:1"))
    here.close()
    assert await there.hear() == Listening("http://127.0.0.1:1")
    assert await there.hear() is None


async def test_both_ends_ask_and_are_answered_many_times_at_once(ends: tuple[Line, Line]) -> None:
    here, there = ends
    attending = [asyncio.create_task(here.attend(one)), asyncio.create_task(there.attend(two))]
    answers = await asyncio.gather(*(end.ask(5) for end in (here, there) for _ in range(10)))
    assert answers == [await two()] * 10 + [await one()] * 10
    here.close()
    await asyncio.wait_for(attending[1], 5)
    attending[0].cancel()


async def broken() -> list[Metric]:
    message = "a gauge whose function fails"
    raise RuntimeError(message)


async def test_an_answer_that_does_not_come_is_not_waited_for(ends: tuple[Line, Line]) -> None:
    here, there = ends
    attending = [asyncio.create_task(here.attend(one)), asyncio.create_task(there.attend(never))]
    with pytest.raises(TimeoutError):
        await here.ask(0.05)
    for task in attending:
        task.cancel()


async def test_a_line_goes_on_when_what_is_asked_for_fails(ends: tuple[Line, Line]) -> None:
    here, there = ends
    attending = [asyncio.create_task(here.attend(one)), asyncio.create_task(there.attend(broken))]
    assert await here.ask(5) == []
    assert await there.ask(5) == await one()
    for task in attending:
        task.cancel()
