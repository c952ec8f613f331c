"""
The first gift: from an operator's grant to the creator's earnings, and the same again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from largesse.testing import CREATOR, GUEST, OPERATOR, VIEWER, VIEWER_2

if TYPE_CHECKING:
    from largesse.testing import LocalNode

RECIPIENT_RECEIPT = """
    query ($id: ID!) {
      node(id: $id) {
        ... on Gift {
          senderReceipt { totalCoins }
          recipientReceipt { earned { units asset decimal } value { asset } shareCard { region version } }
        }
      }
    }"""
SHOWN = """
    {
      viewer {
        wallet {
          availableCoins
          lots { nodes { id leftCoins usedCoins } }
          entries { nodes { number amount { units asset } balanceAfter { units } cause { operation gift { id } } } }
        }
        giftsSent { nodes { id } }
      }
    }"""
EARNED = """
    {
      viewer {
        earnings {
          pending { units }
          buckets { nodes { diamonds { units } card { region } } }
          entries { nodes { amount { units asset } balanceAfter { units } } }
        }
        giftsReceived { nodes { id } }
      }
    }"""


async def test_a_first_gift_moves_coins_to_diamonds_and_is_told_to_the_room(node: LocalNode) -> None:
    lot = await node.grant(VIEWER, 100)
    room = await node.open_room(CREATOR, guests=[GUEST])
    async with node.follow(VIEWER_2, room) as follower:
        snapshot = await follower.next()
        assert snapshot["__typename"] == "RoomSnapshot"
        assert [person["id"] for person in snapshot["room"]["stage"]] == [CREATOR.id, GUEST.id]
        payload = await node.order_gift(
            VIEWER, room, recipientId=GUEST.id, quantity=7, priceSeen="7", message="Encore", idempotencyKey="first"
        )
        told = await follower.next()
    gift = payload["gift"]
    assert payload["errors"] == []
    assert payload["replayed"] is False
    assert payload["wallet"] == {"availableCoins": "93", "balanceCoins": "93"}
    assert (gift["quantity"], gift["priceCoins"], gift["totalCoins"]) == (7, "1", "7")
    assert (gift["message"], gift["anonymous"], gift["remainingQuantity"]) == ("Encore", False, 7)
    assert (gift["sender"]["id"], gift["recipient"]["id"]) == (VIEWER.id, GUEST.id)
    line = {"lotId": lot["id"], "origin": "BONUS", "channel": None, "coins": "7"}
    assert gift["senderReceipt"] == {
        "totalCoins": "7",
        "lines": [{**line, "paid": None, "tax": None, "channelFee": None}],
    }
    assert told["__typename"] == "GiftSentEvent"
    assert int(told["offset"]) == int(snapshot["offset"]) + 1
    assert told["occurredAt"] == gift["sentAt"]
    assert {name: told["gift"][name] for name in ("id", "quantity", "totalCoins", "sender", "recipient")} == {
        name: gift[name] for name in ("id", "quantity", "totalCoins", "sender", "recipient")
    }

    mine = (await node.query(SHOWN, token=node.token(VIEWER)))["viewer"]
    assert mine["giftsSent"]["nodes"] == [{"id": gift["id"]}]
    assert mine["wallet"]["lots"]["nodes"] == [{"id": lot["id"], "leftCoins": "93", "usedCoins": "7"}]
    spent, granted = mine["wallet"]["entries"]["nodes"]
    assert spent == {
        "number": "2",
        "amount": {"units": "-7", "asset": "COIN"},
        "balanceAfter": {"units": "93"},
        "cause": {"operation": "giftSend", "gift": {"id": gift["id"]}},
    }
    assert granted["balanceAfter"] == {"units": "100"}

    # Japan's second card gives 55 % of the net: 0.55 of a diamond for a coin, in millionths.
    theirs = (await node.query(EARNED, token=node.token(GUEST)))["viewer"]
    earned = theirs["earnings"]["pending"]["units"]
    assert theirs["giftsReceived"]["nodes"] == [{"id": gift["id"]}]
    assert theirs["earnings"]["buckets"]["nodes"] == [{"diamonds": {"units": earned}, "card": {"region": "JP"}}]
    assert theirs["earnings"]["entries"]["nodes"] == [
        {"amount": {"units": earned, "asset": "DIAMOND"}, "balanceAfter": {"units": earned}}
    ]
    receipt = (await node.query(RECIPIENT_RECEIPT, {"id": gift["id"]}, token=node.token(GUEST)))["node"]
    assert receipt["senderReceipt"] is None
    assert receipt["recipientReceipt"]["earned"]["units"] == earned
    assert receipt["recipientReceipt"]["shareCard"] == {"region": "JP", "version": 2}


async def test_the_same_call_again_answers_the_first_gift_and_moves_nothing(node: LocalNode) -> None:
    await node.grant(VIEWER, 100)
    room = await node.open_room()
    sent = {"idempotencyKey": "once", "quantity": 3, "priceSeen": "3", "message": "Hello"}
    first = await node.order_gift(VIEWER, room, **sent)
    await node.send_gift(VIEWER, room)
    async with node.nothing_moves():
        again = await node.order_gift(VIEWER, room, **sent)
    assert again["replayed"] is True
    assert again["gift"] == first["gift"]
    assert again["errors"] == []
    assert again["wallet"] == {"availableCoins": "96", "balanceCoins": "96"}


async def test_a_key_used_for_anything_else_is_refused_whoever_has_used_the_same_text(node: LocalNode) -> None:
    await node.grant(VIEWER, 100)
    await node.grant(VIEWER_2, 100)
    room = await node.open_room()
    await node.send_gift(VIEWER, room, idempotencyKey="mine")
    for more in ({"quantity": 2, "priceSeen": "2"}, {"anonymous": True}, {"message": ""}, {"quantity": 1}):
        async with node.nothing_moves():
            payload = await node.order_gift(VIEWER, room, idempotencyKey="mine", **more)
        (error,) = payload["errors"]
        assert (error["__typename"], error["code"]) == ("KeyReusedError", "KEY_REUSED")
        assert error["path"] == ["input", "idempotencyKey"]
        assert (payload["gift"], payload["wallet"], payload["replayed"]) == (None, None, False)
    theirs = await node.order_gift(VIEWER_2, room, idempotencyKey="mine")
    assert (theirs["errors"], theirs["replayed"]) == ([], False)


async def test_a_replay_outlives_the_room_and_the_coins(node: LocalNode) -> None:
    await node.grant(VIEWER, 1)
    room = await node.open_room()
    first = await node.order_gift(VIEWER, room, idempotencyKey="last coin")
    async with node.follow(VIEWER, room) as follower:
        await node.act(
            "mutation ($input: RoomCloseInput!) { roomClose(input: $input) { errors { __typename } } }",
            CREATOR,
            roomId=room,
        )
        # The room was opened, heard of a gift, was closed, and heard that the gift's combo is over.
        await follower.until(4)
    async with node.nothing_moves():
        again = await node.order_gift(VIEWER, room, idempotencyKey="last coin")
    assert (again["replayed"], again["gift"], again["errors"]) == (True, first["gift"], [])
    assert again["combo"] == first["combo"]
    assert (again["combo"]["count"], again["combo"]["status"]) == ("1", "RUNNING")


async def test_what_was_paid_stands_on_the_senders_receipt_alone(node: LocalNode) -> None:
    paid = {"currency": "USD", "paidUnits": "1400", "taxUnits": "100", "feeUnits": "300"}
    await node.grant(VIEWER, 1000, origin="PURCHASED", channel="WEB", paid=paid)
    await node.grant(VIEWER, 10)
    room = await node.open_room()
    gift = await node.send_gift(VIEWER, room, quantity=60, priceSeen="60")
    free, bought = gift["senderReceipt"]["lines"]
    assert (free["origin"], free["coins"], free["paid"]) == ("BONUS", "10", None)
    assert (bought["origin"], bought["channel"], bought["coins"]) == ("PURCHASED", "WEB", "50")
    assert bought["paid"] == {"units": "70", "asset": "USD"}
    assert (bought["tax"], bought["channelFee"]) == ({"units": "5"}, {"units": "15"})
    for persona in (CREATOR, VIEWER_2):
        seen = (await node.query(RECIPIENT_RECEIPT, {"id": gift["id"]}, token=node.token(persona)))["node"]
        assert seen["senderReceipt"] is None
        assert (seen["recipientReceipt"] is None) is (persona is VIEWER_2)
    seen = (await node.query(RECIPIENT_RECEIPT, {"id": gift["id"]}, token=node.token(OPERATOR)))["node"]
    assert seen["senderReceipt"]["totalCoins"] == "60"


async def test_an_anonymous_gift_names_its_sender_to_nobody_in_the_room(node: LocalNode) -> None:
    await node.grant(VIEWER, 5)
    room = await node.open_room()
    async with node.follow(CREATOR, room) as follower:
        await follower.next()
        gift = await node.send_gift(VIEWER, room, anonymous=True)
        told = await follower.next()
    assert gift["sender"] == {"id": VIEWER.id}
    assert (told["gift"]["anonymous"], told["gift"]["sender"]) == (True, None)
