"""
Wallets over the graph: granted, capped, frozen, and read by their owners alone.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from largesse.clock import DAY, iso_of
from largesse.errors import InvalidInput, Unavailable
from largesse.people.models import find_people
from largesse.people.registry import PersonRegistry
from largesse.schema.context import Context
from largesse.schema.ids import global_id
from largesse.schema.people import PersonSelector, selected_person
from tests.schema.house import ANN, BOB, CLEO, ISSUER, MODERATOR, NOW, OPERATOR, FailingJournal, House, person

if TYPE_CHECKING:
    from tests.schema.house import Json

GRANT = """
    mutation ($input: WalletGrantInput!) {
      walletGrant(input: $input) {
        lot { origin channel issuedCoins leftCoins paid { units asset } earns { numerator denominator } expiresAt }
        wallet { availableCoins owner { id } }
        replayed
        errors { __typename ... on UserError { path } }
      }
    }"""
CAP = """
    mutation ($input: WalletCapSetInput!) {
      walletCapSet(input: $input) {
        wallet { spendingCap { capCoins waiting { capCoins holdsFrom } spentCoins timeZone } }
        replayed
        errors { __typename ... on UserError { path } }
      }
    }"""
FREEZE = """
    mutation ($input: WalletFreezeInput!) {
      walletFreeze(input: $input) { wallet { frozen frozenReason } replayed errors { __typename } }
    }"""
WALLET = "{ viewer { wallet { id availableCoins balanceCoins frozen lots { nodes { leftCoins } } } } }"


def granted(house: House, **more: Json) -> dict[str, Json]:
    owner = {"id": global_id("Person", ANN.id)}
    return {
        "idempotencyKey": house.key(),
        "owner": owner,
        "coins": "100",
        "origin": "BONUS",
        "reason": "a test",
        **more,
    }


async def test_a_grant_answers_lot_and_wallet(house: House) -> None:
    paid = {"currency": "USD", "paidUnits": "140"}
    sent = granted(house, origin="PURCHASED", channel="IOS", paid=paid)
    first = (await house.ask(OPERATOR, GRANT, input=sent))["walletGrant"]
    assert first["lot"] == {
        "origin": "PURCHASED",
        "channel": "IOS",
        "issuedCoins": "100",
        "leftCoins": "100",
        "paid": {"units": "140", "asset": "USD"},
        "earns": {"numerator": "1", "denominator": "1"},
        "expiresAt": None,
    }
    assert first["wallet"] == {"availableCoins": "100", "owner": {"id": global_id("Person", ANN.id)}}
    again = (await house.ask(OPERATOR, GRANT, input=sent))["walletGrant"]
    assert again == {**first, "replayed": True}


async def test_more_coins_than_a_float_can_count_come_back_exactly(house: House) -> None:
    for coins in (2**53, 1):
        await house.ask(OPERATOR, GRANT, input=granted(house, coins=str(coins)))
    wallet = (await house.ask(ANN, WALLET))["viewer"]["wallet"]
    assert wallet["availableCoins"] == "9007199254740993"


async def test_somebody_who_never_called_can_be_granted_coins_by_their_subject(house: House) -> None:
    zoe = person("zoe")
    for subject in ({"subject": "zoe"}, {"subject": "zoe", "issuer": ISSUER}):
        await house.ask(OPERATOR, GRANT, input=granted(house, owner={"subject": subject}))
    assert (await house.ask(zoe, WALLET))["viewer"]["wallet"]["availableCoins"] == "200"


@pytest.mark.parametrize(
    ("more", "path"),
    [
        ({"coins": "0"}, "coins"),
        ({"coins": str(10**16 + 1)}, "coins"),
        ({"reason": ""}, "reason"),
        ({"reason": "a\0"}, "reason"),
        ({"reason": "r" * 501}, "reason"),
        ({"channel": "WEB"}, "channel"),
        ({"origin": "PURCHASED", "paid": {"currency": "XXX", "paidUnits": "1"}}, "paid.currency"),
        ({"origin": "PURCHASED", "paid": {"currency": "USD", "paidUnits": "1", "taxUnits": "2"}}, "paid.paidUnits"),
        ({"earns": {"numerator": "2", "denominator": "1"}}, "earns"),
        ({"earns": {"numerator": "0", "denominator": "0"}}, "earns"),
        ({"expiresAt": "2000-01-01T00:00:00Z"}, "expiresAt"),
        ({"owner": {"id": "nobody"}}, "owner.id"),
        ({"owner": {"subject": {"subject": ""}}}, "owner.subject.subject"),
        ({"owner": {"subject": {"subject": "a", "issuer": "b\nc"}}}, "owner.subject.issuer"),
    ],
)
async def test_a_grant_that_can_never_be_right_is_refused(house: House, more: dict[str, Json], path: str) -> None:
    payload = (await house.ask(OPERATOR, GRANT, input=granted(house, **more)))["walletGrant"]
    assert payload["errors"] == [{"__typename": "InvalidInputError", "path": ["input", *path.split(".")]}]
    assert (payload["lot"], payload["wallet"]) == (None, None)
    assert (await house.ask(ANN, WALLET))["viewer"]["wallet"]["balanceCoins"] == "0"


@pytest.mark.parametrize("document", [GRANT, FREEZE], ids=["walletGrant", "walletFreeze"])
async def test_only_operators_grant_and_freeze(house: House, document: str) -> None:
    sent = granted(house) if document is GRANT else {**frozen(house), "frozen": True}
    for caller in (ANN, CLEO, MODERATOR):
        (payload,) = (await house.ask(caller, document, input=sent)).values()
        assert [error["__typename"] for error in payload["errors"]] == ["ForbiddenError"]
    (payload,) = (await house.ask(None, document, input=sent)).values()
    assert [error["__typename"] for error in payload["errors"]] == ["UnauthenticatedError"]
    wallet = (await house.ask(ANN, WALLET))["viewer"]["wallet"]
    assert (wallet["balanceCoins"], wallet["frozen"]) == ("0", False)


def frozen(house: House) -> dict[str, Json]:
    return {"idempotencyKey": house.key(), "owner": {"id": global_id("Person", ANN.id)}, "reason": "a test"}


async def test_a_frozen_wallet_says_so_and_sends_nothing(house: House) -> None:
    room = await house.open_room()
    await house.grant(ANN, 10)
    data = await house.ask(OPERATOR, FREEZE, input={**frozen(house), "frozen": True})
    assert data["walletFreeze"]["wallet"] == {"frozen": True, "frozenReason": "a test"}
    assert [error["__typename"] for error in (await house.send(ANN, room))["errors"]] == ["WalletFrozenError"]
    data = await house.ask(OPERATOR, FREEZE, input={**frozen(house), "frozen": False})
    assert data["walletFreeze"]["wallet"] == {"frozen": False, "frozenReason": None}
    assert (await house.send(ANN, room))["errors"] == []


async def test_a_cap_holds_at_once_and_a_raise_waits_a_day(house: House) -> None:
    room = await house.open_room()
    await house.grant(ANN, 100)

    async def cap(coins: str | None) -> Json:
        data = await house.ask(ANN, CAP, input={"idempotencyKey": house.key(), "capCoins": coins})
        return data["walletCapSet"]["wallet"]["spendingCap"]

    assert (await cap("10"))["capCoins"] == "10"
    await house.send(ANN, room, quantity=8)
    (error,) = (await house.send(ANN, room, quantity=3))["errors"]
    assert error["__typename"] == "SpendingCapReachedError"
    raised = await cap("50")
    assert (raised["capCoins"], raised["spentCoins"], raised["waiting"]["capCoins"]) == ("10", "8", "50")
    assert raised["waiting"]["holdsFrom"][:10] == iso_of(NOW + DAY)[:10]
    assert (await cap(None))["waiting"]["capCoins"] is None
    house.clock.instant += 2 * DAY
    later = await house.ask(ANN, "{ viewer { wallet { spendingCap { capCoins waiting { capCoins } spentCoins } } } }")
    assert later["viewer"]["wallet"]["spendingCap"] == {"capCoins": None, "waiting": None, "spentCoins": "0"}


async def test_coins_of_an_expired_lot_never_count(house: House) -> None:
    await house.grant(ANN, 30, expiresAt=iso_of(NOW + DAY))
    await house.grant(ANN, 5)
    house.clock.instant = NOW + DAY
    wallet = (await house.ask(ANN, WALLET))["viewer"]["wallet"]
    assert (wallet["availableCoins"], wallet["balanceCoins"]) == ("5", "35")
    assert wallet["lots"]["nodes"] == [{"leftCoins": "0"}, {"leftCoins": "5"}]


async def test_more_lots_than_a_page_has_are_all_counted(house: House) -> None:
    for number in range(101):
        await house.grant(ANN, 1, expiresAt=iso_of(NOW + DAY + number))
    await house.grant(ANN, 5)
    room = await house.open_room()
    document = "query ($id: ID!) { giftPanel(roomId: $id) { availableCoins } }"
    assert (await house.ask(ANN, document, id=room))["giftPanel"]["availableCoins"] == "106"
    house.clock.instant = NOW + 2 * DAY
    wallet = (await house.ask(ANN, "{ viewer { wallet { availableCoins balanceCoins } } }"))["viewer"]["wallet"]
    assert wallet == {"availableCoins": "5", "balanceCoins": "106"}
    assert (await house.ask(ANN, document, id=room))["giftPanel"]["availableCoins"] == "5"


async def test_a_part_of_a_coin_may_be_said_to_earn(house: House) -> None:
    sent = granted(house, earns={"numerator": "1", "denominator": "2"})
    payload = (await house.ask(OPERATOR, GRANT, input=sent))["walletGrant"]
    assert payload["lot"]["earns"] == {"numerator": "1", "denominator": "2"}


async def test_what_can_only_be_read_is_read_while_nothing_can_be_written(house: House) -> None:
    people = PersonRegistry(FailingJournal(Unavailable()), find_people)  # type: ignore[arg-type]  # it takes deeds
    data = await house.ask(ANN, "{ viewer { wallet { balanceCoins } } }", replace(house.services, people=people))
    assert data["viewer"]["wallet"] == {"balanceCoins": "0"}


def test_a_selector_that_selects_nothing_is_refused() -> None:
    with pytest.raises(InvalidInput) as refused:
        selected_person(Context.__new__(Context), PersonSelector(id=None, subject=None), "owner")
    assert refused.value.path == "owner"


async def test_a_statement_is_numbered_and_says_what_each_line_was_for(house: House) -> None:
    room = await house.open_room()
    await house.grant(ANN, 10)
    gift = (await house.send(ANN, room, quantity=3))["gift"]["id"]
    document = """{ viewer { wallet { entries { nodes {
        id number amount { units asset } balanceAfter { units } cause { operation gift { id } reverses { id } }
    } } } } }"""
    given, granted_line = (await house.ask(ANN, document))["viewer"]["wallet"]["entries"]["nodes"]
    assert given["number"] == "2"
    assert given["amount"] == {"units": "-3", "asset": "COIN"}
    assert given["balanceAfter"] == {"units": "7"}
    assert given["cause"] == {"operation": "giftSend", "gift": {"id": gift}, "reverses": None}
    assert granted_line["number"] == "1"
    assert granted_line["cause"] == {"operation": "walletGrant", "gift": None, "reverses": None}
    earned = """{ viewer { earnings {
        entries { nodes { amount { decimal asset } cause { gift { id } } } }
        buckets { nodes { diamonds { decimal } value { asset } card { region version } } }
    } } }"""
    earnings = (await house.ask(CLEO, earned))["viewer"]["earnings"]
    assert earnings["entries"]["nodes"] == [
        {"amount": {"decimal": "1.500000", "asset": "DIAMOND"}, "cause": {"gift": {"id": gift}}}
    ]
    (bucket,) = earnings["buckets"]["nodes"]
    assert bucket == {
        "diamonds": {"decimal": "1.500000"},
        "value": {"asset": "EUR"},
        "card": {"region": "DE", "version": 1},
    }


async def test_nobody_reads_what_is_another_persons(house: House) -> None:
    room = await house.open_room()
    await house.grant(ANN, 10)
    await house.send(ANN, room)
    own = """{ viewer {
        person { id wallet { id } earnings { id } }
        wallet { id lots { nodes { id } } entries { nodes { id cause { id } } } }
        earnings { id owner { id } buckets { nodes { id } } entries { nodes { id cause { id } } } }
    } }"""
    ann, cleo = [(await house.ask(caller, own))["viewer"] for caller in (ANN, CLEO)]
    wallet, earnings = ann["wallet"], cleo["earnings"]
    ids = {
        "Wallet": (ANN, wallet["id"]),
        "Lot": (ANN, wallet["lots"]["nodes"][0]["id"]),
        "Entry": (ANN, wallet["entries"]["nodes"][0]["id"]),
        "Transfer": (ANN, wallet["entries"]["nodes"][0]["cause"]["id"]),
        "Earnings": (CLEO, earnings["id"]),
        "Bucket": (CLEO, earnings["buckets"]["nodes"][0]["id"]),
    }
    assert ann["person"]["wallet"] == {"id": wallet["id"]}
    document = "query ($id: ID!) { node(id: $id) { __typename id } }"
    for kind, (owner, node_id) in ids.items():
        for caller in (owner, OPERATOR):
            assert (await house.ask(caller, document, id=node_id))["node"] == {"__typename": kind, "id": node_id}
        assert (await house.ask(BOB, document, id=node_id))["node"] is None
    other = "query ($id: ID!) { node(id: $id) { ... on Person { name wallet { id } earnings { id } } } }"
    seen = (await house.ask(BOB, other, id=ann["person"]["id"]))["node"]
    assert seen == {"name": "Ann", "wallet": None, "earnings": None}
    gift = earnings["entries"]["nodes"][0]["cause"]["id"]
    assert (await house.ask(CLEO, document, id=gift))["node"] == {"__typename": "Transfer", "id": gift}
    assert (await house.ask(BOB, document, id=gift))["node"] is None
    seen = (await house.ask(OPERATOR, other, id=ann["person"]["id"]))["node"]
    assert seen["wallet"] == {"id": wallet["id"]}
