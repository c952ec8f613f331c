"""
The bus between nodes, on a real Valkey: what it carries, and that losing it harms nobody.
"""

from __future__ import annotations

import asyncio
import time
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import pytest
from valkey.asyncio import Valkey as Client

from largesse.bus import valkey as valkey_bus
from largesse.bus.valkey import ValkeyBus
from tests.servers.valkey import Valkey

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable


class Node:
    """A bus and what its subscriber heard."""

    def __init__(self, url: str, queue_max: int) -> None:
        self.bus = ValkeyBus(url, queue_max=queue_max)
        self.heard: list[tuple[str, bytes]] = []
        self._news = asyncio.Event()
        self.bus.subscribe(self._hear)

    def _hear(self, topic: str, payload: bytes) -> None:
        self.heard.append((topic, payload))
        self._news.set()

    async def until(self, condition: Callable[[], bool], seconds: float = 20) -> None:
        async with asyncio.timeout(seconds):
            while not condition():
                self._news.clear()
                await self._news.wait()

    async def connected(self, *, is_connected: bool) -> None:
        async with asyncio.timeout(20):
            while self.bus.connected is not is_connected:  # noqa: ASYNC110  # the bus tells nobody, health asks
                await asyncio.sleep(0.01)

    async def sent(self) -> None:
        async with asyncio.timeout(20):
            while self.bus._waiting:  # noqa: ASYNC110  # nobody needs to be told
                await asyncio.sleep(0.01)


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have a silence noticed in tenths of a second."""
    monkeypatch.setattr(valkey_bus, "TIMEOUT_SECONDS", 0.3)
    monkeypatch.setattr(valkey_bus, "IDLE_SECONDS", 0.2)


@asynccontextmanager
async def nodes(url: str, count: int, queue_max: int = 1_000) -> AsyncIterator[list[Node]]:
    started = [Node(url, queue_max) for _ in range(count)]
    await asyncio.gather(*(node.bus.start() for node in started))
    try:
        yield started
    finally:
        await asyncio.gather(*(node.bus.close() for node in started))


async def test_every_node_hears_everything_once_and_in_order(valkey_url: str) -> None:
    async with nodes(valkey_url, 3) as (first, second, third):
        sent = [(f"room/{number % 3} \N{SNOWMAN}", bytes([number % 256]) * (number % 5)) for number in range(2_000)]
        # In portions, since the queue of a node that never yields is bounded.
        for start in range(0, len(sent), 500):
            for topic, payload in sent[start : start + 500]:
                first.bus.publish(topic, payload)
            await second.until(lambda start=start: len(second.heard) >= start + 500)
        await third.until(lambda: len(third.heard) >= len(sent))
        second.bus.publish("room/1", b"thanks")
        await first.until(lambda: len(first.heard) > len(sent))
        await third.until(lambda: len(third.heard) > len(sent))
        assert first.heard == second.heard == third.heard == [*sent, ("room/1", b"thanks")]
        assert [node.bus.dropped for node in (first, second, third)] == [0, 0, 0]
        assert all(node.bus.connected for node in (first, second, third))


async def test_a_node_hears_itself_at_once_and_without_a_server() -> None:
    node = Node("valkey://127.0.0.1:9", 10)
    node.bus.publish("room", b"1")
    assert node.heard == [("room", b"1")]
    assert node.bus.connected is False


async def test_deployments_of_different_numbers_do_not_hear_each_other(valkey_url: str) -> None:
    async with nodes(f"{valkey_url}/1", 2) as (first, second), nodes(f"{valkey_url}/2", 1) as (other,):
        first.bus.publish("room", b"1")
        await second.until(lambda: second.heard == [("room", b"1")])
        other.bus.publish("room", b"2")
        first.bus.publish("room", b"3")
        await second.until(lambda: len(second.heard) >= 2)
        assert second.heard == [("room", b"1"), ("room", b"3")]
        assert other.heard == [("room", b"2")]


async def test_what_strangers_publish_does_no_harm(valkey_url: str) -> None:
    async with nodes(valkey_url, 1) as (node,), Client.from_url(valkey_url) as stranger:
        for payload in (b"", b"short", b"\xff" * 8):
            await stranger.publish(b"largesse:0:\xff\xfe", payload)
        await stranger.publish("largesse:0:room", b"stranger" + b"told")
        await node.until(lambda: ("room", b"told") in node.heard)
        assert [payload for _, payload in node.heard] == [b"", b"told"]


@pytest.mark.usefixtures("quick")
async def test_a_killed_server_harms_no_publisher_and_comes_back_by_itself(valkey: Valkey) -> None:
    async with nodes(valkey.url, 2, queue_max=5) as (first, second):
        first.bus.publish("room", b"before")
        await second.until(lambda: second.heard == [("room", b"before")])
        await first.sent()
        await asyncio.to_thread(valkey.stop, immediate=True)
        try:
            await first.connected(is_connected=False)
            await second.connected(is_connected=False)
            started = time.monotonic()
            for number in range(8):
                first.bus.publish("room", str(number).encode())
            assert time.monotonic() - started < 0.5
            assert len(first.heard) == 9
            assert first.bus.dropped == 3
        finally:
            await asyncio.to_thread(valkey.start)
        await second.connected(is_connected=True)
        await first.connected(is_connected=True)
        # Whatever was sent before the other one listened again is gone, which the bus may do; from now on it carries.
        first.bus.publish("room", b"after")
        await second.until(lambda: second.heard[-1:] == [("room", b"after")])
        assert len(second.heard) <= 1 + 5 + 1


@pytest.mark.usefixtures("quick")
async def test_a_frozen_server_is_noticed_and_comes_back_by_itself(valkey: Valkey) -> None:
    async with nodes(valkey.url, 2, queue_max=100) as (first, second):
        await asyncio.to_thread(valkey.pause)
        try:
            first.bus.publish("room", b"during")
            await first.connected(is_connected=False)
            await second.connected(is_connected=False)
            assert first.heard == [("room", b"during")]
        finally:
            await asyncio.to_thread(valkey.resume)
        await second.connected(is_connected=True)
        first.bus.publish("room", b"after")
        await second.until(lambda: ("room", b"after") in second.heard)


async def test_a_quiet_connection_is_kept(monkeypatch: pytest.MonkeyPatch, valkey_url: str) -> None:
    monkeypatch.setattr(valkey_bus, "IDLE_SECONDS", 0.02)
    async with nodes(valkey_url, 2) as (first, second), Client.from_url(valkey_url) as client:
        made = (await client.info("stats"))["total_connections_received"]
        asked = (await client.info("commandstats"))["cmdstat_ping"]["calls"]
        async with asyncio.timeout(10):
            while (await client.info("commandstats"))["cmdstat_ping"]["calls"] < asked + 20:  # noqa: ASYNC110  # no news
                await asyncio.sleep(0.01)
        assert first.bus.connected
        assert second.bus.connected
        assert (await client.info("stats"))["total_connections_received"] == made


@pytest.mark.usefixtures("quick")
async def test_a_bus_starts_without_its_server_and_finds_it_later() -> None:
    with Valkey() as server:
        server.stop(immediate=True)
        async with nodes(server.url, 2) as (first, second):
            assert (first.bus.connected, second.bus.connected) == (False, False)
            await asyncio.to_thread(server.start)
            await second.connected(is_connected=True)
            first.bus.publish("room", b"1")
            await second.until(lambda: second.heard == [("room", b"1")])


@pytest.mark.usefixtures("quick")
async def test_a_bus_can_be_closed_whatever_its_server_does(valkey: Valkey) -> None:
    async with nodes(valkey.url, 1) as (node,):
        await asyncio.to_thread(valkey.pause)
        try:
            node.bus.publish("room", b"1" * 1_000_000)
            async with asyncio.timeout(5):
                await node.bus.close()
        finally:
            await asyncio.to_thread(valkey.resume)
    assert [task for task in asyncio.all_tasks() if task.get_name().startswith("bus-")] == []
