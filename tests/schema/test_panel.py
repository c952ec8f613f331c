"""
The gift panel: what a tray must know before the tap is what a gift is then answered.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from largesse.clock import DAY, iso_of
from largesse.ledger.identifiers import new_id
from largesse.regions import RateCards
from largesse.schema.ids import global_id
from tests.schema.house import ANN, BOB, CLEO, DORA, NOW, ROSE, House
from tests.schema.test_query import with_adults_only

if TYPE_CHECKING:
    from largesse.people.caller import Caller
    from largesse.schema.context import Services
    from tests.schema.house import Json

PANEL = """query ($roomId: ID!, $recipientId: ID, $after: String) {
    giftPanel(roomId: $roomId, recipientId: $recipientId) {
        room { id } recipient { name } availableCoins refusal { __typename }
        items(first: 100, after: $after) { nodes {
            id giftType { key } priceCoins listPrice { decimal asset } affordable missingCoins
            costs { decimal asset } eligible ineligibility { reasonCode party required } refusal { __typename }
        } }
    } }"""


async def panel_of(house: House, caller: Caller, room: str, services: Services | None = None, **more: Json) -> Json:
    return (await house.ask(caller, PANEL, services, roomId=room, **more))["giftPanel"]


def item_of(panel: Json, key: str) -> Json:
    return next(item for item in panel["items"]["nodes"] if item["giftType"]["key"] == key)


async def test_a_panel_tells_prices_what_is_affordable_and_the_exact_top_up(house: House) -> None:
    room = await house.open_room()
    paid = {"currency": "USD", "paidUnits": "140", "taxUnits": "10"}
    await house.grant(ANN, 3)
    await house.grant(ANN, 100, origin="PURCHASED", channel="WEB", paid=paid)
    await house.grant(ANN, 40, expiresAt=iso_of(NOW + DAY))
    house.clock.instant = NOW + DAY
    panel = await panel_of(house, ANN, room)
    assert (panel["recipient"], panel["refusal"], panel["availableCoins"]) == ({"name": "Cleo"}, None, "103")
    assert len(panel["items"]["nodes"]) == len(house.services.catalogue.listing)
    rose, donut, party = (item_of(panel, key) for key in (ROSE, "donut", "sunglasses"))
    assert rose["affordable"] is True
    assert (rose["costs"], rose["missingCoins"], rose["refusal"]) == ([], "0", None)
    assert donut["costs"] == [{"decimal": "0.23", "asset": "USD"}]
    assert donut["listPrice"]["asset"] == "USD"
    assert (party["affordable"], party["costs"], party["missingCoins"]) == (False, None, "26")
    assert party["refusal"] == {"__typename": "InsufficientCoinsError"}


async def test_an_item_is_found_again_by_its_id(house: House) -> None:
    room = await house.open_room()
    item = item_of(await panel_of(house, ANN, room), ROSE)
    assert item["affordable"] is False
    await house.grant(ANN, 1)
    document = "query ($id: ID!) { node(id: $id) { ... on GiftPanelItem { affordable giftType { key } } } }"
    data = await house.ask(ANN, document, id=item["id"])
    assert data["node"] == {"affordable": True, "giftType": {"key": ROSE}}


async def test_a_panel_says_why_somebody_is_not_eligible(house: House) -> None:
    room = await house.open_room()
    services = with_adults_only(house.services)
    for caller, reason in (
        (replace(ANN, age_min=None), "AGE_UNKNOWN"),
        (replace(ANN, age_min=17), "AGE"),
        (replace(ANN, region=None), "REGION_UNKNOWN"),
        (replace(ANN, region="JP"), "REGION"),
    ):
        item = item_of(await panel_of(house, caller, room, services), ROSE)
        assert item["eligible"] is False
        assert (item["ineligibility"]["reasonCode"], item["ineligibility"]["party"]) == (reason, "SENDER")
        assert item["refusal"] == {"__typename": "NotEligibleError"}
    assert item_of(await panel_of(house, ANN, room, services), ROSE)["eligible"] is True


async def test_what_stands_in_the_way_of_all_is_what_a_gift_is_refused_for(house: House) -> None:
    room = await house.open_room()
    await house.grant(ANN, 10)

    async def told(caller: Caller = ANN, **more: Json) -> tuple[Json, Json]:
        panel = await panel_of(house, caller, room, **more)
        sent = await house.send(caller, room, **more)
        assert item_of(panel, ROSE)["refusal"] == panel["refusal"]
        return panel["refusal"], {"__typename": sent["errors"][0]["__typename"]}

    def same(name: str) -> tuple[Json, Json]:
        return {"__typename": name}, {"__typename": name}

    assert await told(CLEO) == same("GiftToSelfError")
    assert await told(recipientId=global_id("Person", DORA.id)) == same("RecipientNotOnStageError")
    block = "mutation ($input: RoomBlockSetInput!) { roomBlockSet(input: $input) { errors { __typename } } }"
    sent = {"idempotencyKey": "block", "roomId": room, "personId": global_id("Person", ANN.id), "blocked": True}
    await house.ask(CLEO, block, input=sent)
    assert await told() == same("SenderBlockedError")
    pause = "mutation ($input: RoomPauseInput!) { roomPause(input: $input) { errors { __typename } } }"
    await house.ask(CLEO, pause, input={"idempotencyKey": "pause", "roomId": room})
    assert await told() == same("RoomNotOpenError")


async def test_a_cap_and_a_missing_card_are_told_before_the_tap(house: House) -> None:
    room = await house.open_room()
    await house.grant(BOB, 10)
    cap = "mutation ($input: WalletCapSetInput!) { walletCapSet(input: $input) { errors { __typename } } }"
    await house.ask(BOB, cap, input={"idempotencyKey": "cap", "capCoins": "1"})
    panel = await panel_of(house, BOB, room)
    assert item_of(panel, ROSE)["refusal"] is None
    assert item_of(panel, "heart")["refusal"] == {"__typename": "SpendingCapReachedError"}
    none = await panel_of(house, BOB, room, replace(house.services, cards=RateCards(())))
    assert item_of(none, ROSE)["refusal"] == {"__typename": "RateCardMissingError"}
    assert item_of(none, ROSE)["listPrice"] is None


async def test_there_is_no_panel_of_a_room_that_is_not_there(house: House) -> None:
    for room, code in ((global_id("Room", new_id()), "NOT_FOUND"), ("x", "INVALID_INPUT")):
        assert await house.answer(ANN, PANEL, roomId=room) == ({"giftPanel": None}, [(code, ["giftPanel"])])
