"""
A plugin that listens: told in order, at least once, and a burden to nobody.
"""

from __future__ import annotations

import asyncio
import itertools
from typing import TYPE_CHECKING

from largesse.clock import DAY
from largesse.testing import TurnedClock

if TYPE_CHECKING:
    from .scene import Scene


async def test_a_plugin_is_told_of_a_room_in_order_and_the_place_is_written(scene: Scene) -> None:
    async with scene.node() as node:
        room = await node.open_room()
        for count in (1, 20, 3):
            await node.happen(room, count)
        await node.close_room(room)
        await scene.heard.until_told(room, 26)
        await scene.until_written(room, 26)
    assert scene.heard.of(room) == list(range(1, 27))


async def test_what_a_plugin_does_not_listen_to_is_passed_over(scene: Scene) -> None:
    async with scene.node("room_closed") as node:
        room = await node.open_room()
        await node.happen(room, 20)
        await node.close_room(room)
        await scene.heard.until_told(room, 22)
        await scene.until_written(room, 22)
    assert scene.heard.of(room) == [22]


async def test_a_plugin_is_told_what_happens_from_its_first_start_on(scene: Scene) -> None:
    async with scene.plain() as node:
        quiet, lively = await node.open_room(), await node.open_room()
        await node.happen(lively, 20)
    async with scene.node():
        pass
    # What happens while the server stands still of its plugins is not lost.
    async with scene.plain() as node:
        await node.happen(lively, 2)
        late = await node.open_room()
    async with scene.node() as node:
        await node.happen(lively)
        await scene.heard.until_told(lively, 24)
        await scene.heard.until_told(late, 1)
    assert (scene.heard.of(quiet), scene.heard.of(lively), scene.heard.of(late)) == ([], [22, 23, 24], [1])
    assert quiet not in await scene.places()


async def test_without_a_plugin_that_listens_nothing_is_written(scene: Scene) -> None:
    async with scene.plain() as node:
        await node.happen(await node.open_room(), 5)
    assert (await scene.rows("telling_turns"), await scene.rows("telling_places")) == ([], [])


async def test_what_was_told_and_not_written_when_a_node_died_is_told_again_with_the_same_offsets(scene: Scene) -> None:
    async with scene.node(dies=True, move_seconds=3_600, turn_seconds=0.3) as node:
        room = await node.open_room()
        await node.happen(room, 4)
        await scene.heard.until_told(room, 5)
    assert await scene.places() == {}
    async with scene.node() as node:
        await node.happen(room)
        await scene.heard.until_told(room, 6)
        await scene.until_written(room, 6)
    assert scene.heard.of(room) == [1, 2, 3, 4, 5, 1, 2, 3, 4, 5, 6]


async def test_a_node_that_ends_in_order_leaves_its_places_and_its_turn_to_the_next(scene: Scene) -> None:
    async with scene.node(move_seconds=3_600, turn_seconds=3_600) as node:
        room = await node.open_room()
        await node.happen(room, 4)
        await scene.heard.until_told(room, 5)
    assert await scene.places() == {room: 5}
    async with scene.node() as node:
        await node.happen(room)
        await scene.heard.until_told(room, 6)
    assert scene.heard.of(room) == [1, 2, 3, 4, 5, 6]


async def test_at_the_end_what_is_being_told_may_end_and_the_rest_is_left_for_later(scene: Scene) -> None:
    begun, release = asyncio.Event(), asyncio.Event()

    async def slow(_room_id: str, offset: int) -> None:
        if offset == 3:
            begun.set()
            await release.wait()

    scene.heard.does = slow
    async with scene.node() as node:
        room = await node.open_room()
        await node.happen(room, 4)
        await begun.wait()
        asyncio.get_running_loop().call_later(0.05, release.set)
    assert (scene.heard.of(room), await scene.places()) == ([1, 2, 3], {room: 3})
    async with scene.node():
        await scene.heard.until_told(room, 5)
    assert scene.heard.of(room) == [1, 2, 3, 4, 5]


async def test_a_burst_is_told_a_few_rooms_at_a_time_and_remembered_by_no_more_than_the_limits(scene: Scene) -> None:
    release = asyncio.Event()

    async def wait(_room_id: str, _offset: int) -> None:
        await release.wait()

    scene.heard.does = wait
    async with scene.node("gift_reversed", telling_seconds=60, due_max=3) as node:
        rooms = [await node.open_room() for _ in range(12)]
        sent = [node.happen(room, 20) for room in rooms for _ in range(40)]
        await asyncio.gather(*sent)
        assert len([task for task in asyncio.all_tasks() if " of " in task.get_name()]) <= 4
        assert len(scene.heard.facts) <= 4
        release.set()
        for room in rooms:
            await scene.heard.until_told(room, 801)
        assert node.threads.at_once_most <= 4
    for room in rooms:
        assert scene.heard.of(room) == list(range(2, 802))


async def test_what_happened_more_than_a_day_ago_is_passed_over(scene: Scene) -> None:
    async with scene.node(dies=True, turn_seconds=0.1, move_seconds=3_600) as node:
        room = await node.open_room()
        await node.happen(room, 20)
    await scene.until_free()
    told = len(scene.heard.of(room))
    tomorrow = TurnedClock(scene.clock.now() + DAY + DAY // 24)
    async with scene.node(clock=tomorrow):
        await scene.until_written(room, 21)
    assert len(scene.heard.of(room)) == told


async def test_rooms_at_once_are_told_of_each_in_its_own_order(scene: Scene) -> None:
    steps = itertools.count()

    async def turn(_room_id: str, _offset: int) -> None:
        for _ in range(next(steps) % 3):
            await asyncio.sleep(0)

    scene.heard.does = turn
    async with scene.node() as node:
        rooms = [await node.open_room() for _ in range(6)]
        await asyncio.gather(*(node.happen(room, 3) for room in rooms for _ in range(10)))
        for room in rooms:
            await scene.heard.until_told(room, 31)
    for room in rooms:
        assert scene.heard.of(room) == list(range(1, 32))
