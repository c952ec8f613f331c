"""
Prices: what is shown before the tap is what is charged, and what is quoted is what is split, in every region.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from largesse.plugins import Policy
from largesse.testing import CREATOR, GUEST, OPERATOR, VIEWER, VIEWER_2, Persona, serving
from largesse.testing.documents import WALLET_GRANT
from tests.plugins.conftest import GOOD, Site

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from largesse.settings import Settings
    from largesse.testing import Json, LocalNode

PANEL = """
    query ($room: ID!, $recipient: ID) {
      giftPanel(roomId: $room, recipientId: $recipient) {
        availableCoins
        recipient { id }
        refusal { ... on UserError { code } }
        items(first: 100) {
          nodes {
            giftType { key priceCoins }
            priceCoins
            listPrice { units asset }
            affordable
            missingCoins
            costs { units asset }
            eligible
            refusal { ... on UserError { code } ... on InsufficientCoinsError { neededCoins availableCoins } }
          }
        }
      }
    }"""
QUOTE = """
    query ($giftType: String!, $region: String!, $quantity: Int) {
      quote(giftType: $giftType, region: $region, quantity: $quantity) {
        totalCoins
        split { gross { units } creator { units } platform { units } residue { units } }
        payout { units asset }
        card { region version hash }
      }
    }"""
RECEIPT = """
    query ($id: ID!) {
      node(id: $id) {
        ... on Gift {
          totalCoins
          recipientReceipt { earned { units } value { units asset } shareCard { region version hash } }
        }
      }
    }"""
DEAR = """
    @hookimpl
    def largesse_gift_types():
        return [gift("dear", price_coins=1_000_000, quantity_max=9_999)]
"""
PAST = 2**53 + 1
"""The first whole number that a float cannot tell from its neighbour."""


async def panel(node: LocalNode, viewer: Persona, room: str, recipient: Persona = CREATOR) -> Json:
    variables = {"room": room, "recipient": recipient.id}
    return (await node.query(PANEL, variables, token=node.token(viewer)))["giftPanel"]


async def test_what_the_panel_shows_is_what_a_gift_is_charged(node: LocalNode) -> None:
    paid = {"currency": "USD", "paidUnits": "1999", "taxUnits": "150", "feeUnits": "40"}
    await node.grant(VIEWER, 7)
    await node.grant(VIEWER, 1499, origin="PURCHASED", channel="WEB", paid=paid)
    room = await node.open_room(CREATOR, guests=[GUEST])
    sent = refused = 0
    for place in range(len((await panel(node, VIEWER, room))["items"]["nodes"])):
        shown = await panel(node, VIEWER, room, (CREATOR, GUEST)[place % 2])
        assert int(shown["availableCoins"]) == await node.coins_of(VIEWER)
        assert shown["refusal"] is None
        item = shown["items"]["nodes"][place]
        price = item["priceCoins"]
        assert price == item["giftType"]["priceCoins"]
        assert item["eligible"] is True
        payload = await node.order_gift(
            VIEWER, room, giftType=item["giftType"]["key"], priceSeen=price, recipientId=shown["recipient"]["id"]
        )
        if item["affordable"]:
            sent += 1
            assert (payload["errors"], item["refusal"], item["missingCoins"]) == ([], None, "0")
            gift = payload["gift"]
            assert gift["totalCoins"] == price
            charged: dict[str, int] = {}
            for line in gift["senderReceipt"]["lines"]:
                if line["paid"]:
                    asset = line["paid"]["asset"]
                    charged[asset] = charged.get(asset, 0) + int(line["paid"]["units"])
            assert item["costs"] == [{"units": str(units), "asset": asset} for asset, units in charged.items()]
        else:
            refused += 1
            (error,) = payload["errors"]
            assert item["costs"] is None
            assert error["code"] == item["refusal"]["code"] == "INSUFFICIENT_COINS"
            assert error["neededCoins"] == item["refusal"]["neededCoins"] == price
            assert error["availableCoins"] == item["refusal"]["availableCoins"] == shown["availableCoins"]
            assert int(item["missingCoins"]) == int(price) - int(shown["availableCoins"])
    assert sent > 5
    assert refused > 5


async def test_the_missing_coins_of_the_panel_are_exactly_enough(node: LocalNode) -> None:
    await node.grant(VIEWER, 7)
    room = await node.open_room()
    item = next(each for each in (await panel(node, VIEWER, room))["items"]["nodes"] if not each["affordable"])
    order = {"giftType": item["giftType"]["key"], "priceSeen": item["priceCoins"]}
    if int(item["missingCoins"]) > 1:
        await node.grant(VIEWER, int(item["missingCoins"]) - 1)
        assert (await node.order_gift(VIEWER, room, **order))["errors"][0]["code"] == "INSUFFICIENT_COINS"
    await node.grant(VIEWER, 1)
    await node.send_gift(VIEWER, room, **order)
    assert await node.coins_of(VIEWER) == 0


async def test_what_stands_in_the_way_of_all_is_told_before_the_tap(node: LocalNode) -> None:
    await node.grant(VIEWER, 10)
    await node.grant(CREATOR, 10)
    room = await node.open_room()
    assert (await panel(node, CREATOR, room))["refusal"] == {"code": "GIFT_TO_SELF"}
    assert (await panel(node, VIEWER, room, GUEST))["refusal"] == {"code": "RECIPIENT_NOT_ON_STAGE"}
    unknown = replace(CREATOR, subject="no region", region=None)
    nowhere = await node.open_room(unknown)
    for shown, order in (
        (await panel(node, CREATOR, room), await node.order_gift(CREATOR, room)),
        (await panel(node, VIEWER, nowhere, unknown), await node.order_gift(VIEWER, nowhere)),
    ):
        item = next(each for each in shown["items"]["nodes"] if each["giftType"]["key"] == "rose")
        assert item["refusal"]["code"] == order["errors"][0]["code"]


async def test_what_is_quoted_is_what_a_gift_is_split_into_in_every_region(node: LocalNode) -> None:
    regions = [region.code for region in node.app.cards.regions]
    assert len(regions) >= 6
    await node.grant(VIEWER, 10**9)
    # Nobody lives in a bloc: the card of the Union is that of a member without one of its own.
    places = {"EU": "AT"}
    for region in regions:
        place = places.get(region, region)
        host = replace(CREATOR, subject=f"host in {place}", region=place)
        room = await node.open_room(host)
        for gift_type, quantity in (("rose", 1), ("rose", 7), ("rose", 999), ("rose", 13)):
            variables = {"giftType": gift_type, "region": place, "quantity": quantity}
            quoted = (await node.query(QUOTE, variables))["quote"]
            split = {name: int(amount["units"]) for name, amount in quoted["split"].items()}
            assert split["creator"] + split["platform"] + split["residue"] == split["gross"]
            assert split["gross"] == int(quoted["totalCoins"]) * 10**6
            before = await node.earnings_of(host)
            gift = await node.send_gift(
                VIEWER, room, giftType=gift_type, quantity=quantity, priceSeen=quoted["totalCoins"]
            )
            assert await node.earnings_of(host) - before == split["creator"]
            seen = (await node.query(RECEIPT, {"id": gift["id"]}, token=node.token(host)))["node"]
            receipt = seen["recipientReceipt"]
            assert seen["totalCoins"] == quoted["totalCoins"]
            assert int(receipt["earned"]["units"]) == split["creator"], region
            assert receipt["value"] == quoted["payout"], region
            assert receipt["shareCard"] == quoted["card"], region


async def test_coins_past_2_to_the_53_keep_every_digit(node: LocalNode) -> None:
    lot = await node.grant(VIEWER, PAST)
    assert lot["issuedCoins"] == "9007199254740993"
    shown = (
        "{ viewer { wallet { availableCoins balanceCoins entries(first: 1) { nodes { balanceAfter { units } } } } } }"
    )
    wallet = (await node.query(shown, token=node.token(VIEWER)))["viewer"]["wallet"]
    assert wallet == {
        "availableCoins": "9007199254740993",
        "balanceCoins": "9007199254740993",
        "entries": {"nodes": [{"balanceAfter": {"units": "9007199254740993"}}]},
    }
    payload = await node.order_gift(VIEWER, await node.open_room())
    assert payload["wallet"] == {"availableCoins": "9007199254740992", "balanceCoins": "9007199254740992"}


async def test_diamonds_past_2_to_the_53_keep_every_digit(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(str(tmp_path))
    Site(tmp_path).install("dear", GOOD + DEAR)
    async with serving(settings, policy=Policy(names=("dear",), strict=True)) as node:
        await node.grant(VIEWER, 10**11)
        room = await node.open_room(GUEST)
        quantities = (9_999, 6_378, 1)
        for quantity in quantities:
            order = {"giftType": "dear", "quantity": quantity, "priceSeen": str(quantity * 10**6)}
            gift = await node.send_gift(VIEWER, room, **order)
        # 55 % of each coin, in millionths of a diamond.
        assert await node.earnings_of(GUEST) == sum(quantities) * 10**6 * 550_000 == 9_007_900_000_000_000 > PAST
        await node.send_gift(VIEWER, room, giftType="rose")
        assert await node.earnings_of(GUEST) == 9_007_900_000_550_000
        reverse = "mutation ($input: GiftReverseInput!) { giftReverse(input: $input) { errors { __typename } } }"
        assert (await node.act(reverse, OPERATOR, giftId=gift["id"], reason="a test"))["errors"] == []
        assert await node.earnings_of(GUEST) == 9_007_350_000_550_000
        await node.assert_books_balance()


async def test_a_grant_past_its_most_is_refused_and_a_number_past_2_to_the_53_is_no_number(node: LocalNode) -> None:
    owner = {"owner": {"id": VIEWER_2.id}, "origin": "BONUS", "reason": "a test"}
    async with node.nothing_moves():
        payload = await node.act(WALLET_GRANT, OPERATOR, **owner, coins=str(10**16 + 1))
        (error,) = payload["errors"]
        assert (error["code"], error["path"]) == ("INVALID_INPUT", ["input", "coins"])
        sent = {"input": {**owner, "coins": PAST, "idempotencyKey": "k"}}
        answer = await node.answer(WALLET_GRANT, sent, token=node.token(OPERATOR))
        assert (answer.status, answer.data, answer.codes) == (400, None, ["BAD_USER_INPUT"])
