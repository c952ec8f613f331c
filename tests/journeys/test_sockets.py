"""
Sockets of a whole server: hasty clients leave no task, follower or database connection behind, and break nothing.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest

from largesse.testing import CREATOR, EVERYBODY, VIEWER, VIEWER_2, serving
from largesse.testing.documents import GIFT_SEND, ROOM_EVENTS

if TYPE_CHECKING:
    import aiohttp

    from largesse.settings import Settings
    from largesse.testing import LocalNode, Persona

PAIRS = 1_000
PANEL = "query ($roomId: ID!) { giftPanel(roomId: $roomId) { items(first: 20) { nodes { id } } } }"
SECONDS = 20.0


async def opened(node: LocalNode, who: Persona) -> aiohttp.ClientWebSocketResponse:
    socket = await node.session.ws_connect(f"{node.url}/graphql", protocols=["graphql-transport-ws"], max_msg_size=0)
    await socket.send_json({"type": "connection_init", "payload": {"Authorization": f"Bearer {node.token(who)}"}})
    assert (await socket.receive_json(timeout=SECONDS))["type"] == "connection_ack"
    return socket


def subscribe(number: int, document: str, **variables: object) -> dict[str, Any]:
    return {"id": str(number), "type": "subscribe", "payload": {"query": document, "variables": variables}}


async def until_pong(socket: aiohttp.ClientWebSocketResponse) -> list[dict[str, Any]]:
    told: list[dict[str, Any]] = []
    while not told or told[-1]["type"] != "pong":
        told.append(await socket.receive_json(timeout=SECONDS))
    return told[:-1]


async def settled(node: LocalNode, tasks: set[asyncio.Task[Any]]) -> None:
    """Wait until nothing runs that did not before."""
    async with asyncio.timeout(SECONDS):
        while node.app.hub.followers or asyncio.all_tasks() - tasks:  # noqa: ASYNC110 - tasks of others
            await asyncio.sleep(0.01)


async def test_subscribe_and_complete_by_the_thousand_leave_nothing(settings: Settings) -> None:
    # As few connections as there can be: one that is not given back would be missed at once.
    few = settings.model_copy(update={"database_pool_min": 1, "database_pool_max": 2})
    async with serving(few) as node:
        await node.meet(*EVERYBODY)
        await node.grant(VIEWER, 10)
        room = await node.open_room()
        tasks = asyncio.all_tasks()
        socket = await opened(node, VIEWER_2)
        hearing = asyncio.create_task(until_pong(socket))
        for number in range(PAIRS):
            document = (ROOM_EVENTS, PANEL)[number % 2]
            await socket.send_json(subscribe(number, document, roomId=room))
            if number % 7 == 0:
                await asyncio.sleep(0.001 * (number % 5))
            await socket.send_json({"id": str(number), "type": "complete"})
        await socket.send_json({"type": "ping"})
        told = await hearing
        assert [each for each in told if each["type"] == "error"] == []
        # It goes on as if nothing had been.
        await socket.send_json(subscribe(PAIRS, ROOM_EVENTS, roomId=room))
        assert (await socket.receive_json(timeout=SECONDS))["id"] == str(PAIRS)
        gift = await node.send_gift(VIEWER, room)
        event = await socket.receive_json(timeout=SECONDS)
        assert event["payload"]["data"]["roomEvents"]["gift"]["id"] == gift["id"]
        assert node.app.hub.followers == 1
        await socket.close()
        await node.session.close()
        await settled(node, tasks)
        await node.assert_books_balance()


async def test_a_gift_whose_sender_completes_it_is_sent_and_its_key_tells_so(node: LocalNode) -> None:
    await node.grant(VIEWER, 100)
    room = await node.open_room()
    socket = await opened(node, VIEWER)
    keys = [node.key() for _ in range(50)]
    for number, key in enumerate(keys):
        sent = {"idempotencyKey": key, "roomId": room, "giftType": "rose", "priceSeen": "1"}
        await socket.send_json(subscribe(number, GIFT_SEND, input=sent))
        await asyncio.sleep(0)
        await socket.send_json({"id": str(number), "type": "complete"})
    await socket.close()
    # Each was sent or was not, and says so under its key; none is sent twice.
    for key in keys:
        assert (await node.order_gift(VIEWER, room, idempotencyKey=key))["errors"] == []
    assert await node.coins_of(VIEWER) == 100 - len(keys)


def members_of(node: LocalNode) -> float:
    """How many hear a group: what is the same is executed once for all of them."""
    return node.app.metrics.registry.get_sample_value("largesse_group_members") or 0


@pytest.mark.parametrize("ends", ["completed", "gone"])
async def test_followers_that_leave_are_counted_no_longer(node: LocalNode, ends: str) -> None:
    room = await node.open_room()
    tasks = asyncio.all_tasks()
    sockets = [await opened(node, CREATOR) for _ in range(5)]
    for socket in sockets:
        for number in range(20):
            await socket.send_json(subscribe(number, ROOM_EVENTS, roomId=room))
        for _ in range(20):
            assert (await socket.receive_json(timeout=SECONDS))["type"] == "next"
    assert (node.app.hub.followers, members_of(node)) == (1, 100)
    for socket in sockets:
        if ends == "completed":
            for number in range(20):
                await socket.send_json({"id": str(number), "type": "complete"})
            await socket.send_json({"type": "ping"})
            assert await until_pong(socket) == []
            async with asyncio.timeout(SECONDS):
                while members_of(node) % 20:  # noqa: ASYNC110 - a count
                    await asyncio.sleep(0.01)
        else:
            assert socket._response.connection is not None
            assert socket._response.connection.transport is not None
            socket._response.connection.transport.abort()
    async with asyncio.timeout(SECONDS):
        while node.app.hub.followers:  # noqa: ASYNC110 - a count
            await asyncio.sleep(0.01)
    await asyncio.gather(*(socket.close() for socket in sockets))
    assert node.app.hub.streams == 0
    assert {task.get_name() for task in asyncio.all_tasks() - tasks} & {
        "wire-write",
        "wire-beat",
        "operation",
        "group",
    } == set()
