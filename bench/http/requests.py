"""
Requests as bytes: made before they are measured, so that the load client only writes them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import orjson

from largesse.clock import MICROSECONDS, SystemClock
from largesse.people.tokens import TokenRules, sign
from largesse.schema.ids import global_id

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bench.journal.world import World
    from largesse.people.caller import Caller

SECRET = "a secret for servers that are only measured"  # noqa: S105 - it opens nothing
_DAY = 86_400 * MICROSECONDS
_KEY = b"key-0123456789012"
"""Stands for an idempotency key, and is as long as each of them."""
_SELECTION = """ {
    gift { id quantity totalCoins }
    wallet { id balanceCoins }
    replayed
    errors { __typename ... on UserError { message code } }
  }"""
_NOTHING = f"mutation Nothing($input: NothingInput!) {{\n  nothing(input: $input){_SELECTION}\n}}"
_GIFT = f"mutation Gift($input: GiftSendInput!) {{\n  giftSend(input: $input){_SELECTION}\n}}"
_SMALL = "query Small { serverInfo { version } viewer { person { id } } }"
_GIFT_TYPES = "query Types { giftTypes(first: 30) { nodes { key name emoji priceCoins tier media { still } } } }"
_PANEL = """query Panel($roomId: ID!) {
  giftPanel(roomId: $roomId) {
    availableCoins
    refusal { __typename }
    items(first: 30) {
      nodes {
        giftType { key name emoji }
        priceCoins affordable missingCoins eligible
        listPrice { units asset decimal }
        refusal { __typename }
      }
    }
  }
}"""


@dataclass(frozen=True, slots=True)
class Requests:
    """
    What is sent, over and over.

    Args:
        plain: the requests, one for each connection that differs.
        proof: what an answer that is right has in it.
    """

    plain: Sequence[bytes]
    proof: bytes

    def of(self, connection: int, number: int) -> bytes:
        """Return a connection's request; where it has an idempotency key, one that was never used."""
        plain = self.plain[connection % len(self.plain)]
        return plain.replace(_KEY, b"key-%013d" % number, 1) if _KEY in plain else plain


def nothing(callers: Sequence[Caller]) -> Requests:
    """Return the mutation without work."""
    return Requests(
        [_request(each, _NOTHING, {"input": _input("room", "rose", 1)}) for each in callers], b'"errors":[]'
    )


def gifts(world: World, callers: Sequence[Caller], gift_type: str = "", price_coins: int = 0) -> Requests:
    """Return gifts, each from a sender to a room of their own; of the world's gift type, unless another is named."""
    given = (gift_type, price_coins) if gift_type else (world.gift_type, world.price_coins)
    plain = [
        _request(sender, _GIFT, {"input": _input(global_id("Room", room), *given)})
        for sender, room in zip(callers, world.rooms, strict=False)
    ]
    return Requests(plain, b'"errors":[]')


def small(callers: Sequence[Caller]) -> Requests:
    """Return a query of two fields."""
    return Requests([_request(each, _SMALL, {}) for each in callers], b'"person":{')


def panels(world: World, callers: Sequence[Caller]) -> Requests:
    """Return the query of a tray, with thirty gift types."""
    plain = [
        _request(viewer, _PANEL, {"roomId": global_id("Room", room)})
        for viewer, room in zip(callers, world.rooms, strict=False)
    ]
    return Requests(plain, b'"refusal":null,"items"')


def gift_types(callers: Sequence[Caller]) -> Requests:
    """Return the query of the first thirty gift types."""
    return Requests([_request(each, _GIFT_TYPES, {}) for each in callers], b'"giftTypes":{"nodes":[{')


def _input(room_id: str, gift_type: str, price: int) -> dict[str, object]:
    return {"idempotencyKey": _KEY.decode(), "roomId": room_id, "giftType": gift_type, "priceSeen": str(price)}


def _token(caller: Caller) -> str:
    now = SystemClock().now()
    return sign(replace(caller, expires_at=now + _DAY), TokenRules(SECRET), now)


def _request(caller: Caller, document: str, variables: dict[str, object]) -> bytes:
    body = orjson.dumps({"query": document, "variables": variables})
    head = (
        "POST /graphql HTTP/1.1\r\n"
        "Host: 127.0.0.1\r\n"
        "Accept: application/graphql-response+json, application/json;q=0.9\r\n"
        "Content-Type: application/json\r\n"
        f"Authorization: Bearer {_token(caller)}\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body
