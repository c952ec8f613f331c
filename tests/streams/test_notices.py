"""
Notices: what is no event reaches all who follow, the latest of each kind, and has no place in the stream.
"""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

from largesse.streams import Cursor, Hub, Noticed, Occurred, Snapshot
from largesse.streams.follow import NOTICED_AFTER_EVENTS

from .conftest import ROOM
from .memory import PATIENT, Log
from .viewer import Viewer

if TYPE_CHECKING:
    from collections.abc import Callable

    Node = Callable[..., Hub]

RESTLESS = replace(PATIENT, notice_seconds=0)
"""Limits under which a kind is told whenever it is noticed, a turn of the loop apart."""


async def test_all_who_follow_in_this_node_are_told_and_nobody_elsewhere(node: Node, log: Log) -> None:
    here, there = node(RESTLESS), node(RESTLESS)
    viewers = [Viewer(here, log, ROOM), Viewer(here, log, ROOM)]
    other = Viewer(there, log, ROOM)
    await asyncio.gather(*(viewer.until_begun() for viewer in (*viewers, other)))
    here.notice(ROOM, "viewerCount", 2)
    for viewer in viewers:
        await viewer.until_noticed("viewerCount", 2)
        assert viewer.cursor == Cursor(ROOM, 1, 0)
    there.committed(log.commit(ROOM))
    await other.until(1)
    assert other.noticed == []


async def test_what_nobody_follows_is_noticed_by_nobody(node: Node, log: Log) -> None:
    hub = node(RESTLESS)
    hub.notice(ROOM, "viewerCount", 0)
    viewer = Viewer(hub, log, ROOM, Cursor(ROOM, 1, 0))
    await asyncio.sleep(0)
    hub.notice(ROOM, "viewerCount", 1)
    await viewer.until_noticed("viewerCount", 1)
    assert (viewer.noticed, hub.streams) == ([("viewerCount", 1)], 1)


async def test_who_is_slow_is_told_the_last_of_each_kind_and_every_event(node: Node, log: Log) -> None:
    hub = node(RESTLESS)
    slow, quick = Viewer(hub, log, ROOM), Viewer(hub, log, ROOM)
    await asyncio.gather(slow.until_begun(), quick.until_begun())
    slow.free.clear()
    hub.committed(log.commit(ROOM))
    await asyncio.gather(slow.until(1), quick.until(1))
    for number in range(5):
        hub.notice(ROOM, "viewerCount", number)
        hub.notice(ROOM, "board", f"as of {number}")
        await quick.until_noticed("viewerCount", number)
        await quick.until_noticed("board", f"as of {number}")
    hub.committed(log.commit(ROOM, 3))
    slow.free.set()
    await slow.until(4)
    assert sorted(slow.noticed) == [("board", "as of 4"), ("viewerCount", 4)]
    assert slow.offsets == quick.offsets == [1, 2, 3, 4]


async def test_a_kind_that_was_just_told_rests_and_then_tells_the_last_of_what_came(node: Node, log: Log) -> None:
    hub = node(replace(PATIENT, notice_seconds=0.01))
    viewer = Viewer(hub, log, ROOM)
    await viewer.until_begun()
    for number in range(1, 6):
        hub.notice(ROOM, "viewerCount", number)
    hub.notice(ROOM, "board", "full")
    await viewer.until_noticed("viewerCount", 5)
    assert viewer.noticed == [("viewerCount", 1), ("board", "full"), ("viewerCount", 5)]


async def test_a_snapshot_is_newer_than_what_was_noticed_before_it(node: Node, log: Log) -> None:
    hub = node(RESTLESS)
    first = Viewer(hub, log, ROOM)
    await first.until_begun()
    hub.notice(ROOM, "viewerCount", 1)
    await first.until_noticed("viewerCount", 1)
    late = Viewer(hub, log, ROOM)
    await late.until_begun()
    assert late.items == [Snapshot("room", Cursor(ROOM, 1, 0), 1)]
    hub.notice(ROOM, "viewerCount", 2)
    await late.until_noticed("viewerCount", 2)
    assert late.noticed == [("viewerCount", 2)]


async def test_who_comes_back_with_a_cursor_is_told_the_latest_of_each_kind(node: Node, log: Log) -> None:
    hub = node(RESTLESS)
    first = Viewer(hub, log, ROOM)
    await first.until_begun()
    hub.notice(ROOM, "viewerCount", 1)
    hub.notice(ROOM, "board", "empty")
    await first.until_noticed("board", "empty")
    hub.notice(ROOM, "viewerCount", 2)
    hub.committed(log.commit(ROOM))
    await first.until(1)
    await first.until_noticed("viewerCount", 2)
    back = Viewer(hub, log, ROOM, Cursor(ROOM, 1, 0))
    await back.until_noticed("viewerCount", 2)
    assert back.items == [
        Occurred(log.rows[ROOM][0], Cursor(ROOM, 1, 1)),
        Noticed("board", "empty", 2),
        Noticed("viewerCount", 2, 3),
    ]


async def test_one_who_is_never_level_is_told_all_the_same(node: Node, log: Log) -> None:
    hub = node(RESTLESS)
    slow = Viewer(hub, log, ROOM)
    await slow.until_begun()
    slow.free.clear()
    hub.committed(log.commit(ROOM))
    await slow.until(1)
    hub.notice(ROOM, "viewerCount", 1)
    hub.committed(log.commit(ROOM, 200))
    slow.free.set()
    await slow.until(201)
    places = [place for place, item in enumerate(slow.items) if isinstance(item, Noticed)]
    assert (slow.noticed, places) == ([("viewerCount", 1)], [1 + NOTICED_AFTER_EVENTS])


async def test_what_is_noticed_between_two_sources_of_one_who_moves_is_kept_for_them(node: Node, log: Log) -> None:
    hub = node(RESTLESS)
    let_go = hub.keep(ROOM)
    first = Viewer(hub, log, ROOM)
    await first.until_begun()
    hub.committed(log.commit(ROOM))
    await first.until(1)
    first.task.cancel()
    await asyncio.gather(first.task, return_exceptions=True)
    assert (hub.followers, hub.streams) == (0, 1)
    hub.notice(ROOM, "viewerCount", 1)
    second = Viewer(hub, log, ROOM, first.cursor)
    await second.until_noticed("viewerCount", 1)
    second.task.cancel()
    await asyncio.gather(second.task, return_exceptions=True)
    let_go()
    assert (hub.followers, hub.streams) == (0, 0)


async def test_what_is_only_kept_is_mended_for_whoever_comes(node: Node, log: Log) -> None:
    hub = node(replace(PATIENT, gap_seconds=0.001))
    let_go = hub.keep(ROOM)
    viewer = Viewer(hub, log, ROOM)
    await viewer.until_begun()
    viewer.task.cancel()
    await asyncio.gather(viewer.task, return_exceptions=True)
    unheard, told = log.commit(ROOM), log.commit(ROOM)
    assert [row.stream_offset for row in unheard[ROOM]] == [1]
    hub.committed(told)
    late = Viewer(hub, log, ROOM, viewer.cursor)
    await late.until(2)
    assert late.offsets == [1, 2]
    late.task.cancel()
    await asyncio.gather(late.task, return_exceptions=True)
    let_go()
