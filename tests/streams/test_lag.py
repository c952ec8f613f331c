"""
Falling behind: who is too slow, who is not, and what a slow one is told.
"""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

from largesse.streams import Cursor, Ended, EndReason, Hub, Lagged

from .conftest import ROOM
from .memory import PATIENT, QUICK, Log
from .viewer import Viewer

if TYPE_CHECKING:
    from collections.abc import Callable

    Node = Callable[..., Hub]


async def test_a_follower_that_holds_an_event_for_too_long_has_lagged(node: Node, log: Log) -> None:
    hub = node(replace(PATIENT, buffer_events_max=20))
    slow, other = Viewer(hub, log, ROOM), Viewer(hub, log, ROOM)
    await asyncio.gather(slow.until_begun(), other.until_begun())
    slow.free.clear()
    hub.committed(log.commit(ROOM))
    await asyncio.gather(slow.until(1), other.until(1))
    for _ in range(3):
        hub.committed(log.commit(ROOM, 7))
        await other.until(len(log.rows[ROOM]))
    slow.free.set()
    await slow.until_ended()
    cursor = Cursor(ROOM, 1, 1)
    assert slow.items[2:] == [Lagged(21, cursor), Ended(EndReason.LAGGED, cursor)]
    assert (other.offsets, other.ended) == (list(range(1, 23)), None)
    back = Viewer(hub, log, ROOM, cursor)
    await back.until(22)
    assert (back.offsets, back.snapshots) == (list(range(2, 23)), 0)


async def test_a_follower_just_within_its_buffer_gets_everything(node: Node, log: Log) -> None:
    hub = node(replace(PATIENT, buffer_events_max=20))
    slow = Viewer(hub, log, ROOM)
    await slow.until_begun()
    for _ in range(5):
        slow.free.clear()
        hub.committed(log.commit(ROOM))
        await slow.until(len(log.rows[ROOM]))
        hub.committed(log.commit(ROOM, 20))
        slow.free.set()
        await slow.until(len(log.rows[ROOM]))
    assert (slow.offsets, slow.ended) == (list(range(1, 106)), None)


async def test_who_catches_up_is_not_slow_for_what_was_there_before(node: Node, log: Log) -> None:
    hub = node(replace(QUICK, poll_seconds=3600))
    log.commit(ROOM, 190)
    viewer = Viewer(hub, log, ROOM, Cursor(ROOM, 1, 0))
    viewer.free.clear()
    await viewer.until_begun()
    hub.committed(log.commit(ROOM, 20))
    viewer.free.set()
    await viewer.until(210)
    assert (viewer.offsets, viewer.ended) == (list(range(1, 211)), None)


async def test_who_falls_behind_while_catching_up_has_lagged(node: Node, log: Log) -> None:
    hub = node(replace(PATIENT, buffer_events_max=20, page_events=8))
    log.commit(ROOM, 100)
    viewer = Viewer(hub, log, ROOM, Cursor(ROOM, 1, 50))
    viewer.free.clear()
    await viewer.until_begun()
    hub.committed(log.commit(ROOM, 21))
    viewer.free.set()
    await viewer.until_ended()
    cursor = Cursor(ROOM, 1, 51)
    assert viewer.items[1:] == [Lagged(70, cursor), Ended(EndReason.LAGGED, cursor)]


async def test_a_burst_from_the_database_makes_nobody_slow(node: Node, log: Log) -> None:
    hub = node(QUICK)
    viewer = Viewer(hub, log, ROOM)
    await viewer.until_begun()
    viewer.free.clear()
    hub.committed(log.commit(ROOM))
    await viewer.until(1)
    other = Viewer(hub, log, ROOM)
    await other.until_begun()
    log.commit(ROOM, 90)
    await other.until(91)
    viewer.free.set()
    await viewer.until(91)
    assert (viewer.offsets, viewer.ended) == (list(range(1, 92)), None)


async def test_a_burst_of_before_excuses_nobody_later(node: Node, log: Log) -> None:
    hub = node(replace(QUICK, poll_seconds=3600))
    viewer = Viewer(hub, log, ROOM)
    await viewer.until_begun()
    log.commit(ROOM, 40)
    other = Viewer(hub, log, ROOM)
    await asyncio.gather(viewer.until(40), other.until_begun())
    viewer.free.clear()
    hub.committed(log.commit(ROOM))
    await viewer.until(41)
    hub.committed(log.commit(ROOM, 21))
    viewer.free.set()
    await viewer.until_ended()
    assert viewer.lagged == Lagged(21, Cursor(ROOM, 1, 41))


async def test_what_comes_while_a_follower_waits_for_the_database_makes_it_not_slow(node: Node, log: Log) -> None:
    hub = node(replace(QUICK, poll_seconds=3600))
    log.commit(ROOM, 60)
    other = Viewer(hub, log, ROOM)
    await other.until_begun()
    log.open.clear()
    viewer = Viewer(hub, log, ROOM, Cursor(ROOM, 1, 40))
    for _ in range(10):
        hub.committed(log.commit(ROOM, 10))
        await other.until(len(log.rows[ROOM]))
    log.open.set()
    await viewer.until(160)
    assert (viewer.offsets, viewer.ended) == (list(range(41, 161)), None)
