"""
What would be asked is what is debited: `giftPanel` and `giftQuote` tell it beforehand, with until when and why.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from largesse.catalogue import Catalogue
from largesse.clock import DAY, iso_of
from largesse.ledger.identifiers import new_id
from largesse.offers import DatedPrice, GiftVariant, Price, PriceQuestion
from largesse.schema.ids import global_id
from tests.schema.house import ANN, CLEO, DORA, NOW, ROSE, House
from tests.schema.test_panel import item_of, panel_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from largesse.schema.context import Services

Json = Any
SECOND = 1_000_000
HOUR = 3_600 * SECOND
QUOTE = """query ($roomId: ID!, $giftType: String = "rose", $variant: String, $quantity: Int, $recipientId: ID) {
    giftQuote(roomId: $roomId, giftType: $giftType, variant: $variant, quantity: $quantity, recipientId: $recipientId) {
        giftType { key } variant { key } quantity recipient { name } priceCoins totalCoins holdsUntil reason
        listPrice { decimal asset } refusal { __typename ... on PluginFailedError { plugin reason } }
    } }"""
PANEL = """query ($roomId: ID!) { giftPanel(roomId: $roomId) { items(first: 100) { nodes {
    giftType { key priceCoins dynamic } priceCoins holdsUntil reason missingCoins
    refusal { __typename ... on PluginFailedError { plugin } } } } } }"""


def evening(question: PriceQuestion) -> Price:
    """Two coins less for each of ten or more; until the next full hour."""
    coins = question.price_coins - 2 * (question.quantity >= 10)
    holds_until = question.now - question.now % HOUR + HOUR
    return Price(coins=coins, holds_until=holds_until, reason="the evening's price")


def broken(_question: PriceQuestion) -> Price:
    raise RuntimeError("out of order")


def offering(services: Services, pricing: Callable[[PriceQuestion], Price] | None, **fields: object) -> Services:
    """Services that offer a kite priced by a plugin, and a rose at a fixed price."""
    rose = services.catalogue.find(ROSE).gift_type
    values: dict[str, object] = {"price_coins": 5, "pricing": pricing, **fields}
    kite = replace(rose, key="kite", **values)  # type: ignore[arg-type]  # named by the caller
    return replace(services, catalogue=Catalogue([("kites", kite), ("classics", rose)]))


@pytest.fixture
async def room(house: House) -> str:
    return await house.open_room()


async def quoted(house: House, room: str, **more: Json) -> Json:
    return (await house.ask(ANN, QUOTE, roomId=room, **more))["giftQuote"]


async def test_what_is_quoted_is_debited(house: House, room: str) -> None:
    house.services = offering(house.services, evening)
    await house.grant(ANN, 100)
    quote = await quoted(house, room, giftType="kite", quantity=10)
    full_hour = NOW - NOW % HOUR + HOUR
    assert quote == {
        "giftType": {"key": "kite"},
        "variant": None,
        "quantity": 10,
        "recipient": {"name": "Cleo"},
        "priceCoins": "3",
        "totalCoins": "30",
        "holdsUntil": iso_of(full_hour),
        "reason": "the evening's price",
        "listPrice": {"decimal": quote["listPrice"]["decimal"], "asset": "USD"},
        "refusal": None,
    }
    selection = "gift { priceCoins totalCoins priceReason } wallet { availableCoins }"
    sent = await house.send(ANN, room, selection, giftType="kite", quantity=10, priceSeen=quote["totalCoins"])
    assert sent == {
        "gift": {"priceCoins": "3", "totalCoins": "30", "priceReason": "the evening's price"},
        "wallet": {"availableCoins": "70"},
        "replayed": False,
        "errors": [],
    }


async def test_a_fixed_price_is_quoted_with_the_instant_of_the_next_one(house: House, room: str) -> None:
    gold = GiftVariant(key="gold", names={"en": "Golden kite"}, price_coins=50)
    red = GiftVariant(key="red", names={"en": "Red kite"})
    prices = (DatedPrice(holds_from=NOW + DAY, price_coins=4),)
    house.services = offering(house.services, None, variants=(red, gold), prices=prices)
    fields = ("priceCoins", "totalCoins", "holdsUntil", "reason")
    told = [
        [(await quoted(house, room, giftType="kite", quantity=2, variant=variant))[name] for name in fields]
        for variant in (None, "gold")
    ]
    assert told == [["5", "10", iso_of(NOW + DAY), None], ["50", "100", None, None]]
    house.clock.instant = NOW + DAY
    later = await quoted(house, room, giftType="kite")
    assert (later["priceCoins"], later["holdsUntil"], later["variant"]) == ("4", None, {"key": "red"})


async def test_the_panel_shows_the_price_that_would_be_asked(house: House, room: str) -> None:
    house.services = offering(house.services, evening, prices=(DatedPrice(holds_from=0, price_coins=7),))
    panel = (await house.ask(ANN, PANEL, roomId=room))["giftPanel"]
    rose, kite = item_of(panel, ROSE), item_of(panel, "kite")
    assert kite == {
        "giftType": {"key": "kite", "priceCoins": "7", "dynamic": True},
        "priceCoins": "7",
        "holdsUntil": iso_of(NOW - NOW % HOUR + HOUR),
        "reason": "the evening's price",
        "missingCoins": "7",
        "refusal": {"__typename": "InsufficientCoinsError"},
    }
    assert (rose["giftType"]["dynamic"], rose["holdsUntil"], rose["reason"]) == (False, None, None)


async def test_a_plugin_that_fails_refuses_its_own_items_alone(house: House, room: str) -> None:
    house.services = offering(house.services, broken)
    await house.grant(ANN, 10)
    panel = (await house.ask(ANN, PANEL, roomId=room))["giftPanel"]
    rose, kite = item_of(panel, ROSE), item_of(panel, "kite")
    assert (kite["priceCoins"], kite["holdsUntil"], kite["reason"]) == ("5", None, None)
    assert kite["refusal"] == {"__typename": "PluginFailedError", "plugin": "kites"}
    assert rose["refusal"] is None
    quote = await quoted(house, room, giftType="kite")
    assert [quote[name] for name in ("priceCoins", "totalCoins", "listPrice")] == [None, None, None]
    refusal = {
        "__typename": "PluginFailedError",
        "plugin": "kites",
        "reason": "it raised RuntimeError",
    }
    assert quote["refusal"] == refusal
    sent = await house.send(ANN, room, "gift { id } wallet { id }", giftType="kite", priceSeen="5")
    assert sent["errors"] == [
        {
            "__typename": "PluginFailedError",
            "code": "PLUGIN_FAILED",
            "message": "The plugin 'kites' failed: it raised RuntimeError.",
            "path": [],
        }
    ]
    assert (sent["gift"], sent["wallet"]) == (None, None)
    assert (await house.send(ANN, room))["errors"] == []


async def test_what_is_wrong_with_a_quote_is_told_by_its_code(house: House, room: str) -> None:
    for more, code in (
        ({"giftType": "moonbeam"}, "GIFT_TYPE_UNKNOWN"),
        ({"variant": "plaid"}, "GIFT_VARIANT_UNKNOWN"),
        ({"quantity": 0}, "QUANTITY_OUT_OF_RANGE"),
        ({"quantity": 10_000}, "QUANTITY_OUT_OF_RANGE"),
        ({"roomId": global_id("Room", new_id())}, "NOT_FOUND"),
        ({"giftType": ""}, "INVALID_INPUT"),
        ({"variant": ""}, "INVALID_INPUT"),
    ):
        told = await house.answer(ANN, QUOTE, **{"roomId": room, **more})
        assert told == ({"giftQuote": None}, [(code, ["giftQuote"])])
    assert await house.answer(None, QUOTE, roomId=room) == (
        {"giftQuote": None},
        [("UNAUTHENTICATED", ["giftQuote"])],
    )


async def test_what_cannot_be_sent_here_is_not_priced(house: House, room: str) -> None:
    asked: list[PriceQuestion] = []

    def noted(question: PriceQuestion) -> Price:
        asked.append(question)
        return evening(question)

    house.services = offering(house.services, noted)
    quote = await quoted(house, room, giftType="kite", recipientId=global_id("Person", DORA.id))
    assert (quote["recipient"], quote["priceCoins"]) == (None, None)
    assert quote["refusal"] == {"__typename": "RecipientNotOnStageError"}
    pause = "mutation ($input: RoomPauseInput!) { roomPause(input: $input) { errors { __typename } } }"
    await house.ask(CLEO, pause, input={"idempotencyKey": "pause", "roomId": room})
    quote = await quoted(house, room, giftType="kite")
    assert (quote["totalCoins"], quote["refusal"]) == (None, {"__typename": "RoomNotOpenError"})
    item = item_of(await panel_of(house, ANN, room), "kite")
    assert (item["priceCoins"], item["refusal"]) == ("5", {"__typename": "RoomNotOpenError"})
    sent = await house.send(ANN, room, giftType="kite", priceSeen="5")
    assert [error["__typename"] for error in sent["errors"]] == ["RoomNotOpenError"]
    assert asked == []


async def test_a_panel_asks_once_for_as_long_as_a_price_holds(house: House, room: str) -> None:
    asked: list[PriceQuestion] = []

    def noted(question: PriceQuestion) -> Price:
        asked.append(question)
        return evening(question)

    house.services = offering(house.services, noted)
    for _ in range(3):
        await panel_of(house, ANN, room)
    assert len(asked) == 1
    house.clock.instant = NOW - NOW % HOUR + HOUR
    await panel_of(house, ANN, room)
    assert len(asked) == 2
