"""
Lanes: of one caller so much is executed side by side, the rest in the order of asking, and nobody else waits for it.
"""

from __future__ import annotations

import asyncio

import pytest

from largesse.web.callers.lanes import Lanes


class Road:
    """Lanes in which executions go on until they are told to end."""

    def __init__(self, cost_max: int) -> None:
        self.lanes = Lanes(cost_max)
        self.begun: list[str] = []
        self._ends: dict[str, asyncio.Event] = {}
        self._tasks: dict[str, asyncio.Task[None]] = {}

    async def ask(self, *asked: str, cost: int = 1, name: str = "ann") -> None:
        for each in asked:
            self._ends[each] = asyncio.Event()
            self._tasks[each] = asyncio.create_task(self._execute(each, name, cost))
        await self._settled()

    async def end(self, asked: str) -> None:
        self._ends[asked].set()
        await self._tasks[asked]
        await self._settled()

    async def cancel(self, *asked: str) -> None:
        for each in asked:
            self._tasks[each].cancel()
        await asyncio.gather(*(self._tasks[each] for each in asked), return_exceptions=True)
        await self._settled()

    async def _execute(self, asked: str, name: str, cost: int) -> None:
        async with self.lanes.lane(name, cost):
            self.begun.append(asked)
            await self._ends[asked].wait()

    async def _settled(self) -> None:
        """Let every task go as far as it can: each step of one is a turn of the loop."""
        for _ in range(10):
            await asyncio.sleep(0)


async def test_what_is_past_the_cost_waits_in_the_order_of_asking() -> None:
    road = Road(2)
    await road.ask("a", "b", "c", "d")
    assert road.begun == ["a", "b"]
    await road.end("b")
    assert road.begun == ["a", "b", "c"]
    await road.end("a")
    assert road.begun == ["a", "b", "c", "d"]


async def test_nobody_waits_for_another_caller() -> None:
    road = Road(1)
    await road.ask("a", "b")
    await road.ask("c", name="bob")
    assert road.begun == ["a", "c"]


async def test_who_costs_little_does_not_pass_who_waits_with_much() -> None:
    road = Road(10)
    await road.ask("a", cost=5)
    await road.ask("much", cost=10)
    await road.ask("little", cost=1)
    assert road.begun == ["a"]
    await road.end("a")
    assert road.begun == ["a", "much"]
    await road.end("much")
    assert road.begun == ["a", "much", "little"]


async def test_what_costs_more_than_all_that_may_be_is_executed_alone() -> None:
    road = Road(2)
    await road.ask("much", cost=100)
    await road.ask("b")
    assert road.begun == ["much"]
    await road.end("much")
    assert road.begun == ["much", "b"]


@pytest.mark.parametrize("gone", [["b"], ["a"], ["a", "b"], ["b", "a"]])
async def test_whoever_goes_away_keeps_nobody_waiting(gone: list[str]) -> None:
    road = Road(1)
    await road.ask("a", "b", "c")
    await road.cancel(*gone)
    for each in ("a", "b"):
        if each not in gone:
            await road.end(each)
    assert road.begun[-1] == "c"
    await road.end("c")
    assert len(road.lanes) == 0


async def test_whoever_goes_away_just_when_its_turn_has_come_passes_it_on() -> None:
    lanes = Lanes(1)
    await lanes.enter("ann", 1)
    second, third = (asyncio.create_task(lanes.enter("ann", 1)) for _ in range(2))
    await asyncio.sleep(0)
    lanes.leave("ann", 1)
    second.cancel()
    await third
    assert second.cancelled()
    lanes.leave("ann", 1)
    assert len(lanes) == 0
