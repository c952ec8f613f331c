"""
How each refusal of a mutation or an exchange is brought about, on a server that runs.
"""

from __future__ import annotations

import asyncio
import sqlite3
from dataclasses import replace
from typing import TYPE_CHECKING

from largesse.schema.ids import global_id
from largesse.testing import CREATOR, GUEST, OPERATOR, VIEWER, Persona
from largesse.testing.documents import MESSAGE_SEND, ROOM_PAUSE, WALLET_GRANT
from largesse.wallets.grant import COINS_MAX

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from largesse.testing import Json, LocalNode

    Cause = Callable[[LocalNode], Awaitable[Json]]

UNKNOWN = "01a2099d-3992-725e-a5ff-e0d27d9c7a60"
ERRORS = "errors { __typename ... on UserError { message code path } ... on ForbiddenError { needs } }"
REVERSE = """
    mutation ($input: GiftReverseInput!) {
      giftReverse(input: $input) {
        errors {
          __typename
          ... on UserError { message code path }
          ... on AlreadyReversedError { remainingQuantity askedQuantity }
          ... on EarningsInsufficientError {
            needed { units asset decimal }
            available { units asset decimal }
          }
        }
      }
    }"""
STAGE = """
    mutation ($input: RoomStageSetInput!) {
      roomStageSet(input: $input) {
        errors { __typename ... on UserError { message code path } ... on StageInvalidError { reason guestsMax } }
      }
    }"""
RETRYABLE = """
    mutation ($input: GiftSendInput!) {
      giftSend(input: $input) {
        errors {
          __typename
          ... on UserError { message code path }
          ... on UnavailableError { retryable }
          ... on OverloadedError { retryable }
          ... on OutcomeUnknownError { retryable }
        }
      }
    }"""
EXCHANGE = """
    query ($base: String!, $quote: String!) {
      exchangeQuote(base: $base, quote: $quote, units: "100") {
        refusal {
          __typename
          ... on UserError { message code path }
          ... on ExchangeRateMissingError { base quote reason }
          ... on ExchangeRateStaleError { base quote plugin asOf staleAt ageSeconds staleSeconds }
        }
      }
    }"""
FREEZE = f"mutation ($input: WalletFreezeInput!) {{ walletFreeze(input: $input) {{ {ERRORS} }} }}"
BLOCK = f"mutation ($input: RoomBlockSetInput!) {{ roomBlockSet(input: $input) {{ {ERRORS} }} }}"
RESTORE = """
    mutation ($input: PluginRestoreInput!) {
      pluginRestore(input: $input) {
        errors { __typename ... on UserError { message code path } ... on PluginNotRestorableError { plugin reason } }
      }
    }"""
DECIDE = """
    mutation ($input: MessageDecideInput!) {
      messageDecide(input: $input) {
        errors { __typename ... on UserError { message code path } ... on MessageNotHeldError { state } }
      }
    }"""
GOAL = """
    mutation ($input: GoalSetInput!) {
      goalSet(input: $input) {
        errors { __typename ... on UserError { message code path } ... on GoalsFullError { goalsMax } }
      }
    }"""
REFUSE = f"mutation ($input: GoalRefuseInput!) {{ goalRefuse(input: $input) {{ {ERRORS} }} }}"
CAP = f"mutation ($input: WalletCapSetInput!) {{ walletCapSet(input: $input) {{ {ERRORS} }} }}"


async def order(node: LocalNode, sender: Persona = VIEWER, host: Persona = CREATOR, **sent: object) -> Json:
    """Have a gift sent in a room of its own, by somebody who holds five coins."""
    room = sent.pop("roomId", None) or await node.open_room(host)
    await node.grant(sender, 5)
    return await node.order_gift(sender, str(room), **sent)


async def anonymous(node: LocalNode) -> Json:
    sent = {"idempotencyKey": "k", "roomId": await node.open_room(), "giftType": "rose", "priceSeen": "1"}
    document = f"mutation ($input: GiftSendInput!) {{ giftSend(input: $input) {{ {ERRORS} }} }}"
    return (await node.query(document, {"input": sent}))["giftSend"]


async def key_reused(node: LocalNode) -> Json:
    room = await node.open_room()
    await order(node, roomId=room, idempotencyKey="order 7")
    return await order(node, roomId=room, idempotencyKey="order 7", message="Again")


async def amount(node: LocalNode) -> Json:
    sent = {"owner": {"id": GUEST.id}, "origin": "BONUS", "reason": "a test", "coins": str(COINS_MAX)}
    # 922 of the largest grants fit into one wallet.
    for _ in range(4):
        await asyncio.gather(*(node.act(WALLET_GRANT, OPERATOR, **sent) for _ in range(231)))
    return await node.act(WALLET_GRANT, OPERATOR, **sent)


async def frozen(node: LocalNode) -> Json:
    await node.act(FREEZE, OPERATOR, owner={"id": VIEWER.id}, frozen=True, reason="a chargeback")
    return await order(node)


async def capped(node: LocalNode) -> Json:
    room = await node.open_room()
    await node.grant(VIEWER, 5)
    await node.act(CAP, VIEWER, capCoins=10)
    await order(node, roomId=room, quantity=7, priceSeen="7")
    return await order(node, roomId=room, quantity=4, priceSeen="4")


async def blocked(node: LocalNode) -> Json:
    room = await node.open_room()
    await node.act(BLOCK, CREATOR, roomId=room, personId=VIEWER.id, blocked=True)
    return await order(node, roomId=room)


async def paused(node: LocalNode) -> Json:
    room = await node.open_room()
    await node.act(ROOM_PAUSE, CREATOR, roomId=room)
    return await order(node, roomId=room)


async def exchanged(node: LocalNode, base: str, quote: str) -> Json:
    """Ask what an amount comes to, and answer its refusal as the one error of a payload."""
    answer = await node.query(EXCHANGE, {"base": base, "quote": quote})
    return {"errors": [answer["exchangeQuote"]["refusal"]]}


async def stage(node: LocalNode) -> Json:
    return await node.act(STAGE, CREATOR, roomId=await node.open_room(), guestIds=[CREATOR.id])


async def goal(node: LocalNode, goals: int = 1) -> Json:
    """Set goals in a room of its own, and answer the last one's payload."""
    room = await node.open_room()
    sent = {"roomId": room, "title": "A hundred", "kind": "VALUE", "target": "100"}
    return [await node.act(GOAL, CREATOR, **sent) for _ in range(goals)][-1]


async def goals_refused(node: LocalNode) -> Json:
    await node.act(REFUSE, CREATOR, refused=True)
    return await goal(node)


async def reversed_before(node: LocalNode) -> Json:
    gift = (await order(node))["gift"]["id"]
    return await node.act(REVERSE, OPERATOR, giftId=gift, reason="a test", quantity=2)


async def wrote(node: LocalNode, room: str, text: str) -> Json:
    return await node.act(MESSAGE_SEND, VIEWER, roomId=room, text=text)


async def wrote_too_much(node: LocalNode) -> Json:
    room = await node.open_room()
    for _ in range(node.settings.messages_per_minute):
        await wrote(node, room, "hello")
    return await wrote(node, room, "hello")


async def decided_before(node: LocalNode) -> Json:
    message = (await wrote(node, await node.open_room(), "hello"))["message"]["id"]
    return await node.act(DECIDE, OPERATOR, messageId=message, decision="ALLOW")


async def unkind(node: LocalNode) -> Json:
    return await wrote(node, await node.open_room(), "you fool")


async def earnings_gone(node: LocalNode) -> Json:
    gift = (await order(node))["gift"]["id"]
    # Nothing takes matured diamonds yet; once payouts do, a bucket will look like this.
    with sqlite3.connect(node.database.path) as database:
        database.execute("UPDATE buckets SET diamonds = 0")
    database.close()
    return await node.act(REVERSE, OPERATOR, giftId=gift, reason="a test")


CAUSES: dict[str, Cause] = {
    "INVALID_INPUT": lambda node: order(node, message="m" * 201),
    "NOT_FOUND": lambda node: order(node, roomId=global_id("Room", UNKNOWN)),
    "FORBIDDEN": lambda node: node.act(FREEZE, VIEWER, owner={"id": VIEWER.id}, frozen=False, reason="a test"),
    "UNAUTHENTICATED": anonymous,
    "KEY_REUSED": key_reused,
    "AMOUNT_OUT_OF_RANGE": amount,
    "INSUFFICIENT_COINS": lambda node: order(node, quantity=6, priceSeen="6"),
    "WALLET_FROZEN": frozen,
    "SPENDING_CAP_REACHED": capped,
    "GIFT_TYPE_UNKNOWN": lambda node: order(node, giftType="moonbeam"),
    "GIFT_VARIANT_UNKNOWN": lambda node: order(node, giftType="kite", variant="plaid"),
    "QUANTITY_OUT_OF_RANGE": lambda node: order(node, quantity=0),
    "PRICE_CHANGED": lambda node: order(node, quantity=2),
    "NOT_ELIGIBLE": lambda node: order(node, Persona("young", age_min=17), giftType="adults"),
    "GIFT_TO_SELF": lambda node: order(node, CREATOR),
    "SENDER_BLOCKED": blocked,
    "ROOM_NOT_OPEN": paused,
    "RECIPIENT_NOT_ON_STAGE": lambda node: order(node, recipientId=GUEST.id),
    "STAGE_INVALID": stage,
    "GOALS_REFUSED": goals_refused,
    "GOALS_FULL": lambda node: goal(node, 6),
    "RATE_CARD_MISSING": lambda node: order(node, host=replace(CREATOR, subject="abroad", region="AQ")),
    "PLUGIN_FAILED": lambda node: order(node, giftType="mood"),
    "EXCHANGE_RATE_MISSING": lambda node: exchanged(node, "EUR", "XPF"),
    "EXCHANGE_RATE_STALE": lambda node: exchanged(node, "EUR", "USD"),
    "PLUGIN_NOT_RESTORABLE": lambda node: node.act(RESTORE, OPERATOR, plugin="idle", reason="a test"),
    "RATE_LIMITED": wrote_too_much,
    "MESSAGE_REFUSED": unkind,
    "MESSAGE_NOT_HELD": decided_before,
    "ALREADY_REVERSED": reversed_before,
    "EARNINGS_INSUFFICIENT": earnings_gone,
}
"""Each answers the payload of what is refused with the code."""
