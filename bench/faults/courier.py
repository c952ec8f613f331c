"""
A courier who carries what is published on one Valkey to another, each message twice and few in order, or not at all.
"""

from __future__ import annotations

import asyncio
import random
from typing import TYPE_CHECKING, Self

from valkey.asyncio import Valkey

if TYPE_CHECKING:
    from types import TracebackType

BAG = 8
"""So many messages are kept until they are shuffled and carried on; fewer, if nothing has come for a while."""
WHILE_SECONDS = 0.2


class Courier:
    """
    Carries both ways between two servers while the context lasts.

    Args:
        one: the address of a Valkey.
        other: of another.
        lost: the share of messages that it loses, by lot.
    """

    def __init__(self, one: str, other: str, *, lost: float = 0.0) -> None:
        self.carried = self.lost = 0
        self._lost = lost
        self.overtaken = 0
        """How many messages arrived after one that was published later."""
        self._dice = random.Random(BAG)  # noqa: S311 - the same disorder in every run
        self._known: set[bytes] = set()
        self._clients = (Valkey.from_url(one), Valkey.from_url(other))
        self._tasks: list[asyncio.Task[None]] = []

    async def __aenter__(self) -> Self:
        ways = (self._clients, self._clients[::-1])
        listening = [asyncio.Event() for _ in ways]
        self._tasks = [
            asyncio.create_task(self._carry(source, target, ready))
            for (source, target), ready in zip(ways, listening, strict=True)
        ]
        await asyncio.gather(*(ready.wait() for ready in listening))
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for client in self._clients:
            await client.aclose()

    async def _carry(self, source: Valkey, target: Valkey, ready: asyncio.Event) -> None:
        bag: list[tuple[bytes, bytes]] = []
        async with source.pubsub() as heard:
            await heard.psubscribe("largesse:*")
            while True:
                message = await heard.get_message(timeout=WHILE_SECONDS)
                if message is not None and message["type"] == "psubscribe":
                    ready.set()
                # What it has carried here itself comes back to it, and goes no further.
                elif message is not None and message["data"] not in self._known:
                    self._known.add(message["data"])
                    if self._dice.random() < self._lost:
                        self.lost += 1
                    else:
                        bag.append((message["channel"], message["data"]))
                if bag and (message is None or len(bag) >= BAG):
                    await self._empty(bag, target)
                    bag = []

    async def _empty(self, bag: list[tuple[bytes, bytes]], target: Valkey) -> None:
        order = [*range(len(bag)), *range(len(bag))]
        self._dice.shuffle(order)
        latest = -1
        for place in order:
            await target.publish(*bag[place])
            self.overtaken += place < latest
            latest = max(latest, place)
        self.carried += len(bag)
