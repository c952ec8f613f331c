"""
Following a wallet: how it stands, then each change of its balance once, with its cause, to its owner alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from largesse.clock import DAY
from largesse.ledger.identifiers import new_id
from largesse.people.caller import Caller
from largesse.schema.context import Context
from largesse.schema.ids import global_id, key_of
from largesse.schema.wallet_events.causes import OtherCause, cause_of
from largesse.schema.wallet_events.change import Change
from largesse.schema.wallet_events.told import Lagged as LaggedItem
from largesse.schema.wallet_events.told import shown
from largesse.streams import Cursor, Lagged, Noticed, account_stream
from largesse.wallets.expire import expire
from largesse.wallets.rows import wallet_of
from tests.schema.house import ANN, BOB, NOW, OPERATOR, House

if TYPE_CHECKING:
    from tests.schema.house import Json

EVENTS = """subscription ($after: String) { walletEvents(after: $after) {
    __typename
    ... on StreamItem { cursor offset fromOffset }
    ... on WalletSnapshot { wallet { balanceCoins availableCoins owner { name } } }
    ... on WalletChangedEvent { changeCoins balanceAfter entry { id number } cause {
        __typename
        ... on GiftSentCause { gift { id senderReceipt { totalCoins } } }
        ... on GiftReversedCause { gift { id remainingQuantity } }
        ... on CoinsGrantedCause { lot { id origin issuedCoins } }
        ... on CoinsExpiredCause { expiredCoins }
        ... on OtherCause { operation }
    } }
    ... on StreamEnded { reason }
} }"""
FREEZE = "mutation ($input: WalletFreezeInput!) { walletFreeze(input: $input) { errors { __typename } } }"
CAP = "mutation ($input: WalletCapSetInput!) { walletCapSet(input: $input) { errors { __typename } } }"
LIMITS = """
    frozen frozenReason spendingCap { capCoins waiting { capCoins } }"""
WITH_LIMITS = f"""subscription ($after: String) {{ walletEvents(after: $after) {{
    __typename
    ... on StreamItem {{ cursor offset }}
    ... on WalletSnapshot {{ wallet {{ {LIMITS} }} }}
    ... on WalletLimitsChanged {{ wallet {{ {LIMITS} }} }}
}} }}"""
FREE: Json = {"frozen": False, "frozenReason": None, "spendingCap": {"capCoins": None, "waiting": None}}
FROZEN: Json = {**FREE, "frozen": True, "frozenReason": "a test"}
CAPPED: Json = {**FREE, "spendingCap": {"capCoins": "5", "waiting": None}}
REVERSE = "mutation ($input: GiftReverseInput!) { giftReverse(input: $input) { errors { __typename } } }"


async def reverse(house: House, gift: str, quantity: int) -> None:
    sent = {"idempotencyKey": house.key(), "giftId": gift, "quantity": quantity, "reason": "a test"}
    data = await house.ask(OPERATOR, REVERSE, input=sent)
    assert data["giftReverse"]["errors"] == []


async def freeze(house: House, *, frozen: bool) -> None:
    sent = {"owner": {"id": global_id("Person", ANN.id)}, "frozen": frozen, "reason": "a test"}
    data = await house.ask(OPERATOR, FREEZE, input={"idempotencyKey": house.key(), **sent})
    assert data["walletFreeze"]["errors"] == []


async def cap(house: House, coins: str | None) -> None:
    data = await house.ask(ANN, CAP, input={"idempotencyKey": house.key(), "capCoins": coins})
    assert data["walletCapSet"]["errors"] == []


async def test_every_change_is_told_with_what_is_left_and_its_cause(house: House) -> None:
    room = await house.open_room()
    await house.grant(ANN, 10)
    async with house.following(ANN, EVENTS) as following:
        snapshot = (await following())["walletEvents"]
        assert (snapshot["__typename"], snapshot["offset"]) == ("WalletSnapshot", "1")
        assert snapshot["wallet"] == {"balanceCoins": "10", "availableCoins": "10", "owner": {"name": "Ann"}}
        gift = (await house.send(ANN, room, quantity=4))["gift"]["id"]
        await reverse(house, gift, 3)
        lot = await house.grant(ANN, 5, expiresAt="2026-12-31T00:00:00Z")
        house.clock.instant = NOW + 200 * DAY
        await expire(house.services.journal, ANN.id, key_of("Lot", lot, "lotId"))
        told = [(await following())["walletEvents"] for _ in range(4)]
    assert [(each["offset"], each["changeCoins"], each["balanceAfter"]) for each in told] == [
        ("2", "-4", "6"),
        ("3", "3", "9"),
        ("4", "5", "14"),
        ("5", "-5", "9"),
    ]
    assert [each["cause"] for each in told] == [
        {"__typename": "GiftSentCause", "gift": {"id": gift, "senderReceipt": {"totalCoins": "4"}}},
        {"__typename": "GiftReversedCause", "gift": {"id": gift, "remainingQuantity": 1}},
        {"__typename": "CoinsGrantedCause", "lot": {"id": lot, "origin": "BONUS", "issuedCoins": "5"}},
        {"__typename": "CoinsExpiredCause", "expiredCoins": "5"},
    ]
    statement = "{ viewer { wallet { entries(first: 4) { nodes { id number } } } } }"
    stored = (await house.ask(ANN, statement))["viewer"]["wallet"]["entries"]["nodes"]
    assert [each["entry"] for each in told] == stored[::-1]
    assert [each["fromOffset"] for each in told] == [each["offset"] for each in told]


async def test_a_wallet_is_followed_from_before_its_first_coin(house: House) -> None:
    async with house.following(BOB, EVENTS) as following:
        snapshot = (await following())["walletEvents"]
        assert (snapshot["offset"], snapshot["wallet"]["balanceCoins"]) == ("0", "0")
        await house.grant(ANN, 1)
        await house.grant(BOB, 7)
        told = (await following())["walletEvents"]
    assert (told["offset"], told["changeCoins"], told["balanceAfter"]) == ("1", "7", "7")


async def test_a_cursor_resumes_after_its_change_without_a_snapshot(house: House) -> None:
    async with house.following(ANN, EVENTS) as following:
        cursor = (await following())["walletEvents"]["cursor"]
    for coins in (1, 2, 3):
        await house.grant(ANN, coins)
    async with house.following(ANN, EVENTS, after=cursor) as following:
        told = [(await following())["walletEvents"] for _ in range(3)]
    assert [each["changeCoins"] for each in told] == ["1", "2", "3"]
    async with house.following(ANN, EVENTS, after=told[1]["cursor"]) as following:
        assert (await following())["walletEvents"]["offset"] == "3"


async def test_what_is_not_a_cursor_of_this_wallet_is_refused(house: House) -> None:
    room = key_of("Room", await house.open_room(), "roomId")
    async with house.following(BOB, EVENTS) as following:
        of_bob = (await following())["walletEvents"]["cursor"]
    account = wallet_of(ANN.id).id
    others = [Cursor(stream, 1, 0).text for stream in (room, account, ANN.id)]
    for after in (of_bob, *others, "", "x", "A" * 28):
        assert await house.refused(ANN, EVENTS, after=after) == ["INVALID_INPUT"], after
    room_events = "subscription ($id: ID!, $after: String) { roomEvents(roomId: $id, after: $after) { __typename } }"
    own = Cursor(account_stream(account), 1, 0).text
    opened = await house.open_room()
    assert await house.refused(ANN, room_events, id=opened, after=own) == ["INVALID_INPUT"]


@pytest.mark.parametrize(
    ("caller", "code"),
    [
        (None, "UNAUTHENTICATED"),
        (Caller(id=ANN.id, subject="ann", roles=frozenset(), expires_at=NOW + DAY, room_id=new_id()), "FORBIDDEN"),
    ],
    ids=["nobody", "who was handed a room token"],
)
async def test_nobody_but_the_owner_follows_a_wallet(house: House, caller: Caller | None, code: str) -> None:
    assert await house.refused(caller, EVENTS) == [code]
    assert house.services.hub.followers == 0


async def test_what_is_frozen_or_capped_enters_nothing_and_is_told_to_nobody_who_does_not_ask(house: House) -> None:
    await house.grant(ANN, 10)
    async with house.services.wallet_notices.kept_up(), house.following(ANN, EVENTS) as following:
        await following()
        await freeze(house, frozen=True)
        await cap(house, "5")
        await house.grant(ANN, 1)
        assert (await following())["walletEvents"]["offset"] == "2"


async def test_the_end_says_why_and_where_to_resume(house: House) -> None:
    async with house.following(ANN, EVENTS) as following:
        cursor = (await following())["walletEvents"]["cursor"]
        await house.services.hub.close()
        ended = (await following())["walletEvents"]
    assert ended == {
        "__typename": "StreamEnded",
        "cursor": cursor,
        "offset": "0",
        "fromOffset": "0",
        "reason": "CLOSING",
    }


async def test_an_owner_who_is_too_slow_is_told_how_much_waits(house: House) -> None:
    cursor = Cursor(account_stream(wallet_of(ANN.id).id), 1, 7)
    item = await shown(Context(house.services, ANN, "request"), ANN.id, Lagged(30, cursor))
    assert isinstance(item, LaggedItem)
    assert (item.cursor, item.offset, item.missed_count) == (cursor.text, 7, 30)


async def test_a_notice_is_passed_over(house: House) -> None:
    assert await shown(Context(house.services, ANN, "request"), ANN.id, Noticed("viewers", 3)) is None


async def test_a_cause_of_no_type_of_its_own_says_what_was_done(house: House) -> None:
    context = Context(house.services, ANN, "request")
    change = Change(1, new_id(), "purchaseSettle", None, 5, 5, NOW)
    assert await cause_of(context, change) == OtherCause(operation="purchaseSettle")


@pytest.mark.parametrize("operation", ["giftSend", "giftReverse", "walletGrant"])
async def test_a_cause_that_is_not_in_the_books_is_a_fault_and_no_nonsense(house: House, operation: str) -> None:
    context = Context(house.services, ANN, "request")
    with pytest.raises(LookupError, match="is not among the"):
        await cause_of(context, Change(1, new_id(), operation, new_id(), 5, 5, NOW))


async def test_every_device_of_an_owner_is_told_of_freezes_and_caps_between_the_changes(house: House) -> None:
    async with (
        house.services.wallet_notices.kept_up(),
        house.following(ANN, WITH_LIMITS) as phone,
        house.following(ANN, WITH_LIMITS) as tablet,
    ):
        devices = (phone, tablet)
        assert [(await device())["walletEvents"]["wallet"] for device in devices] == [FREE, FREE]
        await freeze(house, frozen=True)
        noticed = {"__typename": "WalletLimitsChanged", "wallet": FROZEN}
        assert [(await device())["walletEvents"] for device in devices] == [noticed, noticed]
        await house.grant(ANN, 3)
        assert [(await device())["walletEvents"]["offset"] for device in devices] == ["1", "1"]
        await freeze(house, frozen=False)
        assert [(await device())["walletEvents"]["wallet"] for device in devices] == [FREE, FREE]
        await cap(house, "5")
        assert [(await device())["walletEvents"]["wallet"] for device in devices] == [CAPPED, CAPPED]
        await cap(house, None)
        waiting = {"capCoins": "5", "waiting": {"capCoins": None}}
        told = [(await device())["walletEvents"]["wallet"]["spendingCap"] for device in devices]
        assert told == [waiting, waiting]


async def test_what_is_spent_of_a_cap_and_what_is_said_again_is_no_other_limit(house: House) -> None:
    await house.grant(ANN, 3)
    room = await house.open_room()
    await cap(house, "5")
    async with house.services.wallet_notices.kept_up(), house.following(ANN, WITH_LIMITS) as following:
        assert (await following())["walletEvents"]["wallet"] == CAPPED
        await cap(house, "5")
        await house.send(ANN, room)
        assert (await following())["walletEvents"]["offset"] == "2"
        await freeze(house, frozen=True)
        assert (await following())["walletEvents"]["wallet"]["frozen"]


async def test_who_resumes_is_told_the_limits_first_and_those_that_change_from_then_on(house: House) -> None:
    async with house.following(ANN, WITH_LIMITS) as following:
        cursor = (await following())["walletEvents"]["cursor"]
    await house.grant(ANN, 1)
    await freeze(house, frozen=True)
    async with house.services.wallet_notices.kept_up():
        async with house.following(ANN, WITH_LIMITS, after=cursor) as following:
            assert (await following())["walletEvents"] == {"__typename": "WalletLimitsChanged", "wallet": FROZEN}
            assert (await following())["walletEvents"]["offset"] == "1"
            await freeze(house, frozen=False)
            assert (await following())["walletEvents"]["wallet"] == FREE
        async with house.following(ANN, EVENTS, after=cursor) as following:
            assert (await following())["walletEvents"]["offset"] == "1"
    assert house.services.hub.streams == 0
