"""
What a gift type comes in, costs when and is for whom, as clients read it: on offer, sent, and once it is gone.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from largesse.catalogue import Catalogue
from largesse.clock import DAY, iso_of
from largesse.offers import DatedPrice, Eligibility, GiftVariant, Media, Period
from largesse.schema.ids import global_id, key_of
from tests.schema.house import ANN, NOW, ROSE, House

if TYPE_CHECKING:
    from pathlib import Path

    from largesse.schema.context import Services

Json = Any
SENT = "gift { id variant { key name emoji } typeWhenSent { key name summary plugin version } }"


def with_rose(services: Services, **changed: object) -> Services:
    """Services that offer a rose alone, changed."""
    rose = replace(services.catalogue.find(ROSE).gift_type, **changed)  # type: ignore[arg-type]  # named by the caller
    return replace(services, catalogue=Catalogue([("classics", rose)]))


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    path = tmp_path / "gold.svg"
    path.write_text("<svg/>")
    return path


@pytest.fixture
def roses(house: House, picture: Path) -> Services:
    red = GiftVariant(key="red", names={"en": "Red rose", "de": "Rote Rose"})
    gold = GiftVariant(key="gold", names={"en": "Golden rose"}, emoji="🟡", price_coins=9, media=Media(still=picture))
    prices = (DatedPrice(holds_from=NOW + DAY, price_coins=3),)
    return with_rose(house.services, variants=(red, gold), prices=prices)


async def test_a_gift_type_tells_its_variants_with_names_media_and_prices(house: House, roses: Services) -> None:
    document = """query ($id: ID!) { node(id: $id) { ... on GiftType {
        priceCoins dynamic prices { holdsFrom priceCoins } media { still }
        variants { key emoji name german: name(locale: "de-AT") names { locale } priceCoins media { still durationMs } }
    } } }"""
    found = (await house.ask(ANN, document, roses, id=global_id("GiftType", ROSE)))["node"]
    red, gold = found["variants"]
    assert (found["priceCoins"], found["dynamic"]) == ("1", False)
    assert found["prices"] == [{"holdsFrom": iso_of(NOW + DAY), "priceCoins": "3"}]
    assert (red["key"], red["name"], red["german"], red["priceCoins"]) == ("red", "Red rose", "Rote Rose", "1")
    assert (gold["key"], gold["name"], gold["german"], gold["priceCoins"]) == (
        "gold",
        "Golden rose",
        "Golden rose",
        "9",
    )
    assert (red["emoji"], gold["emoji"], gold["names"]) == ("🌹", "🟡", [{"locale": "en"}])
    assert red["media"]["still"] == found["media"]["still"]
    assert gold["media"]["still"].endswith("/gold.svg")
    assert gold["media"]["durationMs"] == 1_500


async def test_a_gift_type_tells_the_price_that_is_in_force(house: House, roses: Services) -> None:
    document = "{ giftTypes(first: 1) { nodes { priceCoins listPrice { units } variants { priceCoins } } } }"
    prices = []
    for now in (NOW, NOW + DAY):
        house.clock.instant = now
        (found,) = (await house.ask(ANN, document, roses))["giftTypes"]["nodes"]
        prices.append((found["priceCoins"], found["listPrice"]["units"], [v["priceCoins"] for v in found["variants"]]))
    assert prices == [("1", "2", ["1", "9"]), ("3", "4", ["3", "9"])]
    quote = '{ quote(giftType: "rose", region: "US", quantity: 2) { totalCoins } }'
    assert (await house.ask(None, quote, roses))["quote"]["totalCoins"] == "6"


async def test_a_gift_tells_which_variant_it_was_though_nothing_is_on_offer_any_more(
    house: House, roses: Services
) -> None:
    house.services = roses
    room = await house.open_room()
    await house.grant(ANN, 20)
    sent = await house.send(ANN, room, SENT, variant="gold", priceSeen="9")
    assert sent["errors"] == []
    gift = sent["gift"]
    assert gift["variant"] == {"key": "gold", "name": "Golden rose", "emoji": "🟡"}
    assert (gift["typeWhenSent"]["summary"], gift["typeWhenSent"]["plugin"]) == ("🟡 Golden rose", "classics")
    bare = replace(roses, catalogue=Catalogue(()))
    document = f"query ($id: ID!) {{ node(id: $id) {{ ... on Gift {{ type {{ key }} {SENT[7:-2]} }} }} }}"
    found = (await house.ask(ANN, document, bare, id=gift["id"]))["node"]
    assert found == {"type": None, **gift}


async def test_the_room_hears_which_variant_was_given(house: House, roses: Services) -> None:
    house.services = roses
    room = await house.open_room()
    await house.grant(ANN, 20)
    document = """subscription ($roomId: ID!) { roomEvents(roomId: $roomId) {
        ... on GiftSentEvent { gift { variant { key name } typeWhenSent { summary } } } } }"""
    async with house.following(ANN, document, roomId=room) as following:
        await following()
        await house.send(ANN, room, variant="gold", priceSeen="9")
        heard = (await following())["roomEvents"]["gift"]
    assert heard == {
        "variant": {"key": "gold", "name": "Golden rose"},
        "typeWhenSent": {"summary": "🟡 Golden rose"},
    }


async def test_a_gift_in_no_variant_says_so(house: House) -> None:
    room = await house.open_room()
    await house.grant(ANN, 1)
    gift = (await house.send(ANN, room, SENT))["gift"]
    assert (gift["variant"], gift["typeWhenSent"]["summary"]) == (None, "🌹 Rose")


async def test_a_variant_that_cannot_be_is_refused(house: House, roses: Services) -> None:
    house.services = roses
    room = await house.open_room()
    document = """mutation ($input: GiftSendInput!) { giftSend(input: $input) { gift { id } errors {
        ... on UserError { code path } ... on GiftVariantUnknownError { giftType variant } } } }"""
    sent = {"idempotencyKey": "a", "roomId": room, "giftType": ROSE, "priceSeen": "1"}
    payload = (await house.ask(ANN, document, input={**sent, "variant": "blue"}))["giftSend"]
    assert payload == {
        "gift": None,
        "errors": [
            {"code": "GIFT_VARIANT_UNKNOWN", "path": ["input", "variant"], "giftType": "rose", "variant": "blue"}
        ],
    }
    payload = (await house.ask(ANN, document, input={**sent, "variant": ""}))["giftSend"]
    assert payload["errors"] == [{"code": "INVALID_INPUT", "path": ["input", "variant"]}]


async def test_a_gift_type_tells_for_whom_where_and_when_it_is(house: House) -> None:
    room = await house.open_room()
    eligibility = Eligibility(
        level_min=5,
        rooms=frozenset({key_of("Room", room, "id")}),
        periods=(Period(starts_at=NOW, ends_at=NOW + DAY),),
    )
    services = with_rose(house.services, eligibility=eligibility)
    document = """{ giftTypes { nodes { eligibility {
        senderAgeMin regions levelMin roomIds periods { startsAt endsAt } } } } }"""
    assert (await house.ask(None, document, services))["giftTypes"]["nodes"] == [
        {
            "eligibility": {
                "senderAgeMin": None,
                "regions": None,
                "levelMin": 5,
                "roomIds": [room],
                "periods": [{"startsAt": iso_of(NOW), "endsAt": iso_of(NOW + DAY)}],
            }
        }
    ]


async def test_the_panel_says_beforehand_who_is_not_eligible_where_and_when(house: House) -> None:
    room = await house.open_room()
    document = """query ($roomId: ID!) { giftPanel(roomId: $roomId) { items { nodes {
        eligible ineligibility { reasonCode party required } refusal { __typename } } } } }"""

    async def told(eligibility: Eligibility, level: int | None = None) -> tuple[str, str]:
        services = with_rose(house.services, eligibility=eligibility)
        panel = (await house.ask(replace(ANN, level=level), document, services, roomId=room))["giftPanel"]
        (item,) = panel["items"]["nodes"]
        assert (item["eligible"], item["refusal"]) == (False, {"__typename": "NotEligibleError"})
        assert item["ineligibility"]["party"] == "SENDER"
        return item["ineligibility"]["reasonCode"], item["ineligibility"]["required"]

    later = Period(starts_at=NOW + DAY, ends_at=NOW + 2 * DAY)
    assert await told(Eligibility(level_min=5)) == ("LEVEL_UNKNOWN", "level 5 or more")
    assert await told(Eligibility(level_min=5), 4) == ("LEVEL", "level 5 or more")
    assert await told(Eligibility(rooms=frozenset())) == ("ROOM", "it is offered in no room")
    assert await told(Eligibility(periods=(later,))) == ("NOT_YET", f"a time from {iso_of(NOW + DAY)} on")
    house.clock.instant = NOW + 2 * DAY
    assert await told(Eligibility(periods=(later,))) == ("OVER", f"a time before {iso_of(NOW + 2 * DAY)}")
