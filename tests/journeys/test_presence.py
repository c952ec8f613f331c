"""
Presence over sockets: who follows a room is counted on all nodes, and nothing is written for it.
"""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING

import pytest
from pydantic import SecretStr

from largesse.settings import Transport
from largesse.testing import (
    CREATOR,
    EVERYBODY,
    GUEST,
    MODERATOR,
    VIEWER,
    VIEWER_2,
    contents_of,
    following,
    serving,
    spawned,
)

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from largesse.settings import Settings
    from largesse.testing import Follower, Json, LocalNode, Node, Persona
    from tests.servers.valkey import Valkey

COUNTED = "query ($id: ID!) { room(id: $id) { viewerCount } }"
WATCHED = """subscription Watched($roomId: ID!) { roomEvents(roomId: $roomId) {
  __typename
  ... on StreamItem { cursor offset }
  ... on RoomSnapshot { room { viewerCount } }
  ... on ViewersChanged { viewerCount joinedCount joined { id name } }
} }"""


async def count(node: Node, room: str) -> int:
    answer = await node.query(COUNTED, {"id": room}, token=node.token(CREATOR))
    return int(answer["room"]["viewerCount"])


async def counted(node: Node, room: str, viewers: int, seconds: float = 10) -> None:
    """Return once a node counts so many."""
    async with asyncio.timeout(seconds):
        while await count(node, room) != viewers:  # noqa: ASYNC110 - another process tells nobody here
            await asyncio.sleep(0.02)


async def changed(follower: Follower, viewers: int) -> Json:
    """Return the notice that tells of so many."""
    async with asyncio.timeout(10):
        while True:
            item = await follower.next()
            if item["__typename"] == "ViewersChanged" and item["viewerCount"] == viewers:
                return item


async def watching(stack: AsyncExitStack, node: Node, who: Persona, room: str, **more: object) -> Follower:
    follower = await stack.enter_async_context(
        following(
            node.session,
            node.url,
            WATCHED,
            {"roomId": room},
            field="roomEvents",
            token=node.token(who),
            **more,  # type: ignore[arg-type]  # the transport
        )
    )
    await follower.next()
    return follower


@pytest.fixture
async def stack() -> AsyncIterator[AsyncExitStack]:
    async with AsyncExitStack() as entered:
        yield entered


async def test_viewers_are_counted_once_each_by_whatever_transport_and_nothing_is_written(
    node: LocalNode, stack: AsyncExitStack
) -> None:
    room = await node.open_room()
    before = await contents_of(node.database)
    first = await watching(stack, node, VIEWER, room)
    assert first.items[0]["room"] == {"viewerCount": 1}
    assert (await changed(first, 1))["joined"] == [{"id": VIEWER.id, "name": "Vera"}]
    async with AsyncExitStack() as leaving:
        for transport in Transport:
            await watching(leaving, node, VIEWER_2, room, transport=transport)
        seen = await changed(first, 2)
        assert (seen["joinedCount"], seen["joined"]) == (1, [{"id": VIEWER_2.id, "name": "Milo"}])
        assert await count(node, room) == 2
    assert await changed(first, 1) == {
        "__typename": "ViewersChanged",
        "viewerCount": 1,
        "joinedCount": 0,
        "joined": [],
    }
    assert await contents_of(node.database) == before


async def test_who_is_told_with_others_is_counted_for_as_long_as_that_lasts(node: LocalNode) -> None:
    room = await node.open_room()
    async with AsyncExitStack() as stack:
        for who in EVERYBODY:
            await watching(stack, node, who, room)
        await counted(node, room, len(EVERYBODY))
        # They hear one group by now, whose own source counts nobody.
        assert node.app.hub.followers < len(EVERYBODY)
        assert await count(node, room) == len(EVERYBODY)
    await counted(node, room, 0)


async def test_two_nodes_count_everybody_once_and_a_dead_one_is_forgotten(
    shared: Settings, valkey: Valkey, stack: AsyncExitStack
) -> None:
    settings = shared.model_copy(update={"bus": SecretStr(valkey.url)})
    async with serving(settings) as here:
        async with spawned(settings) as there:
            await here.meet(*EVERYBODY)
            room = await here.open_room()
            near = await watching(stack, here, VIEWER, room)
            await changed(near, 1)
            for who in (VIEWER_2, GUEST):
                await watching(stack, there, who, room)
            await changed(near, 3)
            await counted(there, room, 3)
            # The same person by both nodes, and somebody whom nobody knew.
            await watching(stack, there, VIEWER, room)
            valkey.pause()
            try:
                await watching(stack, here, CREATOR, room)
                await changed(near, 4)
            finally:
                valkey.resume()
            await counted(there, room, 4)
            await watching(stack, here, GUEST, room)
            await watching(stack, here, MODERATOR, room)
            await changed(near, 5)
            await counted(there, room, 5)
            there.process.kill()
        # Of those who followed by both nodes nobody goes with one of them.
        await counted(here, room, 4, seconds=15)
