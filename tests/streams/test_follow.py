"""
Following a stream: the snapshot, every event once, the way back by cursor, and the end.
"""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from largesse.errors import Forbidden, NotFound, Unavailable
from largesse.streams import Cursor, Ended, EndReason, Hub, Occurred, Snapshot, follow

from .conftest import ROOM
from .memory import PATIENT, QUICK, Log, Wire
from .viewer import Viewer

if TYPE_CHECKING:
    from collections.abc import Callable

    from largesse.streams import HubLimits

    Node = Callable[..., Hub]

ALONE = "0190163d-8694-7a11-b7d4-6a1d1b2c3d50"


async def test_a_snapshot_comes_first_and_then_every_event_after_it(node: Node, log: Log) -> None:
    hub = node(PATIENT)
    log.commit(ROOM, 3)
    viewer = Viewer(hub, log, ROOM)
    await viewer.until_begun()
    assert viewer.items == [Snapshot("room", Cursor(ROOM, 1, 3))]
    for count in (1, 4, 2):
        hub.committed(log.commit(ROOM, count))
    await viewer.until(10)
    assert viewer.items[1:] == [
        Occurred(row, Cursor(ROOM, 1, row.stream_offset), behind=10 - row.stream_offset) for row in log.rows[ROOM][3:]
    ]
    assert log.event_reads == []


async def test_what_is_committed_while_the_snapshot_is_read_comes_once(node: Node, log: Log) -> None:
    hub = node(PATIENT)
    log.commit(ROOM, 2)
    reading, read = asyncio.Event(), asyncio.Event()

    async def snapshot() -> tuple[str, int]:
        head = len(log.rows[ROOM])
        reading.set()
        await read.wait()
        return "room", head + 1

    items = follow(hub, ROOM, None, snapshot)
    first = asyncio.ensure_future(anext(items))
    await reading.wait()
    hub.committed(log.commit(ROOM, 3))
    read.set()
    assert await first == Snapshot("room", Cursor(ROOM, 1, 3))
    assert [(await anext(items)).cursor.offset for _ in range(2)] == [4, 5]
    await items.aclose()
    assert log.event_reads == []


async def test_a_snapshot_older_than_what_the_node_has_told_is_followed_without_a_gap(node: Node, log: Log) -> None:
    hub = node(PATIENT)
    log.commit(ROOM, 5)
    early = Viewer(hub, log, ROOM)
    await early.until_begun()
    hub.committed(log.commit(ROOM, 5))
    late = Viewer(hub, log, ROOM, snapshot=2)
    await late.until(10)
    assert (late.shown, late.offsets) == ([2], list(range(3, 11)))


async def test_a_snapshot_newer_than_what_the_node_has_heard_has_the_rest_read(node: Node, log: Log) -> None:
    hub = node(replace(QUICK, poll_seconds=3600))
    viewer = Viewer(hub, log, ROOM)
    await viewer.until_begun()
    log.commit(ROOM, 4)
    later = Viewer(hub, log, ROOM)
    await viewer.until(4)
    await later.until_begun()
    assert (viewer.offsets, later.shown, later.offsets) == ([1, 2, 3, 4], [4], [])


async def test_resuming_is_exclusive_and_needs_no_snapshot(node: Node, log: Log) -> None:
    hub = node(PATIENT)
    log.commit(ROOM, 9)
    viewer = Viewer(hub, log, ROOM, Cursor(ROOM, 1, 4))
    await viewer.until(9)
    hub.committed(log.commit(ROOM))
    await viewer.until(10)
    assert (viewer.offsets, viewer.snapshots) == ([5, 6, 7, 8, 9, 10], 0)


async def test_a_cursor_at_the_head_waits_for_the_next_event(node: Node, log: Log) -> None:
    hub = node(PATIENT)
    log.commit(ROOM, 4)
    viewer = Viewer(hub, log, ROOM, Cursor(ROOM, 1, 4))
    other = Viewer(hub, log, ROOM)
    await other.until_begun()
    hub.committed(log.commit(ROOM))
    await viewer.until(5)
    assert (viewer.offsets, viewer.snapshots) == ([5], 0)


@pytest.mark.parametrize("after", [Cursor(ROOM, 1, 251), Cursor(ROOM, 1, 49), Cursor(ROOM, 2, 250), Cursor(ROOM, 0, 0)])
async def test_a_cursor_that_means_nothing_here_gets_a_snapshot(node: Node, log: Log, after: Cursor) -> None:
    hub = node(QUICK)
    log.commit(ROOM, 250)
    viewer = Viewer(hub, log, ROOM, after)
    await viewer.until_begun()
    assert viewer.items == [Snapshot("room", Cursor(ROOM, 1, 250))]


async def test_a_cursor_at_the_bound_is_resumed(node: Node, log: Log) -> None:
    hub = node(QUICK)
    log.commit(ROOM, 250)
    viewer = Viewer(hub, log, ROOM, Cursor(ROOM, 1, 50))
    await viewer.until(250)
    assert (viewer.offsets, viewer.snapshots) == (list(range(51, 251)), 0)


async def test_a_cursor_ahead_of_this_node_but_not_of_the_database_is_resumed(node: Node, log: Log) -> None:
    here, there = node(replace(QUICK, poll_seconds=3600)), node(PATIENT)
    early = Viewer(here, log, ROOM)
    await early.until_begun()
    there.committed(log.commit(ROOM, 3))
    viewer = Viewer(here, log, ROOM, Cursor(ROOM, 1, 3))
    await early.until(3)
    there.committed(log.commit(ROOM, 2))
    here.committed(log.commit(ROOM))
    await viewer.until(6)
    assert (viewer.offsets, viewer.snapshots) == ([4, 5, 6], 0)


async def test_there_is_no_stream_to_follow_where_there_is_none(node: Node, log: Log) -> None:
    hub = node(QUICK)
    for _ in range(2):
        with pytest.raises(NotFound):
            await anext(follow(hub, ALONE, None, Viewer(hub, log, ROOM)._show))
    log.rows[ALONE] = []
    viewer = Viewer(hub, log, ALONE)
    await viewer.until_begun()
    assert viewer.shown == [0]


async def test_what_the_snapshot_refuses_is_raised_and_leaves_no_follower(node: Node) -> None:
    hub = node(QUICK)

    async def snapshot() -> tuple[str, int]:
        raise Forbidden("a ticket")

    with pytest.raises(Forbidden):
        await anext(follow(hub, ROOM, None, snapshot))
    assert (hub.followers, hub.streams) == (0, 0)


async def test_an_event_that_came_while_its_page_was_read_is_read_again(node: Node, log: Log) -> None:
    hub = node(replace(PATIENT, recent_events_max=1, page_events=100, buffer_events_max=1))
    log.commit(ROOM, 20)
    early = Viewer(hub, log, ROOM)
    await early.until_begun()
    log.open.clear()
    first = Viewer(hub, log, ROOM, Cursor(ROOM, 1, 10))
    await log.until_read()
    for _ in range(3):
        hub.committed(log.commit(ROOM))
        await early.until(len(log.rows[ROOM]))
    second = Viewer(hub, log, ROOM, Cursor(ROOM, 1, 20))
    for _ in range(10):
        await asyncio.sleep(0)
    log.open.set()
    await asyncio.gather(first.until(23), second.until(23))
    assert (first.offsets, second.offsets) == (list(range(11, 24)), [21, 22, 23])
    assert log.event_reads == [(ROOM, 0, 100)] * 2


async def test_a_head_that_was_read_before_the_last_commits_ends_nothing(node: Node, log: Log) -> None:
    hub = node(QUICK)
    viewer = Viewer(hub, log, ROOM)
    await viewer.until_begun()
    for _ in range(5):
        log.open.clear()
        await log.until_asked(1)
        hub.committed(log.commit(ROOM, 3))
        await viewer.until(len(log.rows[ROOM]))
        log.open.set()
        for _ in range(5):
            await asyncio.sleep(0)
    assert (viewer.offsets, viewer.ended) == (list(range(1, 16)), None)


async def test_a_restored_database_ends_the_stream_and_old_cursors_get_a_snapshot(node: Node, log: Log) -> None:
    hub = node(QUICK)
    log.commit(ROOM, 9)
    viewer = Viewer(hub, log, ROOM, Cursor(ROOM, 1, 3))
    await viewer.until(9)
    log.restore(ROOM, 6, epoch=2)
    await viewer.until_ended()
    assert viewer.ended == Ended(EndReason.RESTORED, Cursor(ROOM, 1, 9))
    back = Viewer(hub, log, ROOM, viewer.cursor)
    await back.until_begun()
    assert back.items == [Snapshot("room", Cursor(ROOM, 2, 6))]
    hub.committed(log.commit(ROOM))
    await back.until(7)
    assert back.items[1:] == [Occurred(log.rows[ROOM][6], Cursor(ROOM, 2, 7))]


@pytest.mark.parametrize("epoch", [1, 2])
async def test_pages_of_before_a_restore_are_not_told_after_it(node: Node, log: Log, epoch: int) -> None:
    hub = node(QUICK)
    log.commit(ROOM, 20)
    viewer = Viewer(hub, log, ROOM, Cursor(ROOM, 1, 0))
    await viewer.until(20)
    log.restore(ROOM, 4, epoch=epoch)
    await viewer.until_ended()
    hub.committed(log.commit(ROOM, 30))
    back = Viewer(hub, log, ROOM, Cursor(ROOM, epoch, 2))
    await back.until(34)
    assert [item.event for item in back.items if isinstance(item, Occurred)] == log.rows[ROOM][2:]


async def test_a_hub_that_closes_ends_every_stream_with_a_cursor(node: Node, log: Log) -> None:
    hub = node(QUICK)
    log.commit(ROOM, 3)
    viewers = [Viewer(hub, log, ROOM) for _ in range(5)]
    await asyncio.gather(*(viewer.until_begun() for viewer in viewers))
    await hub.close()
    await asyncio.gather(*(viewer.until_ended() for viewer in viewers))
    assert [viewer.ended for viewer in viewers] == [Ended(EndReason.CLOSING, Cursor(ROOM, 1, 3))] * 5
    with pytest.raises(Unavailable, match="shutting down"):
        await anext(follow(hub, ROOM, None, viewers[0]._show))


async def test_a_stream_goes_on_through_a_restart_of_the_hub(node: Node, log: Log) -> None:
    hub = node(QUICK)
    viewer = Viewer(hub, log, ROOM)
    await viewer.until_begun()
    hub.committed(log.commit(ROOM, 5))
    await viewer.until(5)
    await hub.close()
    await viewer.until_ended()
    log.commit(ROOM, 5)
    again = node(QUICK)
    back = Viewer(again, log, ROOM, viewer.cursor)
    await back.until(10)
    again.committed(log.commit(ROOM))
    await back.until(11)
    assert (viewer.offsets, back.offsets, back.snapshots) == ([1, 2, 3, 4, 5], list(range(6, 12)), 0)


async def test_a_thousand_who_come_back_at_once_cost_one_read(node: Node, log: Log) -> None:
    hub = node(replace(PATIENT, page_events=500))
    log.commit(ROOM, 480)
    viewers = [Viewer(hub, log, ROOM, Cursor(ROOM, 1, 300 + place % 180)) for place in range(1_000)]
    await asyncio.gather(*(viewer.until(480) for viewer in viewers))
    assert (log.head_reads, log.event_reads) == ([{ROOM}], [(ROOM, 0, 500)])
    assert all(viewer.offsets == list(range(300 + place % 180 + 1, 481)) for place, viewer in enumerate(viewers))
    late = Viewer(hub, log, ROOM, Cursor(ROOM, 1, 100))
    await late.until(480)
    hub.committed(log.commit(ROOM, 10))
    behind = Viewer(hub, log, ROOM, Cursor(ROOM, 1, 480))
    await behind.until(490)
    assert (len(log.head_reads), len(log.event_reads)) == (1, 1)


@pytest.mark.parametrize("limits", [QUICK, PATIENT])
async def test_whoever_goes_at_any_moment_leaves_nothing(node: Node, log: Log, limits: HubLimits) -> None:
    hub = node(limits)
    log.commit(ROOM, 60)
    stays = Viewer(hub, log, ROOM)
    await stays.until_begun()
    for turns in range(40):
        after = [None, Cursor(ROOM, 1, 5), Cursor(ROOM, 1, len(log.rows[ROOM])), Cursor(ROOM, 1, 10**9)]
        viewers = [Viewer(hub, log, ROOM, cursor) for cursor in after]
        for turn in range(turns):
            if turn % 8 == 0:
                hub.committed(log.commit(ROOM))
            await asyncio.sleep(0)
        await asyncio.gather(*(viewer.leave() for viewer in viewers))
        assert hub.followers == 1
    await stays.leave()
    assert (hub.followers, hub.streams) == (0, 0)


async def test_closing_a_generator_lets_go_at_once_even_one_that_never_began(node: Node, log: Log, wire: Wire) -> None:
    hub = node(QUICK)
    viewer = Viewer(hub, log, ROOM)
    await viewer.leave()
    unused = follow(hub, ROOM, None, viewer._show)
    assert hub.followers == 0
    await unused.aclose()
    used = follow(hub, ROOM, None, viewer._show)
    await anext(used)
    assert hub.followers == 1
    await used.aclose()
    assert (hub.followers, hub.streams, wire.messages) == (0, 0, [])
