"""
Thanks: said by the recipient, heard by the room once, and shown with the gift from then on.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from largesse.testing import CREATOR, VIEWER, VIEWER_2
from largesse.testing.documents import ROOM_CLOSE

if TYPE_CHECKING:
    from largesse.testing import Json, LocalNode

    from .conftest import Nodes

THANK = """
    mutation ($input: GiftThankInput!) {
      giftThank(input: $input) { gift { id thankedAt } replayed errors { ... on UserError { code path } } }
    }"""
THANKED_AT = "query ($id: ID!) { node(id: $id) { ... on Gift { thankedAt sender { id } } } }"


async def thanked_at(node: LocalNode, gift: Json) -> str | None:
    found = await node.query(THANKED_AT, {"id": gift["id"]}, token=node.token(VIEWER_2))
    return found["node"]["thankedAt"]


async def test_the_sender_hears_of_thanks_and_the_gift_shows_them(node: LocalNode) -> None:
    await node.grant(VIEWER, 10)
    room = await node.open_room()
    gift = await node.send_gift(VIEWER, room)
    assert await thanked_at(node, gift) is None
    async with node.follow(VIEWER, room) as follower:
        await follower.next()
        done = await node.act(THANK, CREATOR, giftId=gift["id"], idempotencyKey="thanks")
        told = await follower.next()
    at = done["gift"]["thankedAt"]
    assert done == {"gift": {"id": gift["id"], "thankedAt": at}, "replayed": False, "errors": []}
    assert told["__typename"] == "GiftThankedEvent"
    assert told["occurredAt"] == at
    assert told["gift"] == {
        "id": gift["id"],
        "thankedAt": at,
        "sender": {"id": VIEWER.id},
        "recipient": {"id": CREATOR.id},
    }
    assert await thanked_at(node, gift) == at
    replayed = await node.act(THANK, CREATOR, giftId=gift["id"], idempotencyKey="thanks")
    assert replayed == {"gift": {"id": gift["id"], "thankedAt": at}, "replayed": True, "errors": []}


async def test_who_gave_anonymously_is_thanked_and_stays_unknown(node: LocalNode) -> None:
    await node.grant(VIEWER, 10)
    room = await node.open_room()
    gift = await node.send_gift(VIEWER, room, anonymous=True)
    async with node.follow(VIEWER_2, room) as follower:
        await follower.next()
        await node.act(THANK, CREATOR, giftId=gift["id"])
        told = await follower.next()
    assert (told["gift"]["id"], told["gift"]["sender"]) == (gift["id"], None)


async def test_a_combo_is_thanked_for_as_a_whole(node: LocalNode) -> None:
    await node.grant(VIEWER, 10)
    room = await node.open_room()
    gifts = [await node.send_gift(VIEWER, room) for _ in range(3)]
    at = (await node.act(THANK, CREATOR, giftId=gifts[1]["id"]))["gift"]["thankedAt"]
    document = "query ($id: ID!) { node(id: $id) { ... on Gift { thankedAt combo { count thankedAt } } } }"
    for gift in gifts:
        seen = await node.query(document, {"id": gift["id"]}, token=node.token(VIEWER))
        assert seen["node"] == {"thankedAt": at, "combo": {"count": "3", "thankedAt": at}}


async def test_thanks_come_after_the_show_too(node: LocalNode) -> None:
    await node.grant(VIEWER, 10)
    room = await node.open_room()
    gift = await node.send_gift(VIEWER, room)
    await node.act(ROOM_CLOSE, CREATOR, roomId=room)
    assert (await node.act(THANK, CREATOR, giftId=gift["id"]))["errors"] == []
    assert await thanked_at(node, gift) is not None


async def test_two_nodes_that_are_asked_at_once_tell_the_room_once(nodes: Nodes) -> None:
    here, there = nodes
    await here.grant(VIEWER, 10)
    room = await here.open_room()
    gift = await here.send_gift(VIEWER, room)
    async with here.follow(VIEWER, room) as follower:
        await follower.next()
        asked = [
            node.act(THANK, CREATOR, giftId=gift["id"], idempotencyKey=f"{place} {turn}")
            for turn in range(5)
            for place, node in (("here", here), ("there", there))
        ]
        answers = await asyncio.gather(*asked)
        await here.send_gift(VIEWER, room)
        told = [await follower.next(), await follower.next()]
    assert {answer["gift"]["thankedAt"] for answer in answers} == {told[0]["gift"]["thankedAt"]}
    assert [item["__typename"] for item in told] == ["GiftThankedEvent", "GiftSentEvent"]
