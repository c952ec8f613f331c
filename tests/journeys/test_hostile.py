"""
Hostile input: answered in order, and nothing moves.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from largesse.testing import CREATOR, OPERATOR, VIEWER
from largesse.testing.documents import GIFT_SEND, ROOM_OPEN, ROOM_STAGE_SET, WALLET_GRANT

if TYPE_CHECKING:
    from largesse.testing import Answer, Json, LocalNode

INTERNALS = re.compile(r"Traceback|\.py\b|SELECT |sqlite|asyncpg|tortoise|strawberry|object at 0x", re.IGNORECASE)
HUGE = 10**4_000
ODD_NUMBERS: tuple[Json, ...] = (
    1.0,
    1.5,
    1e308,
    True,
    None,
    [],
    ["1"],
    {},
    "1.0",
    "1e3",
    " 1",
    "+1",
    "0x1",
    "٣",
    "",
    "1" * 5_000,
)
"""What is no BigInt."""
TOO_LARGE = (2**53, -(2**53), 2**63, HUGE, str(2**63), str(-(2**63) - 1))
"""What is no BigInt as it is written here."""

ODD_VALUES: dict[str, tuple[Json, ...]] = {
    "idempotencyKey": (1, None, [], {}, True, 1.5),
    "roomId": (None, [], {}, True, 1.5),
    "giftType": (1, None, [], {}, True),
    "anonymous": (1, "true", [], {}),
    "message": (1, [], {}, True),
    "payer": ("SPONSOR", "sender", 1, [], {}),
    "unknown": (1,),
}
ODD_OWNERS: tuple[Json, ...] = (
    *({}, None, "x", {"id": None}, {"subject": {}}),
    {"id": VIEWER.id, "subject": {"subject": "x"}},
)
ODD_INPUTS: tuple[Json, ...] = (None, [], "x", 5, {}, [{}])
ODD_LISTS: tuple[Json, ...] = (None, [None], [["x"]], {})


async def bad_input(node: LocalNode, document: str, sent: Json) -> None:
    """Hold that an input is refused before anything is done, and says so as a client's fault."""
    body = json.dumps({"query": document, "variables": {"input": sent}}).encode()
    answer = await node.post(body, token=node.token(OPERATOR))
    assert (answer.status, answer.data) == (400, None), sent
    assert set(answer.codes) in ({"BAD_USER_INPUT"}, {"BAD_REQUEST"}), sent
    decent(answer)


def decent(answer: Answer) -> None:
    """Hold that an answer is no failure of the server's, is small, and tells nothing of its insides."""
    assert answer.status < 500
    text = json.dumps([answer.data, answer.errors])
    assert len(text) < 20_000
    assert not INTERNALS.search(text), text
    assert "INTERNAL" not in text


async def test_numbers_that_are_none_are_refused_and_nothing_moves(node: LocalNode) -> None:
    await node.grant(OPERATOR, 100)
    room = await node.open_room()
    gift = {"idempotencyKey": "k", "roomId": room, "giftType": "rose", "priceSeen": "1"}
    granted = {"idempotencyKey": "k", "owner": {"id": VIEWER.id}, "coins": "5", "origin": "BONUS", "reason": "a test"}
    async with node.nothing_moves():
        for odd in (*ODD_NUMBERS, *TOO_LARGE):
            await bad_input(node, GIFT_SEND, {**gift, "priceSeen": odd})
            await bad_input(node, WALLET_GRANT, {**granted, "coins": odd})
        for odd in (1.5, "1", True, 2**31, -(2**31) - 1, HUGE, 1e308, [], {}):
            await bad_input(node, GIFT_SEND, {**gift, "quantity": odd})
    assert (await node.act(GIFT_SEND, OPERATOR, **gift))["errors"] == []


async def test_values_of_other_types_are_refused_and_nothing_moves(node: LocalNode) -> None:
    await node.grant(OPERATOR, 100)
    room = await node.open_room()
    gift = {"idempotencyKey": "k", "roomId": room, "giftType": "rose", "priceSeen": "1"}
    granted = {"idempotencyKey": "k", "owner": {"id": VIEWER.id}, "coins": "5", "origin": "BONUS", "reason": "a test"}
    async with node.nothing_moves():
        for name, values in ODD_VALUES.items():
            for value in values:
                await bad_input(node, GIFT_SEND, {**gift, name: value})
        for name in ("idempotencyKey", "roomId", "giftType", "priceSeen"):
            await bad_input(node, GIFT_SEND, {key: value for key, value in gift.items() if key != name})
        for owner in ODD_OWNERS:
            await bad_input(node, WALLET_GRANT, {**granted, "owner": owner})
        for odd in ("yesterday", "2030-01-01", "2030-01-01T00:00:00", 5, 1.5, "2030-13-01T00:00:00Z", "9" * 5_000):
            await bad_input(node, WALLET_GRANT, {**granted, "expiresAt": odd})
        for odd_input in ODD_INPUTS:
            await bad_input(node, GIFT_SEND, odd_input)
        for guests in ODD_LISTS:
            await bad_input(node, ROOM_STAGE_SET, {"idempotencyKey": "k", "roomId": room, "guestIds": guests})


async def test_ids_that_are_none_find_nothing(node: LocalNode) -> None:
    await node.grant(VIEWER, 10)
    room = await node.open_room()
    gift = await node.send_gift(VIEWER, room)
    ids = [
        *("", "x", "=", "é", "\0", "A" * 100_000, "Um9vbTo", "Um9vbTpubw", f"{room}=", room[:-1], room.lower()),
        *(gift["id"][::-1], "' OR 1=1 --", "R2lmdDonIE9SIDE9MSAtLQ", "9" * 5_000),
    ]
    token = node.token(VIEWER)
    async with node.nothing_moves():
        for odd in ids:
            assert (await node.query("query ($id: ID!) { node(id: $id) { id } }", {"id": odd}, token=token))[
                "node"
            ] is None
            answer = await node.answer("query ($id: ID!) { room(id: $id) { id } }", {"id": odd}, token=token)
            decent(answer)
            assert (answer.data, answer.codes) == ({"room": None}, ["INVALID_INPUT"]), odd
            payload = await node.order_gift(VIEWER, odd)
            assert [error["code"] for error in payload["errors"]] == ["INVALID_INPUT"]
        answer = await node.answer(
            "query ($ids: [ID!]!) { nodes(ids: $ids) { id } }", {"ids": ["x"] * 101}, token=token
        )
        assert answer.codes == ["INVALID_INPUT"]


BODIES = (
    *(b"", b"null", b"5", b"[]", b"{}", b'"x"', b"\xff\xfe", b"\0", b"{", b'{"query": null}', b'{"query": 5}'),
    *(b'{"query": ""}', b'{"query": "{ serverInfo { name } }", "variables": []}', b"[" * 100_000),
    *(b'{"query": "{ a" }', b'{"query": "' + b"{a" * 50_000 + b'"}', b'{"query": "# \\u0000"}'),
    b'{"query": "' + b"x" * 250_000 + b'"}',
    b'{"query": "mutation { giftSend(input: {quantity: ' + b"9" * 5_000 + b'}) { replayed } }"}',
    b'{"query": "{ giftTypes(first: ' + b"9" * 5_000 + b') { nodes { id } } }"}',
    b'{"query": "{ ' + b"serverInfo { name } " * 5_000 + b'}"}',
    b'{"query": "query ($a: Int = 1e400) { giftTypes(first: $a) { nodes { id } } }"}',
    b'{"query": "{ quote(giftType: \\"rose\\", region: \\"' + b"Z" * 100_000 + b'\\") { totalCoins } }"}',
)


async def test_bodies_of_any_kind_are_the_clients_fault_and_nothing_moves(node: LocalNode) -> None:
    token = node.token(OPERATOR)
    async with node.nothing_moves():
        for body in BODIES:
            answer = await node.post(body, token=token)
            decent(answer)
            assert answer.errors, body[:60]
            assert answer.data is None or set(answer.data.values()) == {None}, body[:60]
    assert await node.query("{ serverInfo { name } }") == {"serverInfo": {"name": "Largesse"}}


async def test_titles_and_reasons_that_no_database_holds_are_refused(node: LocalNode) -> None:
    async with node.nothing_moves():
        for title in ("", "  ", "a\0b", "t" * 121, "t" * 100_000):
            payload = await node.act(ROOM_OPEN, CREATOR, title=title)
            (error,) = payload["errors"]
            assert (error["code"], error["path"]) == ("INVALID_INPUT", ["input", "title"])
        owner = {"owner": {"id": VIEWER.id}, "coins": "1", "origin": "BONUS"}
        for reason in ("", "  ", "a\0b", "r" * 501):
            payload = await node.act(WALLET_GRANT, OPERATOR, **owner, reason=reason)
            (error,) = payload["errors"]
            assert (error["code"], error["path"]) == ("INVALID_INPUT", ["input", "reason"])
        for subject in ("", "a\0b", "s" * 256):
            sent = {**owner, "owner": {"subject": {"subject": subject}}, "reason": "a test"}
            payload = await node.act(WALLET_GRANT, OPERATOR, **sent)
            (error,) = payload["errors"]
            assert error["code"] == "INVALID_INPUT"
    assert (await node.act(ROOM_OPEN, CREATOR, title="ß" * 120))["errors"] == []
