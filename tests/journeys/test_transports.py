"""
Transports: a room is told the same by websocket, by event stream and in parts, and each resumes where it was.
"""

from __future__ import annotations

import asyncio
import json
import re
import socket
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest

from largesse.settings import Transport
from largesse.streams.limits import HubLimits
from largesse.testing import (
    CREATOR,
    EVERYBODY,
    MODERATOR,
    OPERATOR,
    VIEWER,
    VIEWER_2,
    Refused,
    serving,
    spawned,
)
from largesse.testing.documents import ROOM_CLOSE, ROOM_EVENTS, ROOM_PAUSE
from largesse.testing.lines import EventLine
from tests.servers.connections import connection_towards

from .test_room_events import REVERSE, gifts

if TYPE_CHECKING:
    from largesse.settings import Settings
    from largesse.testing import Follower, Json, LocalNode, Node, TurnedClock

STREAMS = (Transport.EVENT_STREAM, Transport.MULTIPART)


async def nobody_follows(node: LocalNode) -> None:
    async with asyncio.timeout(10):
        while node.app.hub.followers:  # noqa: ASYNC110 - a hub tells nobody who goes
            await asyncio.sleep(0.01)


def last_event_id(follower: Follower) -> str:
    assert isinstance(follower.line, EventLine)
    assert follower.line.last_event_id is not None
    return follower.line.last_event_id


async def test_each_transport_tells_the_same_in_the_order_of_the_database(node: LocalNode) -> None:
    await node.grant(VIEWER, 100)
    room = await node.open_room()
    async with AsyncExitStack() as stack:
        followers = [
            await stack.enter_async_context(node.follow(VIEWER_2, room, transport=transport)) for transport in Transport
        ]
        for follower in followers:
            assert (await follower.next())["__typename"] == "RoomSnapshot"
        sends = (node.send_gift(VIEWER, room) for _ in range(30))
        sent = [gift["id"] for gift in await asyncio.gather(*sends)]
        await node.act(REVERSE, OPERATOR, giftId=sent[0], reason="a test")
        await node.act(ROOM_PAUSE, MODERATOR, roomId=room)
        await node.act(ROOM_CLOSE, CREATOR, roomId=room)
        told = [await follower.until(34) for follower in followers]
        assert last_event_id(followers[1]) == followers[1].cursor
    assert told[0] == told[1] == told[2]
    assert followers[0].offsets == list(range(1, 35))
    document = "query ($room: ID!) { room(id: $room) { gifts(first: 100) { nodes { id } } } }"
    stored = (await node.query(document, {"room": room}, token=node.token(VIEWER)))["room"]["gifts"]["nodes"]
    assert gifts(told[0]) == [gift["id"] for gift in reversed(stored)]
    assert set(gifts(told[0])) == set(sent)
    await nobody_follows(node)


@pytest.mark.parametrize("transport", STREAMS)
async def test_the_last_event_id_resumes_after_it_from_anywhere(node: LocalNode, transport: Transport) -> None:
    await node.grant(VIEWER, 100)
    room = await node.open_room()
    async with node.follow(VIEWER, room) as follower:
        await follower.next()
        for _ in range(4):
            await node.send_gift(VIEWER, room)
        items = list(await follower.until(5))
    for item in items[:-1]:
        # Whatever it says of `after` is older than the header.
        for after in (None, items[0]["cursor"]):
            async with node.follow(VIEWER_2, room, after, transport=transport, last_event_id=item["cursor"]) as resumed:
                assert await resumed.until(5) == items[int(item["offset"]) :]


async def test_a_last_event_id_that_is_none_is_refused_as_any_cursor_is(node: LocalNode) -> None:
    room, other = await node.open_room(), await node.open_room()
    async with node.follow(VIEWER, other, transport=Transport.EVENT_STREAM) as follower:
        await follower.next()
        foreign = last_event_id(follower)
    for odd in (foreign, "x", "A" * 28, "é" * 28, "A" * 7_000):
        async with node.follow(VIEWER, room, transport=Transport.EVENT_STREAM, last_event_id=odd) as follower:
            with pytest.raises(Refused) as refused:
                await follower.next()
        assert refused.value.codes == ["INVALID_INPUT"], odd[:40]
    await nobody_follows(node)


@pytest.mark.parametrize("transport", STREAMS)
async def test_who_may_not_follow_is_told_in_the_stream_and_leaves_nothing(
    node: LocalNode, transport: Transport
) -> None:
    room = await node.open_room()
    async with node.follow_as("", room, transport=transport) as follower:
        with pytest.raises(Refused) as refused:
            await follower.next()
    assert refused.value.codes == ["UNAUTHENTICATED"]
    with pytest.raises(Refused) as refused:
        async with node.follow_as("forged", room, transport=transport):
            pass
    assert refused.value.codes == ["UNAUTHENTICATED"]
    await nobody_follows(node)


@pytest.mark.parametrize("transport", STREAMS)
async def test_a_stream_ends_with_its_token(
    turned: LocalNode, largesse_clock: TurnedClock, transport: Transport
) -> None:
    room = await turned.open_room()
    async with turned.follow(VIEWER, room, transport=transport) as follower:
        await follower.next()
        largesse_clock.turn(days=1)
        with pytest.raises(Refused) as refused:
            await follower.next()
    assert refused.value.codes == ["UNAUTHENTICATED"]
    assert refused.value.args[0][0]["extensions"]["reason"] == "EXPIRED"
    await nobody_follows(turned)


async def test_a_room_token_in_the_address_follows_its_room_alone(node: LocalNode) -> None:
    room, other = await node.open_room(), await node.open_room()
    document = "query ($room: ID!) { roomToken(roomId: $room) { token } }"
    data = await node.query(document, {"room": room}, token=node.token(VIEWER))
    url, accept = f"{node.url}/graphql", {"Accept": "text/event-stream"}
    parameters = {"query": ROOM_EVENTS, "roomToken": data["roomToken"]["token"]}
    for asked, told in ((room, b"RoomSnapshot"), (other, b'"errors"')):
        variables = f'{{"roomId":"{asked}"}}'
        async with node.session.get(url, params={**parameters, "variables": variables}, headers=accept) as answer:
            await answer.content.readuntil(b"\n\n")
            assert told in await answer.content.readuntil(b"\n\n")


async def test_a_stop_under_load_ends_streams_and_loses_nothing(settings: Settings) -> None:
    sent: list[str] = []

    async def send(node: Node, count: int) -> None:
        sent.extend([(await node.send_gift(VIEWER, room))["id"] for _ in range(count)])

    async with spawned(settings) as first:
        await first.meet(*EVERYBODY)
        await first.grant(VIEWER, 100)
        room = await first.open_room()
        async with (
            first.follow(VIEWER_2, room, transport=Transport.EVENT_STREAM) as events,
            first.follow(VIEWER_2, room, transport=Transport.MULTIPART) as parts,
        ):
            await events.next()
            await parts.next()
            await send(first, 5)
            await asyncio.gather(events.until(6), parts.until(6))
            stopping = asyncio.create_task(first.stop())
            # Nothing but an end, so that a browser comes back; Apollo is told why.
            assert await events.closed() == 1001
            with pytest.raises(Refused) as refused:
                await parts.next()
            assert refused.value.codes == ["UNAVAILABLE"]
            assert await stopping == 0
    async with spawned(settings) as second:
        await send(second, 5)
        resumed = []
        for transport, follower in ((Transport.EVENT_STREAM, events), (Transport.MULTIPART, parts)):
            async with second.follow(VIEWER_2, room, transport=transport, last_event_id=last_event_id(events)) as again:
                resumed.append(follower.items + await again.until(11))
        await second.assert_books_balance()
    assert resumed[0] == resumed[1]
    assert [item["offset"] for item in resumed[0]] == [str(number) for number in range(1, 12)]
    assert gifts(resumed[0]) == sent


async def test_followers_that_are_gone_are_forgotten_and_others_are_told(settings: Settings) -> None:
    async with serving(settings) as node:
        await node.meet(*EVERYBODY)
        await node.grant(VIEWER, 100)
        room = await node.open_room()
        async with node.follow(VIEWER_2, room, transport=Transport.EVENT_STREAM) as stays:
            await stays.next()
            for transport in STREAMS * 10:
                async with node.follow(VIEWER_2, room, transport=transport) as goes:
                    await goes.next()
            sent = [(await node.send_gift(VIEWER, room))["id"] for _ in range(5)]
            assert gifts(await stays.until(6)) == sent
            async with asyncio.timeout(10):
                while node.app.hub.followers > 1:  # noqa: ASYNC110 - a hub tells nobody who goes
                    await asyncio.sleep(0.01)
        await nobody_follows(node)
        await node.assert_books_balance()


async def test_a_reader_that_falls_behind_is_told_how_much_it_missed_and_nobody_waits_for_it(node: LocalNode) -> None:
    node.app.hub.limits = HubLimits(buffer_events_max=100)
    await node.grant(VIEWER, 1_000)
    room = await node.open_room()
    variables = json.dumps({"roomId": room})
    with socket.socket() as sleeper:
        sleeper.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
        sleeper.connect(("127.0.0.1", int(node.url.rsplit(":", 1)[1])))
        # A document of its own, so that the hub counts it beside the other: the same would be told to both at once.
        path = f"/graphql?query={quote(ROOM_EVENTS + ' ')}&variables={quote(variables)}"
        head = f"GET {path} HTTP/1.1\r\nHost: x\r\nAccept: text/event-stream\r\nConnection: close\r\n"
        sleeper.sendall(f"{head}Authorization: Bearer {node.token(VIEWER_2)}\r\n\r\n".encode())
        async with node.follow(VIEWER_2, room, transport=Transport.EVENT_STREAM) as reader:
            await reader.next()
            async with asyncio.timeout(10):
                while node.app.hub.followers < 2:  # noqa: ASYNC110 - a hub tells nobody who comes
                    await asyncio.sleep(0.01)
            with connection_towards(sleeper.getsockname()) as served:
                served.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4_096)
            for number in range(1, 17):
                # Of gifts without a name no later one tells what an earlier one said: nothing can be spared.
                await asyncio.gather(*(node.send_gift(VIEWER, room, anonymous=True) for _ in range(25)))
                await reader.until(1 + 25 * number)
            assert reader.offsets == list(range(1, 402))
        told = await asyncio.to_thread(read_to_the_end, sleeper)
    *events, lagged, ended = told
    assert events == reader.items[: len(events)]
    assert (lagged["__typename"], int(lagged["missedCount"])) == ("Lagged", 401 - len(events))
    assert (ended["__typename"], ended["reason"]) == ("StreamEnded", "LAGGED")
    async with node.follow(VIEWER_2, room, transport=Transport.EVENT_STREAM, last_event_id=ended["cursor"]) as resumed:
        assert await resumed.until(401) == reader.items[len(events) :]


def read_to_the_end(connection: socket.socket) -> list[Json]:
    """What is told in an event stream, the pieces of its transfer put together."""
    connection.settimeout(10)
    with connection.makefile("rb") as answer:
        while answer.readline().strip():
            pass
        body = b""
        while size := int(answer.readline(), 16):
            body += answer.read(size)
            answer.readline()
    found = re.findall(r"^data: (.+)$", body.decode(), re.MULTILINE)
    return [json.loads(each)["data"]["roomEvents"] for each in found]
