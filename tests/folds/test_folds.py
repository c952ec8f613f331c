"""
Folding: what happens in rooms is in rows soon after, once, whichever node folds it.
"""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from structlog.testing import capture_logs

from largesse.boards import BOARD_ENTRIES, BOARDS, Tally
from largesse.folds import CURSORS, Folds
from largesse.ledger.identifiers import new_id

from .scene import NEVER

if TYPE_CHECKING:
    from collections.abc import Sequence

    from largesse.folds import Fact, Shelf

    from .scene import Scene

ANN, BOB = new_id(), new_id()


@dataclass(frozen=True, slots=True)
class Watched(Tally):
    """A tally that stands still, or breaks, where it is told to."""

    breaks_in: set[str] = field(default_factory=set)

    def fold(self, facts: Sequence[Fact], shelf: Shelf) -> None:
        if facts[0].event.stream_id in self.breaks_in:
            raise RuntimeError("a test")
        Tally.fold(self, facts, shelf)


async def coins_of(scene: Scene, room_id: str) -> dict[str, int]:
    """What each has given in a room, by its board."""
    return {row.person_id: row.coins for row in await scene.rows(BOARD_ENTRIES) if row.owner_id == room_id}


async def test_what_a_node_commits_it_folds_without_looking(scene: Scene) -> None:
    async with scene.node(**NEVER) as node:
        room = await node.open_room()
        await node.give(room, ANN, 5)
        await node.give(room, BOB, 7, anonymous=True)
        await scene.until_folded(room, 3)
    (board,) = [row for row in await scene.rows(BOARDS) if row.owner_id == room]
    assert (board.period, board.total_coins) == ("STREAM", 12)
    assert await coins_of(scene, room) == {ANN: 5}
    assert await scene.differences() == []


async def test_what_nobody_folded_is_found_by_looking(scene: Scene) -> None:
    async with scene.plain() as node:
        rooms = [await node.open_room() for _ in range(10)]
        for room in rooms:
            await node.give(room, ANN, 3)
    # More rooms than a look takes: the round comes to each of them.
    async with scene.node() as _:
        for room in rooms:
            await scene.until_folded(room, 2)
    assert [await coins_of(scene, room) for room in rooms] == [{ANN: 3}] * 10


async def test_a_room_with_more_than_a_page_is_folded_to_its_end(scene: Scene) -> None:
    async with scene.node(**NEVER) as node:
        room, other = await node.open_room(), await node.open_room()
        await asyncio.gather(*(node.give(each, ANN, 1) for _ in range(60) for each in (room, other)))
        await scene.until_folded(room, 61)
        await scene.until_folded(other, 61)
    assert await coins_of(scene, room) == await coins_of(scene, other) == {ANN: 60}
    assert await scene.differences() == []


async def test_what_no_fold_makes_anything_of_moves_the_cursor_alone(scene: Scene) -> None:
    async with scene.node() as node:
        room = await node.open_room()
        await node.nothing(room)
        await scene.until_folded(room, 2)
    assert await scene.rows(BOARDS) == []


async def test_whoever_heeds_is_told_of_the_rooms_in_which_something_was_folded(scene: Scene) -> None:
    told: list[str] = []
    async with scene.node() as node:
        node.folds.heed("boards", told.extend)
        node.folds.heed("another", lambda _rooms: told.append("never"))
        quiet, room = await node.open_room(), await node.open_room()
        await node.nothing(quiet)
        await node.give(room, ANN)
        await scene.until_folded(room, 2)
        await scene.until_folded(quiet, 2)
    assert set(told) == {room}


async def test_nodes_that_fold_the_same_rooms_count_nothing_twice(shared: Scene) -> None:
    async with AsyncExitStack() as stack:
        nodes = [await stack.enter_async_context(shared.node(room_seconds=0.001)) for _ in range(3)]
        rooms = [await nodes[0].open_room() for _ in range(3)]
        gifts = await asyncio.gather(
            *(node.give(room, who, 2) for _ in range(10) for room in rooms for node in nodes for who in (ANN, BOB))
        )
        await asyncio.gather(*(nodes[0].take_back(gift) for gift in gifts[:6]))
        for room in rooms:
            taken = sum(gift.room_id == room for gift in gifts[:6])
            await shared.until_folded(room, 1 + 60 + taken)
    given = [coins for room in rooms for coins in (await coins_of(shared, room)).values()]
    assert sum(given) == 2 * (len(gifts) - 6)
    assert await shared.differences() == []


async def test_what_a_node_that_died_had_not_folded_another_folds_once(shared: Scene) -> None:
    async with shared.node(**NEVER) as survivor:
        async with shared.node(dies=True, **NEVER) as doomed:
            room = await doomed.open_room()
            await doomed.give(room, ANN, 1)
            await shared.until_folded(room, 2)
        # What the dead node's successor hears of first lies beyond what nobody has folded.
        async with shared.plain() as silent:
            await asyncio.gather(*(silent.give(room, ANN, 1) for _ in range(9)))
        await survivor.give(room, BOB, 1)
        await shared.until_folded(room, 12)
    assert await coins_of(shared, room) == {ANN: 10, BOB: 1}
    assert await shared.differences() == []


async def test_a_room_that_cannot_be_folded_keeps_no_other_from_it(scene: Scene) -> None:
    watched = Watched("UTC")
    broken = replace(scene, folds=(watched,))
    with capture_logs() as lines:
        async with broken.node() as node:
            bad, good = await node.open_room(), await node.open_room()
            watched.breaks_in.add(bad)
            await asyncio.gather(node.give(bad, ANN), node.give(good, ANN))
            await scene.until_folded(good, 2)
            assert await coins_of(scene, bad) == {}
            watched.breaks_in.clear()
            await scene.until_folded(bad, 2)
    assert await coins_of(scene, bad) == {ANN: 1}
    assert {(line["event"], line["room_id"]) for line in lines} == {("fold_failed", bad)}


async def test_what_another_release_has_folded_is_left_to_it(scene: Scene) -> None:
    async with scene.node() as node:
        room = await node.open_room()
        await scene.until_folded(room, 1)
    await scene.spoil("UPDATE fold_cursors SET fold_version = 2")
    with capture_logs() as lines:
        async with scene.node() as node:
            await node.give(room, ANN)
            other = await node.open_room()
            await scene.until_folded(other, 1)
    assert [(row.stream_id, row.folded) for row in await scene.rows(CURSORS) if row.stream_id == room] == [(room, 1)]
    assert [line["event"] for line in lines] == ["fold_waits_for_rebuild"]


async def test_nothing_is_noted_while_nothing_is_folded() -> None:
    Folds((Tally("UTC"),)).committed({})
