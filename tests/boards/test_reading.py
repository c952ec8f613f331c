"""
Boards as they are shown: in order, to the last place, of those who agreed, and of nobody who does no more.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from largesse.boards import BoardOf, Boards, Period
from largesse.boards.period import STREAM
from largesse.boards.reading import BoardReads, Place, place_of
from largesse.boards.rows import BOARD_REFUSALS, STANDINGS
from largesse.boards.set import BoardOrder, set_board
from largesse.boards.standing_set import StandingOrder, set_standing
from largesse.clock import DAY
from largesse.errors import Forbidden, KeyReused, NotFound
from largesse.ledger.identifiers import new_id
from largesse.testing import NOON, TurnedClock
from tests.folds.scene import HOST, NEVER, fresh

if TYPE_CHECKING:
    from tests.folds.scene import Node, Scene

VIEWERS = [new_id() for _ in range(6)]
ANN, BOB, CEM, DAN, EVE, FAY = VIEWERS


async def agree(node: Node, person_id: str, *, shown: bool = True, key: str | None = None) -> None:
    order = StandingOrder(caller_id=person_id, key=key or fresh()["key"], content={"shown": shown}, shown=shown)
    await set_standing(node.journal, order)


async def refuse(node: Node, caller_id: str, room_id: str | None = None, *, refused: bool = True, **more: bool) -> None:
    content = {"refused": refused, "roomId": room_id}
    order = BoardOrder(
        caller_id=caller_id, key=fresh()["key"], content=content, refused=refused, room_id=room_id, **more
    )
    await set_board(node.journal, order)


async def listed(scene: Scene, room_id: str) -> list[str]:
    """Whom a room's board lists."""
    return [row.person_id for row in await BoardReads(scene.reads).page(room_id, STREAM, 100)]


async def test_a_board_is_in_order_of_coins_and_of_who_had_them_first(scene: Scene) -> None:
    reads = BoardReads(scene.reads)
    async with scene.node(**NEVER) as node:
        room = await node.open_room()
        for person_id in VIEWERS:
            await agree(node, person_id)
        for person_id, coins, sent_at in [(ANN, 5, 30), (BOB, 9, 40), (CEM, 5, 10), (DAN, 5, 20), (EVE, 1, 5)]:
            await node.give(room, person_id, coins, sent_at=sent_at)
        gone = await node.give(room, FAY, 50, sent_at=1)
        await node.take_back(gone)
        await scene.until_folded(room, 8)
    # Of whom everything was taken back, nothing is left to be listed with.
    order = [BOB, CEM, DAN, ANN, EVE]
    assert await listed(scene, room) == order
    rows = await reads.page(room, STREAM, 100)
    assert [await reads.ahead(room, STREAM, place_of(row)) for row in rows] == list(range(5))
    for place, row in enumerate(rows):
        behind = await reads.page(room, STREAM, 2, place_of(row))
        assert [each.person_id for each in behind] == order[place + 1 : place + 3]
        before = await reads.page(room, STREAM, 2, place_of(row), backward=True)
        assert [each.person_id for each in before] == order[max(0, place - 2) : place][::-1]
        assert await reads.ranked(room, STREAM, row.person_id) == (row, place + 1)
    assert [row.person_id for row in await reads.page(room, STREAM, 2, backward=True)] == [EVE, ANN]
    assert await reads.page(room, STREAM, 5, Place(0, 0, ANN)) == []
    assert await reads.ranked(room, STREAM, FAY) is None
    assert await reads.ranked(room, STREAM, HOST) is None


async def test_nobody_is_listed_unasked_and_whoever_agrees_is_at_once(scene: Scene) -> None:
    reads = BoardReads(scene.reads)
    async with scene.node(**NEVER) as node:
        room = await node.open_room()
        await node.give(room, ANN, 9)
        await node.give(room, BOB, 5)
        await scene.until_folded(room, 3)
        assert await listed(scene, room) == []
        assert (await reads.board(room, STREAM)).total_coins == 14
        await agree(node, BOB)
        assert await listed(scene, room) == [BOB]
        # Who is not listed is told the rank that they would have, and takes nobody's.
        found = [await reads.ranked(room, STREAM, person_id) for person_id in (ANN, BOB)]
        assert [each[1] for each in found if each] == [1, 1]
        await agree(node, ANN)
        assert await listed(scene, room) == [ANN, BOB]
        await agree(node, ANN, shown=False)
        assert await listed(scene, room) == [BOB]
        assert (await reads.board(room, STREAM)).total_coins == 14
        await agree(node, ANN)
        assert await listed(scene, room) == [ANN, BOB]
    assert await scene.differences() == []


async def test_what_is_so_already_is_not_written_again_and_a_key_stands_for_one_thing(scene: Scene) -> None:
    async with scene.plain() as node:
        await agree(node, ANN, key="one")
        before = await scene.rows(STANDINGS)
        await agree(node, ANN, key="another")
        await agree(node, ANN, key="one")
        with pytest.raises(KeyReused):
            await agree(node, ANN, shown=False, key="one")
        assert await scene.rows(STANDINGS) == before
        await refuse(node, HOST, refused=False)
        assert await scene.rows(BOARD_REFUSALS) == []


async def test_whoever_wants_no_boards_has_none_shown_and_loses_nothing(scene: Scene) -> None:
    boards = Boards(BoardReads(scene.reads), TurnedClock(NOON), "Europe/Berlin")

    async def shown() -> list[Period]:
        found = [await boards.of_room(room, HOST, period) for period in Period]
        return [board.span.period for board in found if board]

    async with scene.node(**NEVER) as node:
        room, other = await node.open_room(), await node.open_room()
        await node.give(room, ANN, 9)
        await scene.until_folded(room, 2)
        assert await shown() == list(Period)
        await refuse(node, HOST, room)
        await node.give(room, ANN, 9)
        await scene.until_folded(room, 3)
        assert await shown() == []
        assert await boards.of_room(other, HOST, Period.STREAM) is not None
        assert await boards.of_creator(HOST, Period.ALL_TIME) is not None
        await refuse(node, HOST)
        await refuse(node, HOST, room, refused=False)
        assert await boards.of_room(other, HOST, Period.STREAM) is None
        assert await boards.of_creator(HOST, Period.ALL_TIME) is None
        assert await boards.entry(room, HOST, STREAM, ANN) is None
        await refuse(node, HOST, refused=False)
    board = await boards.of_room(room, HOST, Period.STREAM)
    assert board is not None
    assert (board.row.total_coins, board.offset) == (18, 3)
    assert await boards.entry(room, HOST, STREAM, ANN) is not None


async def test_of_a_room_its_host_and_moderators_decide(scene: Scene) -> None:
    async with scene.plain() as node:
        room = await node.open_room()
        with pytest.raises(Forbidden):
            await refuse(node, ANN, room)
        with pytest.raises(NotFound):
            await refuse(node, HOST, new_id())
        assert await scene.rows(BOARD_REFUSALS) == []
        await refuse(node, ANN, room, moderates=True)
        assert [(row.owner_id, row.refused) for row in await scene.rows(BOARD_REFUSALS)] == [(room, True)]


async def test_a_creators_boards_are_of_all_their_rooms_and_of_one_period(scene: Scene) -> None:
    clock = TurnedClock(NOON)
    boards = Boards(BoardReads(scene.reads), clock, "Europe/Berlin")

    def told(found: BoardOf | None) -> int | None:
        return found.row.total_coins if found else None

    async with scene.node(**NEVER) as node:
        rooms = [await node.open_room() for _ in range(2)]
        await node.give(rooms[0], ANN, 1, sent_at=clock.now())
        await node.give(rooms[1], ANN, 2, sent_at=clock.now())
        await node.give(rooms[1], ANN, 4, sent_at=clock.now() - DAY)
        await scene.until_folded(rooms[0], 2)
        await scene.until_folded(rooms[1], 3)
    assert [told(await boards.of_room(room, HOST, Period.STREAM)) for room in rooms] == [1, 6]
    assert told(await boards.of_creator(HOST, Period.STREAM)) == 6
    assert told(await boards.of_creator(HOST, Period.DAY)) == 3
    assert told(await boards.of_creator(HOST, Period.DAY, clock.now() - DAY)) == 4
    assert told(await boards.of_creator(HOST, Period.DAY, clock.now() - 2 * DAY)) == 0
    assert told(await boards.of_creator(HOST, Period.ALL_TIME)) == 7
    # Who never opened a room has no board of one.
    assert await boards.of_creator(ANN, Period.STREAM) is None
