"""
Viewers who follow the first room on some nodes, and how far behind the database they are.
"""

from __future__ import annotations

import resource
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import aiohttp

from bench.faults.arena import SENDERS
from bench.faults.findings import heads
from bench.faults.load import token_of
from bench.faults.viewers import Audience, Viewer
from largesse.schema.ids import global_id

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from bench.faults.arena import Arena
    from bench.faults.serving import Served

_DESCRIPTORS = 8_192


@asynccontextmanager
async def following(where: Arena, count: int, *nodes: Served) -> AsyncGenerator[Audience]:
    """
    Let viewers follow the first room while the context lasts.

    Args:
        where: whose room.
        count: how many viewers on each node.
        nodes: where they follow it.
    """
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    wanted = _DESCRIPTORS if hard == resource.RLIM_INFINITY else min(hard, _DESCRIPTORS)
    resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
    room_id = str(global_id("Room", where.world.rooms[0]))
    tokens = [token_of(caller) for caller in where.world.senders]
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session:
        audience = Audience(
            [
                Viewer(session, node.websocket, tokens[sender], room_id)
                for place, node in enumerate(nodes)
                for sender in senders_at(place, count)
            ]
        )
        try:
            yield audience
        finally:
            await audience.close()


def senders_at(place: int, count: int) -> list[int]:
    """Return which senders follow at a node: so many, of whom half follow at the node before it as well."""
    return [(place * (count // 2) + number) % SENDERS for number in range(count)]


async def behind(where: Arena, audience: Audience) -> float:
    """Return how many seconds it takes until all viewers have seen what the room's stream holds now."""
    head = (await heads(where.address))[where.world.rooms[0]]
    return await audience.caught_up(head, 30.0)
