"""
Turns: one read serves all who asked before it began, and nobody who asked after.
"""

from __future__ import annotations

import asyncio

import pytest

from largesse.errors import Unavailable
from largesse.streams import Turns


class Register:
    """What is read, and how often it was."""

    def __init__(self) -> None:
        self.value = 0
        self.reads = 0
        self.open = asyncio.Event()
        self.open.set()

    async def read(self) -> int:
        self.reads += 1
        seen = self.value
        await self.open.wait()
        return seen


async def test_all_who_come_at_once_share_a_read() -> None:
    register, turns = Register(), Turns[int]()
    assert await asyncio.gather(*(turns.share("room", register.read) for _ in range(1_000))) == [0] * 1_000
    assert register.reads == 1


async def test_who_comes_while_it_is_read_waits_for_the_next_read_with_all_others_who_do() -> None:
    register, turns = Register(), Turns[int]()
    register.open.clear()
    early = asyncio.create_task(turns.share("room", register.read))
    while not register.reads:  # noqa: ASYNC110 - a read tells nobody that it has begun
        await asyncio.sleep(0)
    register.value = 1
    late = [asyncio.create_task(turns.share("room", register.read)) for _ in range(100)]
    await asyncio.sleep(0)
    register.open.set()
    assert (await early, set(await asyncio.gather(*late)), register.reads) == (0, {1}, 2)


async def test_what_is_different_is_read_at_the_same_time() -> None:
    register, turns = Register(), Turns[int]()
    register.open.clear()
    both = [asyncio.create_task(turns.share(name, register.read)) for name in ("room", "another")]
    while register.reads < 2:  # noqa: ASYNC110 - as above
        await asyncio.sleep(0)
    register.open.set()
    assert await asyncio.gather(*both) == [0, 0]


async def test_a_read_that_fails_fails_for_all_who_share_it_and_for_nobody_after() -> None:
    register, turns = Register(), Turns[int]()

    async def fail() -> int:
        raise Unavailable

    failed = await asyncio.gather(*(turns.share("room", fail) for _ in range(3)), return_exceptions=True)
    assert [type(each) for each in failed] == [Unavailable] * 3
    assert await turns.share("room", register.read) == 0


async def test_who_goes_away_takes_the_read_from_nobody() -> None:
    register, turns = Register(), Turns[int]()
    register.open.clear()
    gone, waiting = (asyncio.create_task(turns.share("room", register.read)) for _ in range(2))
    await asyncio.sleep(0)
    gone.cancel()
    with pytest.raises(asyncio.CancelledError):
        await gone
    register.open.set()
    assert (await waiting, register.reads) == (0, 1)
