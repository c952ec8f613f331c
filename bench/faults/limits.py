"""
One viewer writes to two nodes as fast as they answer: a limit holds over both, and over each while Valkey is away.
"""

from __future__ import annotations

import asyncio
import time
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING, NamedTuple

import aiohttp
import orjson
from tests.servers.valkey import Valkey

from bench.faults.arena import arena
from bench.faults.load import token_of
from bench.faults.result import Result, rounded
from bench.faults.serving import Served
from largesse.rates.rates import AWAY_SECONDS
from largesse.schema.ids import global_id

if TYPE_CHECKING:
    from bench.faults.arena import Arena

PER_MINUTE = 20
FADED = 1
"""How many more a window may take where a minute of the clock begins: what was counted before begins to fade."""
ANSWER_SECONDS = 1.5
"""What an answer may take at most, whatever Valkey does."""
MESSAGE_SEND = """
mutation MessageSend($input: MessageSendInput!) {
  messageSend(input: $input) { message { id } errors { ... on UserError { code } } }
}
"""


class _Answers(NamedTuple):
    """What came of what one viewer wrote in a room: messages by node, refusals by code, and the slowest answer."""

    sent: list[int]
    codes: set[str]
    slowest_seconds: float


async def limits_shared() -> Result:
    """Write to both nodes, each time in another room: with Valkey, without it, and with it again."""
    with Valkey() as bus:
        async with arena("postgresql") as where, AsyncExitStack() as stack:
            settings = {"LARGESSE_BUS": bus.url, "LARGESSE_MESSAGES_PER_MINUTE": str(PER_MINUTE)}
            nodes = [Served(where, f"node-{number}", settings) for number in range(2)]
            for node in nodes:
                stack.callback(node.close)
                await node.start()
            together = await _hammered(where, nodes, where.world.rooms[0])
            await asyncio.to_thread(bus.stop, immediate=True)
            apart = await _hammered(where, nodes, where.world.rooms[1])
            await asyncio.to_thread(bus.start)
            # A node that has asked in vain asks again after so long.
            await asyncio.sleep(2 * AWAY_SECONDS)
            again = await _hammered(where, nodes, where.world.rooms[2])
    phases = {"together": together, "apart": apart, "again": again}
    figures: dict[str, object] = {f"sent_{name}": sum(each.sent) for name, each in phases.items()}
    figures |= {f"{name}_slowest_seconds": rounded(each.slowest_seconds) for name, each in phases.items()}
    held = all(_holds([sum(each.sent)]) for each in (together, again)) and _holds(apart.sent)
    clear = all(each.codes == {"RATE_LIMITED"} and each.slowest_seconds <= ANSWER_SECONDS for each in phases.values())
    return Result("a limit over two nodes, with Valkey, without it and with it again", held and clear, figures)


def _holds(counts: list[int]) -> bool:
    return all(PER_MINUTE <= count <= PER_MINUTE + FADED for count in counts)


async def _hammered(where: Arena, nodes: list[Served], room_id: str) -> _Answers:
    """Write twice as much to each node as both together may take, eight at a time."""
    found = _Answers([0 for _ in nodes], set(), 0.0)
    slowest = 0.0
    headers = {"Authorization": f"Bearer {token_of(where.world.senders[0])}"}

    async def write(session: aiohttp.ClientSession, place: int, number: int) -> None:
        nonlocal slowest
        key = f"{room_id}-{place}-{number}"
        sent = {"roomId": str(global_id("Room", room_id)), "text": "hello", "idempotencyKey": key}
        begun = time.monotonic()
        async with session.post(
            nodes[place].url, json={"query": MESSAGE_SEND, "variables": {"input": sent}}
        ) as response:
            answer = orjson.loads(await response.read())
        slowest = max(slowest, time.monotonic() - begun)
        payload = answer["data"]["messageSend"]
        found.sent[place] += payload["message"] is not None
        found.codes.update(error["code"] for error in payload["errors"])

    async with aiohttp.ClientSession(headers=headers, connector=aiohttp.TCPConnector(limit=8)) as session:
        await asyncio.gather(
            *(write(session, place, number) for number in range(2 * PER_MINUTE) for place in range(len(nodes)))
        )
    return found._replace(slowest_seconds=slowest)
