"""
Reversals: a gift taken back, whole and in parts, to the last unit of every amount.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from typing import TYPE_CHECKING

import pytest

from largesse.testing import CREATOR, GUEST, OPERATOR, VIEWER

if TYPE_CHECKING:
    from largesse.testing import Json, LocalNode, Node

    from .conftest import Nodes

REVERSE = """
    mutation ($input: GiftReverseInput!) {
      giftReverse(input: $input) {
        gift { id remainingQuantity totalCoins senderReceipt { totalCoins lines { coins } } }
        replayed
        errors {
          __typename
          ... on UserError { code path }
          ... on AlreadyReversedError { remainingQuantity askedQuantity }
          ... on InvalidInputError { reason }
        }
      }
    }"""
LOTS = """
    { viewer { wallet { availableCoins lots {
      nodes { origin channel leftCoins issuedCoins paid { units asset } tax { units } channelFee { units } expiresAt }
    } } } }"""
ENTRIES = """{
    viewer {
      earnings {
        pending { units }
        buckets { nodes { diamonds { units } } }
        entries {
          nodes { amount { units } cause { operation gift { id remainingQuantity } reverses { operation } } }
        }
      }
    }
}"""


async def reverse(node: Node, gift: str, **more: object) -> Json:
    return await node.act(REVERSE, OPERATOR, giftId=gift, reason="a test", **more)


async def test_a_whole_gift_is_taken_back_once(node: LocalNode) -> None:
    await node.grant(VIEWER, 10)
    room = await node.open_room()
    gift = await node.send_gift(VIEWER, room, quantity=8, priceSeen="8")
    kept = await node.send_gift(VIEWER, room, quantity=2, priceSeen="2")
    assert (await node.coins_of(VIEWER), await node.earnings_of(CREATOR)) == (0, 5_000_000)
    async with node.follow(CREATOR, room) as follower:
        await follower.next()
        done = await reverse(node, gift["id"], idempotencyKey="back")
        told = await follower.next()
    assert (done["errors"], done["replayed"]) == ([], False)
    assert done["gift"]["remainingQuantity"] == 0
    # What was sent stays as it was sent.
    assert (done["gift"]["totalCoins"], done["gift"]["senderReceipt"]["totalCoins"]) == ("8", "8")
    assert told["__typename"] == "GiftReversedEvent"
    assert (told["reversedQuantity"], told["reversedCoins"]) == (8, "8")
    assert told["gift"] == {"id": gift["id"], "remainingQuantity": 0}
    assert (await node.coins_of(VIEWER), await node.earnings_of(CREATOR)) == (8, 1_000_000)

    earned = (await node.query(ENTRIES, token=node.token(CREATOR)))["viewer"]["earnings"]
    assert earned["buckets"]["nodes"] == [{"diamonds": {"units": "1000000"}}]
    back, second, first = earned["entries"]["nodes"]
    assert [each["amount"]["units"] for each in (first, second, back)] == ["4000000", "1000000", "-4000000"]
    assert back["cause"]["operation"] == "giftReverse"
    assert back["cause"]["gift"] == {"id": gift["id"], "remainingQuantity": 0}
    assert back["cause"]["reverses"] == {"operation": "giftSend"}
    assert second["cause"]["gift"]["id"] == kept["id"]

    async with node.nothing_moves():
        again = await reverse(node, gift["id"], idempotencyKey="back")
    assert (again["replayed"], again["errors"], again["gift"]) == (True, [], done["gift"])
    for more, asked in (({}, 8), ({"quantity": 1}, 1), ({"quantity": 8}, 8)):
        async with node.nothing_moves():
            twice = await reverse(node, gift["id"], **more)
        assert twice["gift"] is None
        assert twice["errors"] == [
            {
                "__typename": "AlreadyReversedError",
                "code": "ALREADY_REVERSED",
                "path": ["input", "quantity"],
                "remainingQuantity": 0,
                "askedQuantity": asked,
            }
        ]
    await node.send_gift(VIEWER, room, quantity=8, priceSeen="8")


async def test_parts_add_up_to_the_whole_to_the_last_unit(node: LocalNode) -> None:
    # Amounts that do not divide: 7 roses from two lots, the second bought for an odd price.
    paid = {"currency": "USD", "paidUnits": "1001", "taxUnits": "73", "feeUnits": "289"}
    await node.grant(VIEWER, 3)
    await node.grant(VIEWER, 97, origin="PURCHASED", channel="WEB", paid=paid)
    before = (await node.query(LOTS, token=node.token(VIEWER)))["viewer"]["wallet"]
    room = await node.open_room(CREATOR, guests=[GUEST])
    gift = await node.send_gift(VIEWER, room, quantity=7, priceSeen="7", recipientId=GUEST.id)
    earned = await node.earnings_of(GUEST)
    assert earned > 0
    seen = [earned]
    for quantity, left in ((2, 5), (1, 4), (3, 1)):
        part = await reverse(node, gift["id"], quantity=quantity)
        assert part["gift"]["remainingQuantity"] == left
        seen.append(await node.earnings_of(GUEST))
        await node.assert_books_balance()
    assert seen == sorted(seen, reverse=True)
    too_many = await reverse(node, gift["id"], quantity=2)
    (error,) = too_many["errors"]
    assert (error["remainingQuantity"], error["askedQuantity"]) == (1, 2)
    assert (await reverse(node, gift["id"]))["gift"]["remainingQuantity"] == 0
    assert await node.earnings_of(GUEST) == 0

    after = (await node.query(LOTS, token=node.token(VIEWER)))["viewer"]["wallet"]
    assert after["availableCoins"] == before["availableCoins"] == "100"
    sums = Counter[str]()
    for lot in after["lots"]["nodes"]:
        sums[lot["origin"]] += int(lot["leftCoins"])
        if lot["origin"] == "PURCHASED":
            assert (lot["channel"], lot["paid"]["asset"]) == ("WEB", "USD")
    assert sums == {"BONUS": 3, "PURCHASED": 97}
    gift = await node.send_gift(VIEWER, room, quantity=100, priceSeen="100")
    lines = [line for line in gift["senderReceipt"]["lines"] if line["paid"]]
    assert sum(int(line["paid"]["units"]) for line in lines) == 1001
    assert sum(int(line["tax"]["units"]) for line in lines) == 73
    assert sum(int(line["channelFee"]["units"]) for line in lines) == 289


async def test_a_gift_is_taken_back_from_a_closed_room_and_followers_hear_of_it(node: LocalNode) -> None:
    await node.grant(VIEWER, 1)
    room = await node.open_room()
    gift = await node.send_gift(VIEWER, room)
    close = "mutation ($input: RoomCloseInput!) { roomClose(input: $input) { errors { __typename } } }"
    async with node.follow(VIEWER, room) as follower:
        await node.act(close, CREATOR, roomId=room)
        # The last that a room tells by itself is that the combos of its gifts are over.
        await follower.until(4)
    async with node.follow(VIEWER, room) as follower:
        assert (await follower.next())["room"]["status"] == "CLOSED"
        assert (await reverse(node, gift["id"]))["errors"] == []
        assert (await follower.next())["__typename"] == "GiftReversedEvent"
    assert await node.coins_of(VIEWER) == 1


async def test_of_reversals_at_once_on_two_nodes_one_takes_back(nodes: Nodes) -> None:
    await nodes.here.grant(VIEWER, 10)
    room = await nodes.here.open_room()
    gift = await nodes.there.send_gift(VIEWER, room, quantity=10, priceSeen="10")
    payloads = await asyncio.gather(*(reverse(node, gift["id"]) for node in nodes for _ in range(8)))
    told = Counter(error["code"] for payload in payloads for error in payload["errors"])
    assert told == {"ALREADY_REVERSED": 15}
    assert await nodes.there.coins_of(VIEWER) == 10
    assert await nodes.here.earnings_of(CREATOR) == 0


@pytest.mark.parametrize(
    ("more", "path"),
    [
        ({"quantity": 0}, "quantity"),
        ({"quantity": -1}, "quantity"),
        ({"reason": ""}, "reason"),
        ({"reason": " "}, "reason"),
        ({"reason": "r" * 501}, "reason"),
        ({"reason": "a\0"}, "reason"),
        ({"giftId": VIEWER.id}, "giftId"),
    ],
)
async def test_an_odd_reversal_is_refused_and_moves_nothing(
    turned: LocalNode, more: dict[str, object], path: str
) -> None:
    await turned.grant(VIEWER, 10)
    gift = await turned.send_gift(VIEWER, await turned.open_room(), quantity=10, priceSeen="10")
    async with turned.nothing_moves():
        payload = await turned.act(REVERSE, OPERATOR, **{"giftId": gift["id"], "reason": "a test", **more})
    (error,) = payload["errors"]
    assert (error["code"], error["path"]) == ("INVALID_INPUT", ["input", path])
