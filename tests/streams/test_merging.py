"""
Merging: a slow follower is spared what a later event says as well, and can prove that nothing else is left out.
"""

from __future__ import annotations

import asyncio
from contextlib import aclosing
from dataclasses import replace
from typing import TYPE_CHECKING

from largesse.ledger.rows import EventRow
from largesse.streams import Cursor, Ended, EndReason, Hub, HubLimits, Lagged, Occurred, Snapshot, follow
from largesse.streams.merging import merged

from .conftest import ROOM
from .memory import PATIENT, Log

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable, Sequence

    from largesse.streams import Item

    Node = Callable[..., Hub]

SPARING = replace(PATIENT, merge_events_min=10, buffer_events_max=30)


def tick(offset: int, combo: str) -> EventRow:
    return EventRow(ROOM, offset, "tick" if combo else "end", "", combo, offset)


def combo_of(row: EventRow) -> str | None:
    return row.payload or None


def commit(hub: Hub, log: Log, combos: str) -> None:
    """Commit a tick of each combo, by its letter; a dot is what is never needless."""
    rows = log.rows[ROOM]
    new = [tick(len(rows) + place, combo.strip(".")) for place, combo in enumerate(combos, start=1)]
    rows += new
    hub.committed({ROOM: new})


def following(hub: Hub, log: Log, after: Cursor | None = None) -> AsyncGenerator[Item[str]]:
    async def snapshot() -> tuple[str, int]:
        return "room", len(log.rows[ROOM])

    return follow(hub, ROOM, after, snapshot, combo_of)


async def told(items: AsyncGenerator[Item[str]], end: int) -> list[tuple[int, int]]:
    """Return for each event up to an offset the first and the last offset that it stands for."""
    found = []
    async with asyncio.timeout(20):
        async for item in items:
            assert isinstance(item, Occurred), item
            found.append((item.cursor.offset - item.merged, item.cursor.offset))
            if item.cursor.offset >= end:
                break
    return found


def alone(offsets: Sequence[int]) -> list[tuple[int, int]]:
    return [(offset, offset) for offset in offsets]


def test_of_each_mark_the_last_is_left_and_what_has_none_always() -> None:
    rows = [tick(offset, combo.strip(".")) for offset, combo in enumerate("aab.ab.b", start=1)]
    assert [row.stream_offset for row in merged(rows, combo_of)] == [4, 5, 7, 8]
    assert merged([], combo_of) == []


async def test_who_keeps_up_is_told_every_tick(node: Node, log: Log) -> None:
    hub = node(SPARING)
    async with aclosing(following(hub, log)) as items:
        assert isinstance(await anext(items), Snapshot)
        commit(hub, log, "a" * 10)
        assert await told(items, 10) == alone(range(1, 11))


async def test_who_falls_behind_is_spared_ticks_that_a_later_one_makes_needless_and_no_end(
    node: Node, log: Log
) -> None:
    hub = node(SPARING)
    async with aclosing(following(hub, log)) as items:
        await anext(items)
        commit(hub, log, "a")
        assert await told(items, 1) == [(1, 1)]
        commit(hub, log, "aab" * 4 + ".bb")
        assert await told(items, 16) == [(2, 12), (13, 14), (15, 16)]
        commit(hub, log, "bb")
        assert await told(items, 18) == [(17, 17), (18, 18)]


async def test_every_offset_is_told_once_whatever_comes_while_it_reads(node: Node, log: Log) -> None:
    hub = node(SPARING)
    async with aclosing(following(hub, log)) as items:
        await anext(items)
        seen: list[tuple[int, int]] = []
        for round_ in range(1, 9):
            commit(hub, log, ("abc" * 5)[: 7 + round_])
            seen += await told(items, seen[-1][1] + 2 if seen else 1)
        seen += await told(items, len(log.rows[ROOM]))
    assert [first for first, _ in seen] == [1, *(last + 1 for _, last in seen[:-1])]
    assert len(seen) < len(log.rows[ROOM]) == sum(7 + round_ for round_ in range(1, 9))


async def test_who_has_too_much_left_although_it_is_spared_has_lagged(node: Node, log: Log) -> None:
    hub = node(SPARING)
    async with aclosing(following(hub, log)) as items:
        await anext(items)
        commit(hub, log, "a")
        await told(items, 1)
        commit(hub, log, "a" * 41)
        assert await told(items, 42) == [(2, 42)]
        commit(hub, log, "a" * 20 + "." * 30)
        assert isinstance(await anext(items), Lagged)
        assert await anext(items) == Ended(EndReason.LAGGED, Cursor(ROOM, 1, 42))


async def test_who_comes_back_is_told_everything_after_its_cursor(node: Node, log: Log) -> None:
    hub = node(replace(SPARING, recent_events_max=5, page_events=8))
    commit(hub, log, "a" * 60)
    async with aclosing(following(hub, log, Cursor(ROOM, 1, 3))) as items:
        assert await told(items, 60) == alone(range(4, 61))


async def test_what_is_read_from_the_database_is_merged_by_the_page_until_it_has_caught_up(
    node: Node, log: Log
) -> None:
    hub = node(replace(SPARING, recent_events_max=2, page_events=8))
    commit(hub, log, "a" * 40)
    async with aclosing(following(hub, log, Cursor(ROOM, 1, 0))) as items:
        assert await told(items, 1) == [(1, 1)]
        commit(hub, log, "a" * 11)
        assert await told(items, 40) == [(2, 8), *alone(range(9, 41))]


def test_merging_begins_before_anybody_has_lagged() -> None:
    assert HubLimits().merge_events_min < HubLimits().buffer_events_max
