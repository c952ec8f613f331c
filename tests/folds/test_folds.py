"""
Folding: what happens in rooms is in rows soon after, once, whichever node folds it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from largesse.boards import BOARD_ENTRIES, BOARDS
from largesse.ledger.identifiers import new_id

from .scene import NEVER

if TYPE_CHECKING:
    from .scene import Scene

ANN, BOB = new_id(), new_id()


async def test_what_a_node_commits_it_folds_without_looking(scene: Scene) -> None:
    async with scene.node(**NEVER) as node:
        room = await node.open_room()
        await node.give(room, ANN, 5)
        await node.give(room, BOB, 7, anonymous=True)
        await scene.until_folded(room, 3)
    (board,) = [row for row in await scene.rows(BOARDS) if row.owner_id == room]
    assert (board.period, board.total_coins) == ("STREAM", 12)
    (entry,) = [row for row in await scene.rows(BOARD_ENTRIES) if row.owner_id == room]
    assert (entry.person_id, entry.coins) == (ANN, 5)
    assert await scene.differences() == []
