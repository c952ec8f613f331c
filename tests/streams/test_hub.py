"""
The hub: what other nodes tell, what is lost on the way, and how much it asks the database.
"""

from __future__ import annotations

import asyncio
import random
from dataclasses import replace
from types import NoneType
from typing import TYPE_CHECKING

import pytest
from structlog.testing import capture_logs

from largesse.errors import Unavailable
from largesse.streams import Cursor, Hub

from .conftest import ROOM
from .memory import PATIENT, QUICK, Log, Wire
from .viewer import Viewer

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from largesse.streams import Head

    Node = Callable[..., Hub]

OTHER = "0190163d-8694-7a11-b7d4-6a1d1b2c3d4f"


async def _settled(hub: Hub) -> None:
    """Wait until no gap of the room is being filled."""
    while (mending := hub._channels[ROOM].mending) is not None:
        await asyncio.gather(mending)


async def watching(hub: Hub, log: Log, count: int = 1) -> list[Viewer]:
    """Return viewers who have seen their snapshot."""
    viewers = [Viewer(hub, log, ROOM) for _ in range(count)]
    await asyncio.gather(*(viewer.until_begun() for viewer in viewers))
    return viewers


async def test_events_of_another_node_come_by_the_bus(node: Node, log: Log, wire: Wire) -> None:
    here, there = node(PATIENT), node(PATIENT)
    [viewer] = await watching(here, log)
    there.committed(log.commit(ROOM, 3))
    wire.flush()
    await viewer.until(3)
    assert (viewer.offsets, log.event_reads) == ([1, 2, 3], [])


async def test_messages_that_overtake_one_another_are_put_in_order_without_a_read(
    node: Node, log: Log, wire: Wire
) -> None:
    here, there = node(PATIENT), node(PATIENT)
    [viewer] = await watching(here, log)
    for _ in range(6):
        there.committed(log.commit(ROOM))
    here.committed(log.commit(ROOM))
    for place in (5, 5, 2, 1, 3, 0, 1, 4):
        wire.deliver(place)
    await viewer.until(7)
    assert (viewer.offsets, log.event_reads) == ([1, 2, 3, 4, 5, 6, 7], [])


async def test_a_gap_is_read_from_the_database(node: Node, log: Log, wire: Wire) -> None:
    here, there = node(replace(QUICK, poll_seconds=3600)), node(PATIENT)
    [viewer] = await watching(here, log)
    there.committed(log.commit(ROOM, 3))
    wire.lose(0)
    there.committed(log.commit(ROOM))
    wire.flush()
    await viewer.until(4)
    assert viewer.offsets == [1, 2, 3, 4]
    assert log.event_reads == [(ROOM, 0, 8)]


async def test_a_lost_last_message_is_found_by_asking_for_the_head(node: Node, log: Log, wire: Wire) -> None:
    here, there = node(QUICK), node(PATIENT)
    [viewer] = await watching(here, log)
    there.committed(log.commit(ROOM, 30))
    wire.lose(0)
    await viewer.until(30)
    assert viewer.offsets == list(range(1, 31))


async def test_all_heads_are_asked_for_in_one_query_and_only_while_somebody_follows(node: Node, log: Log) -> None:
    log.rows[OTHER] = []
    hub = node(QUICK)
    hub.committed(log.commit(ROOM))
    assert log.head_reads == []
    viewers = [Viewer(hub, log, name) for name in (ROOM, OTHER)]
    await asyncio.gather(*(viewer.until_begun() for viewer in viewers))
    log.head_reads.clear()
    await log.until_asked(3)
    assert log.head_reads == [{ROOM, OTHER}] * 3
    await asyncio.gather(*(viewer.leave() for viewer in viewers))
    assert hub._watch._task is None


async def test_events_ahead_that_the_database_does_not_have_are_forgotten(node: Node, log: Log, wire: Wire) -> None:
    here, there, stranger = node(QUICK), node(PATIENT), node(PATIENT)
    [viewer] = await watching(here, log)
    foreign = Log(ROOM)
    foreign.commit(ROOM, 50)
    stranger.committed(foreign.commit(ROOM))
    wire.flush()
    await log.until_asked(1)
    await _settled(here)
    for _ in range(5):
        there.committed(log.commit(ROOM, 9))
        wire.flush()
    await viewer.until(45)
    here.committed(log.commit(ROOM, 9))
    await viewer.until(54)
    assert [item.event for item in viewer.items[1:]] == log.rows[ROOM]  # type: ignore[union-attr]  # all are events


@pytest.mark.parametrize("payload", [b"", b"12345678", b"12345678null", b"\xff" * 50, b"12345678[[[],[]]]"])
async def test_a_message_that_makes_no_sense_is_dropped(node: Node, log: Log, payload: bytes) -> None:
    hub = node(PATIENT)
    [viewer] = await watching(hub, log)
    with capture_logs() as lines:
        hub.heard(payload)
    assert [line["event"] for line in lines] == ["streams_message_dropped"]
    hub.committed(log.commit(ROOM))
    await viewer.until(1)


async def test_a_bus_that_fails_harms_no_commit(log: Log) -> None:
    class Broken(Wire):
        messages = None  # type: ignore[assignment]  # nothing can be appended to it

        def __init__(self) -> None:
            self.ports = []

    hub = Hub(log, Broken().port(), PATIENT)
    [viewer] = await watching(hub, log)
    with capture_logs() as lines:
        hub.committed(log.commit(ROOM))
    assert [line["event"] for line in lines] == ["streams_hub_failed"]
    await viewer.until(1)
    await hub.close()


async def test_a_node_of_its_own_packs_nothing(log: Log) -> None:
    hub = Hub(log, None, PATIENT)
    [viewer] = await watching(hub, log)
    hub.committed(log.commit(ROOM, 2))
    await viewer.until(2)
    await hub.close()
    await viewer.until_ended()


async def test_while_the_database_is_away_followers_wait_and_go_on_by_themselves(
    node: Node, log: Log, wire: Wire
) -> None:
    here, there = node(QUICK), node(PATIENT)
    log.commit(ROOM, 30)
    [viewer] = await watching(here, log)
    with capture_logs() as lines:
        log.away = True
        newcomer = Viewer(here, log, ROOM)
        returning, beyond = (Viewer(here, log, ROOM, Cursor(ROOM, 1, offset)) for offset in (3, 99))
        here.committed(log.commit(ROOM))
        await viewer.until(31)
        there.committed(log.commit(ROOM, 2))
        wire.lose(len(wire.messages) - 1)
        await log.until_asked(5)
        assert newcomer.items == returning.items == beyond.items == []
        log.away = False
        await asyncio.gather(*(each.until(33) for each in (viewer, newcomer, returning, beyond)))
    assert viewer.offsets == [31, 32, 33]
    assert returning.offsets == list(range(4, 34))
    assert newcomer.start is not None
    assert newcomer.offsets == list(range(newcomer.start + 1, 34))
    assert beyond.shown == [beyond.start]
    assert [line["event"] for line in lines] == ["streams_cannot_be_read", "streams_are_read_again"]
    assert all("exc_info" not in line for line in lines)


async def test_a_hub_closes_at_once_while_the_database_is_away(node: Node, log: Log) -> None:
    log.commit(ROOM, 5)
    hub = node(QUICK)
    other = node(QUICK)
    await watching(hub, log)
    log.away = True
    afters = [None, *(Cursor(ROOM, 1, offset) for offset in (2, 5, 99))]
    waiting = [Viewer(where, log, ROOM, after) for where in (hub, other) for after in afters]
    await log.until_asked(3)
    async with asyncio.timeout(2):
        await asyncio.gather(hub.close(), other.close())
        ends = await asyncio.gather(*(viewer.task for viewer in waiting), return_exceptions=True)
    assert {type(end) for end in ends} == {NoneType, Unavailable}


async def test_a_hub_closes_at_once_while_the_database_hangs(node: Node, log: Log) -> None:
    log.commit(ROOM, 30)
    hub, other = node(QUICK), node(QUICK)
    await watching(hub, log)
    log.open.clear()
    afters = [None, *(Cursor(ROOM, 1, offset) for offset in (2, 30, 99))]
    waiting = [Viewer(where, log, ROOM, after) for where in (hub, other) for after in afters[1:]]
    await log.until_asked(2)
    async with asyncio.timeout(2):
        await asyncio.gather(hub.close(), other.close())
        ends = await asyncio.gather(*(viewer.task for viewer in waiting), return_exceptions=True)
    assert {type(end) for end in ends} == {NoneType, Unavailable}


async def test_what_a_node_told_itself_is_not_looked_at(node: Node) -> None:
    hub = node(PATIENT)
    with capture_logs() as lines:
        hub.heard(hub._node + b"no message")
    assert lines == []


async def test_a_read_that_fails_by_a_mistake_of_ours_ends_neither_watch_nor_followers(
    node: Node, log: Log, monkeypatch: pytest.MonkeyPatch
) -> None:
    hub = node(QUICK)
    [viewer] = await watching(hub, log)
    heads, events = log.heads, log.events
    broken = asyncio.Event()

    async def fail(*_: object) -> Mapping[str, Head]:
        broken.set()
        raise ZeroDivisionError

    with capture_logs() as lines:
        monkeypatch.setattr(log, "heads", fail)
        await asyncio.wait_for(broken.wait(), 5)
        monkeypatch.setattr(log, "heads", heads)
        monkeypatch.setattr(log, "events", fail)
        broken.clear()
        log.commit(ROOM, 3)
        await asyncio.wait_for(broken.wait(), 5)
        monkeypatch.setattr(log, "events", events)
        await viewer.until(3)
    assert viewer.offsets == [1, 2, 3]
    assert {"streams_watch_failed", "streams_mend_failed"} <= {line["event"] for line in lines}


async def test_memory_stays_bounded_over_many_events(node: Node, log: Log) -> None:
    hub = node(replace(PATIENT, recent_events_max=50, page_events=10, pages_max=4))
    [viewer] = await watching(hub, log)
    for _ in range(200):
        hub.committed(log.commit(ROOM, 50))
        await viewer.until(len(log.rows[ROOM]))
        viewer.items.clear()
    channel = hub._channels[ROOM]
    assert len(channel.recent) < 100
    back = Viewer(hub, log, ROOM, Cursor(ROOM, 1, 10_000 - 900))
    await back.until(10_000)
    assert len(hub.pages._kept) == 4


async def test_what_waits_behind_a_gap_is_bounded(node: Node, log: Log, wire: Wire) -> None:
    here, there = node(replace(QUICK, poll_seconds=3600, gap_seconds=0.05)), node(PATIENT)
    [viewer] = await watching(here, log)
    there.committed(log.commit(ROOM))
    wire.lose(0)
    there.committed(log.commit(ROOM, 150))
    wire.flush()
    assert len(here._channels[ROOM]._ahead) == QUICK.recent_events_max
    await viewer.until(151)
    assert viewer.offsets == list(range(1, 152))


def shuffled(seed: int, count: int) -> Collection[int]:
    """Return places in a random order."""
    places = list(range(count))
    random.Random(seed).shuffle(places)  # noqa: S311  # nothing is kept secret by it
    return places


@pytest.mark.parametrize("seed", range(5))
async def test_hundreds_of_shuffled_messages_reach_every_viewer_in_order(
    node: Node, log: Log, wire: Wire, seed: int
) -> None:
    here, there = node(QUICK), node(QUICK)
    viewers = [*await watching(here, log, 3), *await watching(there, log, 3)]
    for place in range(100):
        (here if place % 3 else there).committed(log.commit(ROOM, 1 + place % 4))
        await asyncio.sleep(0)
    for place in shuffled(seed, len(wire.messages)):
        if place % 7:
            wire.deliver(place)
        await asyncio.sleep(0)
    total = len(log.rows[ROOM])
    await asyncio.gather(*(viewer.until(total) for viewer in viewers))
    assert [viewer.offsets for viewer in viewers] == [list(range(1, total + 1))] * 6


async def test_what_the_bus_carries_about_other_things_is_not_looked_at(node: Node, log: Log, wire: Wire) -> None:
    here, there = node(PATIENT), node(PATIENT)
    [viewer] = await watching(here, log)
    there.committed(log.commit(ROOM))
    _, _, payload = wire.messages[0]
    with capture_logs() as lines:
        wire.ports[0].hear("weather", b"rain")
        wire.ports[0].hear("weather", payload)
    assert lines == []
    assert here._channels[ROOM].head == 0
    wire.flush()
    await viewer.until(1)


async def test_what_is_read_to_close_a_gap_arrives_like_anything_else(log: Log) -> None:
    arrived: list[int] = []
    left: list[str] = []
    here = Hub(log, None, QUICK, lambda rows: arrived.extend(row.stream_offset for row in rows), left.append)
    [viewer] = await watching(here, log)
    log.commit(ROOM, 2)
    await viewer.until(2)
    assert arrived == [1, 2]
    assert [row.stream_offset for row in here.recent(ROOM)] == [1, 2]
    assert (list(here.recent(OTHER)), left) == ([], [])
    await viewer.leave()
    assert (list(here.recent(ROOM)), left) == ([], [ROOM])
    await here.close()
