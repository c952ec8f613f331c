"""
Rebuilding: whatever was changed behind everybody's back is told by row and field, and put right.
"""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from largesse.boards import BOARD_ENTRIES, BOARDS, Tally
from largesse.folds import CURSORS
from largesse.ledger.identifiers import new_id

from .scene import GUEST, HOST

if TYPE_CHECKING:
    from .scene import Scene

ANN, BOB = new_id(), new_id()
BOARDS_A_ROOM = 5
"""One of the room, and its host's of the day, week, month and all time."""


class Doubled(Tally):
    """What the next release might fold."""

    version: ClassVar[int] = 2


async def played(scene: Scene) -> list[str]:
    """Two rooms in which something was given, and one gift taken back."""
    async with scene.node() as node:
        rooms = [await node.open_room() for _ in range(2)]
        gift = await node.give(rooms[0], ANN, 5)
        await node.give(rooms[0], BOB, 4, recipient_id=GUEST)
        await node.give(rooms[1], BOB, 3)
        await node.take_back(gift, 2)
        await scene.until_folded(rooms[0], 4)
        await scene.until_folded(rooms[1], 2)
    return rooms


async def test_what_is_as_the_events_have_it_shows_no_difference(scene: Scene) -> None:
    rooms = await played(scene)
    assert await scene.differences() == []
    assert await scene.differences(rooms[0]) == []


async def test_each_difference_is_told_by_row_and_field_and_put_right(scene: Scene) -> None:
    rooms = await played(scene)
    boards, entries = await scene.rows(BOARDS), await scene.rows(BOARD_ENTRIES)
    await scene.spoil(f"UPDATE boards SET total_coins = 99 WHERE owner_id = '{rooms[0]}'")  # noqa: S608 - an id of ours
    await scene.spoil(f"DELETE FROM board_entries WHERE owner_id = '{rooms[1]}'")  # noqa: S608 - as above
    await scene.spoil(
        "INSERT INTO board_entries (owner_id, period, starts_at, person_id, coins, reversed_coins, reached_at, version)"  # noqa: S608 - as above
        f" VALUES ('{rooms[1]}', 'STREAM', 0, '{HOST}', 7, 0, 1, 1)"
    )
    told = [difference.text for difference in await scene.differences()]
    assert sorted(told) == sorted(
        [
            f"boards\tboards\t{rooms[0]} STREAM 0\ttotal_coins 99 must be 7",
            f"boards\tboard_entries\t{rooms[1]} STREAM 0 {BOB}\tis missing",
            f"boards\tboard_entries\t{rooms[1]} STREAM 0 {HOST}\tcoins 7 must be 0, reached_at 1 must be 0",
        ]
    )
    # Looking changes nothing.
    assert len(await scene.differences()) == len(told)
    async with scene.plain() as node:
        assert sorted(each.text for each in await scene.mended(node.journal)) == sorted(told)
    assert await scene.differences() == []
    events = await scene.reads.rows("SELECT count(*) AS many FROM events")
    assert events == [{"many": 6}]
    mended = [row[:-1] for row in await scene.rows(BOARD_ENTRIES) if row.coins]
    assert mended == [row[:-1] for row in entries]
    assert [row[:-1] for row in await scene.rows(BOARDS)] == [row[:-1] for row in boards]


async def test_one_room_is_rebuilt_with_whoever_was_given_something_in_it(scene: Scene) -> None:
    rooms = await played(scene)
    await scene.spoil("UPDATE boards SET reversed_coins = 1 WHERE reversed_coins = 0")
    # The guest's four boards; of the host, who was given things in both rooms, nothing is wrong, nor of that room.
    assert {each.key[0] for each in await scene.differences(rooms[0])} == {GUEST}
    assert {each.key[0] for each in await scene.differences(rooms[1])} == {rooms[1]}
    assert await scene.differences(new_id()) == []


async def test_rooms_may_be_folded_on_while_they_are_rebuilt(scene: Scene) -> None:
    async with scene.node() as node:
        room = await node.open_room()
        await node.give(room, ANN, 1)
        await scene.until_folded(room, 2)
        await scene.spoil("UPDATE board_entries SET coins = coins + 1000")

        async def crowd() -> None:
            for _ in range(40):
                await node.give(room, ANN, 1)

        _, found = await asyncio.gather(crowd(), scene.mended(node.journal))
        assert len(found) >= BOARDS_A_ROOM
        await scene.until_folded(room, 42)
    assert await scene.differences() == []
    assert {row.coins for row in await scene.rows(BOARD_ENTRIES)} == {41}


async def test_what_another_release_has_folded_is_this_ones_once_it_is_rebuilt(scene: Scene) -> None:
    rooms = await played(scene)
    later = replace(scene, folds=(Doubled("UTC"),))
    told = [each.text for each in await later.differences()]
    assert sorted(told) == sorted(f"boards\tfold_cursors\t{room} boards\tfold_version 1 must be 2" for room in rooms)
    async with later.plain() as node:
        assert len(await later.mended(node.journal)) == len(rooms)
    assert await later.differences() == []
    async with later.node() as node:
        await node.give(rooms[0], ANN, 1)
        await later.until_folded(rooms[0], 5)
    assert {row.fold_version for row in await later.rows(CURSORS)} == {2}
