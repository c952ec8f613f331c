"""
A plugin that listens: told in order, at least once, and a burden to nobody.
"""

from __future__ import annotations

import asyncio
import itertools
from typing import TYPE_CHECKING

from structlog.testing import capture_logs

from largesse.clock import DAY
from largesse.errors import Unavailable
from largesse.ledger.deed import Decision, Deed, Event
from largesse.streams import DatabaseReader
from largesse.testing import TurnedClock

from .scene import PLUGIN, Heard, Scene, fresh

if TYPE_CHECKING:
    from collections.abc import Sequence

    from largesse.ledger.deed import State
    from largesse.ledger.rows import EventRow


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


async def test_at_the_end_what_hangs_is_not_waited_for_and_told_again(scene: Scene) -> None:
    begun, never = asyncio.Event(), asyncio.Event()

    async def hang(_room_id: str, offset: int) -> None:
        if offset == 2 and not begun.is_set():
            begun.set()
            await never.wait()

    scene.heard.does = hang
    async with scene.node(grace_seconds=0.05) as node:
        room = await node.open_room()
        await node.happen(room)
        await begun.wait()
    assert await scene.places() == {room: 1}
    async with scene.node():
        await scene.heard.until_told(room, 2)
        await scene.until_written(room, 2)
    assert scene.heard.of(room) == [1, 2, 2]


async def test_a_telling_that_hangs_delays_its_own_room_and_no_send_and_is_passed_over(scene: Scene) -> None:
    hanging, never = asyncio.Event(), asyncio.Event()

    async def hang(room_id: str, offset: int) -> None:
        if (room_id, offset) == (stuck, 2):
            hanging.set()
            await never.wait()

    async with scene.node(telling_seconds=1.0) as node:
        stuck, other = await node.open_room(), await node.open_room()
        scene.heard.does = hang
        await node.happen(stuck, 3)
        await hanging.wait()
        await node.happen(stuck)
        await node.happen(other, 20)
        await scene.heard.until_told(other, 21)
        assert scene.heard.of(stuck) == [1, 2]
        await scene.heard.until_told(stuck, 5)
        assert node.threads.failures == 1
    assert (scene.heard.of(stuck), scene.heard.of(other)) == ([1, 2, 3, 4, 5], list(range(1, 22)))


async def test_a_telling_that_raises_is_passed_over(scene: Scene) -> None:
    def fail(_room_id: str, offset: int) -> None:
        if offset % 2:
            raise ValueError(offset)

    scene.heard.does = fail
    async with scene.node() as node:
        room = await node.open_room()
        await node.happen(room, 20)
        await scene.heard.until_told(room, 21)
        await scene.until_written(room, 21)
        assert node.threads.failures == 11
    assert scene.heard.of(room) == list(range(1, 22))


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


async def test_a_plugin_in_quarantine_is_told_nothing_and_goes_on_where_it_was_once_restored(scene: Scene) -> None:
    beside = Heard()
    async with scene.node(beside=beside) as node:
        room = await node.open_room()
        await scene.until_written(room, 1)
        node.threads.resting.add(PLUGIN)
        await node.happen(room, 20)
        other = await node.open_room()
        await beside.until_told(room, 21)
        await beside.until_told(other, 1)
        assert (scene.heard.of(room), scene.heard.of(other), await scene.places()) == ([1], [], {room: 1})
        node.threads.resting.clear()
        await scene.heard.until_told(room, 21)
        await scene.heard.until_told(other, 1)
    assert (scene.heard.of(room), beside.of(room)) == (list(range(1, 22)), list(range(1, 22)))


async def test_a_quarantine_in_the_middle_of_a_room_stops_there(scene: Scene) -> None:
    def offend(_room_id: str, offset: int) -> None:
        if offset == 3:
            node.threads.resting.add(PLUGIN)
            raise ValueError(offset)

    scene.heard.does = offend
    async with scene.node() as node:
        room = await node.open_room()
        await node.happen(room, 4)
        # The one that failed was told, and is passed over; those after it wait.
        await scene.until_written(room, 3)
        scene.heard.does = lambda _room_id, _offset: None
        node.threads.resting.clear()
        await scene.heard.until_told(room, 5)
    assert scene.heard.of(room) == [1, 2, 3, 4, 5]


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


class Away(DatabaseReader):
    """A reader of a database that does not answer at first."""

    def __init__(self) -> None:
        self.refused = 0

    async def events(self, stream_id: str, after: int, limit: int) -> Sequence[EventRow]:
        if self.refused < 3:
            self.refused += 1
            raise Unavailable
        return await super().events(stream_id, after, limit)


async def test_what_cannot_be_read_is_read_again_and_nothing_is_lost(scene: Scene) -> None:
    away = Away()
    async with scene.node(reader=away) as node:
        room = await node.open_room()
        await node.happen(room, 4)
        await scene.heard.until_told(room, 5)
    assert (away.refused, scene.heard.of(room)) == (3, [1, 2, 3, 4, 5])


class Mistake(Deed):
    """An event without what it should say: a mistake of ours."""

    def decide(self, _state: State) -> Decision:
        return Decision(events=[Event(self.key, "roomClosed", "{}")])


async def test_an_event_that_cannot_be_told_holds_up_its_own_room_alone(scene: Scene) -> None:
    with capture_logs() as lines:
        async with scene.node() as node:
            broken = await node.open_room()
            await scene.heard.until_told(broken, 1)
            await node.journal.submit(Mistake(**{**fresh(), "key": broken}))
            other = await node.open_room()
            await node.happen(other, 20)
            await scene.heard.until_told(other, 21)
    assert (scene.heard.of(broken), scene.heard.of(other)) == ([1], list(range(1, 22)))
    assert {(line["event"], line["room_id"]) for line in lines} == {("telling_failed", broken)}


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
