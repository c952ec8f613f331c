"""
Front-ends' clients follow a room: the same gifts in the order of the database, whatever happens to their connections.
"""

from __future__ import annotations

import asyncio
import json
import signal
import socket
from contextlib import AsyncExitStack, asynccontextmanager
from typing import TYPE_CHECKING, Any

import pytest

from largesse.testing import EVERYBODY, VIEWER, VIEWER_2, settings_in, spawned

from .relay import Relay
from .tools import HERE

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from largesse.testing import Node

CLIENTS = ("graphql-ws", "graphql-sse", "apollo", "apollo over HTTP", "urql")
SENDERS = ("apollo", "apollo over HTTP", "urql")
"""They also ask over HTTP, and each sends a gift by it."""
SECONDS = 60.0


class Clients:
    """
    The clients, in a process of Node's.

    Args:
        process: prints what they see.
    """

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.seen: dict[str, list[dict[str, Any]]] = {name: [] for name in CLIENTS}
        self.sent: set[str] = set()
        self._process = process

    def gifts(self, name: str) -> list[str]:
        return [item["gift"] for item in self.seen[name] if item["type"] == "GiftSentEvent"]

    def send(self) -> None:
        """Have those that speak HTTP send a gift each."""
        assert self._process.stdin is not None
        self._process.stdin.write(b"send\n")

    async def until(self, gifts: int) -> None:
        """Read on until each has its snapshot and as many gifts; after the last they end by themselves."""
        async with asyncio.timeout(SECONDS):
            while any(not self.seen[name] or len(self.gifts(name)) < gifts for name in CLIENTS):
                assert self._process.stdout is not None
                line = await self._process.stdout.readline()
                assert line, "the clients have ended"
                self._take(line)

    async def rest(self) -> None:
        """Read on until they have ended."""
        assert self._process.stdout is not None
        async with asyncio.timeout(SECONDS):
            async for line in self._process.stdout:
                self._take(line)

    def _take(self, line: bytes) -> None:
        item = json.loads(line)
        if item["type"] == "sent":
            self.sent.add(item["gift"])
        else:
            self.seen[item["client"]].append(item)


@asynccontextmanager
async def clients(port: int, node: Node, room: str, gifts: int) -> AsyncIterator[Clients]:
    """The clients, coming by a port, until each has seen as many gifts."""
    arguments = (f"http://127.0.0.1:{port}/graphql", node.token(VIEWER_2), room, str(gifts), *CLIENTS)
    process = await asyncio.create_subprocess_exec(
        "node",
        "room_events.mjs",
        *arguments,
        cwd=HERE,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        seen = Clients(process)
        yield seen
        await seen.rest()
        async with asyncio.timeout(SECONDS):
            assert await process.wait() == 0
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.mark.usefixtures("javascript")
async def test_clients_see_each_gift_once_and_in_order_through_a_cut_a_stop_and_a_kill(tmp_path: Path) -> None:
    settings = settings_in(tmp_path / "data", port=free_port())
    sent: list[str] = []
    begun = len(SENDERS)

    async def send(node: Node, count: int) -> None:
        sent.extend([(await node.send_gift(VIEWER, room))["id"] for _ in range(count)])

    async with Relay(settings.port) as relay, AsyncExitStack() as servers:
        node = await servers.enter_async_context(spawned(settings))
        await node.meet(*EVERYBODY)
        for viewer in (VIEWER, VIEWER_2):
            await node.grant(viewer, 100)
        room = await node.open_room()
        async with clients(relay.port, node, room, gifts=begun + 20) as following:
            await following.until(0)
            following.send()
            await following.until(begun)
            await send(node, 5)
            await following.until(begun + 5)
            assert relay.cut() >= 2 * len(CLIENTS)
            await send(node, 5)
            await following.until(begun + 10)
            assert await node.stop() == 0
            node = await servers.enter_async_context(spawned(settings))
            await send(node, 5)
            await following.until(begun + 15)
            await node.stop(signal.SIGKILL)
            node = await servers.enter_async_context(spawned(settings))
            await send(node, 5)
            await following.until(begun + 20)
        stored = await order_of(node, room)
        await node.assert_books_balance()
    assert following.sent | set(sent) == set(stored)
    assert [gift for gift in stored if gift in sent] == sent
    for name in CLIENTS:
        items = following.seen[name]
        assert following.gifts(name) == stored, name
        offsets = [int(item["offset"]) for item in items]
        assert offsets == list(range(offsets[0], offsets[0] + len(items))), name
        assert [item["type"] for item in items].count("RoomSnapshot") == 1, name


async def order_of(node: Node, room: str) -> list[str]:
    """The gifts of a room in the order of the database, from the first on."""
    document = "query ($room: ID!) { room(id: $room) { gifts(first: 100) { nodes { id } } } }"
    data = await node.query(document, {"room": room}, token=node.token(VIEWER))
    return [gift["id"] for gift in reversed(data["room"]["gifts"]["nodes"])]
