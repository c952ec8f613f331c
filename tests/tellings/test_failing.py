"""
What goes wrong around tellings: a plugin that fails, a database that is away, and mistakes of ours.
"""

from __future__ import annotations

import asyncio
import itertools
from typing import TYPE_CHECKING, Any

import pytest
from structlog.testing import capture_logs

from largesse.clock import SystemClock
from largesse.errors import OutcomeUnknown, Unavailable
from largesse.ledger.deed import Decision, Deed, Event
from largesse.ledger.identifiers import new_id
from largesse.streams import DatabaseReader
from largesse.tellings import Means
from largesse.tellings.listener import Listener
from largesse.tellings.move import TellingMove

from .scene import PLUGIN, Heard, Scene, fresh

if TYPE_CHECKING:
    from collections.abc import Sequence

    from largesse.ledger.deed import Applied, State
    from largesse.ledger.rows import EventRow


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


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (Unavailable(), "tellings_wait"),
        (OutcomeUnknown("a key"), "tellings_wait"),
        (ZeroDivisionError(), "tellings_failed"),
    ],
)
async def test_places_that_cannot_be_written_are_written_later_and_nothing_is_told_twice(
    scene: Scene, monkeypatch: pytest.MonkeyPatch, error: Exception, said: str
) -> None:
    refused = itertools.count()
    with capture_logs() as lines:
        async with scene.node() as node:
            submit = node.journal.submit

            async def moody(deed: Deed) -> Applied:
                if isinstance(deed, TellingMove) and next(refused) < 3:
                    raise error
                return await submit(deed)

            monkeypatch.setattr(node.journal, "submit", moody)
            room = await node.open_room()
            await node.happen(room, 4)
            await scene.until_written(room, 5)
    assert scene.heard.of(room) == [1, 2, 3, 4, 5]
    assert [line["event"] for line in lines] == [said]


async def test_a_server_ends_though_places_cannot_be_written(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    never = asyncio.Event()

    async def hang(_deed: Deed) -> None:
        await never.wait()

    async with scene.node(grace_seconds=0.05, move_seconds=3_600, turn_seconds=0.5) as node:
        room = await node.open_room()
        await scene.heard.until_told(room, 1)
        monkeypatch.setattr(node.journal, "submit", hang)
    assert await scene.places() == {}
    async with scene.node():
        await scene.until_written(room, 1)
    assert scene.heard.of(room) == [1, 1]


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


async def test_a_room_that_was_stopped_before_it_was_told_of_is_free_again() -> None:
    nothing: Any = None
    means = Means(
        node_id=new_id(), journal=nothing, reads=nothing, reader=nothing, workers=nothing, clock=SystemClock()
    )
    listener = Listener(PLUGIN, {}, means)
    listener._due.add(["a room"])
    listener._start()
    assert list(listener._running) == ["a room"]
    await listener._stop()
    assert listener._running == {}
