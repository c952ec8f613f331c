"""
The bus between nodes: publish and subscribe of a Valkey or Redis server.
"""

from __future__ import annotations

import asyncio
import secrets
from collections import deque
from contextlib import asynccontextmanager, suppress
from itertools import islice
from typing import TYPE_CHECKING

import structlog
from valkey.asyncio import Valkey
from valkey.exceptions import ValkeyError

from largesse.bus.bus import Subscriber, Subscribers
from largesse.errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

QUEUE_MAX = 10_000
"""Payloads that may wait for the server; past it the oldest are dropped, since newer ones tell of the gap."""

BATCH_MAX = 500
"""Payloads that are sent in one trip."""

TIMEOUT_SECONDS = 2.0
"""How long the server may take to answer before it is held to be gone."""

IDLE_SECONDS = 2.0
"""After how long a silence the server is asked whether it is still there."""

BACKOFF_SECONDS = (0.05, 1.0)
"""How long to wait before connecting again: at first, and at most."""

_CANCEL_SECONDS = 0.1
_NODE_BYTES = 8
_GONE = (ValkeyError, OSError, TimeoutError)

_log = structlog.stdlib.get_logger("largesse.bus")


class ValkeyBus:
    """
    Carries payloads through a server, by one channel a topic.

    Publish and subscribe know nothing of database numbers, so that the number of the address is made part of the
    channels' names: deployments that share a server take one each. The subscribers of the publishing node are
    given a payload at once, whether the server can be reached or not, and not again when it comes back.

    Args:
        url: `valkey://host:port/number`, `valkeys://` for TLS; `redis://` and `rediss://` do as well.
        queue_max: how many payloads may wait for the server.

    Raises:
        ConfigurationError: the address makes no sense; the message does not repeat it.
    """

    def __init__(self, url: str, *, queue_max: int = QUEUE_MAX) -> None:
        self.connected = False
        self.dropped = 0
        self._url = url
        self._queue_max = queue_max
        self._subscribers = Subscribers()
        self._node = secrets.token_bytes(_NODE_BYTES)
        self._waiting: deque[tuple[str, bytes]] = deque()
        self._filled = asyncio.Event()
        self._heard = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []
        self._prefix = f"largesse:{_database_number(url)}:"

    def publish(self, topic: str, payload: bytes) -> None:
        """Give a payload to this node's subscribers, and queue it for the others."""
        self._subscribers.deliver(topic, payload)
        if len(self._waiting) >= self._queue_max:
            self._waiting.popleft()
            self.dropped += 1
        self._waiting.append((topic, payload))
        self._filled.set()

    def subscribe(self, subscriber: Subscriber) -> None:
        """Have a subscriber be given every payload from now on."""
        self._subscribers.add(subscriber)

    async def start(self) -> None:
        """Begin to send and to listen; returns once others are heard, or after two seconds of trying."""
        self._tasks = [
            asyncio.create_task(self._again_and_again(self._send), name="bus-send"),
            asyncio.create_task(self._again_and_again(self._listen), name="bus-listen"),
        ]
        try:
            async with asyncio.timeout(TIMEOUT_SECONDS):
                await self._heard.wait()
        except TimeoutError:
            _log.warning("bus_unreachable_at_start")

    async def close(self) -> None:
        """Stop, and give up what still waits."""
        running = set(self._tasks)
        while running:
            for task in running:
                task.cancel()
            # Asked more than once: the client swallows a cancellation that meets it while it connects.
            _, running = await asyncio.wait(running, timeout=_CANCEL_SECONDS)
        self._tasks = []
        self.connected = False

    async def _again_and_again(self, work: Callable[[Callable[[], None]], Awaitable[None]]) -> None:
        first, most = BACKOFF_SECONDS
        pause = first

        def worked() -> None:
            nonlocal pause
            pause = first

        while True:
            try:
                await work(worked)
            except _GONE as error:
                if pause == first:
                    _log.warning("bus_connection_lost", reason=type(error).__name__)
            await asyncio.sleep(pause)
            pause = min(2 * pause, most)

    async def _send(self, worked: Callable[[], None]) -> None:
        async with self._client() as client:
            while True:
                await self._filled.wait()
                batch = list(islice(self._waiting, BATCH_MAX))
                if not batch:
                    self._filled.clear()
                    continue
                dropped = self.dropped
                pipeline = client.pipeline(transaction=False)
                for topic, payload in batch:
                    pipeline.publish(self._prefix + topic, self._node + payload)
                await pipeline.execute()
                worked()
                # What was sent leaves the queue only now: after a loss it is sent again, and may come twice.
                # The oldest may have been dropped from under it meanwhile.
                for _ in range(len(batch) - min(len(batch), self.dropped - dropped)):
                    self._waiting.popleft()

    async def _listen(self, worked: Callable[[], None]) -> None:
        async with self._client() as client:
            pubsub = client.pubsub()
            try:
                await pubsub.psubscribe(f"{self._prefix}*")
                asked = False
                while True:
                    message = await pubsub.get_message(timeout=IDLE_SECONDS)
                    if message is not None:
                        self._hear(message)
                        worked()
                        asked = False
                    elif asked:
                        raise TimeoutError
                    else:
                        await pubsub.ping()
                        asked = True
            finally:
                self.connected = False
                with suppress(*_GONE):
                    await pubsub.aclose()  # type: ignore[no-untyped-call]  # the client leaves it without types

    def _hear(self, message: dict[str, object]) -> None:
        kind, channel, data = message["type"], message["channel"], message["data"]
        if kind == "psubscribe":
            self.connected = True
            self._heard.set()
        elif kind == "pmessage" and isinstance(channel, bytes) and isinstance(data, bytes):
            node, payload = data[:_NODE_BYTES], data[_NODE_BYTES:]
            if node != self._node and len(node) == _NODE_BYTES:
                topic = channel.decode(errors="replace").removeprefix(self._prefix)
                self._subscribers.deliver(topic, payload)

    @asynccontextmanager
    async def _client(self) -> AsyncIterator[Valkey]:
        client = Valkey.from_url(
            self._url, socket_connect_timeout=TIMEOUT_SECONDS, socket_timeout=TIMEOUT_SECONDS, socket_keepalive=True
        )
        try:
            yield client
        finally:
            # An error here would hide a cancellation, and the task would go on.
            with suppress(*_GONE):
                await client.aclose()


def _database_number(url: str) -> int:
    try:
        options = Valkey.from_url(url).connection_pool.connection_kwargs
    except ValueError as error:
        raise ConfigurationError("The address of the bus must have the form `valkey://host:port/number`.") from error
    return int(options.get("db", 0))
