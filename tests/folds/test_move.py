"""
Moving: rows and cursors are written together where the cursors stand as expected, and not at all where they do not.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from largesse.boards import BOARD_ENTRIES, BOARDS, Tally
from largesse.folds import CURSORS, FoldLimits
from largesse.folds.move import FoldedElsewhere, Moved, Page, move
from largesse.folds.pages import Pages
from largesse.ledger.identifiers import new_id
from largesse.streams import DatabaseReader

from .scene import QUICK

if TYPE_CHECKING:
    from .scene import Scene

ANN = new_id()


class Other(Tally):
    """A second fold beside the first: of nothing, so that its cursor alone tells of it."""

    name = "other"
    kinds = frozenset[str]()


FOLDS = (Tally("UTC"), Other("UTC"))


async def pages_of(*rooms: str, limits: FoldLimits = QUICK) -> list[Page]:
    """What is next in rooms."""
    return (await Pages(FOLDS, DatabaseReader(), limits).gather(rooms)).pages


async def stored(scene: Scene) -> list[object]:
    return [await scene.rows(table) for table in (CURSORS, BOARDS, BOARD_ENTRIES)]


async def test_of_two_who_fold_the_same_page_at_once_one_does(scene: Scene) -> None:
    async with scene.plain() as node:
        room = await node.open_room()
        await node.give(room, ANN, 5)
        pages = await pages_of(room)
        done = await asyncio.gather(*(move(node.journal, FOLDS, pages) for _ in range(5)), return_exceptions=True)
        assert sorted(type(each).__name__ for each in done) == ["FoldedElsewhere"] * 4 + ["Moved"]
        before = await stored(scene)
        with pytest.raises(FoldedElsewhere):
            await move(node.journal, FOLDS, pages)
        assert await stored(scene) == before
    assert {row.coins for row in await scene.rows(BOARD_ENTRIES)} == {5}
    assert await scene.cursors(room) == {"boards": 2, "other": 2}


async def test_a_page_that_another_node_has_begun_is_passed_over_and_its_mates_are_not(scene: Scene) -> None:
    async with scene.plain() as node:
        begun, fresh = await node.open_room(), await node.open_room()
        for room in (begun, fresh):
            await node.give(room, ANN, 5)
        both = await pages_of(begun, fresh)
        await move(node.journal, FOLDS, await pages_of(begun, limits=FoldLimits(page_events=1)))
        assert await scene.cursors(begun) == {"boards": 1, "other": 1}
        assert await move(node.journal, FOLDS, both) == Moved(frozenset({fresh}), {"boards": [fresh]})
        assert await scene.cursors(begun) == {"boards": 1, "other": 1}
        assert await move(node.journal, FOLDS, await pages_of(begun)) == Moved(frozenset({begun}), {"boards": [begun]})
    assert await scene.differences() == []


async def test_a_fold_that_is_ahead_of_another_is_given_what_it_has_not_had(scene: Scene) -> None:
    async with scene.plain() as node:
        room = await node.open_room()
        for coins in (5, 7):
            await node.give(room, ANN, coins)
        (page,) = await pages_of(room)
        # The other fold came with a later release, and begins at the beginning.
        await move(node.journal, FOLDS[:1], [page._replace(facts=page.facts[:2], expected={"boards": 0})])
        assert await scene.cursors(room) == {"boards": 2}
        (rest,) = await pages_of(room)
        assert (len(rest.facts), rest.expected) == (3, {"boards": 2, "other": 0})
        await move(node.journal, FOLDS, [rest])
        assert await pages_of(room) == []
    assert await scene.cursors(room) == {"boards": 3, "other": 3}
    assert {row.coins for row in await scene.rows(BOARD_ENTRIES)} == {12}


async def test_rooms_of_one_deed_add_to_the_same_rows(scene: Scene) -> None:
    async with scene.plain() as node:
        rooms = [await node.open_room() for _ in range(3)]
        for room in rooms:
            await node.give(room, ANN, 5)
        await move(node.journal, FOLDS, await pages_of(*rooms))
    of_host = [row for row in await scene.rows(BOARDS) if row.owner_id not in rooms]
    assert {row.total_coins for row in of_host} == {15}
    assert await scene.differences() == []


async def test_what_goes_into_one_deed_is_bounded_and_the_rest_is_told(scene: Scene) -> None:
    async with scene.plain() as node:
        rooms = [await node.open_room() for _ in range(4)]
        for room in rooms[:3]:
            for _ in range(2):
                await node.give(room, ANN, 1)
                await node.give(room, new_id(), 1)
        # Each room comes to a board and an entry for each of three; what its host was given, to four of either.
        found = [
            await Pages(FOLDS, DatabaseReader(), FoldLimits(page_events=size, deed_rows=most)).gather(rooms)
            for size, most in [(1_000, 1_000), (2, 1_000), (1_000, 11), (1_000, 1)]
        ]
    told = [([len(page.facts) for page in gathered.pages], gathered.more) for gathered in found]
    assert told == [
        ([5, 5, 5, 1], []),
        ([2, 2, 2, 1], rooms[:3]),
        ([3], rooms),
        ([2], rooms),
    ]
