"""
Several nodes on one database: one of them tells a plugin at a time, of what any of them has committed.
"""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING

import orjson
from structlog.testing import capture_logs

from largesse.bus.local import LocalBus
from largesse.tellings.tellings import TOPIC

if TYPE_CHECKING:
    from .scene import Scene


async def test_one_node_tells_of_what_all_have_committed_once_and_in_order(shared: Scene) -> None:
    # Without a bus: the search finds what the other node has committed.
    async with shared.node() as first, shared.node() as second:
        rooms = [await node.open_room() for node in (first, second, first)]
        sent = [node.happen(room) for _ in range(10) for room in rooms for node in (first, second)]
        await asyncio.gather(*sent)
        for room in rooms:
            await shared.heard.until_told(room, 21)
        assert sorted([first.threads.calls, second.threads.calls]) == [0, 63]
    for room in rooms:
        assert shared.heard.of(room) == list(range(1, 22))


async def test_nodes_that_start_at_once_agree_since_when_the_plugin_is_told(shared: Scene) -> None:
    async with AsyncExitStack() as nodes:
        first, *_ = await asyncio.gather(*(nodes.enter_async_context(shared.node()) for _ in range(4)))
        (turn,) = await shared.rows("telling_turns")
        room = await first.open_room()
        await shared.heard.until_told(room, 1)
        (later,) = await shared.rows("telling_turns")
    assert turn["since"] == later["since"]
    assert shared.heard.facts == [(room, 1)]


async def test_a_word_on_the_bus_is_enough(shared: Scene) -> None:
    bus = LocalBus()
    async with (
        shared.node(bus=bus, look_seconds=3_600) as first,
        shared.node(bus=bus, look_seconds=3_600) as second,
    ):
        room = await first.open_room()
        await shared.heard.until_told(room, 1)
        told = first if first.threads.calls else second
        other = second if told is first else first
        await other.happen(room, 3)
        await shared.heard.until_told(room, 4)
        assert (told.threads.calls, other.threads.calls) == (4, 0)


async def test_what_makes_no_sense_on_the_bus_is_passed_over(shared: Scene) -> None:
    bus, senseless = LocalBus(), [b"", b"5", b"{", b"\xff", b"[1]", b"[null]", b"[[]]", b'["nowhere"]']
    with capture_logs() as lines:
        async with shared.node(bus=bus, look_seconds=3_600) as node:
            for payload in senseless:
                bus.publish(TOPIC, payload)
            bus.publish("another", b'["nowhere"]')
            room = await node.open_room()
            await shared.heard.until_told(room, 1)
    assert shared.heard.facts == [(room, 1)]
    assert [line["event"] for line in lines] == ["tellings_message_dropped"] * len(senseless)


async def test_the_word_is_given_only_while_somebody_else_may_tell(shared: Scene) -> None:
    bus, words = LocalBus(), []
    bus.subscribe(lambda _topic, payload: words.append(orjson.loads(payload)))
    async with shared.node(bus=bus) as node:
        room = await node.open_room()
        await shared.heard.until_told(room, 1)
        words.clear()
        await node.happen(room)
        await shared.heard.until_told(room, 2)
        assert words == []


async def test_when_the_node_that_tells_dies_another_goes_on_from_what_is_written(shared: Scene) -> None:
    never = asyncio.Event()

    async def hang_at_four(_room_id: str, offset: int) -> None:
        if offset == 4:
            await never.wait()

    shared.heard.does = hang_at_four
    async with AsyncExitStack() as dying:
        short = {"turn_seconds": 0.5, "grace_seconds": 0.01, "telling_seconds": 60}
        doomed = await dying.enter_async_context(shared.node(dies=True, **short))
        room = await doomed.open_room()
        await doomed.happen(room, 2)
        await shared.heard.until_told(room, 3)
        await shared.until_written(room, 3)
        async with shared.node() as survivor:
            await survivor.happen(room, 4)
            await shared.heard.until_told(room, 4)
            assert survivor.threads.calls == 0
            await dying.aclose()
            shared.heard.does = lambda _room_id, _offset: None
            await shared.heard.until_told(room, 7)
            assert survivor.threads.calls == 4
    # What hung is told again with the same offset, and nothing else is.
    assert shared.heard.of(room) == [1, 2, 3, 4, 4, 5, 6, 7]


async def test_a_node_that_stood_still_past_its_turn_tells_nothing_more_once_another_has_it(shared: Scene) -> None:
    stalled, release = asyncio.Event(), asyncio.Event()

    async def stall_once(_room_id: str, offset: int) -> None:
        if offset == 2 and not stalled.is_set():
            stalled.set()
            await release.wait()

    shared.heard.does = stall_once
    # It never says that it is still there, as one whose process is stopped.
    async with shared.node(turn_seconds=0.2, move_seconds=3_600, telling_seconds=60) as slow:
        room = await slow.open_room()
        await slow.happen(room, 3)
        await stalled.wait()
        async with shared.node() as quick:
            await shared.heard.until_told(room, 4)
            release.set()
            await quick.happen(room)
            await shared.heard.until_told(room, 5)
            await shared.until_written(room, 5)
            assert (slow.threads.calls, quick.threads.calls) == (2, 5)
    assert shared.heard.of(room) == [1, 2, 1, 2, 3, 4, 5]
