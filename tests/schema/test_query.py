"""
Queries: what anybody may read, what needs a token, and nodes by their ids.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from largesse.catalogue import Catalogue
from largesse.offers import Eligibility
from largesse.plugins import PluginReport, PluginState, Workers
from largesse.regions import RateCards, payout_value_of, split_of
from largesse.schema.ids import global_id
from largesse.telemetry import Metrics
from tests.schema.house import ANN, CLEO, ROSE, House

if TYPE_CHECKING:
    from largesse.schema.context import Services
    from tests.schema.house import Json

INFO = """{ serverInfo {
    name version plugins { name version state reason summary }
    limits { pageSize pageSizeMax idsMax quantityMax messageLengthMax document { name maximum } }
} }"""
QUOTE = """query ($giftType: String!, $region: String!, $quantity: Int, $channel: Channel) {
    quote(giftType: $giftType, region: $region, quantity: $quantity, channel: $channel) {
        giftType { key } quantity totalCoins listPrice { units asset }
        split { gross { units } creator { units } platform { units } residue { units } }
        payout { units asset } payoutRemainder card { region version } packs { channel coins }
    } }"""
CARDS = """query ($region: String!, $first: Int, $after: String) {
    rateCards(region: $region, first: $first, after: $after) {
        nodes { id region version hash previousHash holdsFrom holdsUntil reason derivation packs { channel } }
        pageInfo { hasNextPage endCursor }
    } }"""


async def test_anybody_reads_what_the_server_says_of_itself(house: House) -> None:
    broken = PluginReport(name="odd", state=PluginState.QUARANTINED, reason="it raised")
    reports = [standing.report for standing in house.services.workers.standings()]
    workers = Workers((*reports, broken), house.services.clock, Metrics())
    services = replace(house.services, workers=workers)
    info = (await house.ask(None, INFO, services))["serverInfo"]
    assert (info["name"], info["version"]) == ("Largesse", "0.1.0")
    assert info["limits"]["document"] == [{"name": "depth", "maximum": 12}]
    assert info["limits"]["messageLengthMax"] == 200
    assert info["plugins"][0]["state"] == "LOADED"
    assert info["plugins"][-1] == {
        "name": "odd",
        "version": None,
        "state": "QUARANTINED",
        "reason": "it raised",
        "summary": None,
    }


async def test_anybody_reads_the_gift_types_page_by_page_in_the_order_of_the_tray(house: House) -> None:
    document = """query ($first: Int, $after: String) {
        giftTypes(first: $first, after: $after) { nodes { id key } pageInfo { hasNextPage endCursor } } }"""
    keys, after = [], None
    while True:
        page = (await house.ask(None, document, first=7, after=after))["giftTypes"]
        keys += [node["key"] for node in page["nodes"]]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break
    assert keys == [offer.gift_type.key for offer in house.services.catalogue.listing]
    backward = "{ giftTypes(last: 2) { nodes { key } pageInfo { hasNextPage hasPreviousPage } } }"
    page = (await house.ask(None, backward))["giftTypes"]
    assert [node["key"] for node in page["nodes"]] == keys[-2:]
    assert page["pageInfo"] == {"hasNextPage": False, "hasPreviousPage": True}


async def test_a_gift_type_tells_its_names_and_its_price_where_one_is(house: House) -> None:
    document = """query ($id: ID!) { node(id: $id) { ... on GiftType {
        name german: name(locale: "de") odd: name(locale: "tlh") names { locale }
        listPrice { asset } there: listPrice(region: "JP") { asset } nowhere: listPrice(region: "AQ") { asset }
        media { still durationMs } eligibility { senderAgeMin regions }
    } } }"""
    rose = global_id("GiftType", ROSE)
    node = (await house.ask(ANN, document, id=rose))["node"]
    assert (node["name"], node["odd"]) == ("Rose", "Rose")
    assert node["listPrice"] == {"asset": "USD"}
    assert node["there"] == {"asset": "JPY"}
    assert node["nowhere"] is None
    assert node["media"]["still"].startswith("/media/classics/")
    assert {"locale": "de"} in node["names"]
    german = (await house.ask(replace(ANN, locale="de-AT"), document, id=rose))["node"]
    assert german["name"] == node["german"]


async def test_a_quote_is_what_the_code_that_pays_says(house: House) -> None:
    card = house.services.cards.in_force("JP", house.clock.instant)
    split = split_of(card.card, 70)
    answer = (await house.ask(None, QUOTE, giftType=ROSE, region="JP", quantity=70))["quote"]
    assert answer["totalCoins"] == "70"
    assert answer["card"] == {"region": "JP", "version": card.card.version}
    assert answer["split"] == {
        "gross": {"units": "70000000"},
        "creator": {"units": str(split.creator_diamonds)},
        "platform": {"units": str(split.platform_diamonds)},
        "residue": {"units": str(split.residue)},
    }
    payout = payout_value_of(card.card, split.creator_diamonds)
    assert answer["payout"] == {"units": str(payout.units), "asset": "JPY"}
    assert answer["payoutRemainder"] == payout.remainder
    assert {pack["channel"] for pack in answer["packs"]} == {pack.channel.value for pack in card.card.packs}
    web = (await house.ask(None, QUOTE, giftType=ROSE, region="JP", channel="WEB"))["quote"]
    assert (web["quantity"], {pack["channel"] for pack in web["packs"]}) == (1, {"WEB"})


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"giftType": "none"}, "GIFT_TYPE_UNKNOWN"),
        ({"quantity": 0}, "QUANTITY_OUT_OF_RANGE"),
        ({"quantity": 1000}, "QUANTITY_OUT_OF_RANGE"),
        ({"region": "AQ"}, "RATE_CARD_MISSING"),
        ({"region": ""}, "INVALID_INPUT"),
        ({"region": "A\0"}, "INVALID_INPUT"),
        ({"giftType": "\ud800"}, "INVALID_INPUT"),
    ],
)
async def test_a_quote_that_cannot_be_given_is_null_with_a_code(
    house: House, more: dict[str, object], code: str
) -> None:
    sent = {"giftType": ROSE, "region": "JP", **more}
    assert await house.answer(None, QUOTE, **sent) == ({"quote": None}, [(code, ["quote"])])


async def test_the_history_of_a_regions_cards_is_public_and_chained(house: House) -> None:
    page = (await house.ask(None, CARDS, region="JP"))["rateCards"]
    first, second = page["nodes"]
    assert [first["version"], second["version"]] == [1, 2]
    assert first["previousHash"] is None
    assert second["previousHash"] == first["hash"]
    assert first["holdsUntil"] == second["holdsFrom"]
    assert second["holdsUntil"] is None
    assert first["derivation"]
    one = (await house.ask(None, CARDS, region="JP", first=1))["rateCards"]
    rest = (await house.ask(None, CARDS, region="JP", after=one["pageInfo"]["endCursor"]))["rateCards"]
    assert (one["nodes"], rest["nodes"]) == ([first], [second])
    again = await house.ask(None, "query ($id: ID!) { node(id: $id) { ... on RateCard { hash } } }", id=second["id"])
    assert again["node"] == {"hash": second["hash"]}
    assert await house.answer(None, CARDS, region="AQ") == ({"rateCards": None}, [("RATE_CARD_MISSING", ["rateCards"])])


async def test_a_cursor_of_another_list_is_refused(house: House) -> None:
    page = (await house.ask(None, CARDS, region="JP", first=1))["rateCards"]
    foreign = page["pageInfo"]["endCursor"]
    for cursor in (foreign, "", "x" * 600, "Z2lmdCB0eXBlczpub25l", "\ud800"):
        document = "query ($after: String) { giftTypes(after: $after) { nodes { key } } }"
        assert await house.answer(None, document, after=cursor) == (
            {"giftTypes": None},
            [("INVALID_INPUT", ["giftTypes"])],
        )
    document = "query ($after: String) { rooms(after: $after) { nodes { id } } }"
    assert (await house.answer(ANN, document, after=foreign))[1] == [("INVALID_INPUT", ["rooms"])]


@pytest.mark.parametrize(
    "arguments",
    ["first: -1", "first: 101", "last: -1", "last: 101", "first: 1, last: 1", 'first: 1, before: "x"'],
)
async def test_a_page_has_a_least_and_a_most_and_one_direction(house: House, arguments: str) -> None:
    document = f"{{ giftTypes({arguments}) {{ nodes {{ key }} }} }}"
    assert (await house.answer(None, document))[1] == [("INVALID_INPUT", ["giftTypes"])]


async def test_a_page_of_none_tells_whether_there_is_anything(house: House) -> None:
    info = "edges { cursor } nodes { __typename } pageInfo { hasNextPage hasPreviousPage startCursor endCursor }"
    none = {"edges": [], "nodes": []}

    def at(*, after: bool, before: bool) -> Json:
        place = {"hasNextPage": after, "hasPreviousPage": before, "startCursor": None, "endCursor": None}
        return {**none, "pageInfo": place}

    async def page(arguments: str) -> Json:
        return await house.ask(ANN, f"{{ rooms({arguments}) {{ {info} }} giftTypes({arguments}) {{ {info} }} }}")

    assert (await page("first: 0"))["rooms"] == at(after=False, before=False)
    await house.open_room()
    assert await page("first: 0") == dict.fromkeys(("rooms", "giftTypes"), at(after=True, before=False))
    assert await page("last: 0") == dict.fromkeys(("rooms", "giftTypes"), at(after=False, before=True))


async def test_what_is_not_public_needs_a_token(house: House) -> None:
    room = await house.open_room()
    documents = {
        "room": "query ($id: ID!) { room(id: $id) { id } }",
        "rooms": "{ rooms { nodes { id } } }",
        "giftPanel": "query ($id: ID!) { giftPanel(roomId: $id) { room { id } } }",
        "node": "query ($id: ID!) { node(id: $id) { id } }",
        "nodes": "query ($id: ID!) { nodes(ids: [$id]) { id } }",
        "viewer": "{ viewer { person { id } } }",
    }
    for field, document in documents.items():
        assert await house.answer(None, document, id=room) == ({field: None}, [("UNAUTHENTICATED", [field])])


async def test_a_node_is_null_where_there_is_nothing(house: House) -> None:
    document = "query ($id: ID!) { node(id: $id) { id } }"
    nothing = ["", "x", "a" * 600, "é", "\ud800", global_id("GiftType", "none"), global_id("Nothing", "none")]
    for kind in ("Person", "Room", "Gift", "Wallet", "Lot", "Earnings", "Transfer"):
        nothing += [
            global_id(kind, "00000000-0000-0000-0000-000000000000"),
            global_id(kind, "odd"),
            global_id(kind, ""),
        ]
    nothing += [global_id("Entry", key) for key in ("", "/", "a/1", "a/x", f"{ANN.id}/1")]
    nothing += [global_id("Bucket", key) for key in ("", "a/b/c/d", "a/b/1/2", "a/b/1/2/3")]
    nothing += [global_id("RateCard", key) for key in ("", "JP", "JP/9", "JP/x", "AQ/1", "US-NY/1")]
    nothing += [global_id("GiftPanelItem", key) for key in ("", "a/b/c", f"{ANN.id}//rose", f"{ANN.id}//none")]
    for node_id in nothing:
        assert (await house.ask(ANN, document, id=node_id))["node"] is None, node_id


async def test_nodes_come_in_their_order_with_null_for_nothing_and_a_most(house: House) -> None:
    room, rose = await house.open_room(), global_id("GiftType", ROSE)
    document = "query ($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }"
    data = await house.ask(ANN, document, ids=[rose, "x", room])
    assert data["nodes"] == [{"__typename": "GiftType", "id": rose}, None, {"__typename": "Room", "id": room}]
    assert await house.answer(ANN, document, ids=[rose] * 101) == ({"nodes": None}, [("INVALID_INPUT", ["nodes"])])
    assert len((await house.ask(None, document, ids=[rose] * 100))["nodes"]) == 100


async def test_nodes_of_one_kind_are_read_together(house: House) -> None:
    rooms = [await house.open_room() for _ in range(3)]
    house.rows.reads.clear()
    data = await house.ask(ANN, "query ($ids: [ID!]!) { nodes(ids: $ids) { id } }", ids=rooms)
    assert data["nodes"] == [{"id": room} for room in rooms]
    assert house.rows.reads == ["rooms"]


async def test_rows_that_are_asked_for_at_once_are_read_at_once(house: House) -> None:
    for title in ("one", "two", "three"):
        await house.open_room(CLEO, title)
    house.rows.reads.clear()
    await house.ask(ANN, "{ rooms { nodes { title offset host { name picture } stage { name } } } }")
    assert sorted(house.rows.reads) == ["people", "room_texts", "rooms", "streams"]


def with_adults_only(services: Services) -> Services:
    """Services whose rose is for adults."""
    offers = services.catalogue.listing
    types = [(offer.plugin, offer.gift_type) for offer in offers if offer.gift_type.key != ROSE]
    rose = services.catalogue.find(ROSE).gift_type
    adult = replace(rose, eligibility=Eligibility(sender_age_min=18, regions=frozenset({"US"})))
    return replace(services, catalogue=Catalogue([*types, ("classics", adult)]))


async def test_a_gift_type_says_who_may_give_it(house: House) -> None:
    document = '{ node(id: "%s") { ... on GiftType { eligibility { senderAgeMin recipientAgeMin regions } } } }'
    data = await house.ask(None, document % global_id("GiftType", ROSE), with_adults_only(house.services))
    assert data["node"]["eligibility"] == {"senderAgeMin": 18, "recipientAgeMin": None, "regions": ["US"]}


async def test_without_regions_nothing_has_a_list_price(house: House) -> None:
    services = replace(house.services, cards=RateCards(()))
    data = await house.ask(ANN, "{ giftTypes(first: 1) { nodes { listPrice { units } } } }", services)
    assert data["giftTypes"]["nodes"] == [{"listPrice": None}]
