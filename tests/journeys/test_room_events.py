"""
Room events: a snapshot, then every event once and in order, resumed by cursor, on one node and on two.
"""

from __future__ import annotations

import asyncio
import statistics
import time
from typing import TYPE_CHECKING

import aiohttp
import pytest

from largesse.clock import MICROSECONDS
from largesse.schema.ids import key_of
from largesse.streams import Cursor
from largesse.streams.limits import HubLimits
from largesse.testing import CREATOR, EVERYBODY, GUEST, MODERATOR, OPERATOR, VIEWER, VIEWER_2, Refused, serving, spawned
from largesse.testing.documents import ROOM_CLOSE, ROOM_PAUSE, ROOM_STAGE_SET

if TYPE_CHECKING:
    from collections.abc import Sequence

    from largesse.settings import Settings
    from largesse.testing import Follower, Json, LocalNode, Node

    from .conftest import Nodes

REVERSE = "mutation ($input: GiftReverseInput!) { giftReverse(input: $input) { errors { __typename } } }"
POLL_SECONDS = 2.5
"""Nodes without a bus look into the database once a second."""


def gifts(items: Sequence[Json]) -> list[str]:
    """The gifts of a follower's events, in order."""
    return [item["gift"]["id"] for item in items if item["__typename"] == "GiftSentEvent"]


async def test_a_snapshot_comes_first_and_then_every_event_in_order(node: LocalNode) -> None:
    await node.grant(VIEWER, 100)
    room = await node.open_room(CREATOR)
    early = [(await node.send_gift(VIEWER, room))["id"] for _ in range(3)]
    async with node.follow(VIEWER_2, room) as follower:
        snapshot = await follower.next()
        assert snapshot["__typename"] == "RoomSnapshot"
        assert snapshot["offset"] == "4"
        assert [gift["id"] for gift in snapshot["room"]["gifts"]["nodes"]] == early[::-1]
        sent = (await node.send_gift(VIEWER, room))["id"]
        await node.act(ROOM_STAGE_SET, CREATOR, roomId=room, guestIds=[GUEST.id])
        await node.act(ROOM_PAUSE, MODERATOR, roomId=room)
        await node.act(ROOM_PAUSE, CREATOR, roomId=room, paused=False)
        await node.act(REVERSE, OPERATOR, giftId=early[0], reason="a test")
        await node.act(ROOM_CLOSE, CREATOR, roomId=room)
        items = await follower.until(10)
    assert [(item["__typename"], item["offset"]) for item in items[1:]] == [
        ("GiftSentEvent", "5"),
        ("StageChangedEvent", "6"),
        ("RoomPausedEvent", "7"),
        ("RoomResumedEvent", "8"),
        ("GiftReversedEvent", "9"),
        ("RoomClosedEvent", "10"),
    ]
    assert gifts(items) == [sent]
    assert [person["id"] for person in items[2]["stage"]] == [CREATOR.id, GUEST.id]
    assert len({item["cursor"] for item in items}) == len(items)


async def test_a_refused_gift_is_told_to_nobody(node: LocalNode) -> None:
    room = await node.open_room()
    async with node.follow(CREATOR, room) as follower:
        snapshot = await follower.next()
        assert (await node.order_gift(VIEWER, room))["errors"][0]["code"] == "INSUFFICIENT_COINS"
        await node.grant(VIEWER, 1)
        gift = await node.send_gift(VIEWER, room)
        told = await follower.next()
    assert told["gift"]["id"] == gift["id"]
    assert int(told["offset"]) == int(snapshot["offset"]) + 1


async def test_a_cursor_resumes_after_its_item_from_anywhere(node: LocalNode) -> None:
    await node.grant(VIEWER, 100)
    room = await node.open_room()
    async with node.follow(VIEWER, room) as follower:
        await follower.next()
        sent = [(await node.send_gift(VIEWER, room))["id"] for _ in range(5)]
        items = list(await follower.until(6))
    sent += [(await node.send_gift(VIEWER, room))["id"] for _ in range(3)]
    for item in items:
        async with node.follow(VIEWER_2, room, item["cursor"]) as resumed:
            told = await resumed.until(9)
            assert told[0]["__typename"] == "GiftSentEvent"
            assert resumed.offsets == list(range(int(item["offset"]) + 1, 10))
            assert gifts(told) == sent[int(item["offset"]) - 1 :]
    async with node.follow(VIEWER_2, room, told[-1]["cursor"]) as resumed:
        # Nothing is left: the next item is what happens next.
        last = await node.send_gift(VIEWER, room)
        assert gifts([await resumed.next()]) == [last["id"]]


async def test_a_cursor_that_cannot_be_resumed_from_gets_a_snapshot(node: LocalNode) -> None:
    await node.grant(VIEWER, 100)
    room = await node.open_room()
    key = key_of("Room", room, "roomId")
    async with node.follow(VIEWER, room) as follower:
        cursor = Cursor.read((await follower.next())["cursor"], key)
    for _ in range(6):
        await node.send_gift(VIEWER, room)
    beyond = cursor._replace(offset=10**6)
    of_another_epoch = cursor._replace(epoch=cursor.epoch + 1)
    node.app.hub.limits = HubLimits(resume_events_max=5)
    for after in (beyond, of_another_epoch, cursor):
        async with node.follow(VIEWER, room, after.text) as follower:
            first = await follower.next()
        assert (first["__typename"], first["offset"]) == ("RoomSnapshot", "7")
        assert len(first["room"]["gifts"]["nodes"]) == 6
    async with node.follow(VIEWER, room, cursor._replace(offset=2).text) as follower:
        assert (await follower.next())["offset"] == "3"


async def test_a_cursor_of_another_room_or_of_nothing_is_refused(node: LocalNode) -> None:
    room, other = await node.open_room(), await node.open_room()
    async with node.follow(VIEWER, other) as follower:
        foreign = (await follower.next())["cursor"]
    for after in (foreign, "", "x", foreign[:-1], foreign + "A", "é" * 28, "\0" * 28, "A" * 28, "A" * 100_000):
        async with node.follow(VIEWER, room, after) as follower:
            with pytest.raises(Refused) as refused:
                await follower.next()
        assert refused.value.codes == ["INVALID_INPUT"], after[:40]
    for odd, code in ((VIEWER.id, "INVALID_INPUT"), ("", "INVALID_INPUT")):
        async with node.follow(VIEWER, odd) as follower:
            with pytest.raises(Refused) as refused:
                await follower.next()
        assert refused.value.codes == [code]


async def test_followers_resume_after_a_restart_without_gap_or_double(settings: Settings) -> None:
    async with serving(settings) as node:
        await node.meet(*EVERYBODY)
        await node.grant(VIEWER, 100)
        room = await node.open_room()
        async with node.follow(VIEWER, room) as follower:
            await follower.next()
            sent = [(await node.send_gift(VIEWER, room))["id"] for _ in range(4)]
            await follower.until(3)
            seen, cursor = gifts(follower.items), follower.cursor
    async with serving(settings) as node:
        async with node.follow(VIEWER, room, cursor) as follower:
            sent += [(await node.send_gift(VIEWER, room))["id"] for _ in range(2)]
            await follower.until(7)
            assert seen + gifts(follower.items) == sent
            assert follower.offsets == [4, 5, 6, 7]
        await node.assert_books_balance()


async def test_a_stop_under_load_closes_sockets_and_loses_nothing(settings: Settings) -> None:
    """SIGTERM while viewers send: every socket closes with 1001, and each call is answered, then or by its key."""
    sent: dict[str, str] = {}
    restarted: asyncio.Future[Node] = asyncio.get_running_loop().create_future()

    async def send(first: Node, room: str, number: int) -> None:
        for turn in range(30):
            key = f"{number}/{turn}"
            try:
                payload = await first.order_gift(VIEWER, room, idempotencyKey=key)
            except (aiohttp.ClientError, AssertionError):
                payload = {"gift": None}
            if not payload["gift"]:
                payload = await (await restarted).order_gift(VIEWER, room, idempotencyKey=key)
            sent[key] = payload["gift"]["id"]

    async with spawned(settings) as first:
        await first.meet(*EVERYBODY)
        await first.grant(VIEWER, 1_000)
        room = await first.open_room()
        async with first.follow(VIEWER_2, room) as follower:
            await follower.next()
            sending = [asyncio.create_task(send(first, room, number)) for number in range(8)]
            await follower.until(40)
            stopping = asyncio.create_task(first.stop())
            assert await follower.closed() == 1001
            assert await stopping == 0
        async with spawned(settings) as second, second.follow(VIEWER_2, room, follower.cursor) as resumed:
            restarted.set_result(second)
            await asyncio.gather(*sending)
            await resumed.until(1 + 8 * 30)
            assert await second.coins_of(VIEWER) == 1_000 - 8 * 30
            await second.assert_books_balance()
    told = gifts(follower.items) + gifts(resumed.items)
    assert len(told) == len(sent) == 8 * 30
    assert set(told) == set(sent.values())
    assert follower.offsets + resumed.offsets == list(range(1, 242))


async def test_a_gift_sent_on_one_node_is_seen_on_the_other_without_a_bus(nodes: Nodes) -> None:
    here, there = nodes
    await here.grant(VIEWER, 100)
    room = await here.open_room()
    for sender, reader in ((here, there), (there, here)):
        async with reader.follow(VIEWER_2, room) as follower:
            await follower.next()
            sent = [(await sender.send_gift(VIEWER, room))["id"] for _ in range(3)]
            for _ in range(3):
                await follower.next(POLL_SECONDS)
        assert gifts(follower.items) == sent


async def test_a_gift_sent_on_one_node_is_seen_on_the_other_at_once_with_a_bus(
    shared: Settings, valkey_url: str
) -> None:
    settings = shared.model_copy(update={"bus": type(shared.bus)(valkey_url)})
    async with spawned(settings) as there, serving(settings) as here:
        await here.meet(*EVERYBODY)
        await here.grant(VIEWER, 100)
        room = await here.open_room()
        async with there.follow(VIEWER_2, room) as far, here.follow(VIEWER_2, room) as near:
            await far.next()
            await near.next()
            seconds, sent = [], []
            for number in range(12):
                began = time.perf_counter()
                sent.append((await (here, there)[number % 2].send_gift(VIEWER, room))["id"])
                await asyncio.gather(far.next(), near.next())
                seconds.append(time.perf_counter() - began)
        assert gifts(far.items) == gifts(near.items) == sent
        # Looking once a second would take half a second in the mean.
        assert statistics.median(seconds) < 0.25
        await here.assert_books_balance()


async def test_twenty_followers_on_two_nodes_are_told_the_same(nodes: Nodes) -> None:
    here = nodes.here
    for viewer in (VIEWER, VIEWER_2):
        await here.grant(viewer, 100)
    room = await here.open_room(CREATOR, guests=[GUEST])

    async def follow(node: Node, ready: asyncio.Event) -> Follower:
        async with node.follow(MODERATOR, room) as follower:
            snapshot = await follower.next()
            assert snapshot["__typename"] == "RoomSnapshot"
            ready.set()
            await follower.until(2 + 80)
        return follower

    ready = [asyncio.Event() for _ in range(20)]
    following = [asyncio.create_task(follow(nodes[number % 2], event)) for number, event in enumerate(ready)]
    await asyncio.gather(*(event.wait() for event in ready))
    sends = [
        node.send_gift(viewer, room, recipientId=recipient.id)
        for node in nodes
        for viewer in (VIEWER, VIEWER_2)
        for recipient in (CREATOR, GUEST)
        for _ in range(10)
    ]
    sent = {gift["id"] for gift in await asyncio.gather(*sends)}
    followers = await asyncio.gather(*following)
    told = gifts(followers[0].items)
    assert set(told) == sent
    for follower in followers:
        assert gifts(follower.items) == told
        assert follower.offsets == list(range(2, 83))


async def test_a_socket_ends_with_its_token(node: LocalNode) -> None:
    room = await node.open_room()
    soon = node.clock.now() + 3 * MICROSECONDS
    async with node.follow_as(node.token(VIEWER, soon), room) as follower, node.follow(VIEWER, room) as other:
        await follower.next()
        await other.next()
        assert await follower.closed() == 4401
        await node.grant(VIEWER, 1)
        await node.send_gift(VIEWER, room)
        assert (await other.next())["__typename"] == "GiftSentEvent"
    assert [item["__typename"] for item in follower.items] == ["RoomSnapshot"]
