"""
One of two nodes is killed in the middle of everything: what it has begun is ended by the other, and once.
"""

from __future__ import annotations

import asyncio
import time
from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

import aiohttp
import asyncpg
import orjson
from tests.servers.valkey import Valkey

from bench.faults.arena import arena
from bench.faults.door import Door, Kind, Order
from bench.faults.following import behind, following, senders_at
from bench.faults.load import load, token_of
from bench.faults.result import Result, rounded
from bench.faults.serving import Served
from largesse.schema.ids import global_id

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

    from bench.faults.arena import Arena

PATIENCE_SECONDS = 60.0
SECONDS = {
    # A node's word on its viewers is good for nine seconds.
    "both_counted": 12.0,
    "one_counted": 12.0,
    # The turn to tell a plugin lasts ten seconds from when it was last kept; it is looked for every three.
    "taken_over": 15.0,
    # A combo waits five seconds for another gift; one that is overdue is found within a few more.
    "combos_ended": 15.0,
    "backlog": 10.0,
}
"""How long each may take at most."""
COUNT = "query ($id: ID!) { room(id: $id) { viewerCount } }"
_GIFTS = "SELECT CAST(stream_id AS text), stream_offset FROM events WHERE kind = 'giftSent'"
_COMBOS = """
SELECT count(*) AS combos, count(*) FILTER (WHERE running) AS running,
       coalesce(sum(abs((NOT running)::int - ended)), 0)::int AS not_once
FROM combos LEFT JOIN LATERAL (
    SELECT count(*)::int AS ended FROM events
    WHERE kind = 'comboEnded' AND payload::json ->> 'combo_id' = combos.id::text
) AS e ON true
"""


class _Combos(NamedTuple):
    """How many there are, how many run, and how often the end of one is missing from its room or there too often."""

    combos: int
    running: int
    not_once: int


async def node_lost(viewers: int) -> Result:
    """
    Kill the node that takes the gifts and tells a plugin of them, and start it again once the other has taken over.

    Args:
        viewers: of each node; half of them follow by both, and count once.
    """
    seconds: dict[str, float] = {}
    there, here = (set(senders_at(place, viewers)) for place in (0, 1))
    with Valkey() as bus:
        async with arena("postgresql") as where:
            lost, stays = _node(where, bus, "lost"), _node(where, bus, "stays")
            try:
                await lost.start()
                async with load(where, lost.url) as clients:
                    # It has the turn before the other node is there to take it.
                    await _until(lambda: _is_told(where, "lost"))
                    await stays.start()
                    async with following(where, viewers, lost, stays) as audience:
                        await audience.joined_since(0.0, PATIENCE_SECONDS)
                        seconds["both_counted"] = await _until(lambda: _counts(where, stays, len(here | there)))
                        lost.kill()
                        await _give(where, stays)
                        seconds["one_counted"], seconds["taken_over"], seconds["combos_ended"] = await asyncio.gather(
                            _until(lambda: _counts(where, stays, len(here))),
                            _until(lambda: _all_told(where)),
                            _until(lambda: _none_runs(where)),
                        )
                        await lost.start()
                        found = await clients.findings()
                        seconds["backlog"] = await behind(where, audience)
                        await _until(lambda: _none_runs(where))
            finally:
                lost.close()
                stays.close()
            combos = await _combos(where)
    figures = found.figures() | audience.figures() | combos._asdict()
    figures |= {f"{name}_seconds": rounded(it) for name, it in seconds.items()}
    in_time = all(seconds[name] <= most for name, most in SECONDS.items())
    once = combos.combos > 0 and not combos.running and not combos.not_once
    return Result(
        "one of two nodes killed, which takes the gifts and tells of them",
        found.clean and audience.intact and in_time and once,
        figures,
    )


def _node(where: Arena, bus: Valkey, name: str) -> Served:
    log = {"LARGESSE_LOAD_PLUGINS": "log", "LARGESSE_PLUGIN_LOG_PATH": str(_facts(where, name))}
    return Served(where, name, {"LARGESSE_BUS": bus.url, **log})


def _facts(where: Arena, name: str) -> Path:
    return where.directory / f"{name}.jsonl"


async def _until(holds: Callable[[], Awaitable[bool]]) -> float:
    """Wait until something holds; return how many seconds that took."""
    begun = time.monotonic()
    while time.monotonic() < begun + PATIENCE_SECONDS:
        if await holds():
            return time.monotonic() - begun
        await asyncio.sleep(0.1)
    return float("inf")


async def _give(where: Arena, node: Served) -> None:
    """Send one gift to a node, for it to tell of."""
    sender, price = where.world.senders[0], where.world.price_coins
    order = Order("after the other node", str(global_id("Room", where.world.rooms[0])), 1, price, price)
    async with aiohttp.ClientSession() as session:
        answer = await Door(session, node.url, token_of(sender), where.world).give(order)
    assert answer.kind is Kind.APPLIED, answer


async def _is_told(where: Arena, name: str) -> bool:
    return _facts(where, name).exists()


async def _all_told(where: Arena) -> bool:
    """Tell whether the plugin knows of every gift, on whichever node it was told."""
    lines = [line for name in ("lost", "stays") if _facts(where, name).exists() for line in _lines(where, name)]
    told = {(fact["room_id"], fact["offset"]) for fact in lines if fact["fact"] == "gift_sent"}
    database = await asyncpg.connect(where.address.dsn)
    try:
        return told >= {tuple(row) for row in await database.fetch(_GIFTS)}
    finally:
        await database.close()


def _lines(where: Arena, name: str) -> list[dict[str, object]]:
    return [orjson.loads(line) for line in _facts(where, name).read_bytes().splitlines()]


async def _none_runs(where: Arena) -> bool:
    return not (await _combos(where)).running


async def _combos(where: Arena) -> _Combos:
    database = await asyncpg.connect(where.address.dsn)
    try:
        return _Combos(*await database.fetchrow(_COMBOS))
    finally:
        await database.close()


async def _counts(where: Arena, node: Served, wanted: int) -> bool:
    """Tell whether a node takes so many to watch the first room, on all nodes together."""
    headers = {"Authorization": f"Bearer {token_of(where.world.senders[0])}"}
    asked = {"query": COUNT, "variables": {"id": str(global_id("Room", where.world.rooms[0]))}}
    with suppress(aiohttp.ClientError):
        async with aiohttp.ClientSession(headers=headers) as session, session.post(node.url, json=asked) as response:
            answer = orjson.loads(await response.read())
            return bool(answer["data"]["room"]["viewerCount"] == wanted)
    return False
