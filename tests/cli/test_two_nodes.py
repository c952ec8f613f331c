"""
Two servers on one PostgreSQL and one Valkey: what is done at one is heard at the other.
"""

from __future__ import annotations

import asyncio
from contextlib import ExitStack, aclosing
from typing import TYPE_CHECKING, Any

import aiohttp

from largesse.cli.demo.client import Client
from largesse.cli.demo.documents import GIFT_SEND, WALLET_GRANT

from .conftest import SECRET
from .processes import running

if TYPE_CHECKING:
    from pathlib import Path

    from .conftest import Run

ROOM_OPEN = "mutation($input: RoomOpenInput!) { roomOpen(input: $input) { room { id } errors { __typename } } }"
GIFTS_TOLD = """
subscription ($roomId: ID!) {
  roomEvents(roomId: $roomId) { ... on StreamItem { offset } ... on GiftSentEvent { gift { id } } }
}
"""
GIFTS = 20


async def test_a_gift_that_is_sent_at_one_node_is_heard_once_at_each(
    tmp_path: Path, run: Run, postgresql_dsn: str, valkey_url: str
) -> None:
    settings = {
        "LARGESSE_TOKEN_SECRET": SECRET,
        "LARGESSE_DATABASE": postgresql_dsn,
        "LARGESSE_BUS": valkey_url,
    }
    assert run("migrate", "up", **settings).returncode == 0
    tokens = {
        role: run("token", role, "--role", role, "--region", "US", "--age-min", "30", **settings).stdout.strip()
        for role in ("viewer", "creator", "operator")
    }
    with ExitStack() as stack:
        urls = []
        for name in ("first", "second"):
            (tmp_path / name).mkdir()
            node = stack.enter_context(running("serve", "--port", "0", cwd=tmp_path / name, **settings))
            urls.append(node.line().strip().removeprefix("Largesse listens on "))
            assert urls[-1], node.errors
        async with aiohttp.ClientSession() as session:

            def client(role: str, node: int) -> Client:
                graphql = f"{urls[node]}/graphql"
                return Client(session, graphql, graphql.replace("http", "ws"), tokens[role])

            room = await open_room(client("creator", 0))
            await grant(client("operator", 1))
            hearing = [asyncio.create_task(hear(client("operator", node), room)) for node in (0, 1)]
            sent = await asyncio.gather(*(send(client("viewer", number % 2), room, number) for number in range(GIFTS)))
            assert sorted(sent) == [1_000 - number for number in range(GIFTS, 0, -1)]
            first, second = await asyncio.wait_for(asyncio.gather(*hearing), 20)
        assert first == second
        assert sorted(first) == list(range(2, GIFTS + 2))
    verified = run("ledger", "verify", **settings)
    assert verified.returncode == 0, verified.stdout


async def open_room(creator: Client) -> str:
    """Open a room; its identifier."""
    answer: Any = await creator.execute(ROOM_OPEN, {"input": {"idempotencyKey": "room", "title": "Ours"}})
    assert answer["roomOpen"]["errors"] == []
    return str(answer["roomOpen"]["room"]["id"])


async def grant(operator: Client) -> None:
    """Give the viewer a thousand coins."""
    asked = {"owner": {"subject": {"subject": "viewer"}}, "coins": "1000", "origin": "BONUS", "reason": "a test"}
    answer: Any = await operator.execute(WALLET_GRANT, {"input": {"idempotencyKey": "coins", **asked}})
    assert answer["walletGrant"]["errors"] == []


async def send(viewer: Client, room: str, number: int) -> int:
    """Send a rose; the coins that are left."""
    asked = {"idempotencyKey": f"gift {number}", "roomId": room, "giftType": "rose", "priceSeen": "1"}
    answer: Any = await viewer.execute(GIFT_SEND, {"input": asked})
    assert answer["giftSend"]["errors"] == []
    return int(answer["giftSend"]["wallet"]["availableCoins"])


async def hear(operator: Client, room: str) -> list[int]:
    """Follow the room until all gifts were heard; their offsets, in the order in which they came."""
    offsets: list[int] = []
    async with aclosing(operator.subscribe(GIFTS_TOLD, {"roomId": room})) as told:
        async for data in told:
            item: Any = data["roomEvents"]
            if item.get("gift"):
                offsets.append(int(item["offset"]))
            elif int(item["offset"]) > 1:
                # It began after some gifts: they are in the snapshot.
                offsets += range(2, int(item["offset"]) + 1)
            if len(offsets) == GIFTS:
                break
    return offsets
