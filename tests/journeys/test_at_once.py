"""
At once: devices that spend the same coins, and rooms that change while gifts are in flight.
"""

from __future__ import annotations

import asyncio
import itertools
from collections import Counter
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from largesse.testing import CREATOR, GUEST, MODERATOR, VIEWER, VIEWER_2, Persona
from largesse.testing.documents import ROOM_CLOSE, ROOM_PAUSE, ROOM_STAGE_SET

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

    from largesse.testing import Follower, Json, LocalNode, Node

    from .conftest import Nodes

DEVICES = 64
EXPECTED = {"ROOM_NOT_OPEN", "RECIPIENT_NOT_ON_STAGE"}
"""What a gift may be refused for while a room changes."""
GUEST_2 = Persona("layla", GUEST.roles, region="KW")


async def spend_the_last_coins(nodes: Sequence[Node], earned: int) -> None:
    """Have 64 devices spend the same coins at once, with keys of their own: one of them does."""
    first = nodes[0]
    await first.grant(VIEWER, 7)
    room = await first.open_room()
    sends = [
        node.order_gift(VIEWER, room, giftType="rose", quantity=5, priceSeen="5", idempotencyKey=f"device {number}")
        for number, node in zip(range(DEVICES), itertools.cycle(nodes), strict=False)
    ]
    payloads = await asyncio.gather(*sends)
    codes = Counter(error["code"] for payload in payloads for error in payload["errors"])
    assert codes == {"INSUFFICIENT_COINS": DEVICES - 1}
    (done,) = [payload for payload in payloads if not payload["errors"]]
    assert done["wallet"] == {"availableCoins": "2", "balanceCoins": "2"}
    assert all(
        (error["neededCoins"], error["availableCoins"]) == ("5", "2")
        for payload in payloads
        for error in payload["errors"]
    )
    for node in nodes:
        assert await node.coins_of(VIEWER) == 2
        assert await node.earnings_of(CREATOR) == earned


async def test_of_64_devices_that_spend_the_last_coins_one_succeeds(node: LocalNode) -> None:
    # Half of the net goes to the creator in the United States.
    await spend_the_last_coins([node], 2_500_000)


async def test_of_64_devices_on_two_nodes_one_succeeds(nodes: Nodes) -> None:
    await spend_the_last_coins(nodes, 2_500_000)


async def test_the_same_call_to_two_nodes_at_once_is_one_gift(nodes: Nodes) -> None:
    await nodes.here.grant(VIEWER, 100)
    room = await nodes.here.open_room()
    sends = [node.order_gift(VIEWER, room, idempotencyKey="the same") for node in nodes for _ in range(16)]
    payloads = await asyncio.gather(*sends)
    assert [payload["errors"] for payload in payloads] == [[]] * 32
    assert len({payload["gift"]["id"] for payload in payloads}) == 1
    assert Counter(payload["replayed"] for payload in payloads) == {True: 31, False: 1}
    assert await nodes.there.coins_of(VIEWER) == 99


async def test_many_senders_to_one_creator_on_two_nodes_all_arrive(nodes: Nodes) -> None:
    senders = [Persona(f"sender {number}") for number in range(16)]
    await asyncio.gather(*(nodes.here.grant(sender, 10) for sender in senders))
    room = await nodes.here.open_room()
    sends = [node.send_gift(sender, room) for sender in senders for node in nodes for _ in range(5)]
    await asyncio.gather(*sends)
    assert await nodes.there.earnings_of(CREATOR) == len(sends) * 500_000
    assert [await nodes.here.coins_of(sender) for sender in senders] == [0] * len(senders)


@dataclass
class Crowd:
    """What became of the gifts of senders who go on sending."""

    sent: set[str] = field(default_factory=set)
    refusals: Counter[str] = field(default_factory=Counter)


@asynccontextmanager
async def sending(nodes: Sequence[Node], room: str) -> AsyncIterator[Crowd]:
    """Have a crowd send to all who may be on stage until the block ends, and every gift be answered."""
    crowd = Crowd()
    stopped = asyncio.Event()

    async def one(node: Node, sender: Persona) -> None:
        while not stopped.is_set():
            for recipient in (CREATOR, GUEST, GUEST_2):
                payload = await node.order_gift(sender, room, recipientId=recipient.id)
                crowd.refusals.update(error["code"] for error in payload["errors"])
                if payload["gift"]:
                    crowd.sent.add(payload["gift"]["id"])

    async with asyncio.TaskGroup() as group:
        for node in nodes:
            for sender in (VIEWER, VIEWER_2, MODERATOR):
                group.create_task(one(node, sender))
        yield crowd
        stopped.set()


async def gifts_more(follower: Follower, count: int) -> None:
    """Return once so many gifts more have come."""
    while count:
        count -= (await follower.next())["__typename"] == "GiftSentEvent"


async def event(follower: Follower, name: str) -> None:
    """Return once an event of a kind has come."""
    while (await follower.next())["__typename"] != name:
        pass


def held_to_the_stage(items: Sequence[Json]) -> set[str]:
    """Return the gifts of a stream, in which each went to somebody who was on stage, in a room that was open."""
    snapshot, *events = items
    assert snapshot["__typename"] == "RoomSnapshot"
    stage, status = {person["id"] for person in snapshot["room"]["stage"]}, snapshot["room"]["status"]
    gifts = [gift["id"] for gift in snapshot["room"]["gifts"]["nodes"]]
    for item in events:
        match item["__typename"]:
            case "GiftSentEvent":
                assert status == "OPEN"
                assert item["gift"]["recipient"]["id"] in stage
                gifts.append(item["gift"]["id"])
            case "StageChangedEvent":
                stage = {person["id"] for person in item["stage"]}
            case "RoomPausedEvent":
                status = "PAUSED"
            case "RoomResumedEvent":
                status = "OPEN"
            case "RoomClosedEvent":
                status = "CLOSED"
    offsets = [int(item["offset"]) for item in items]
    assert offsets == list(range(offsets[0], offsets[0] + len(offsets)))
    assert len(gifts) == len(set(gifts))
    return set(gifts)


async def test_no_gift_reaches_a_closed_room_or_somebody_off_stage_while_two_nodes_send(nodes: Nodes) -> None:
    here, there = nodes
    await here.meet(GUEST_2)
    for sender in (VIEWER, VIEWER_2, MODERATOR):
        await here.grant(sender, 100_000)
    room = await here.open_room(CREATOR, guests=[GUEST])
    async with here.follow(CREATOR, room) as follower:
        await follower.next()
        async with sending(nodes, room) as crowd:
            for node, guests in ((there, [GUEST_2]), (here, []), (there, [GUEST, GUEST_2]), (here, [GUEST_2])):
                await gifts_more(follower, 6)
                guest_ids = [guest.id for guest in guests]
                changed = await node.act(ROOM_STAGE_SET, CREATOR, roomId=room, guestIds=guest_ids)
                assert changed["errors"] == []
                await event(follower, "StageChangedEvent")
            for node in (here, there):
                await gifts_more(follower, 6)
                assert (await node.act(ROOM_PAUSE, CREATOR, roomId=room))["errors"] == []
                await event(follower, "RoomPausedEvent")
                assert (await node.act(ROOM_PAUSE, CREATOR, roomId=room, paused=False))["errors"] == []
            await gifts_more(follower, 6)
            assert (await there.act(ROOM_CLOSE, MODERATOR, roomId=room))["errors"] == []
            await event(follower, "RoomClosedEvent")
        until_closed = len(follower.items)
        async with there.follow(VIEWER, room) as late:
            closed = await late.next()
        while int(follower.items[-1]["offset"]) < int(closed["offset"]):
            await follower.next()
    assert held_to_the_stage(follower.items) == crowd.sent
    assert crowd.refusals.keys() == EXPECTED
    assert closed["room"]["status"] == "CLOSED"
    assert {item["__typename"] for item in follower.items[until_closed:]} <= {"ComboEndedEvent"}
