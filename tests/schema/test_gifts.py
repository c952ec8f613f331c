"""
Gifts over the graph: sent once, seen by each side as it may, and taken back.
"""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from largesse.clock import DAY, iso_of
from largesse.errors import OutcomeUnknown, Overloaded, Unavailable
from largesse.ledger.identifiers import new_id
from largesse.schema.ids import global_id
from tests.schema.house import ANN, BOB, CLEO, DORA, MODERATOR, NOW, OPERATOR, ROSE, FailingJournal

if TYPE_CHECKING:
    from largesse.errors import LargesseError
    from largesse.people.caller import Caller
    from tests.schema.house import House, Json

GIFT = """
    gift {
      id quantity priceCoins totalCoins anonymous message remainingQuantity
      sender { id name }
      recipient { id name }
      room { title }
      type { key name }
      typeWhenSent { key version name emoji plugin }
      senderReceipt {
        totalCoins
        lines { lotId origin channel coins paid { decimal } tax { decimal } channelFee { decimal } }
      }
      recipientReceipt {
        earned { decimal asset }
        value { units asset }
        shareCard { region version }
        payoutCard { region }
      }
    }
"""
REVERSE = """
    mutation ($input: GiftReverseInput!) {
      giftReverse(input: $input) {
        gift { remainingQuantity } replayed errors { __typename ... on UserError { message code path } }
      }
    }"""
NODE = f"query ($id: ID!) {{ node(id: $id) {{ __typename ... on Gift {{ {GIFT.strip()[6:-1]} }} }} }}"


async def coins_of(house: House, owner: Caller) -> int:
    data = await house.ask(owner, "{ viewer { wallet { availableCoins } } }")
    return int(data["viewer"]["wallet"]["availableCoins"])


async def pending_of(house: House, owner: Caller) -> int:
    data = await house.ask(owner, "{ viewer { earnings { pending { units } } } }")
    return int(data["viewer"]["earnings"]["pending"]["units"])


async def test_a_gift_is_answered_whole(house: House) -> None:
    room = await house.open_room()
    lot = await house.grant(ANN, 100)
    selection = GIFT + "wallet { availableCoins balanceCoins }"
    payload = await house.send(ANN, room, selection, quantity=3, message="Well sung")
    assert payload["errors"] == []
    assert payload["replayed"] is False
    assert payload["wallet"] == {"availableCoins": "97", "balanceCoins": "97"}
    gift = payload["gift"]
    assert gift["totalCoins"] == "3"
    assert gift["message"] == "Well sung"
    assert gift["remainingQuantity"] == 3
    assert gift["sender"] == {"id": global_id("Person", ANN.id), "name": "Ann"}
    assert gift["recipient"]["name"] == "Cleo"
    assert gift["room"] == {"title": "Songs"}
    assert gift["type"] == {"key": ROSE, "name": "Rose"}
    assert gift["typeWhenSent"] == {"key": ROSE, "version": 1, "name": "Rose", "emoji": "🌹", "plugin": "classics"}
    line = {"lotId": lot, "origin": "BONUS", "channel": None, "coins": "3", "paid": None, "tax": None}
    assert gift["senderReceipt"] == {"totalCoins": "3", "lines": [{**line, "channelFee": None}]}
    assert gift["recipientReceipt"] is None


async def test_a_receipt_shows_the_sender_what_their_coins_had_cost(house: House) -> None:
    room = await house.open_room()
    paid = {"currency": "USD", "paidUnits": "140", "taxUnits": "10", "feeUnits": "30"}
    await house.grant(ANN, 100, origin="PURCHASED", channel="WEB", paid=paid)
    payload = await house.send(ANN, room, GIFT, quantity=50)
    (line,) = payload["gift"]["senderReceipt"]["lines"]
    assert line["channel"] == "WEB"
    assert (line["paid"], line["tax"], line["channelFee"]) == (
        {"decimal": "0.70"},
        {"decimal": "0.05"},
        {"decimal": "0.15"},
    )


async def test_a_creator_sees_share_and_diamonds_and_nothing_of_where_the_coins_came_from(house: House) -> None:
    room = await house.open_room()
    await house.grant(ANN, 100)
    gift = (await house.send(ANN, room, quantity=10))["gift"]["id"]
    seen = (await house.ask(CLEO, NODE, id=gift))["node"]
    assert seen["senderReceipt"] is None
    receipt = seen["recipientReceipt"]
    assert receipt["earned"] == {"decimal": "5.000000", "asset": "DIAMOND"}
    assert receipt["value"]["asset"] == "EUR"
    assert receipt["shareCard"] == {"region": "DE", "version": 1}
    assert receipt["payoutCard"] == {"region": "DE"}
    other = (await house.ask(BOB, NODE, id=gift))["node"]
    assert (other["senderReceipt"], other["recipientReceipt"]) == (None, None)
    operator = (await house.ask(OPERATOR, NODE, id=gift))["node"]
    assert operator["senderReceipt"]
    assert operator["recipientReceipt"]


async def test_an_anonymous_sender_is_seen_by_themselves_and_operators_alone(house: House) -> None:
    room = await house.open_room()
    await house.grant(ANN, 100)
    gift = (await house.send(ANN, room, anonymous=True))["gift"]["id"]
    seen = {caller.subject: (await house.ask(caller, NODE, id=gift))["node"] for caller in (ANN, BOB, CLEO, OPERATOR)}
    assert {subject: node["sender"] and node["sender"]["name"] for subject, node in seen.items()} == {
        "ann": "Ann",
        "bob": None,
        "cleo": None,
        "oz": "Ann",
    }


async def test_a_gift_is_answered_without_a_read_after_its_commit(house: House) -> None:
    room = await house.open_room()
    await house.grant(ANN, 100)
    await house.send(ANN, room)
    house.rows.reads.clear()
    selection = "gift { id quantity totalCoins remainingQuantity message type { name } senderReceipt { totalCoins } }"
    payload = await house.send(ANN, room, selection + " wallet { id balanceCoins availableCoins }", message="Hi")
    assert payload["gift"]["message"] == "Hi"
    assert payload["wallet"]["balanceCoins"] == payload["wallet"]["availableCoins"] == "98"
    assert (await house.send(ANN, room, "gift { message }"))["gift"] == {"message": None}
    assert house.rows.reads == []


async def test_coins_that_have_expired_are_not_among_what_is_left_after_a_gift(house: House) -> None:
    room = await house.open_room()
    await house.grant(ANN, 30, expiresAt=iso_of(NOW + DAY))
    await house.grant(ANN, 20, expiresAt=iso_of(NOW + DAY + 1))
    await house.grant(ANN, 7)
    await house.send(ANN, room, quantity=4)
    house.clock.instant = NOW + 2 * DAY
    payload = await house.send(ANN, room, "wallet { balanceCoins availableCoins }", quantity=2)
    assert payload["wallet"] == {"balanceCoins": "51", "availableCoins": "5"}
    assert await coins_of(house, ANN) == 5


async def test_the_same_key_answers_the_first_gift_and_debits_once(house: House) -> None:
    room = await house.open_room()
    await house.grant(ANN, 100)
    sent = {"idempotencyKey": "once", "quantity": 2, "message": "Hi"}
    first = await house.send(ANN, room, GIFT, **sent)
    again = await house.send(ANN, room, GIFT + "wallet { availableCoins }", **sent)
    assert again["replayed"] is True
    assert again["gift"] == first["gift"]
    assert again["wallet"] == {"availableCoins": "98"}
    assert await coins_of(house, ANN) == 98


async def test_the_same_key_for_anything_else_is_refused(house: House) -> None:
    room = await house.open_room()
    await house.grant(ANN, 100)
    await house.send(ANN, room, idempotencyKey="once")
    for more in ({"quantity": 2}, {"quantity": 1}, {"message": ""}, {"anonymous": False}):
        payload = await house.send(ANN, room, idempotencyKey="once", **more)
        assert payload["gift"] is None
        (error,) = payload["errors"]
        assert (error["__typename"], error["path"]) == ("KeyReusedError", ["input", "idempotencyKey"])
    assert await coins_of(house, ANN) == 99


async def test_a_number_as_a_string_or_as_a_number_is_the_same_content(house: House) -> None:
    room = await house.open_room()
    await house.grant(ANN, 100)
    await house.send(ANN, room, idempotencyKey="once", priceSeen="1")
    assert (await house.send(ANN, room, idempotencyKey="once", priceSeen=1))["replayed"] is True


REFUSALS: list[tuple[dict[str, Json], str, list[str]]] = [
    ({"giftType": "nothing"}, "GiftTypeUnknownError", ["input", "giftType"]),
    ({"quantity": 0}, "QuantityOutOfRangeError", ["input", "quantity"]),
    ({"quantity": 1000}, "QuantityOutOfRangeError", ["input", "quantity"]),
    ({"priceSeen": "2"}, "PriceChangedError", ["input", "priceSeen"]),
    ({"quantity": 500, "priceSeen": "500"}, "InsufficientCoinsError", []),
    ({"recipientId": global_id("Person", DORA.id)}, "RecipientNotOnStageError", ["input", "recipientId"]),
    ({"roomId": global_id("Room", new_id())}, "NotFoundError", []),
    ({"roomId": global_id("Person", ANN.id)}, "InvalidInputError", ["input", "roomId"]),
    ({"roomId": "!"}, "InvalidInputError", ["input", "roomId"]),
    ({"recipientId": "x"}, "InvalidInputError", ["input", "recipientId"]),
    # Not the host, to whom it goes where nobody is named: whoever sends this has forgotten to fill it in.
    ({"recipientId": ""}, "InvalidInputError", ["input", "recipientId"]),
    ({"idempotencyKey": ""}, "InvalidInputError", ["input", "idempotencyKey"]),
    ({"idempotencyKey": "k" * 201}, "InvalidInputError", ["input", "idempotencyKey"]),
    ({"idempotencyKey": "a\0b"}, "InvalidInputError", ["input", "idempotencyKey"]),
    ({"message": "m" * 201}, "InvalidInputError", ["input", "message"]),
    ({"message": "a\ud800b"}, "InvalidInputError", ["input", "message"]),
    ({"giftType": "a\0"}, "InvalidInputError", ["input", "giftType"]),
    ({"giftType": ""}, "InvalidInputError", ["input", "giftType"]),
]


@pytest.mark.parametrize(("more", "name", "path"), REFUSALS)
async def test_a_refusal_is_typed_and_moves_nothing(
    house: House, more: dict[str, Json], name: str, path: list[str]
) -> None:
    room = await house.open_room()
    await house.grant(ANN, 100)
    payload = await house.send(ANN, room, "gift { id } wallet { id }", **more)
    (error,) = payload["errors"]
    assert (error["__typename"], error["path"]) == (name, path)
    assert (payload["gift"], payload["wallet"], payload["replayed"]) == (None, None, False)
    assert await coins_of(house, ANN) == 100
    assert (await house.ask(ANN, "{ viewer { giftsSent { nodes { id } } } }"))["viewer"]["giftsSent"]["nodes"] == []


async def test_a_refusal_carries_its_numbers(house: House) -> None:
    room = await house.open_room()
    await house.grant(ANN, 5)
    document = """
        mutation ($input: GiftSendInput!) {
          giftSend(input: $input) {
            errors {
              ... on InsufficientCoinsError { neededCoins availableCoins }
              ... on PriceChangedError { priceSeen priceCoins }
              ... on QuantityOutOfRangeError { quantity quantityMax }
              ... on GiftTypeUnknownError { giftType }
            }
          }
        }"""

    async def errors(**more: Json) -> Json:
        sent = {"idempotencyKey": house.key(), "roomId": room, "giftType": ROSE, "priceSeen": "1", **more}
        return (await house.ask(ANN, document, input=sent))["giftSend"]["errors"]

    assert await errors(quantity=9, priceSeen="9") == [{"neededCoins": "9", "availableCoins": "5"}]
    assert await errors(quantity=2) == [{"priceSeen": "1", "priceCoins": "2"}]
    assert await errors(quantity=-1) == [{"quantity": -1, "quantityMax": 999}]
    assert await errors(giftType="none") == [{"giftType": "none"}]


async def test_without_a_token_the_refusal_is_typed(house: House) -> None:
    room = await house.open_room()
    document = "mutation ($input: GiftSendInput!) { giftSend(input: $input) { gift { id } errors { __typename } } }"
    sent = {"idempotencyKey": "k", "roomId": room, "giftType": ROSE, "priceSeen": "1"}
    data = await house.ask(None, document, input=sent)
    assert data == {"giftSend": {"gift": None, "errors": [{"__typename": "UnauthenticatedError"}]}}


@pytest.mark.parametrize(
    ("error", "name"),
    [
        (Unavailable(), "UnavailableError"),
        (Overloaded(), "OverloadedError"),
        (OutcomeUnknown("k"), "OutcomeUnknownError"),
    ],
)
async def test_what_may_be_tried_again_says_so(house: House, error: LargesseError, name: str) -> None:
    room = await house.open_room()
    await house.grant(ANN, 5)
    await house.send(ANN, room)
    broken = replace(house.services, journal=FailingJournal(error))  # type: ignore[arg-type]  # it takes deeds, which is all
    document = """
        mutation ($input: GiftSendInput!) {
          giftSend(input: $input) {
            errors {
              __typename
              ... on UnavailableError { retryable }
              ... on OverloadedError { retryable }
              ... on OutcomeUnknownError { retryable }
            }
          }
        }"""
    sent = {"idempotencyKey": "k", "roomId": room, "giftType": ROSE, "priceSeen": "1"}
    data = await house.ask(ANN, document, broken, input=sent)
    assert data["giftSend"]["errors"] == [{"__typename": name, "retryable": True}]


async def test_what_was_not_expected_is_a_null_root_beside_its_siblings(house: House) -> None:
    room = await house.open_room()
    await house.grant(ANN, 5)
    await house.send(ANN, room)
    broken = replace(house.services, journal=FailingJournal(RuntimeError("boom")))  # type: ignore[arg-type]  # as above
    document = """
        mutation ($input: GiftSendInput!) { __typename giftSend(input: $input) { replayed } }"""
    sent = {"idempotencyKey": "k", "roomId": room, "giftType": ROSE, "priceSeen": "1"}
    data, errors = await house.answer(ANN, document, broken, input=sent)
    assert data == {"__typename": "Mutation", "giftSend": None}
    assert errors == [("boom", ["giftSend"])]


async def test_two_devices_that_spend_the_last_coins_succeed_once(house: House) -> None:
    room = await house.open_room()
    await house.grant(ANN, 1)
    payloads = await asyncio.gather(*(house.send(ANN, room) for _ in range(16)))
    told = sorted(error["__typename"] for payload in payloads for error in payload["errors"])
    assert told == ["InsufficientCoinsError"] * 15
    assert await coins_of(house, ANN) == 0
    assert await pending_of(house, CLEO) == 500_000


async def test_a_gift_is_taken_back_in_parts_by_operators_alone(house: House) -> None:
    room = await house.open_room()
    await house.grant(ANN, 10)
    gift = (await house.send(ANN, room, quantity=10))["gift"]["id"]
    earned = await pending_of(house, CLEO)

    async def reverse(caller: Caller, **more: Json) -> Json:
        sent = {"idempotencyKey": house.key(), "giftId": gift, "reason": "a test", **more}
        return (await house.ask(caller, REVERSE, input=sent))["giftReverse"]

    for caller in (ANN, CLEO, MODERATOR):
        payload = await reverse(caller)
        assert [error["__typename"] for error in payload["errors"]] == ["ForbiddenError"]
    assert await coins_of(house, ANN) == 0

    part = await reverse(OPERATOR, quantity=4, idempotencyKey="part")
    assert part == {"gift": {"remainingQuantity": 6}, "replayed": False, "errors": []}
    again = await reverse(OPERATOR, quantity=4, idempotencyKey="part")
    assert again == {"gift": {"remainingQuantity": 6}, "replayed": True, "errors": []}
    assert await coins_of(house, ANN) == 4

    too_many = await reverse(OPERATOR, quantity=7)
    assert [error["__typename"] for error in too_many["errors"]] == ["AlreadyReversedError"]
    assert (await reverse(OPERATOR))["gift"] == {"remainingQuantity": 0}
    assert await coins_of(house, ANN) == 10
    assert await pending_of(house, CLEO) == 0 < earned


async def test_gifts_are_listed_for_both_sides_the_newest_first(house: House) -> None:
    room = await house.open_room()
    await house.grant(ANN, 10)
    gifts = [(await house.send(ANN, room))["gift"]["id"] for _ in range(3)]
    sent = await house.ask(ANN, "{ viewer { giftsSent { nodes { id } } giftsReceived { nodes { id } } } }")
    received = await house.ask(CLEO, "{ viewer { giftsSent { nodes { id } } giftsReceived { nodes { id } } } }")
    newest_first = [{"id": gift} for gift in reversed(gifts)]
    assert sent["viewer"] == {"giftsSent": {"nodes": newest_first}, "giftsReceived": {"nodes": []}}
    assert received["viewer"] == {"giftsSent": {"nodes": []}, "giftsReceived": {"nodes": newest_first}}
