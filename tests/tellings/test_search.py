"""
The search: it finds each room that went further than a plugin was told, a bounded number at a time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from largesse.ledger.identifiers import new_id
from largesse.tellings.move import move
from largesse.tellings.search import Search
from largesse.tellings.take import take

from .scene import PLUGIN, Node, Scene

if TYPE_CHECKING:
    from largesse.clock import Instant

NODE = new_id()


async def begun(node: Node) -> Instant:
    """Have the plugin there from now on."""
    return (await take(node.journal, PLUGIN, NODE, 10**9)).since


async def test_rooms_are_found_that_went_further_than_the_plugin_was_told(scene: Scene) -> None:
    async with scene.plain() as node:
        since = await begun(node)
        rooms = [await node.open_room() for _ in range(3)]
        await node.happen(rooms[1], 2)
        search = Search(scene.reads, PLUGIN, 10)
        assert await search.look(since) == rooms[::-1]
        await move(node.journal, PLUGIN, NODE, 10**9, {rooms[0]: 1, rooms[1]: 2, rooms[2]: 1})
        assert await search.look(since) == [rooms[1]]
        await move(node.journal, PLUGIN, NODE, 10**9, {rooms[1]: 3})
        assert await search.look(since) == []
        await node.happen(rooms[0])
        assert await search.look(since) == [rooms[0]]
        # What one plugin was told, another was not.
        assert await Search(scene.reads, "another", 10).look(since) == rooms[::-1]


async def test_a_room_that_was_there_before_the_plugin_is_found_once_it_goes_on(scene: Scene) -> None:
    async with scene.plain() as node:
        room = await node.open_room()
        since = await begun(node)
        search = Search(scene.reads, PLUGIN, 10)
        assert await search.look(since) == []
        await node.happen(room)
        assert await search.look(since) == [room]


async def test_each_look_takes_the_newest_rooms_and_in_time_every_other(scene: Scene) -> None:
    async with scene.plain() as node:
        since = await begun(node)
        rooms = [await node.open_room() for _ in range(7)][::-1]
        search = Search(scene.reads, PLUGIN, 2)
        looks = [await search.look(since) for _ in range(8)]
    newest = rooms[:2]
    assert looks[:4] == [newest, newest + rooms[2:4], newest + rooms[4:6], newest + rooms[6:]]
    # The round is over, and begins again.
    assert looks[4:] == looks[:4]
