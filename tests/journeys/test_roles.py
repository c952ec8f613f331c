"""
Roles: who may do what, who sees what, and what a token must be to give anything.
"""

from __future__ import annotations

import base64
import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from largesse.clock import DAY, MICROSECONDS
from largesse.people.admission import token_rules
from largesse.people.tokens import sign
from largesse.testing import (
    CREATOR,
    EVERYBODY,
    GUEST,
    MODERATOR,
    OPERATOR,
    SPONSOR,
    VIEWER,
    VIEWER_2,
    Closed,
    Persona,
    Refused,
)
from largesse.testing.documents import (
    GIFT_SEND,
    MESSAGE_REMOVE,
    MESSAGE_SEND,
    ROOM_CLOSE,
    ROOM_OPEN,
    ROOM_PAUSE,
    ROOM_STAGE_SET,
    WALLET_GRANT,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from largesse.testing import Json, LocalNode

STRANGER = Persona("stranger", CREATOR.roles)
"""A creator whose room it is not."""
PAYLOAD = "replayed errors { __typename ... on UserError { code } ... on ForbiddenError { needs } }"
REVERSE = f"mutation ($input: GiftReverseInput!) {{ giftReverse(input: $input) {{ {PAYLOAD} }} }}"
THANK = f"mutation ($input: GiftThankInput!) {{ giftThank(input: $input) {{ {PAYLOAD} }} }}"
GOAL = f"mutation ($input: GoalSetInput!) {{ goalSet(input: $input) {{ {PAYLOAD} }} }}"
GOAL_CANCEL = f"mutation ($input: GoalCancelInput!) {{ goalCancel(input: $input) {{ {PAYLOAD} }} }}"
GOAL_REFUSE = f"mutation ($input: GoalRefuseInput!) {{ goalRefuse(input: $input) {{ {PAYLOAD} }} }}"
GOALS = "query ($id: ID!) { room(id: $id) { goals { id } } }"
FREEZE = f"mutation ($input: WalletFreezeInput!) {{ walletFreeze(input: $input) {{ {PAYLOAD} }} }}"
BLOCK = f"mutation ($input: RoomBlockSetInput!) {{ roomBlockSet(input: $input) {{ {PAYLOAD} }} }}"
CAP = f"mutation ($input: WalletCapSetInput!) {{ walletCapSet(input: $input) {{ {PAYLOAD} }} }}"
FINE = {"owner": {"id": VIEWER.id}, "reason": "a test"}


async def may(node: LocalNode, allowed: Collection[Persona], document: str, sent: Callable[[], Json]) -> None:
    """Hold that of everybody these alone may do something, and that nothing moves where others try."""
    for persona in (*EVERYBODY, STRANGER):
        if persona in allowed:
            assert (await node.act(document, persona, **sent()))["errors"] == [], persona
            continue
        async with node.nothing_moves():
            payload = await node.act(document, persona, **sent())
        assert [error["code"] for error in payload["errors"]] == ["FORBIDDEN"], persona
        assert payload["errors"][0]["needs"]


async def test_operators_alone_grant_freeze_and_reverse(node: LocalNode) -> None:
    await node.meet(STRANGER)
    await node.grant(VIEWER, 50)
    room = await node.open_room()
    gift = await node.send_gift(VIEWER, room, quantity=9, priceSeen="9")
    await may(node, [OPERATOR], WALLET_GRANT, lambda: {**FINE, "coins": "5", "origin": "BONUS"})
    await may(node, [OPERATOR], FREEZE, lambda: {**FINE, "frozen": False})
    await may(node, [OPERATOR], REVERSE, lambda: {"giftId": gift["id"], "quantity": 1, "reason": "a test"})


async def test_who_received_a_gift_thanks_for_it_and_nobody_else(node: LocalNode) -> None:
    await node.meet(STRANGER)
    await node.grant(VIEWER, 2)
    room = await node.open_room(CREATOR, guests=[GUEST])
    for recipient in (CREATOR, GUEST):
        gift = await node.send_gift(VIEWER, room, recipientId=recipient.id)
        await may(node, [recipient], THANK, lambda gift_id=gift["id"]: {"giftId": gift_id})


async def test_creators_open_rooms_and_hosts_and_moderators_run_them(node: LocalNode) -> None:
    await node.meet(STRANGER)
    room = await node.open_room(CREATOR)
    await may(node, [CREATOR, GUEST, STRANGER, OPERATOR], ROOM_OPEN, lambda: {"title": "Mine"})
    running = [CREATOR, MODERATOR, OPERATOR]
    await may(node, running, ROOM_STAGE_SET, lambda: {"roomId": room, "guestIds": [GUEST.id]})
    await may(node, running, ROOM_PAUSE, lambda: {"roomId": room})
    await may(node, running, BLOCK, lambda: {"roomId": room, "personId": VIEWER_2.id, "blocked": True})
    for host in running:
        closing = await node.open_room(CREATOR)
        others = [persona for persona in (VIEWER, GUEST, SPONSOR, STRANGER) if persona not in running]
        for persona in others:
            async with node.nothing_moves():
                payload = await node.act(ROOM_CLOSE, persona, roomId=closing)
            assert [error["code"] for error in payload["errors"]] == ["FORBIDDEN"]
        assert (await node.act(ROOM_CLOSE, host, roomId=closing))["errors"] == []


async def test_who_wrote_a_message_and_who_keeps_order_take_it_away(node: LocalNode) -> None:
    await node.meet(STRANGER)
    room = await node.open_room(CREATOR)
    for persona in (VIEWER, CREATOR, MODERATOR, OPERATOR):
        message = (await node.act(MESSAGE_SEND, VIEWER, roomId=room, text="hello"))["message"]["id"]
        for other in (VIEWER_2, GUEST, SPONSOR, STRANGER):
            async with node.nothing_moves():
                payload = await node.act(MESSAGE_REMOVE, other, messageId=message)
            assert [error["code"] for error in payload["errors"]] == ["FORBIDDEN"]
        assert (await node.act(MESSAGE_REMOVE, persona, messageId=message))["errors"] == []


async def test_hosts_and_moderators_set_goals_and_hosts_alone_refuse_them(node: LocalNode) -> None:
    await node.meet(STRANGER)
    room = await node.open_room(CREATOR)
    goal = {"roomId": room, "title": "A hundred", "kind": "VALUE", "target": "100"}
    await may(node, [CREATOR, MODERATOR, OPERATOR], GOAL, lambda: goal)
    (found,) = (await node.query(GOALS, {"id": room}, token=node.token(VIEWER)))["room"]["goals"][:1]
    await may(node, [CREATOR, MODERATOR, OPERATOR], GOAL_CANCEL, lambda: {"goalId": found["id"]})
    await may(node, [CREATOR], GOAL_REFUSE, lambda: {"roomId": room, "refused": True})


async def test_a_room_is_opened_for_somebody_else_by_operators_alone(node: LocalNode) -> None:
    async with node.nothing_moves():
        payload = await node.act(ROOM_OPEN, CREATOR, title="Theirs", host={"id": GUEST.id})
    assert [error["code"] for error in payload["errors"]] == ["FORBIDDEN"]
    payload = await node.act(ROOM_OPEN, OPERATOR, title="Theirs", host={"id": GUEST.id})
    assert [person["id"] for person in payload["room"]["stage"]] == [GUEST.id]
    assert (await node.act(ROOM_PAUSE, GUEST, roomId=payload["room"]["id"]))["errors"] == []


async def test_nobody_reads_what_is_somebody_elses(node: LocalNode) -> None:
    lot = await node.grant(VIEWER, 10)
    room = await node.open_room()
    await node.send_gift(VIEWER, room)
    document = "{ viewer { person { wallet { id entries { nodes { id cause { id } } } } earnings { id } } } }"
    mine = (await node.query(document, token=node.token(VIEWER)))["viewer"]["person"]
    spent, _ = mine["wallet"]["entries"]["nodes"]
    ids = {
        "Wallet": mine["wallet"]["id"],
        "Earnings": mine["earnings"]["id"],
        "Lot": lot["id"],
        "Entry": spent["id"],
        "Transfer": spent["cause"]["id"],
    }
    nodes = "query ($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }"
    owned = await node.query(nodes, {"ids": list(ids.values())}, token=node.token(VIEWER))
    assert owned["nodes"] == [{"__typename": name, "id": each} for name, each in ids.items()]
    for persona in (VIEWER_2, CREATOR, GUEST, MODERATOR, SPONSOR):
        seen = await node.query(nodes, {"ids": list(ids.values())}, token=node.token(persona))
        # What a gift was posted as is its recipient's too.
        theirs = {"Transfer"} if persona is CREATOR else set()
        assert [node and node["__typename"] for node in seen["nodes"]] == [
            name if name in theirs else None for name in ids
        ]
    person = """query ($id: ID!) {
        node(id: $id) { ... on Person { name wallet { availableCoins } earnings { pending { units } } } }
    }"""
    for persona in (VIEWER_2, CREATOR, MODERATOR, SPONSOR):
        seen = await node.query(person, {"id": VIEWER.id}, token=node.token(persona))
        assert seen["node"] == {"name": "Vera", "wallet": None, "earnings": None}
    seen = await node.query(person, {"id": VIEWER.id}, token=node.token(OPERATOR))
    assert seen["node"]["wallet"] == {"availableCoins": "9"}


PUBLIC = """{
    serverInfo { name plugins { name state } limits { pageSizeMax } }
    giftTypes(first: 1) { nodes { id key priceCoins } }
    rateCards(region: "JP") { nodes { id version } }
    quote(giftType: "rose", region: "US") { totalCoins }
}"""
PRIVATE = (
    "{ viewer { person { id } } }",
    "{ rooms { nodes { id } } }",
    "query ($room: ID!) { room(id: $room) { id } }",
    "query ($room: ID!) { node(id: $room) { id } }",
    "query ($room: ID!) { giftPanel(roomId: $room) { availableCoins } }",
)


async def nothing_without(node: LocalNode, room: str, token: str, code: str | None) -> None:
    """Hold that a token gives nothing: the code is what every call is refused with, or None if there is no token."""
    for document in PRIVATE:
        answer = await node.answer(document, {"room": room} if "$room" in document else {}, token=token)
        assert answer.codes == [code or "UNAUTHENTICATED"], document
        assert answer.status == (401 if code else 200)
        assert answer.data is None or set(answer.data.values()) == {None}
    sent = {"idempotencyKey": "k", "roomId": room, "giftType": "rose", "priceSeen": "1"}
    async with node.nothing_moves():
        answer = await node.answer(GIFT_SEND, {"input": sent}, token=token)
    if code:
        assert (answer.status, answer.data, answer.codes) == (401, None, [code])
    else:
        assert answer.data["giftSend"]["gift"] is None
        assert [error["code"] for error in answer.data["giftSend"]["errors"]] == ["UNAUTHENTICATED"]


async def test_without_a_token_what_is_public_is_read_and_nothing_else(node: LocalNode) -> None:
    room = await node.open_room()
    seen = await node.query(PUBLIC)
    assert seen["quote"] == {"totalCoins": "1"}
    assert [plugin["name"] for plugin in seen["serverInfo"]["plugins"]] == [
        "classics",
        "log",
        "rates_ecb",
        "regions",
        "seasons",
        "wordlist",
    ]
    for public in (*seen["giftTypes"]["nodes"], *seen["rateCards"]["nodes"]):
        assert (await node.query("query ($id: ID!) { node(id: $id) { id } }", {"id": public["id"]}))["node"]["id"]
    await nothing_without(node, room, "", None)
    async with node.follow_as("", room) as follower:
        with pytest.raises(Refused) as refused:
            await follower.next()
    assert refused.value.codes == ["UNAUTHENTICATED"]


def tampered(token: str, header: Json | None = None, **claims: object) -> str:
    """A token whose parts say something else, under the signature that it had."""
    parts = token.split(".")

    def part(number: int, more: Json) -> str:
        found = json.loads(base64.urlsafe_b64decode(parts[number] + "=="))
        return base64.urlsafe_b64encode(json.dumps({**found, **more}).encode()).rstrip(b"=").decode()

    return ".".join((part(0, header or {}), part(1, claims), parts[2]))


async def test_a_token_that_is_expired_forged_or_unsigned_gives_nothing(node: LocalNode) -> None:
    room = await node.open_room()
    now, good = node.clock.now(), node.token(OPERATOR)
    rules = token_rules(node.settings)
    caller = OPERATOR.caller(now + DAY)
    unsigned = tampered(good, {"alg": "none"})
    bad = {
        "expired": node.token(OPERATOR, now - 61 * MICROSECONDS),
        "forged": sign(caller, replace(rules, secret="somebody else's secret, long enough"), now),
        "of another issuer": sign(caller, replace(rules, issuer="https://elsewhere.example"), now),
        "with more roles": tampered(node.token(VIEWER), roles=["operator"]),
        "with a longer time": tampered(node.token(OPERATOR, now - 61 * MICROSECONDS), exp=2**33),
        "unsigned": unsigned.rpartition(".")[0] + ".",
        "of no algorithm, signed": unsigned,
        "of another algorithm": tampered(good, {"alg": "HS512"}),
        "cut": good[:-2],
        "no token": "a.b.c",
        "nothing": "..",
    }
    for name, token in bad.items():
        await nothing_without(node, room, token, "UNAUTHENTICATED")
        answer = await node.answer(PUBLIC, token=token)
        assert (answer.status, answer.data) == (401, None), name
        with pytest.raises(Closed) as closed:
            async with node.follow_as(token, room):
                pass
        assert closed.value.code == (4401 if name == "expired" else 4403), name
    assert (await node.query("{ viewer { person { id } } }", token=good))["viewer"]["person"] == {"id": OPERATOR.id}
    # The leeway of sixty seconds is for clocks that differ.
    late = node.token(OPERATOR, node.clock.now() - 30 * MICROSECONDS)
    assert (await node.query("{ viewer { person { id } } }", token=late))["viewer"] is not None


async def test_a_key_is_the_callers_own_and_not_used_up_by_being_forbidden(node: LocalNode) -> None:
    sent = {**FINE, "coins": "5", "origin": "BONUS", "idempotencyKey": "shared"}
    assert (await node.act(WALLET_GRANT, VIEWER, **sent))["errors"][0]["code"] == "FORBIDDEN"
    assert (await node.act(WALLET_GRANT, OPERATOR, **sent))["replayed"] is False
    assert (await node.act(WALLET_GRANT, OPERATOR, **sent))["replayed"] is True
    assert (await node.act(CAP, VIEWER, idempotencyKey="shared", capCoins=7))["errors"] == []
    assert await node.coins_of(VIEWER) == 5
