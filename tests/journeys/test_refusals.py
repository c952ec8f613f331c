"""
Refusals of a gift: each by its own type and with its numbers, and each leaves everything as it was.
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from largesse.clock import day_of, iso_of
from largesse.plugins import Policy
from largesse.testing import CREATOR, EVERYBODY, GUEST, MODERATOR, OPERATOR, VIEWER, VIEWER_2, Persona, serving
from largesse.testing.documents import GIFT_SEND, ROOM_CLOSE, ROOM_PAUSE
from tests.plugins.conftest import GOOD, Site

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from largesse.settings import Settings
    from largesse.testing import Json, LocalNode

FREEZE = "mutation ($input: WalletFreezeInput!) { walletFreeze(input: $input) { errors { __typename } } }"
BLOCK = "mutation ($input: RoomBlockSetInput!) { roomBlockSet(input: $input) { errors { __typename } } }"
CAP = "mutation ($input: WalletCapSetInput!) { walletCapSet(input: $input) { replayed errors { __typename } } }"
LIMITED = """
    from largesse import Eligibility
    @hookimpl
    def largesse_gift_types():
        return [
            gift("adults", eligibility=Eligibility(sender_age_min=18)),
            gift("grown-hosts", eligibility=Eligibility(recipient_age_min=21)),
            gift("japan", eligibility=Eligibility(regions=frozenset({"JP"}))),
            gift("california", eligibility=Eligibility(regions=frozenset({"US-CA"}))),
        ]
"""


async def refused(node: LocalNode, sender: Persona, room: str, expected: Json, **sent: object) -> None:
    """Have a gift refused as expected: nothing moves, and the sender's key is still good for something else."""
    key = node.key()
    async with node.nothing_moves():
        payload = await node.order_gift(sender, room, idempotencyKey=key, **sent)
    assert (payload["gift"], payload["wallet"], payload["replayed"]) == (None, None, False)
    (error,) = payload["errors"]
    assert error.pop("message").endswith(".")
    assert error == expected
    used = await node.act(CAP, sender, idempotencyKey=key, capCoins=10**9)
    assert used == {"replayed": False, "errors": []}


def error(name: str, code: str, field: str | None, **numbers: object) -> Json:
    return {"__typename": name, "code": code, "path": ["input", field] if field else [], **numbers}


async def test_a_quantity_out_of_range(node: LocalNode) -> None:
    await node.grant(VIEWER, 100)
    room = await node.open_room()
    for quantity in (0, -1, 1000, 2**31 - 1):
        told = error("QuantityOutOfRangeError", "QUANTITY_OUT_OF_RANGE", "quantity", quantity=quantity, quantityMax=999)
        await refused(node, VIEWER, room, told, quantity=quantity, priceSeen=str(quantity))


async def test_a_price_that_was_not_seen_so(node: LocalNode) -> None:
    await node.grant(VIEWER, 100)
    room = await node.open_room()
    for seen in ("1", "3", "0", "-2", str(2**63 - 1)):
        told = error("PriceChangedError", "PRICE_CHANGED", "priceSeen", priceSeen=seen, priceCoins="2")
        await refused(node, VIEWER, room, told, quantity=2, priceSeen=seen)


async def test_too_few_coins(node: LocalNode) -> None:
    await node.grant(VIEWER, 3)
    await node.grant(VIEWER, 2)
    room = await node.open_room()
    told = error("InsufficientCoinsError", "INSUFFICIENT_COINS", None, neededCoins="6", availableCoins="5")
    await refused(node, VIEWER, room, told, quantity=6, priceSeen="6")
    told = error("InsufficientCoinsError", "INSUFFICIENT_COINS", None, neededCoins="1", availableCoins="0")
    await refused(node, VIEWER_2, room, told)


async def test_a_frozen_wallet(node: LocalNode) -> None:
    await node.grant(VIEWER, 3)
    room = await node.open_room()
    frozen = await node.act(FREEZE, OPERATOR, owner={"id": VIEWER.id}, frozen=True, reason="a chargeback")
    assert frozen == {"errors": []}
    await refused(node, VIEWER, room, error("WalletFrozenError", "WALLET_FROZEN", None, reason="a chargeback"))
    await node.act(FREEZE, OPERATOR, owner={"id": VIEWER.id}, frozen=False, reason="settled")
    await node.send_gift(VIEWER, room)


async def test_a_spending_cap_that_is_reached(node: LocalNode) -> None:
    await node.grant(VIEWER, 100)
    room = await node.open_room()
    await node.act(CAP, VIEWER, capCoins=10)
    await node.send_gift(VIEWER, room, quantity=7, priceSeen="7")
    _, resets_at = day_of(node.clock.now(), "America/New_York")
    numbers = {"capCoins": "10", "spentCoins": "7", "neededCoins": "4", "resetsAt": iso_of(resets_at)}
    told = error("SpendingCapReachedError", "SPENDING_CAP_REACHED", None, **numbers)
    await refused(node, VIEWER, room, told, quantity=4, priceSeen="4")
    await node.send_gift(VIEWER, room, quantity=3, priceSeen="3")


async def test_a_gift_type_that_is_not_on_offer(node: LocalNode) -> None:
    await node.grant(VIEWER, 3)
    room = await node.open_room()
    told = error("GiftTypeUnknownError", "GIFT_TYPE_UNKNOWN", "giftType", giftType="unicorn-of-gold")
    await refused(node, VIEWER, room, told, giftType="unicorn-of-gold")


async def test_a_gift_to_oneself(node: LocalNode) -> None:
    await node.grant(CREATOR, 3)
    await node.grant(GUEST, 3)
    room = await node.open_room(CREATOR, guests=[GUEST])
    told = error("GiftToSelfError", "GIFT_TO_SELF", "recipientId")
    await refused(node, CREATOR, room, told)
    await refused(node, GUEST, room, told, recipientId=GUEST.id)
    await node.send_gift(GUEST, room)
    await node.send_gift(CREATOR, room, recipientId=GUEST.id)


async def test_a_room_that_is_paused_or_closed(node: LocalNode) -> None:
    await node.grant(VIEWER, 3)
    room = await node.open_room()
    for document, status in ((ROOM_PAUSE, "PAUSED"), (ROOM_CLOSE, "CLOSED")):
        assert (await node.act(document, CREATOR, roomId=room))["errors"] == []
        await refused(node, VIEWER, room, error("RoomNotOpenError", "ROOM_NOT_OPEN", "roomId", status=status))


async def test_a_room_that_never_was(node: LocalNode) -> None:
    await node.grant(VIEWER, 3)
    room = await node.open_room()
    told = error("InvalidInputError", "INVALID_INPUT", "roomId", reason="it must be the id of a Room")
    for odd in (VIEWER.id, "", "?", room + "A", room[:-4]):
        await refused(node, VIEWER, odd, told)


async def test_a_recipient_who_is_not_on_stage(node: LocalNode) -> None:
    await node.grant(VIEWER, 3)
    room = await node.open_room()
    told = error("RecipientNotOnStageError", "RECIPIENT_NOT_ON_STAGE", "recipientId")
    await refused(node, VIEWER, room, told, recipientId=GUEST.id)
    await refused(node, VIEWER, room, told, recipientId=VIEWER.id)


async def test_a_blocked_sender(node: LocalNode) -> None:
    await node.grant(VIEWER, 3)
    room, other = await node.open_room(), await node.open_room()
    await node.act(BLOCK, MODERATOR, roomId=room, personId=VIEWER.id, blocked=True, reason="rude")
    await refused(node, VIEWER, room, error("SenderBlockedError", "SENDER_BLOCKED", "roomId"))
    await node.send_gift(VIEWER, other)
    await node.act(BLOCK, CREATOR, roomId=room, personId=VIEWER.id, blocked=False)
    await node.send_gift(VIEWER, room)


async def test_a_host_whose_region_has_no_card_or_is_unknown(node: LocalNode) -> None:
    await node.grant(VIEWER, 3)
    for region in (None, "AQ"):
        host = replace(CREATOR, subject=f"host of {region}", region=region)
        room = await node.open_room(host)
        payload = await node.order_gift(VIEWER, room)
        reason = payload["errors"][0]["reason"]
        told = error("RateCardMissingError", "RATE_CARD_MISSING", None, region=region, reason=reason)
        assert reason
        await refused(node, VIEWER, room, told)


@pytest.fixture
async def limited(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[LocalNode]:
    """A server with gift types that are not for everybody."""
    monkeypatch.syspath_prepend(str(tmp_path))
    Site(tmp_path).install("limited", GOOD + LIMITED)
    async with serving(settings, policy=Policy(names=("limited",), strict=True)) as served:
        await served.meet(*EVERYBODY)
        yield served
        await served.assert_books_balance()


async def test_a_gift_type_that_sender_or_recipient_is_not_eligible_for(limited: LocalNode) -> None:
    node = limited
    young, ageless = Persona("young", age_min=17), Persona("ageless", age_min=None)
    abroad, nowhere = Persona("abroad", region="FR"), Persona("nowhere", region=None)
    for persona in (young, ageless, abroad, nowhere, VIEWER):
        await node.meet(persona)
        await node.grant(persona, 5)
    rooms = {
        host.subject: await node.open_room(host)
        for host in (CREATOR, replace(CREATOR, subject="h20", age_min=20), replace(CREATOR, subject="h", age_min=None))
    }
    here = rooms[CREATOR.subject]

    cases = (
        (young, here, "adults", "SENDER", "AGE", "an age of 18 or more"),
        (ageless, here, "adults", "SENDER", "AGE_UNKNOWN", "an age of 18 or more"),
        (abroad, here, "japan", "SENDER", "REGION", "one of the regions JP"),
        (nowhere, here, "japan", "SENDER", "REGION_UNKNOWN", "one of the regions JP"),
        (VIEWER, here, "california", "SENDER", "REGION_UNKNOWN", "one of the regions US-CA"),
        (VIEWER, rooms["h20"], "grown-hosts", "RECIPIENT", "AGE", "an age of 21 or more"),
        (VIEWER, rooms["h"], "grown-hosts", "RECIPIENT", "AGE_UNKNOWN", "an age of 21 or more"),
    )
    for sender, room, gift_type, party, reason, required in cases:
        numbers = {"giftType": gift_type, "party": party, "reasonCode": reason, "required": required}
        told = error("NotEligibleError", "NOT_ELIGIBLE", "giftType", **numbers)
        await refused(node, sender, room, told, giftType=gift_type)
    for gift_type in ("adults", "grown-hosts"):
        await node.send_gift(VIEWER, here, giftType=gift_type)


UNFIT = [
    ("message", "a\0b", "it must have neither NUL nor half of a surrogate pair"),
    ("message", "m" * 201, "it must have 0 to 200 characters"),
    ("giftType", "rose\0", "it must have neither NUL nor half of a surrogate pair"),
    ("giftType", "", "it must have 1 to 64 characters"),
    ("idempotencyKey", "a\0b", "it must have neither NUL nor half of a surrogate pair"),
    ("idempotencyKey", "", "it must have 1 to 200 characters"),
    ("idempotencyKey", "k" * 201, "it must have 1 to 200 characters"),
    ("recipientId", "nobody", "it must be the id of a Person"),
]


async def test_text_that_no_database_holds(node: LocalNode) -> None:
    await node.grant(VIEWER, 3)
    room = await node.open_room()
    for field, text, reason in UNFIT:
        async with node.nothing_moves():
            payload = await node.order_gift(VIEWER, room, **{field: text})
        (told,) = payload["errors"]
        del told["message"]
        assert told == error("InvalidInputError", "INVALID_INPUT", field, reason=reason)
    for fit in ("m" * 200, "🌹" * 200, "é\n"):
        await node.send_gift(VIEWER, room, message=fit, idempotencyKey=fit)


async def test_half_of_a_surrogate_pair(node: LocalNode) -> None:
    await node.grant(VIEWER, 3)
    room = await node.open_room()
    for field in ("message", "idempotencyKey", "giftType"):
        sent = {"idempotencyKey": "k", "roomId": room, "giftType": "rose", "priceSeen": "1", field: "a\ud800b"}
        # As a variable, whose JSON is refused; and in the document, which GraphQL itself refuses.
        body = json.dumps({"query": GIFT_SEND, "variables": {"input": sent}}).encode()
        literal = ", ".join(f"{name}: {json.dumps(value)}" for name, value in sent.items())
        document = f"mutation {{ giftSend(input: {{ {literal} }}) {{ gift {{ id }} errors {{ __typename }} }} }}"
        async with node.nothing_moves():
            answer = await node.post(body, token=node.token(VIEWER))
            assert (answer.status, answer.data, answer.codes) == (400, None, ["BAD_REQUEST"])
            answer = await node.answer(document, token=node.token(VIEWER))
            assert (answer.status, answer.data, answer.codes) == (400, None, ["GRAPHQL_PARSE_FAILED"])


async def test_the_first_that_holds_is_told_in_a_stated_order(node: LocalNode) -> None:
    room = await node.open_room()
    await node.act(CAP, VIEWER, capCoins=0)

    async def told(sender: Persona, **sent: object) -> str:
        (error,) = (await node.order_gift(sender, room, **sent))["errors"]
        return str(error["code"])

    everything = {"quantity": 0, "recipientId": GUEST.id, "priceSeen": "9", "giftType": "unknown"}
    assert await told(VIEWER, **everything) == "GIFT_TYPE_UNKNOWN"
    everything["giftType"] = "rose"
    assert await told(VIEWER, **everything) == "QUANTITY_OUT_OF_RANGE"
    del everything["quantity"]
    await node.act(BLOCK, CREATOR, roomId=room, personId=VIEWER.id, blocked=True)
    await node.act(FREEZE, OPERATOR, owner={"id": VIEWER.id}, frozen=True, reason="a test")
    await node.act(ROOM_PAUSE, CREATOR, roomId=room)
    assert await told(VIEWER, **everything) == "ROOM_NOT_OPEN"
    await node.act(ROOM_PAUSE, CREATOR, roomId=room, paused=False)
    assert await told(VIEWER, **everything) == "RECIPIENT_NOT_ON_STAGE"
    del everything["recipientId"]
    assert await told(CREATOR, **everything) == "GIFT_TO_SELF"
    assert await told(VIEWER, **everything) == "SENDER_BLOCKED"
    await node.act(BLOCK, CREATOR, roomId=room, personId=VIEWER.id, blocked=False)
    assert await told(VIEWER, **everything) == "WALLET_FROZEN"
    await node.act(FREEZE, OPERATOR, owner={"id": VIEWER.id}, frozen=False, reason="a test")
    assert await told(VIEWER, **everything) == "PRICE_CHANGED"
    assert await told(VIEWER) == "SPENDING_CAP_REACHED"
    assert await told(VIEWER_2) == "INSUFFICIENT_COINS"
