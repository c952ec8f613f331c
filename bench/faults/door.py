"""
A client's door to a server: a gift is sent over HTTP, and the answer is applied, refused, unavailable or unknown.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Any, NamedTuple

import aiohttp
import orjson

if TYPE_CHECKING:
    from bench.journal.world import World

PATIENCE_SECONDS = 12.0
"""Longer than a server takes over any request (LARGESSE_REQUEST_SECONDS)."""
GIFT_SEND = """
mutation GiftSend($input: GiftSendInput!) {
  giftSend(input: $input) { gift { id } errors { ... on UserError { code } } }
}
"""
_NOT_DONE = frozenset({"UNAVAILABLE", "OVERLOADED"})
_UNSURE = frozenset({"OUTCOME_UNKNOWN", "INTERNAL", "TIMEOUT"})


class Kind(Enum):
    """What an answer says."""

    APPLIED = "applied"
    REFUSED = "refused"
    UNAVAILABLE = "unavailable"
    """It was not done, and may be tried again."""
    UNKNOWN = "unknown"
    """It may have been done: that is said, or nothing is."""


class Answer(NamedTuple):
    """An answer: the gift's id if it was applied, else a code."""

    kind: Kind
    gift_id: str
    code: str


class Order(NamedTuple):
    """
    A gift to send.

    Args:
        key: the idempotency key.
        room_id: as clients know it.
        quantity: how many.
        total_coins: what it really costs.
        price_seen: what the sender claims to have seen.
    """

    key: str
    room_id: str
    quantity: int
    total_coins: int
    price_seen: int


class Door:
    """
    One client's way to one server.

    Args:
        session: of this client.
        url: the graph's address.
        token: the bearer token.
        world: for the gift type.
    """

    def __init__(self, session: aiohttp.ClientSession, url: str, token: str, world: World) -> None:
        self._session = session
        self._url = url
        self._headers = {
            "Authorization": f"Bearer {token}",
            "Content-Type": "application/json",
            "Accept": "application/graphql-response+json",
        }
        self._gift_type = world.gift_type

    async def give(self, order: Order) -> Answer:
        """Send a gift and return what is answered; no answer at all is an unknown outcome."""
        asked = {
            "idempotencyKey": order.key,
            "roomId": order.room_id,
            "giftType": self._gift_type,
            "quantity": order.quantity,
            "priceSeen": str(order.price_seen),
        }
        body = orjson.dumps({"query": GIFT_SEND, "variables": {"input": asked}})
        try:
            async with self._session.post(self._url, data=body, headers=self._headers) as response:
                answer: dict[str, Any] = orjson.loads(await response.read())
        except (aiohttp.ClientError, TimeoutError, OSError, orjson.JSONDecodeError) as error:
            return Answer(Kind.UNKNOWN, "", type(error).__name__)
        return _read(answer)

    async def ping(self) -> bool:
        """Tell whether the server answers what needs no database."""
        body = orjson.dumps({"query": "{ __typename }"})
        try:
            async with self._session.post(self._url, data=body, headers=self._headers) as response:
                return bool(orjson.loads(await response.read()).get("data"))
        except (aiohttp.ClientError, TimeoutError, OSError, orjson.JSONDecodeError):
            return False


def _read(answer: dict[str, Any]) -> Answer:
    payload = (answer.get("data") or {}).get("giftSend")
    if payload and payload["gift"]:
        return Answer(Kind.APPLIED, payload["gift"]["id"], "")
    codes = [error["code"] for error in (payload or {}).get("errors") or ()]
    codes += [error.get("extensions", {}).get("code", "") for error in answer.get("errors") or ()]
    code = codes[0] if codes else "NOTHING"
    if code in _NOT_DONE:
        return Answer(Kind.UNAVAILABLE, "", code)
    return Answer(Kind.UNKNOWN if code in _UNSURE or code == "NOTHING" else Kind.REFUSED, "", code)
